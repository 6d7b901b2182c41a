// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title BillTerms
/// @notice The terms of a bill in one word, and the leaf of the bill.
/// @dev Bits, least significant first: amount 60 | index 32 | dueAt 40 | graceDays 8 | flatFee 40 | percentBps 16 |
/// dailyPpm 16 | capBps 16 | isOnBalance 1 | kind 16 | 11 zero bits. Amounts are in millionths of a token.
library BillTerms {
    uint256 private constant AMOUNT_MASK = (1 << 60) - 1;

    /// @notice Amount of the bill.
    /// @param terms packed
    /// @return millionths of a token
    function amountOf(uint256 terms) internal pure returns (uint256) {
        return terms & AMOUNT_MASK;
    }

    /// @notice Index of the bill in its roll.
    /// @param terms packed
    /// @return index
    function indexOf(uint256 terms) internal pure returns (uint32) {
        return uint32(terms >> 60);
    }

    /// @notice Last second in which the bill is not late, grace days aside.
    /// @param terms packed
    /// @return Unix seconds
    function dueAtOf(uint256 terms) internal pure returns (uint40) {
        return uint40(terms >> 92);
    }

    /// @notice Days after the due date in which the bill is not late either.
    /// @param terms packed
    /// @return days
    function graceDaysOf(uint256 terms) internal pure returns (uint8) {
        return uint8(terms >> 132);
    }

    /// @notice Fee that falls due once the bill is late.
    /// @param terms packed
    /// @return millionths of a token
    function flatFeeOf(uint256 terms) internal pure returns (uint40) {
        return uint40(terms >> 140);
    }

    /// @notice Share of the base that falls due once the bill is late.
    /// @param terms packed
    /// @return basis points
    function percentBpsOf(uint256 terms) internal pure returns (uint16) {
        return uint16(terms >> 180);
    }

    /// @notice Share of the base that falls due for each full day of lateness.
    /// @param terms packed
    /// @return millionths
    function dailyPpmOf(uint256 terms) internal pure returns (uint16) {
        return uint16(terms >> 196);
    }

    /// @notice Most that all fees together are, as a share of the amount.
    /// @param terms packed
    /// @return basis points as given; more than 10,000 counts as 10,000
    function capBpsOf(uint256 terms) internal pure returns (uint16) {
        return uint16(terms >> 212);
    }

    /// @notice Whether fees are a share of what is left of the amount.
    /// @param terms packed
    /// @return true where they are; false where they are a share of the amount
    function isOnBalance(uint256 terms) internal pure returns (bool) {
        return (terms >> 228) & 1 != 0;
    }

    /// @notice What the bill is for.
    /// @param terms packed
    /// @return kind, as the city has published it
    function kindOf(uint256 terms) internal pure returns (uint16) {
        return uint16(terms >> 229);
    }

    /// @notice The leaf of a bill, hashed twice so that no node of a tree is one.
    /// @param roll id of its roll
    /// @param terms packed
    /// @param commit commitment of account and document
    /// @return keccak256(bytes.concat(keccak256(abi.encode(roll, terms, commit))))
    function leafOf(uint256 roll, uint256 terms, bytes32 commit) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(roll, terms, commit))));
    }
}
