// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDIDRegistry} from "../IDIDRegistry.sol";
import {LegacyIdentity} from "./LegacyIdentity.sol";

/// @title EnrolledKeys
/// @notice The keys of {IDIDRegistry}: which are enrolled beside the owner's and with which rights, which are
/// compromised, and how a signed act is withdrawn.
abstract contract EnrolledKeys is LegacyIdentity {
    // --- Constants ---

    /// @inheritdoc IDIDRegistry
    uint40 public constant AUTHORIZATION_PERIOD = LONGEST_AUTHORIZATION;

    bytes32 private constant WITHDRAW_TYPEHASH = keccak256("Withdraw(uint256 nonce,uint256 deadline)");

    // --- Writes ---

    /// @inheritdoc IDIDRegistry
    function withdraw(uint256 nonce_) external {
        bytes memory signer = _caller();
        _useNonce(signer, nonce_);
        emit NonceWithdrawn(keccak256(signer), nonce_);
    }

    /// @inheritdoc IDIDRegistry
    function withdrawSigned(Authorization calldata authorization) external {
        bytes32 structHash = keccak256(abi.encode(WITHDRAW_TYPEHASH, authorization.nonce, authorization.deadline));
        bytes memory signer = _consume(authorization, structHash);
        emit NonceWithdrawn(keccak256(signer), authorization.nonce);
    }

    // --- Reads ---

    /// @inheritdoc IDIDRegistry
    function enrolmentOf(
        address identity,
        uint16 tenure,
        bytes32 signerHash
    ) external view returns (Enrolment memory enrolment) {
        return _enrolmentOf(identity, tenure, signerHash);
    }

    /// @inheritdoc IDIDRegistry
    function compromisedSince(address identity, bytes32 keyHash) public view returns (uint40 since, uint16 tenure) {
        Compromise memory compromise = _compromises[identity][keyHash];
        if (compromise.since != 0 || predecessor == address(0)) return (compromise.since, compromise.tenure);
        return IDIDRegistry(predecessor).compromisedSince(identity, keyHash);
    }

    /// @inheritdoc IDIDRegistry
    function isNonceUsed(bytes32 signerHash, uint256 nonce_) external view returns (bool) {
        return _isNonceUsed(signerHash, nonce_);
    }

    // --- Internal reads ---

    /// @dev See {IDIDRegistry-enrolmentOf}.
    function _enrolmentOf(
        address identity,
        uint16 tenure,
        bytes32 signerHash
    ) internal view override returns (Enrolment memory enrolment) {
        StoredEnrolment memory stored = _enrolments[identity][tenure][signerHash];
        if (stored.isWritten || predecessor == address(0)) {
            return Enrolment(stored.actsUntil, stored.objectsFrom, stored.objectsUntil);
        }
        return IDIDRegistry(predecessor).enrolmentOf(identity, tenure, signerHash);
    }
}
