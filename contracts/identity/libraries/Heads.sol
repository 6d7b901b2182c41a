// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @dev What every act on an identity reads, in one slot:
///
/// ```text
/// 255     216 215       176 175      164 163   160 159          0
/// | changedAt | frozenUntil |  tenure   |  flags  |    owner    |
/// |    40     |     40      |    12     |    4    |     160     |
/// ```
type Head is uint256;

using Heads for Head global;

/// @title Heads
/// @notice The packed word of an identity: see {Head}.
library Heads {
    uint256 private constant DEACTIVATED = 1 << 160;
    uint256 private constant RECOVERED = 1 << 161;
    uint256 private constant MOVED = 1 << 162;
    uint256 private constant IMPORTED = 1 << 163;

    uint256 private constant TENURE_OFFSET = 164;
    uint256 private constant FROZEN_OFFSET = 176;
    uint256 private constant CHANGED_OFFSET = 216;

    uint256 private constant OWNER_MASK = type(uint160).max;
    uint256 private constant TENURE_MASK = ((1 << 12) - 1) << TENURE_OFFSET;
    uint256 private constant FROZEN_MASK = uint256(type(uint40).max) << FROZEN_OFFSET;
    uint256 private constant CHANGED_MASK = uint256(type(uint40).max) << CHANGED_OFFSET;

    /// @notice The identity has gone through as many recoveries as can be counted.
    /// @param tenure how many
    error TenuresExhausted(uint256 tenure);

    // --- Reads ---

    /// @notice Whether nothing is stored.
    function isEmpty(Head head) internal pure returns (bool) {
        return Head.unwrap(head) == 0;
    }

    /// @notice The owner, or of a deactivated identity the last one or the successor of its holdings; zero where it
    /// never changed.
    function owner(Head head) internal pure returns (address) {
        return address(uint160(Head.unwrap(head)));
    }

    /// @notice Whether the identity is deactivated.
    function isDeactivated(Head head) internal pure returns (bool) {
        return Head.unwrap(head) & DEACTIVATED != 0;
    }

    /// @notice Whether a recovery was completed once.
    function isRecovered(Head head) internal pure returns (bool) {
        return Head.unwrap(head) & RECOVERED != 0;
    }

    /// @notice Whether the record has left for the successor.
    function isMoved(Head head) internal pure returns (bool) {
        return Head.unwrap(head) & MOVED != 0;
    }

    /// @notice Whether the record has come from the predecessor.
    function isImported(Head head) internal pure returns (bool) {
        return Head.unwrap(head) & IMPORTED != 0;
    }

    /// @notice Number of completed recoveries.
    function tenure(Head head) internal pure returns (uint16) {
        return uint16((Head.unwrap(head) & TENURE_MASK) >> TENURE_OFFSET);
    }

    /// @notice End of the last freeze, Unix seconds.
    function frozenUntil(Head head) internal pure returns (uint40) {
        return uint40(Head.unwrap(head) >> FROZEN_OFFSET);
    }

    /// @notice Block of the last event of ERC-1056; 0 where there is none.
    function changedAt(Head head) internal pure returns (uint40) {
        return uint40(Head.unwrap(head) >> CHANGED_OFFSET);
    }

    // --- The word with another value ---

    /// @notice With another owner.
    function withOwner(Head head, address owner_) internal pure returns (Head) {
        return Head.wrap((Head.unwrap(head) & ~OWNER_MASK) | uint160(owner_));
    }

    /// @notice Deactivated.
    function deactivated(Head head) internal pure returns (Head) {
        return Head.wrap(Head.unwrap(head) | DEACTIVATED);
    }

    /// @notice Recovered: with another owner, in the next tenure, not frozen.
    /// @dev Reverts with {TenuresExhausted} after 4,095 recoveries.
    function recovered(Head head, address owner_) internal pure returns (Head) {
        require(Head.unwrap(head) & TENURE_MASK != TENURE_MASK, TenuresExhausted(tenure(head)));
        uint256 word = (Head.unwrap(head) | RECOVERED) + (1 << TENURE_OFFSET);
        return withFrozenUntil(withOwner(Head.wrap(word), owner_), 0);
    }

    /// @notice Left for the successor.
    function moved(Head head) internal pure returns (Head) {
        return Head.wrap(Head.unwrap(head) | MOVED);
    }

    /// @notice Come from the predecessor.
    function imported(Head head) internal pure returns (Head) {
        return Head.wrap(Head.unwrap(head) | IMPORTED);
    }

    /// @notice With another end of the freeze.
    function withFrozenUntil(Head head, uint40 until) internal pure returns (Head) {
        return Head.wrap((Head.unwrap(head) & ~FROZEN_MASK) | (uint256(until) << FROZEN_OFFSET));
    }

    /// @notice With another block of the last event.
    /// @dev Reverts with OpenZeppelin's SafeCastOverflowedUintDowncast above 2^40 - 1.
    function withChangedAt(Head head, uint256 blockNumber) internal pure returns (Head) {
        uint256 changedAt_ = SafeCast.toUint40(blockNumber);
        return Head.wrap((Head.unwrap(head) & ~CHANGED_MASK) | (changedAt_ << CHANGED_OFFSET));
    }
}
