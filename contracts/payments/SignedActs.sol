// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Context} from "@openzeppelin/contracts/utils/Context.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ISignedActs} from "./ISignedActs.sol";
import {AccountSignatures} from "../identity/libraries/AccountSignatures.sol";

/// @title SignedActs
/// @notice See {ISignedActs}.
abstract contract SignedActs is ISignedActs, Context, EIP712 {
    // --- Constants ---

    /// @inheritdoc ISignedActs
    uint40 public constant MAXIMUM_DEADLINE = 90 days;

    // --- Storage ---

    mapping(address signer => mapping(bytes32 digest => bool)) private _withdrawn;

    // --- Writes ---

    /// @inheritdoc ISignedActs
    function withdrawSignature(bytes32 digest) external {
        _withdrawn[_msgSender()][digest] = true;
        emit SignatureWithdrawn(_msgSender(), digest);
    }

    // --- Reads ---

    /// @inheritdoc ISignedActs
    function isSignatureWithdrawn(address signer, bytes32 digest) public view returns (bool) {
        return _withdrawn[signer][digest];
    }

    // --- Internal reads ---

    /// @dev Call before state is read: an ERC-1271 answer runs foreign code.
    function _requireSigned(
        address signer,
        bytes32 structHash,
        uint40 deadline,
        bytes calldata signature
    ) internal view {
        uint40 latest = SafeCast.toUint40(block.timestamp) + MAXIMUM_DEADLINE;
        require(block.timestamp <= deadline && deadline <= latest, DeadlineWrong(deadline, latest));
        _requireSignature(signer, structHash, signature);
    }

    /// @dev The same for an act whose state says how long its signature works.
    function _requireSignature(address signer, bytes32 structHash, bytes calldata signature) internal view {
        bytes32 digest = _hashTypedDataV4(structHash);
        require(AccountSignatures.isSignedBy(signer, digest, signature), SignatureInvalid(signer));
        require(!isSignatureWithdrawn(signer, digest), SignatureIsWithdrawn(digest));
    }
}
