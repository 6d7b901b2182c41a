// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Context} from "@openzeppelin/contracts/utils/Context.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";

import {IDIDRegistry} from "../IDIDRegistry.sol";
import {IIdentityGuardians} from "../IIdentityGuardians.sol";
import {Head} from "../libraries/Heads.sol";
import {SignerSignatures} from "../libraries/SignerSignatures.sol";

/// @title IdentityKeys
/// @notice Who acts for an identity in {IDIDRegistry}: signatures of any form and their numbers, and the rights of keys
/// enrolled beside the owner's.
/// @dev The registry runs two contracts' code on one storage: {DIDRegistry} and {IdentityGuardians} begin with the same
/// bases, this one and {GuardianRecords}, and so lay it out alike.
abstract contract IdentityKeys is Context, EIP712 {
    using BitMaps for BitMaps.BitMap;
    using SafeCast for uint256;
    using SignerSignatures for bytes;

    // --- Types and constants ---

    /// @dev One slot. `isWritten` tells a removed key from one that was never enrolled here.
    struct StoredEnrolment {
        uint40 actsUntil;
        uint40 objectsFrom;
        uint40 objectsUntil;
        bool isWritten;
    }

    /// @dev One slot.
    struct Compromise {
        uint40 since;
        uint16 tenure;
    }

    /// @dev See {IDIDRegistry-MAXIMUM_VALUE_LENGTH}.
    uint256 internal constant LONGEST_VALUE = 2_048;

    /// @dev A time that never comes.
    uint40 internal constant FOR_EVER = type(uint40).max;

    /// @dev See {IDIDRegistry-AUTHORIZATION_PERIOD}.
    uint40 internal constant LONGEST_AUTHORIZATION = 90 days;

    // --- Storage ---

    mapping(address identity => Head head) internal _heads;
    mapping(address identity => mapping(uint16 tenure => mapping(bytes32 signerHash => StoredEnrolment enrolment)))
        internal _enrolments;
    mapping(address identity => mapping(bytes32 keyHash => Compromise compromise)) internal _compromises;
    mapping(bytes32 signerHash => BitMaps.BitMap numbers) private _usedNonces;

    // --- Constructor ---

    constructor() EIP712("Civitas DIDRegistry", "1") {}

    // --- Internal writes ---

    /// @dev Checks a signature and uses its number up.
    /// @return signer who signed
    function _consume(
        IIdentityGuardians.Authorization calldata authorization,
        bytes32 structHash
    ) internal returns (bytes memory signer) {
        uint256 deadline = authorization.deadline;
        require(block.timestamp <= deadline, IDIDRegistry.AuthorizationExpired(deadline));
        uint256 latest = block.timestamp + LONGEST_AUTHORIZATION;
        require(deadline <= latest, IDIDRegistry.AuthorizationDeadlineTooFar(deadline, latest));
        signer = authorization.signer;
        require(
            authorization.signer.isSignedBy(_hashTypedDataV4(structHash), authorization.signature),
            IDIDRegistry.AuthorizationSignatureInvalid(signer)
        );
        _useNonce(signer, authorization.nonce);
    }

    function _useNonce(bytes memory signer, uint256 nonce_) internal {
        BitMaps.BitMap storage used = _usedNonces[keccak256(signer)];
        require(!used.get(nonce_), IDIDRegistry.AuthorizationUsed(signer, nonce_));
        used.set(nonce_);
    }

    // --- Internal reads ---

    /// @dev Opens the record for who acts as its owner.
    function _requireActor(address identity, Head head, bytes memory signer) internal view {
        require(!head.isDeactivated(), IDIDRegistry.IdentityDeactivated(identity));
        require(_acts(identity, head, signer), IDIDRegistry.IdentityActorUnauthorized(identity, signer));
        _requireUnfrozen(identity, head);
    }

    /// @dev Whether `signer` acts as the owner, frozen or not.
    function _acts(address identity, Head head, bytes memory signer) internal view returns (bool) {
        if (head.isDeactivated()) return false;
        if (_isAccount(signer, _ownerOf(identity, head))) return true;
        return block.timestamp <= _enrolmentOf(identity, head.tenure(), keccak256(signer)).actsUntil;
    }

    /// @dev Whether `signer` objects to recoveries, as its right stands at `time`.
    function _objects(address identity, Head head, bytes memory signer, uint256 time) internal view returns (bool) {
        if (_isAccount(signer, identity) || _isAccount(signer, head.owner())) return false;
        IDIDRegistry.Enrolment memory enrolment = _enrolmentOf(identity, head.tenure(), keccak256(signer));
        return enrolment.objectsFrom != 0 && time >= enrolment.objectsFrom && time <= enrolment.objectsUntil;
    }

    /// @dev See {IDIDRegistry-enrolmentOf}.
    function _enrolmentOf(
        address identity,
        uint16 tenure,
        bytes32 signerHash
    ) internal view virtual returns (IDIDRegistry.Enrolment memory enrolment);

    function _requireUnfrozen(address identity, Head head) internal view {
        require(!_isFrozen(head), IDIDRegistry.IdentityFrozen(identity, head.frozenUntil()));
    }

    function _isFrozen(Head head) internal view returns (bool) {
        return block.timestamp < head.frozenUntil();
    }

    /// @dev End of a validity that begins now; whatever does not fit is for ever.
    function _endOf(uint256 validity) internal view returns (uint40) {
        return Math.min(Math.saturatingAdd(block.timestamp, validity), FOR_EVER).toUint40();
    }

    function _isNonceUsed(bytes32 signerHash, uint256 nonce_) internal view returns (bool) {
        return _usedNonces[signerHash].get(nonce_);
    }

    /// @dev Zero where the identity is deactivated.
    function _ownerOf(address identity, Head head) internal pure returns (address) {
        if (head.isDeactivated()) return address(0);
        address owner = head.owner();
        return owner == address(0) ? identity : owner;
    }

    function _isAccount(bytes memory signer, address account) internal pure returns (bool) {
        return signer.length == 20 && address(bytes20(signer)) == account;
    }

    /// @dev The caller as a signer.
    function _caller() internal view returns (bytes memory) {
        return abi.encodePacked(_msgSender());
    }
}
