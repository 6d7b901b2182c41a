// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";

import {EnrolledKeys} from "./EnrolledKeys.sol";
import {IDIDRegistry} from "../IDIDRegistry.sol";
import {IdentityGuardians} from "./IdentityGuardians.sol";
import {IIdentityGuardians} from "../IIdentityGuardians.sol";
import {Head} from "../libraries/Heads.sol";

/// @title GuardedIdentity
/// @notice {IIdentityGuardians} as the registry answers it: reads are here, writes run the code of
/// {IdentityGuardians} on the registry's own storage, which both lay out alike.
abstract contract GuardedIdentity is EnrolledKeys {
    using Address for address;

    // --- Constants and immutables ---

    /// @inheritdoc IIdentityGuardians
    uint40 public constant FREEZE_PERIOD = FREEZE_LENGTH;

    /// @inheritdoc IIdentityGuardians
    uint32 public constant MINIMUM_RECOVERY_DELAY = SHORTEST_DELAY;

    /// @inheritdoc IIdentityGuardians
    uint32 public constant MAXIMUM_RECOVERY_DELAY = LONGEST_DELAY;

    /// @inheritdoc IIdentityGuardians
    uint256 public constant MAXIMUM_GUARDIANS = MOST_GUARDIANS;

    /// @inheritdoc IDIDRegistry
    address public immutable guardianship;

    // --- Constructor ---

    /// @param guardianship_ see {IDIDRegistry-guardianship}
    constructor(address guardianship_) {
        guardianship = guardianship_;
    }

    // --- Writes ---

    /// @inheritdoc IIdentityGuardians
    function setGuardians(address identity, address[] calldata, uint8, uint32) external {
        _runOn(identity);
    }

    /// @inheritdoc IIdentityGuardians
    function setGuardiansSigned(address identity, address[] calldata, uint8, uint32, Authorization calldata) external {
        _runOn(identity);
    }

    /// @inheritdoc IIdentityGuardians
    function freeze(address identity) external {
        _runOn(identity);
    }

    /// @inheritdoc IIdentityGuardians
    function freezeSigned(address identity, Authorization calldata) external {
        _runOn(identity);
    }

    /// @inheritdoc IIdentityGuardians
    function unfreeze(address identity) external {
        _runOn(identity);
    }

    /// @inheritdoc IIdentityGuardians
    function unfreezeSigned(address identity, uint40, Authorization calldata) external {
        _runOn(identity);
    }

    /// @inheritdoc IIdentityGuardians
    function supportRecovery(address identity, address) external {
        _runOn(identity);
    }

    /// @inheritdoc IIdentityGuardians
    function supportRecoverySigned(address identity, address, uint256, Authorization calldata) external {
        _runOn(identity);
    }

    /// @inheritdoc IIdentityGuardians
    function withdrawSupport(address identity, address) external {
        _runOn(identity);
    }

    /// @inheritdoc IIdentityGuardians
    function withdrawSupportSigned(address identity, address, uint256, Authorization calldata) external {
        _runOn(identity);
    }

    /// @inheritdoc IIdentityGuardians
    function vetoRecovery(address identity) external {
        _runOn(identity);
    }

    /// @inheritdoc IIdentityGuardians
    function vetoRecoverySigned(address identity, uint256, Authorization calldata) external {
        _runOn(identity);
    }

    /// @inheritdoc IIdentityGuardians
    function executeRecovery(address identity) external {
        _runOn(identity);
    }

    /// @inheritdoc IIdentityGuardians
    function decideRecovery(address identity, address, bytes32) external restricted {
        _runOn(identity);
    }

    // --- Reads ---

    /// @inheritdoc IIdentityGuardians
    function guardiansOf(address identity) external view returns (GuardianSet memory set) {
        (, IDIDRegistry other) = _find(identity);
        if (address(other) != address(0)) return other.guardiansOf(identity);
        (Safety memory safety, ) = _settled(identity);
        return _sets[identity][safety.inForce];
    }

    /// @inheritdoc IIdentityGuardians
    function announcedGuardiansOf(address identity) external view returns (GuardianSet memory set, uint40 effectiveAt) {
        (, IDIDRegistry other) = _find(identity);
        if (address(other) != address(0)) return other.announcedGuardiansOf(identity);
        (Safety memory safety, ) = _settled(identity);
        if (safety.effectiveAt != 0) return (_sets[identity][1 - safety.inForce], safety.effectiveAt);
    }

    /// @inheritdoc IIdentityGuardians
    function recoveryOf(address identity) external view returns (RecoveryState memory state) {
        (, IDIDRegistry other) = _find(identity);
        if (address(other) != address(0)) return other.recoveryOf(identity);
        (Safety memory safety, Attempt memory attempt) = _settled(identity);
        return
            RecoveryState(
                safety.round,
                attempt.newOwner,
                attempt.readyAt,
                attempt.openedAt,
                attempt.isContested,
                attempt.rival
            );
    }

    /// @inheritdoc IIdentityGuardians
    function supportersOf(address identity, address newOwner) external view returns (address[] memory supporters) {
        (, IDIDRegistry other) = _find(identity);
        if (address(other) != address(0)) return other.supportersOf(identity, newOwner);
        (Safety memory safety, ) = _settled(identity);
        address[] storage guardians = _sets[identity][safety.inForce].guardians;
        uint256 voters = _votes[identity][_supportOf(safety.round, newOwner)];
        supporters = new address[](_count(voters));
        uint256 found = 0;
        for (uint256 i = 0; found < supporters.length; ++i) {
            if (voters & (1 << i) != 0) supporters[found++] = guardians[i];
        }
    }

    // --- Internal writes ---

    /// @dev Opens the record, then runs the function of the same name in {IdentityGuardians} with the same arguments.
    function _runOn(address identity) private {
        _open(identity);
        guardianship.functionDelegateCall(_msgData());
    }

    /// @dev See {IdentityGuardians-setSigner}.
    function _setSigner(address identity, bytes calldata signer, bytes32 rights, uint40 validity) internal {
        guardianship.functionDelegateCall(
            abi.encodeCall(IdentityGuardians.setSigner, (identity, signer, rights, validity))
        );
    }

    /// @dev See {IdentityGuardians-declareCompromised}.
    function _declareCompromised(address identity, bytes32 keyHash, uint40 since) internal {
        guardianship.functionDelegateCall(
            abi.encodeCall(IdentityGuardians.declareCompromised, (identity, keyHash, since))
        );
    }

    /// @dev Whatever can be listed of an identity leaves for the successor.
    function _surrender(bytes32 record) internal override returns (bytes memory) {
        address identity = _identityOf(record);
        if (predecessor != address(0) && !_heads[identity].isImported()) _takeOver(identity);
        bytes memory answer = guardianship.functionDelegateCall(
            abi.encodeCall(IdentityGuardians.exportRecord, (identity))
        );
        return abi.decode(answer, (bytes));
    }

    function _takeOver(address identity) internal override returns (Head) {
        bytes memory data = _import(_recordOf(identity));
        bytes memory answer = guardianship.functionDelegateCall(
            abi.encodeCall(IdentityGuardians.importRecord, (identity, predecessor, data))
        );
        return abi.decode(answer, (Head));
    }
}
