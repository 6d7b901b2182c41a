// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

/// @title StatusWord
/// @notice The status of 127 neighbouring bills in one word, and whether the word lives here.
/// @dev Bits, least significant first: 127 times status 2 | residence 2. Status: 0 open, 1 settled, 2 see the ledger,
/// 3 held. Residence: 0 never moved, 1 taken over from the predecessor, 2 moved to the successor.
library StatusWord {
    /// @notice Bills in a word.
    uint256 internal constant BILLS = 127;

    uint256 private constant RESIDENCE_SHIFT = 254;
    uint256 private constant TAKEN_OVER = 1;
    uint256 private constant MOVED = 2;
    uint256 private constant STATUS_MASK = 3;

    /// @notice Key of the word that holds a bill's status: the record of a succession.
    /// @param roll id
    /// @param index of the bill
    /// @return keccak256(abi.encode(roll, index / 127))
    function keyOf(uint256 roll, uint32 index) internal pure returns (bytes32) {
        return Hashes.efficientKeccak256(bytes32(roll), bytes32(index / BILLS));
    }

    /// @notice Status of a bill.
    /// @param word packed
    /// @param index of the bill in its roll
    /// @return status 0 to 3
    function statusOf(uint256 word, uint32 index) internal pure returns (uint256) {
        return (word >> _shiftOf(index)) & STATUS_MASK;
    }

    /// @notice The word with another status of a bill.
    /// @param word packed
    /// @param index of the bill in its roll
    /// @param status 0 to 3
    /// @return packed
    function withStatus(uint256 word, uint32 index, uint256 status) internal pure returns (uint256) {
        uint256 shift = _shiftOf(index);
        return (word & ~(STATUS_MASK << shift)) | (status << shift);
    }

    /// @notice Whether the word never moved.
    /// @param word packed
    /// @return true where it was neither taken over nor handed over
    function isResident(uint256 word) internal pure returns (bool) {
        return word >> RESIDENCE_SHIFT == 0;
    }

    /// @notice Whether the word has moved to the successor.
    /// @param word packed
    /// @return true where it has
    function isMoved(uint256 word) internal pure returns (bool) {
        return word >> RESIDENCE_SHIFT == MOVED;
    }

    /// @notice The word, taken over here.
    /// @param word packed
    /// @return packed
    function asTakenOver(uint256 word) internal pure returns (uint256) {
        return _withResidence(word, TAKEN_OVER);
    }

    /// @notice The word, moved away from here.
    /// @param word packed
    /// @return packed
    function asMoved(uint256 word) internal pure returns (uint256) {
        return _withResidence(word, MOVED);
    }

    function _withResidence(uint256 word, uint256 residence) private pure returns (uint256) {
        return (word & ((1 << RESIDENCE_SHIFT) - 1)) | (residence << RESIDENCE_SHIFT);
    }

    function _shiftOf(uint32 index) private pure returns (uint256) {
        return (index % BILLS) * 2;
    }
}
