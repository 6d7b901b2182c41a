// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "./AccountWords.sol";

/// @notice The orders of an account that wait for their days, in one word.
type OrderQueue is uint256;

/// @notice An order for some intervals, in one word.
type OneOffOrder is uint256;

using OrderWords for OrderQueue global;
using OrderWords for OneOffOrder global;

/// @title OrderWords
/// @notice Reads and writes the words of orders beside the one in force. They are never cleared: a slot that was paid
/// for once stays.
/// @dev The queue holds the sooner and the later order, from the highest bit down:
///
/// ```
/// | later: fromDay 16 | validUntil 16 | terms 96 | sooner: fromDay 16 | validUntil 16 | terms 96 |
/// ```
///
/// A one-off order, from the highest bit down:
///
/// ```
/// | zero 96 | lastInterval 32 | firstInterval 32 | terms 96 |
/// ```
library OrderWords {
    // --- Constants ---

    uint256 private constant VALID_UNTIL = 96;
    uint256 private constant FROM_DAY = 112;
    uint256 private constant LATER = 128;
    uint256 private constant FIRST = 96;
    uint256 private constant LAST = 128;

    // --- Writing ---

    /// @notice The queue with the sooner order alone.
    /// @param terms of the order
    /// @param validUntil its last day
    /// @param fromDay its first day
    /// @return the queue
    function packSooner(Terms terms, uint16 validUntil, uint16 fromDay) internal pure returns (OrderQueue) {
        return OrderQueue.wrap(_half(terms, validUntil, fromDay));
    }

    /// @notice The queue with another later order.
    /// @param queue as it was
    /// @param terms of the order
    /// @param validUntil its last day
    /// @param fromDay its first day
    /// @return the queue
    function withLater(
        OrderQueue queue,
        Terms terms,
        uint16 validUntil,
        uint16 fromDay
    ) internal pure returns (OrderQueue) {
        return OrderQueue.wrap(uint128(OrderQueue.unwrap(queue)) | (_half(terms, validUntil, fromDay) << LATER));
    }

    /// @notice The queue once its sooner order is in force: the later one comes next.
    /// @param queue as it was
    /// @return the queue
    function shifted(OrderQueue queue) internal pure returns (OrderQueue) {
        return OrderQueue.wrap(OrderQueue.unwrap(queue) >> LATER);
    }

    /// @notice A one-off order.
    /// @param terms of the order
    /// @param first interval
    /// @param last interval
    /// @return the order
    function packOneOff(Terms terms, uint32 first, uint32 last) internal pure returns (OneOffOrder) {
        return OneOffOrder.wrap(Terms.unwrap(terms) | (uint256(first) << FIRST) | (uint256(last) << LAST));
    }

    // --- Reading ---

    /// @notice Terms of the sooner order.
    function soonerTerms(OrderQueue queue) internal pure returns (Terms) {
        return Terms.wrap(uint96(OrderQueue.unwrap(queue)));
    }

    /// @notice Last day of the sooner order.
    function soonerValidUntil(OrderQueue queue) internal pure returns (uint16) {
        return uint16(OrderQueue.unwrap(queue) >> VALID_UNTIL);
    }

    /// @notice First day of the sooner order; 0 where there is none.
    function soonerFrom(OrderQueue queue) internal pure returns (uint16) {
        return uint16(OrderQueue.unwrap(queue) >> FROM_DAY);
    }

    /// @notice Terms of the later order.
    function laterTerms(OrderQueue queue) internal pure returns (Terms) {
        return soonerTerms(shifted(queue));
    }

    /// @notice Last day of the later order.
    function laterValidUntil(OrderQueue queue) internal pure returns (uint16) {
        return soonerValidUntil(shifted(queue));
    }

    /// @notice First day of the later order; 0 where there is none.
    function laterFrom(OrderQueue queue) internal pure returns (uint16) {
        return soonerFrom(shifted(queue));
    }

    /// @notice Terms of a one-off order.
    function oneOffTerms(OneOffOrder order) internal pure returns (Terms) {
        return Terms.wrap(uint96(OneOffOrder.unwrap(order)));
    }

    /// @notice First interval of a one-off order.
    function firstInterval(OneOffOrder order) internal pure returns (uint32) {
        return uint32(OneOffOrder.unwrap(order) >> FIRST);
    }

    /// @notice Last interval of a one-off order.
    function lastInterval(OneOffOrder order) internal pure returns (uint32) {
        return uint32(OneOffOrder.unwrap(order) >> LAST);
    }

    function _half(Terms terms, uint16 validUntil, uint16 fromDay) private pure returns (uint256) {
        return Terms.unwrap(terms) | (uint256(validUntil) << VALID_UNTIL) | (uint256(fromDay) << FROM_DAY);
    }
}
