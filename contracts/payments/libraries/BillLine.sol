// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RollId} from "./RollId.sol";
import {StatusWord} from "./StatusWord.sol";

/// @title BillLine
/// @notice Which contract of its line a Billing is, in one word that it hands to its library.
/// @dev Bits, least significant first: predecessor 160 | generation 8.
library BillLine {
    /// @notice Packs the place in the line.
    /// @param predecessor_ contract that this one succeeds; zero for the first
    /// @param generation_ 0 for the first
    /// @return line
    function pack(address predecessor_, uint8 generation_) internal pure returns (uint256) {
        return uint160(predecessor_) | (uint256(generation_) << 160);
    }

    /// @notice The contract before this one.
    /// @param line packed
    /// @return contract; zero for the first
    function predecessorOf(uint256 line) internal pure returns (address) {
        return address(uint160(line));
    }

    /// @notice Which contract of its line this is.
    /// @param line packed
    /// @return 0 for the first
    function generationOf(uint256 line) internal pure returns (uint8) {
        return uint8(line >> 160);
    }

    /// @notice Whether a roll was posted before this contract took over.
    /// @param line packed
    /// @param roll id
    /// @return true where it was
    function isOlder(uint256 line, uint256 roll) internal pure returns (bool) {
        return RollId.generationOf(roll) < generationOf(line);
    }

    /// @notice Whether a status word is still in the predecessor.
    /// @param line packed
    /// @param roll id
    /// @param word as it is stored here
    /// @return true where it is
    function isForeign(uint256 line, uint256 roll, uint256 word) internal pure returns (bool) {
        return isOlder(line, roll) && StatusWord.isResident(word);
    }
}
