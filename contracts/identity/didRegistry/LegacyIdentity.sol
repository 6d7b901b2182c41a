// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

import {IdentityRecords} from "./IdentityRecords.sol";
import {IERC1056} from "../IERC1056.sol";
import {Head} from "../libraries/Heads.sol";

/// @title LegacyIdentity
/// @notice The writing functions of {IERC1056}, for the owner alone, with the reverts that published clients know.
abstract contract LegacyIdentity is IdentityRecords {
    // --- Storage ---

    /// @inheritdoc IERC1056
    mapping(address signer => uint256 count) public nonce;

    // --- Writes: by the owner ---

    /// @inheritdoc IERC1056
    function changeOwner(address identity, address newOwner) external {
        _heads[identity] = _changeOwner(identity, _openByOwner(identity), newOwner);
    }

    /// @inheritdoc IERC1056
    function addDelegate(address identity, bytes32 delegateType, address delegate, uint256 validity) external {
        Head head = _openByOwner(identity);
        _requireName(delegateType);
        _heads[identity] = _addDelegate(identity, head, delegateType, delegate, validity);
    }

    /// @inheritdoc IERC1056
    function revokeDelegate(address identity, bytes32 delegateType, address delegate) external {
        Head head = _openByOwner(identity);
        _requireName(delegateType);
        _heads[identity] = _revokeDelegate(identity, head, delegateType, delegate);
    }

    /// @inheritdoc IERC1056
    function setAttribute(address identity, bytes32 name, bytes calldata value, uint256 validity) external {
        Head head = _openByOwner(identity);
        _requireName(name);
        _heads[identity] = _logAttribute(identity, head, name, value, _endOf(validity));
    }

    /// @inheritdoc IERC1056
    function revokeAttribute(address identity, bytes32 name, bytes calldata value) external {
        Head head = _openByOwner(identity);
        _requireName(name);
        _heads[identity] = _logAttribute(identity, head, name, value, 0);
    }

    // --- Writes: by the owner's signature in the form of ERC-1056 ---

    /// @inheritdoc IERC1056
    function changeOwnerSigned(address identity, uint8 sigV, bytes32 sigR, bytes32 sigS, address newOwner) external {
        bytes memory operation = abi.encodePacked("changeOwner", newOwner);
        Head head = _openBySignature(identity, sigV, sigR, sigS, operation);
        _heads[identity] = _changeOwner(identity, head, newOwner);
    }

    /// @inheritdoc IERC1056
    function addDelegateSigned(
        address identity,
        uint8 sigV,
        bytes32 sigR,
        bytes32 sigS,
        bytes32 delegateType,
        address delegate,
        uint256 validity
    ) external {
        bytes memory operation = abi.encodePacked("addDelegate", delegateType, delegate, validity);
        Head head = _openBySignature(identity, sigV, sigR, sigS, operation);
        _heads[identity] = _addDelegate(identity, head, delegateType, delegate, validity);
    }

    /// @inheritdoc IERC1056
    function revokeDelegateSigned(
        address identity,
        uint8 sigV,
        bytes32 sigR,
        bytes32 sigS,
        bytes32 delegateType,
        address delegate
    ) external {
        bytes memory operation = abi.encodePacked("revokeDelegate", delegateType, delegate);
        Head head = _openBySignature(identity, sigV, sigR, sigS, operation);
        _heads[identity] = _revokeDelegate(identity, head, delegateType, delegate);
    }

    /// @inheritdoc IERC1056
    function setAttributeSigned(
        address identity,
        uint8 sigV,
        bytes32 sigR,
        bytes32 sigS,
        bytes32 name,
        bytes calldata value,
        uint256 validity
    ) external {
        bytes memory operation = abi.encodePacked("setAttribute", name, value, validity);
        Head head = _openBySignature(identity, sigV, sigR, sigS, operation);
        _heads[identity] = _logAttribute(identity, head, name, value, _endOf(validity));
    }

    /// @inheritdoc IERC1056
    function revokeAttributeSigned(
        address identity,
        uint8 sigV,
        bytes32 sigR,
        bytes32 sigS,
        bytes32 name,
        bytes calldata value
    ) external {
        bytes memory operation = abi.encodePacked("revokeAttribute", name, value);
        Head head = _openBySignature(identity, sigV, sigR, sigS, operation);
        _heads[identity] = _logAttribute(identity, head, name, value, 0);
    }

    // --- Internal writes ---

    /// @dev Opens the record for its owner.
    function _openByOwner(address identity) private returns (Head head) {
        head = _open(identity);
        // solhint-disable-next-line gas-custom-errors
        require(_msgSender() == _ownerOf(identity, head), "bad_actor");
        _requireUnfrozen(identity, head);
    }

    /// @dev Opens the record for who has its owner's signature, and uses the signature up. Names are unchecked where
    /// these signatures are allowed.
    function _openBySignature(
        address identity,
        uint8 sigV,
        bytes32 sigR,
        bytes32 sigS,
        bytes memory operation
    ) private returns (Head head) {
        require(legacyAllowed, LegacySignaturesOff());
        head = _open(identity);
        address owner = _ownerOf(identity, head);
        bytes32 digest = keccak256(abi.encodePacked(bytes2(0x1900), address(this), nonce[owner], identity, operation));
        // The owner of a deactivated identity is zero, whom nothing recovers to here.
        (address recovered, ECDSA.RecoverError problem, ) = ECDSA.tryRecover(digest, sigV, sigR, sigS);
        // solhint-disable-next-line gas-custom-errors
        require(problem == ECDSA.RecoverError.NoError && recovered == owner, "bad_signature");
        _requireUnfrozen(identity, head);
        ++nonce[owner];
    }

    // --- Internal reads ---

    function _requireName(bytes32 name) private view {
        if (!legacyAllowed) _requireReadable(name);
    }
}
