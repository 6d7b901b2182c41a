// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title LedgerWord
/// @notice What is known of a bill that was not simply paid in time, in one word.
/// @dev Bits, least significant first: paid 64 | credited 64 | accruedFee 64 | lateDays 16 | sequence 32 |
/// isSurcharged 1 | isCarried 1 | hasClock 1 | isPresent 1 | 12 zero bits. A bill's amount is less than 2^60 and its fees
/// are at most as much, so that every amount fits.
library LedgerWord {
    using SafeCast for uint256;

    uint256 private constant CREDITED_SHIFT = 64;
    uint256 private constant FEE_SHIFT = 128;
    uint256 private constant DAYS_SHIFT = 192;
    uint256 private constant SEQUENCE_SHIFT = 208;
    uint256 private constant SURCHARGED = 1 << 240;
    uint256 private constant CARRIED = 1 << 241;
    uint256 private constant CLOCKED = 1 << 242;
    uint256 private constant PRESENT = 1 << 243;

    /// @notice What payers have paid, less what was refunded.
    /// @param word packed
    /// @return millionths of a token
    function paidOf(uint256 word) internal pure returns (uint256) {
        return uint64(word);
    }

    /// @notice What was credited.
    /// @param word packed
    /// @return millionths of a token
    function creditedOf(uint256 word) internal pure returns (uint256) {
        return uint64(word >> CREDITED_SHIFT);
    }

    /// @notice What was paid and credited.
    /// @param word packed
    /// @return millionths of a token
    function settledOf(uint256 word) internal pure returns (uint256) {
        return paidOf(word) + creditedOf(word);
    }

    /// @notice Late fee fixed so far.
    /// @param word packed
    /// @return millionths of a token
    function accruedFeeOf(uint256 word) internal pure returns (uint256) {
        return uint64(word >> FEE_SHIFT);
    }

    /// @notice Full days of lateness in the fee.
    /// @param word packed
    /// @return days
    function lateDaysOf(uint256 word) internal pure returns (uint16) {
        return uint16(word >> DAYS_SHIFT);
    }

    /// @notice How often the bill was reopened or released.
    /// @param word packed
    /// @return sequence
    function sequenceOf(uint256 word) internal pure returns (uint32) {
        return uint32(word >> SEQUENCE_SHIFT);
    }

    /// @notice Whether the fee contains the flat fee and the per cent.
    /// @param word packed
    /// @return true where it does
    function isSurcharged(uint256 word) internal pure returns (bool) {
        return word & SURCHARGED != 0;
    }

    /// @notice Whether the rest went over into another roll.
    /// @param word packed
    /// @return true where it did
    function isCarried(uint256 word) internal pure returns (bool) {
        return word & CARRIED != 0;
    }

    /// @notice Whether the bill has a clock: it was held, deferred, reopened or carried over.
    /// @param word packed
    /// @return true where it has
    function hasClock(uint256 word) internal pure returns (bool) {
        return word & CLOCKED != 0;
    }

    /// @notice The word with what was paid and credited.
    /// @param word packed
    /// @param paid millionths of a token
    /// @param credited millionths of a token
    /// @return packed
    function withSettled(uint256 word, uint256 paid, uint256 credited) internal pure returns (uint256) {
        return
            (word & ~uint256(type(uint128).max)) |
            paid.toUint64() |
            (uint256(credited.toUint64()) << CREDITED_SHIFT) |
            PRESENT;
    }

    /// @notice The word with a fee that contains the flat fee and the per cent.
    /// @param word packed
    /// @param fee millionths of a token
    /// @param lateDays full days in it
    /// @return packed
    function withFee(uint256 word, uint256 fee, uint256 lateDays) internal pure returns (uint256) {
        uint256 rest = word & ~(uint256(type(uint80).max) << FEE_SHIFT);
        return
            rest |
            (uint256(fee.toUint64()) << FEE_SHIFT) |
            (uint256(lateDays.toUint16()) << DAYS_SHIFT) |
            SURCHARGED |
            PRESENT;
    }

    /// @notice The word, with days of lateness counted anew.
    /// @param word packed
    /// @return packed
    function withoutDays(uint256 word) internal pure returns (uint256) {
        return (word & ~(uint256(type(uint16).max) << DAYS_SHIFT)) | PRESENT;
    }

    /// @notice The word with the next sequence.
    /// @param word packed
    /// @return packed
    function withNextSequence(uint256 word) internal pure returns (uint256) {
        uint256 next = (uint256(sequenceOf(word)) + 1).toUint32();
        return (word & ~(uint256(type(uint32).max) << SEQUENCE_SHIFT)) | (next << SEQUENCE_SHIFT) | PRESENT;
    }

    /// @notice The word of a bill that has a clock.
    /// @param word packed
    /// @return packed
    function withClock(uint256 word) internal pure returns (uint256) {
        return word | CLOCKED | PRESENT;
    }

    /// @notice The word of a bill that was carried over, or no longer is.
    /// @param word packed
    /// @param carried whether
    /// @return packed
    function withCarried(uint256 word, bool carried) internal pure returns (uint256) {
        return (carried ? word | CARRIED : word & ~CARRIED) | PRESENT;
    }
}
