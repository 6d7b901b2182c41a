// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title References
/// @notice The cadastral reference of a parcel, which is the id of its title: at most 31 characters of ASCII, left
/// aligned in 32 bytes, such as `ALTSTADT:17/3`. One parcel has one spelling, so that it cannot be entered twice:
///
/// - a namespace (the district), a colon, and the parcel within it;
/// - capital letters, digits, and single `-`, `.`, `/` between them;
/// - no number begins with a zero, but the number zero.
library References {
    uint256 private constant COLON = 0x3a;
    uint256 private constant ZERO = 0x30;

    /// @dev Bit c: character c.
    uint256 private constant DIGITS = 0x03ff000000000000;
    uint256 private constant LETTERS = 0x07fffffe0000000000000000;
    /// @dev `-`, `.`, `/`.
    uint256 private constant SEPARATORS = 0xe00000000000;

    /// @notice The reference is not spelt as it has to be: the character at `position`, from 0, does not belong there.
    error ReferenceUnfit(uint256 id, uint256 position);

    /// @notice Holds a reference to its one spelling.
    /// @dev Reverts with {ReferenceUnfit}.
    /// @param id the reference
    /// @return namespace its characters before the colon, left aligned
    function namespaceOf(uint256 id) internal pure returns (bytes32 namespace) {
        // No letter or digit came yet; a number is being read; it began with a zero.
        (bool isOpen, bool isNumber, bool isZero) = (true, false, false);
        uint256 position = 0;
        // At most 31 rounds: the last byte must be empty.
        unchecked {
            for (; position < 31; ++position) {
                uint256 character = (id >> (248 - 8 * position)) & 0xff;
                if (character == 0) break;
                uint256 bit = 1 << character;
                if (bit & DIGITS != 0) {
                    require(!isZero, ReferenceUnfit(id, position));
                    isZero = !isNumber && character == ZERO;
                    (isOpen, isNumber) = (false, true);
                } else if (bit & LETTERS != 0) {
                    (isOpen, isNumber, isZero) = (false, false, false);
                } else {
                    bool isColon = character == COLON && namespace == 0;
                    require(!isOpen && (isColon || bit & SEPARATORS != 0), ReferenceUnfit(id, position));
                    if (isColon) namespace = bytes32((id >> (256 - 8 * position)) << (256 - 8 * position));
                    (isOpen, isNumber, isZero) = (true, false, false);
                }
            }
            require(namespace != 0 && !isOpen && id << (8 * position) == 0, ReferenceUnfit(id, position));
        }
    }
}
