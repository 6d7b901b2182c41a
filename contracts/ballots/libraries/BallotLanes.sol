// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RollCallSettings} from "./RollCallSettings.sol";

/// @notice A lane of the record cannot hold so much: the caller has not checked its input.
/// @param ballots number of the voter's ballots
/// @param choice of the last one
error LaneOverflow(uint256 ballots, uint256 choice);

/// @title BallotLanes
/// @notice The record of a roll call, many voters a word, and a voter's lane in it:
///
///     255         2L-1    L L-1     0        laneBits-1          choiceBits-1      0
///     | … | voter i+1's lane | voter i's |   | ballots (4, or none) | choice + 1 |
///
/// A lane of zero has not cast. `L` is `laneBits`, a power of two.
library BallotLanes {
    using RollCallSettings for uint256;

    /// @notice Words of a record.
    /// @param settings of the election
    /// @param rollSize voters on the roll
    /// @return number
    function wordsOf(uint256 settings, uint256 rollSize) internal pure returns (uint256) {
        uint256 perWord = 256 / settings.laneBitsOf();
        return (rollSize + perWord - 1) / perWord;
    }

    /// @notice Where a voter's lane is.
    /// @param settings of the election
    /// @param voterIndex of the voter
    /// @return word number of its word
    /// @return shift bits below it
    function placeOf(uint256 settings, uint256 voterIndex) internal pure returns (uint256 word, uint256 shift) {
        uint256 laneLog = settings.laneLogOf();
        // A lane has 4 to 128 bits.
        unchecked {
            uint256 perWordLog = 8 - laneLog;
            return (voterIndex >> perWordLog, (voterIndex & ((1 << perWordLog) - 1)) << laneLog);
        }
    }

    /// @notice A lane of a word.
    /// @param settings of the election
    /// @param lanes the word
    /// @param shift bits below the lane
    /// @return lane
    function laneAt(uint256 settings, uint256 lanes, uint256 shift) internal pure returns (uint256 lane) {
        return (lanes >> shift) & _ones(settings.laneBitsOf());
    }

    /// @notice How many ballots a lane's voter has cast.
    /// @param settings of the election
    /// @param lane of the voter
    /// @return number
    function ballotsIn(uint256 settings, uint256 lane) internal pure returns (uint256) {
        if (settings.isRevotable()) return lane >> settings.choiceBitsOf();
        return lane == 0 ? 0 : 1;
    }

    /// @notice The choice in a lane.
    /// @param settings of the election
    /// @param lane of a voter who has cast
    /// @return choice
    function choiceIn(uint256 settings, uint256 lane) internal pure returns (uint256 choice) {
        return (lane & _ones(settings.choiceBitsOf())) - 1;
    }

    /// @notice A word with another lane in it.
    /// @param settings of the election
    /// @param lanes the word
    /// @param shift bits below the lane
    /// @param ballots how many its voter has cast
    /// @param choice of the last one
    /// @return the word
    /// @dev Reverts with {LaneOverflow}.
    function withLane(
        uint256 settings,
        uint256 lanes,
        uint256 shift,
        uint256 ballots,
        uint256 choice
    ) internal pure returns (uint256) {
        uint256 choiceBits = settings.choiceBitsOf();
        bool isNumbered = settings.isRevotable();
        require(
            ballots != 0 &&
                ballots <= (isNumbered ? _ones(RollCallSettings.ORDINAL_BITS) : 1) &&
                choice < _ones(choiceBits),
            LaneOverflow(ballots, choice)
        );
        // The choice is less than all its bits.
        unchecked {
            uint256 lane = (choice + 1) | (isNumbered ? ballots << choiceBits : 0);
            return (lanes & ~(_ones(settings.laneBitsOf()) << shift)) | (lane << shift);
        }
    }

    /// @dev The lowest bits set; fewer than 256.
    function _ones(uint256 bits) private pure returns (uint256) {
        unchecked {
            return (1 << bits) - 1;
        }
    }
}
