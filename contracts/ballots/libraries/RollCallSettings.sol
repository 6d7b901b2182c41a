// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title RollCallSettings
/// @notice The form of a roll call in one number of 56 bits, beside the stage in the word that every vote reads:
///
///     55     48 47          40 39            24 23           8 7      0
///     | isRevotable | laneLog2 | maxApprovals | optionCount  | form  |
///
/// A lane has 2^laneLog2 bits. Everything else about a ballot follows from it.
library RollCallSettings {
    /// @notice Forms of a vote.
    enum Form {
        SingleChoice,
        Motion,
        Approval
    }

    /// @dev Bits of a lane that number a voter's ballots, where voters may vote again.
    uint256 internal constant ORDINAL_BITS = 4;

    /// @dev The narrowest lane: 64 voters a word.
    uint256 internal constant NARROWEST_LANE = 4;

    /// @dev The widest lane: two voters share a word, so that nobody's vote needs a slot of its own.
    uint256 internal constant WIDEST_LANE = 128;

    /// @dev Most options of a single choice: their votes are compared in one transaction.
    uint256 internal constant MAXIMUM_OPTIONS = 10_000;

    uint256 private constant OPTION_COUNT_AT = 8;
    uint256 private constant MAX_APPROVALS_AT = 24;
    uint256 private constant LANE_LOG_AT = 40;
    uint256 private constant REVOTABLE_AT = 48;

    /// @notice Checks a form and packs it.
    /// @param form of the vote
    /// @param optionCount options or items
    /// @param maxApprovals most items on a ballot
    /// @param mayVoteAgain whether voters may vote again
    /// @return settings 56 bits; 0 where the form does not allow so many
    function pack(
        Form form,
        uint16 optionCount,
        uint16 maxApprovals,
        bool mayVoteAgain
    ) internal pure returns (uint56 settings) {
        bool isApproval = form == Form.Approval;
        uint256 choiceBits = isApproval ? uint256(optionCount) + 1 : Math.log2(uint256(optionCount) + 1) + 1;
        uint256 laneBits = NARROWEST_LANE;
        while (laneBits < choiceBits + (mayVoteAgain ? ORDINAL_BITS : 0)) laneBits *= 2;
        bool isValid =
            isApproval
                ? maxApprovals != 0 && maxApprovals <= optionCount && laneBits <= WIDEST_LANE
                : maxApprovals == 1 && optionCount > 1 && optionCount <= MAXIMUM_OPTIONS;
        if (form == Form.Motion) isValid = isValid && optionCount == 2;
        if (!isValid) return 0;

        // A lane of at most 128 bits and a flag: each field is narrower than its place.
        return
            uint56(
                uint256(form) |
                    (uint256(optionCount) << OPTION_COUNT_AT) |
                    (uint256(maxApprovals) << MAX_APPROVALS_AT) |
                    (Math.log2(laneBits) << LANE_LOG_AT) |
                    (mayVoteAgain ? 1 << REVOTABLE_AT : 0)
            );
    }

    /// @notice The form of the vote.
    /// @param settings packed
    /// @return form
    function formOf(uint256 settings) internal pure returns (Form form) {
        return Form(uint8(settings));
    }

    /// @notice Options or items.
    /// @param settings packed
    /// @return number
    function optionCountOf(uint256 settings) internal pure returns (uint256) {
        return uint16(settings >> OPTION_COUNT_AT);
    }

    /// @notice Most items on a ballot.
    /// @param settings packed
    /// @return number
    function maxApprovalsOf(uint256 settings) internal pure returns (uint256) {
        return uint16(settings >> MAX_APPROVALS_AT);
    }

    /// @notice Bits of a voter's lane.
    /// @param settings packed
    /// @return number, a power of two
    function laneBitsOf(uint256 settings) internal pure returns (uint256) {
        return 1 << laneLogOf(settings);
    }

    /// @notice Bits of a voter's lane, as a power of two.
    /// @param settings packed
    /// @return exponent
    function laneLogOf(uint256 settings) internal pure returns (uint256) {
        return uint8(settings >> LANE_LOG_AT);
    }

    /// @notice Whether voters may vote again.
    /// @param settings packed
    /// @return true where they may
    function isRevotable(uint256 settings) internal pure returns (bool) {
        return settings >> REVOTABLE_AT != 0;
    }

    /// @notice Bits of a lane that hold the choice.
    /// @param settings packed
    /// @return number
    function choiceBitsOf(uint256 settings) internal pure returns (uint256) {
        // A lane that numbers ballots has 8 bits at least.
        unchecked {
            return laneBitsOf(settings) - (isRevotable(settings) ? ORDINAL_BITS : 0);
        }
    }

    /// @notice Bytes of the choice in a relayed ballot.
    /// @param settings packed
    /// @return number
    function choiceBytesOf(uint256 settings) internal pure returns (uint256) {
        return Math.ceilDiv(choiceBitsOf(settings), 8);
    }

    /// @notice Whether a choice is one of the election.
    /// @param settings packed
    /// @param choice as {IRollCallBallot} says
    /// @return true where it is
    function allows(uint256 settings, uint256 choice) internal pure returns (bool) {
        uint256 optionCount = optionCountOf(settings);
        if (uint8(settings) != uint8(Form.Approval)) return choice <= optionCount;
        return choice >> optionCount == 0 && _bitsIn(choice) <= maxApprovalsOf(settings);
    }

    function _bitsIn(uint256 choice) private pure returns (uint256 bits) {
        for (; choice != 0; choice &= choice - 1) ++bits;
    }
}
