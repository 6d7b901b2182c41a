// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title ReadableNames
/// @notice Whether 32 bytes are a text of printable ASCII, padded with zeros: every client can show it.
library ReadableNames {
    /// @dev One in every byte.
    uint256 private constant ONES = 0x0101010101010101010101010101010101010101010101010101010101010101;

    uint256 private constant HIGH_BITS = ONES * 0x80;

    /// @notice Whether `name` is 1 to 32 bytes from 0x20 to 0x7e, and zeros after them.
    /// @param name what to look at
    /// @return true where it is
    /// @dev All 32 bytes at once; a loop costs twenty times as much.
    function isReadable(bytes32 name) internal pure returns (bool) {
        uint256 word = uint256(name);
        // With that, no sum below carries into the next byte.
        if (word & HIGH_BITS != 0) return false;
        unchecked {
            uint256 nonZero = (word + ONES * 0x7f) & HIGH_BITS;
            uint256 fromSpace = (word + ONES * 0x60) & HIGH_BITS;
            uint256 deletes = (word + ONES) & HIGH_BITS;
            // A byte that follows a zero is a zero: no byte is non-zero unless the one before it is, or it is the first.
            uint256 mayBeNonZero = (nonZero >> 8) | (1 << 255);
            return nonZero != 0 && nonZero == fromSpace && deletes == 0 && nonZero & ~mayBeNonZero == 0;
        }
    }
}
