// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IdentityKeys} from "./IdentityKeys.sol";
import {IIdentityGuardians} from "../IIdentityGuardians.sol";
import {Head} from "../libraries/Heads.sol";

/// @title GuardianRecords
/// @notice What {IIdentityGuardians} stores, and how it stands.
/// @dev What time alone has decided (other guardians in force, a round that ran out) is worked out in memory by
/// {_settled}; whoever writes stores it with the rest.
abstract contract GuardianRecords is IdentityKeys {
    // --- Types and constants ---

    /// @dev One slot. `effectiveAt` is when the other one of the two sets comes into force; 0 where none is announced.
    struct Safety {
        uint32 round;
        uint8 inForce;
        uint40 effectiveAt;
        uint40 frozenAt;
        uint40 disputedUntil;
    }

    /// @dev Two slots, the second used in a dispute only. `readyAt` is not 0 once the threshold was reached.
    struct Attempt {
        address newOwner;
        uint40 readyAt;
        uint40 openedAt;
        bool isContested;
        address rival;
    }

    /// @dev One slot. The two last freezes of a guardian.
    struct Freezes {
        uint40 last;
        uint40 beforeLast;
    }

    /// @dev See {IIdentityGuardians-FREEZE_PERIOD}.
    uint40 internal constant FREEZE_LENGTH = 30 days;

    /// @dev See {IIdentityGuardians-MINIMUM_RECOVERY_DELAY}.
    uint32 internal constant SHORTEST_DELAY = 3 days;

    /// @dev See {IIdentityGuardians-MAXIMUM_RECOVERY_DELAY}.
    uint32 internal constant LONGEST_DELAY = 21 days;

    /// @dev See {IIdentityGuardians-MAXIMUM_GUARDIANS}.
    uint256 internal constant MOST_GUARDIANS = 15;

    /// @dev How long supports wait for the threshold.
    uint40 internal constant ROUND_PERIOD = 30 days;

    // --- Storage ---

    mapping(address identity => Safety safety) internal _safeties;
    mapping(address identity => Attempt attempt) internal _attempts;
    mapping(address identity => IIdentityGuardians.GuardianSet[2] sets) internal _sets;

    /// @dev Bit i: the guardian at i of the set in force. Questions: {_supportOf}, {_vetoOf}, {_unfreezeOf}.
    mapping(address identity => mapping(uint256 question => uint256 voters)) internal _votes;
    mapping(address identity => mapping(address guardian => Freezes freezes)) internal _freezes;

    // --- Internal reads ---

    /// @dev What is stored, and what time has made of it.
    function _settled(address identity) internal view returns (Safety memory safety, Attempt memory attempt) {
        (safety, attempt) = (_safeties[identity], _attempts[identity]);
        bool isOther = safety.effectiveAt != 0 && block.timestamp >= safety.effectiveAt;
        bool hasRunOut =
            attempt.openedAt != 0 && attempt.readyAt == 0 && block.timestamp > attempt.openedAt + ROUND_PERIOD;
        if (isOther) {
            safety.inForce = 1 - safety.inForce;
            safety.effectiveAt = 0;
        }
        if (isOther || hasRunOut) _closeRound(safety, attempt);
    }

    function _closeRound(Safety memory safety, Attempt memory attempt) internal pure {
        ++safety.round;
        attempt.newOwner = address(0);
        attempt.readyAt = 0;
        attempt.openedAt = 0;
        attempt.isContested = false;
        attempt.rival = address(0);
    }

    /// @dev While an identity is frozen, rights to object count as they stood when the freeze began.
    function _objectionTime(Head head, Safety memory safety) internal view returns (uint256) {
        return _isFrozen(head) ? safety.frozenAt : block.timestamp;
    }

    /// @dev How many bits are set.
    function _count(uint256 voters) internal pure returns (uint256 count) {
        for (; voters != 0; voters &= voters - 1) ++count;
    }

    /// @dev Who supports `newOwner` in `round`.
    function _supportOf(uint32 round, address newOwner) internal pure returns (uint256) {
        return (uint256(round) << 160) | uint160(newOwner);
    }

    /// @dev Who vetoes in `round`: nobody can support the account zero.
    function _vetoOf(uint32 round) internal pure returns (uint256) {
        return _supportOf(round, address(0));
    }

    /// @dev Who would lift the freeze that began then.
    function _unfreezeOf(uint40 frozenAt) internal pure returns (uint256) {
        return (1 << 255) | uint256(frozenAt);
    }
}
