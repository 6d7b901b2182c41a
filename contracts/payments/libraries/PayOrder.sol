// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title PayOrder
/// @notice What a payer has signed about a bill, in one word of calldata.
/// @dev Bits, least significant first: amount 64 | settled 64 | sequence 32 | deadline 40 | isPart 1 | 55 zero bits.
library PayOrder {
    uint256 private constant PART_SHIFT = 200;

    /// @notice Packs an order.
    /// @param amount of a part, or the most for the whole
    /// @param settled what is settled before a part; 0 for the whole
    /// @param sequence of the bill
    /// @param deadline last second, Unix seconds
    /// @param ofPart whether it is of a part
    /// @return order packed
    function pack(
        uint64 amount,
        uint64 settled,
        uint32 sequence,
        uint40 deadline,
        bool ofPart
    ) internal pure returns (uint256) {
        return
            uint256(amount) |
            (uint256(settled) << 64) |
            (uint256(sequence) << 128) |
            (uint256(deadline) << 160) |
            (uint256(ofPart ? 1 : 0) << PART_SHIFT);
    }

    /// @notice Packs an order of the whole that nobody has signed: it is carried out now.
    /// @param maxAmount the most to be paid
    /// @param sequence of the bill
    /// @return order packed
    function packWhole(uint64 maxAmount, uint32 sequence) internal pure returns (uint256) {
        return pack(maxAmount, 0, sequence, 0, false);
    }

    /// @notice Amount of the part, or the most for the whole.
    /// @param order packed
    /// @return millionths of a token
    function amountOf(uint256 order) internal pure returns (uint64) {
        return uint64(order);
    }

    /// @notice What is settled before a part.
    /// @param order packed
    /// @return millionths of a token
    function settledOf(uint256 order) internal pure returns (uint64) {
        return uint64(order >> 64);
    }

    /// @notice Sequence of the bill.
    /// @param order packed
    /// @return sequence
    function sequenceOf(uint256 order) internal pure returns (uint32) {
        return uint32(order >> 128);
    }

    /// @notice Last second in which the order is carried out.
    /// @param order packed
    /// @return Unix seconds
    function deadlineOf(uint256 order) internal pure returns (uint40) {
        return uint40(order >> 160);
    }

    /// @notice Whether the order is of a part.
    /// @param order packed
    /// @return true for a part, false for the whole
    function isPart(uint256 order) internal pure returns (bool) {
        return (order >> PART_SHIFT) & 1 != 0;
    }

    /// @notice Whether the order says nothing that is not signed: no bit beyond its fields, and nothing settled where
    /// it is of the whole.
    /// @param order packed
    /// @return true where it is well formed
    function isWellFormed(uint256 order) internal pure returns (bool) {
        return order >> (PART_SHIFT + 1) == 0 && (isPart(order) || settledOf(order) == 0);
    }
}
