// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title ClearingHints
/// @notice What whoever settles says of an interval, and the market proves: 24 bytes.
/// @dev From the highest bit down:
///
/// ```
/// | price 24 | buyNumerator 40 | buyDenominator 40 | sellNumerator 40 | sellDenominator 40 | flags 8 |
/// ```
///
/// Flag 1: not even the priority households are served whole; they share, and nobody else buys. The other flags are 0.
library ClearingHints {
    /// @notice Bytes of an interval's hints.
    uint256 internal constant BYTES = 24;

    /// @notice The hints of an interval as a number.
    /// @param hints of consecutive intervals, long enough
    /// @param position of the interval
    /// @return word the hints
    function wordAt(bytes calldata hints, uint256 position) internal pure returns (uint256 word) {
        return uint192(bytes24(hints[position * BYTES:position * BYTES + BYTES]));
    }

    /// @notice Price, millionths of a token per Wh.
    function priceOf(uint256 word) internal pure returns (uint256) {
        return word >> 168;
    }

    /// @notice Wh that the last buyers get together.
    function buyNumeratorOf(uint256 word) internal pure returns (uint256) {
        return uint40(word >> 128);
    }

    /// @notice Wh that they ask for together.
    function buyDenominatorOf(uint256 word) internal pure returns (uint256) {
        return uint40(word >> 88);
    }

    /// @notice Wh that the last sellers sell together.
    function sellNumeratorOf(uint256 word) internal pure returns (uint256) {
        return uint40(word >> 48);
    }

    /// @notice Wh that they offer together.
    function sellDenominatorOf(uint256 word) internal pure returns (uint256) {
        return uint40(word >> 8);
    }

    /// @notice The flags.
    function flagsOf(uint256 word) internal pure returns (uint256) {
        return uint8(word);
    }
}
