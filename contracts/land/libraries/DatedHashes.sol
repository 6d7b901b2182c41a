// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @dev A hash and since when it stands, in one slot; 0 where nothing does:
///
/// ```text
/// 255                                40 39       0
/// |  upper 216 bits of a keccak256    |   time   |
/// ```
///
/// To find other content for a given word takes 2^216 tries.
type DatedHash is bytes32;

using DatedHashes for DatedHash global;

/// @title DatedHashes
/// @notice The packed word of a boundary, and of an entry in the day-book: see {DatedHash}.
library DatedHashes {
    uint256 private constant TIME_MASK = type(uint40).max;

    /// @notice Packs a hash with a time.
    /// @dev Reverts with OpenZeppelin's SafeCastOverflowedUintDowncast above 2^40 - 1.
    /// @param content keccak256
    /// @param time_ Unix seconds
    function create(bytes32 content, uint256 time_) internal pure returns (DatedHash) {
        return DatedHash.wrap(bytes32((uint256(content) & ~TIME_MASK) | SafeCast.toUint40(time_)));
    }

    /// @notice Whether nothing stands here.
    function isEmpty(DatedHash dated) internal pure returns (bool) {
        return DatedHash.unwrap(dated) == 0;
    }

    /// @notice Whether it is the word of this content.
    function matches(DatedHash dated, bytes32 content) internal pure returns (bool) {
        return (uint256(DatedHash.unwrap(dated)) ^ uint256(content)) & ~TIME_MASK == 0;
    }

    /// @notice Since when it stands, Unix seconds.
    function time(DatedHash dated) internal pure returns (uint40) {
        return uint40(uint256(DatedHash.unwrap(dated)));
    }
}
