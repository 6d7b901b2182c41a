// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BallotLanes, LaneOverflow} from "../../../contracts/ballots/libraries/BallotLanes.sol";
import {RollCallSettings} from "../../../contracts/ballots/libraries/RollCallSettings.sol";
import {Test} from "../../support/Test.sol";

/// @notice The record of a roll call and the settings that shape it, for any form.
contract BallotLanesTest is Test {
    using BallotLanes for uint256;
    using RollCallSettings for uint256;

    /// @dev A form that is allowed.
    function _settings(
        uint256 formSeed,
        uint256 optionSeed,
        uint256 approvalSeed,
        bool isRevotable
    ) private pure returns (uint256 settings) {
        RollCallSettings.Form form = RollCallSettings.Form(formSeed % 3);
        uint256 optionCount = 2;
        uint256 maxApprovals = 1;
        if (form == RollCallSettings.Form.SingleChoice) {
            optionCount = 2 + (optionSeed % (optionSeed % 2 == 0 ? 20 : 9_999));
        } else if (form == RollCallSettings.Form.Approval) {
            optionCount = 1 + (optionSeed % (isRevotable ? 123 : 127));
            maxApprovals = 1 + (approvalSeed % optionCount);
        }
        settings = RollCallSettings.pack(form, uint16(optionCount), uint16(maxApprovals), isRevotable);
        require(settings != 0, NotTrue("the form is allowed"));
        assertEq(uint256(settings.formOf()), uint256(form), "form");
        assertEq(settings.optionCountOf(), optionCount, "optionCount");
        assertEq(settings.maxApprovalsOf(), maxApprovals, "maxApprovals");
        assertEq(settings.isRevotable(), isRevotable, "isRevotable");
    }

    /// @dev A choice that the form allows.
    function _choice(uint256 settings, uint256 seed) private pure returns (uint256 choice) {
        if (settings.formOf() != RollCallSettings.Form.Approval) return seed % (settings.optionCountOf() + 1);
        choice = seed % (1 << settings.optionCountOf());
        while (!settings.allows(choice)) choice &= choice - 1;
    }

    function testFuzz_settingsComeBack(
        uint256 formSeed,
        uint256 optionSeed,
        uint256 approvalSeed,
        bool isRevotable
    ) public pure {
        uint256 settings = _settings(formSeed, optionSeed, approvalSeed, isRevotable);
        uint256 laneBits = settings.laneBitsOf();
        uint256 choiceBits = settings.choiceBitsOf();
        assertEq(1 << settings.laneLogOf(), laneBits, "a lane is a power of two");
        assertTrue(laneBits >= 4 && laneBits <= 128, "4 to 128 bits");
        assertEq(laneBits - choiceBits, isRevotable ? 4 : 0, "four bits number the ballots");
        assertEq(settings.choiceBytesOf(), (choiceBits + 7) / 8, "bytes of a choice");
        uint256 largest =
            settings.formOf() == RollCallSettings.Form.Approval
                ? (1 << settings.optionCountOf()) - 1
                : settings.optionCountOf();
        assertTrue(largest + 1 < 1 << choiceBits, "the largest choice and one fit");
        bool isNarrower = laneBits == 4 || largest + 1 >= 1 << (laneBits / 2 - (isRevotable ? 4 : 0));
        assertTrue(isNarrower, "and no narrower lane holds them");
    }

    function testFuzz_formsBeyondTheLimitsAreNone(
        uint16 optionCount,
        uint16 maxApprovals,
        bool isRevotable
    ) public pure {
        for (uint256 i = 0; i < 3; ++i) {
            RollCallSettings.Form form = RollCallSettings.Form(i);
            bool isAllowed =
                i == 0
                    ? optionCount >= 2 && optionCount <= 10_000 && maxApprovals == 1
                    : i == 1
                        ? optionCount == 2 && maxApprovals == 1
                        : optionCount >= 1 &&
                            optionCount <= (isRevotable ? 123 : 127) &&
                            maxApprovals >= 1 &&
                            maxApprovals <= optionCount;
            bool isPacked = RollCallSettings.pack(form, optionCount, maxApprovals, isRevotable) != 0;
            assertEq(isPacked, isAllowed, "allowed forms and no others");
        }
    }

    function testFuzz_choicesAreAllowedExactly(
        uint256 formSeed,
        uint256 optionSeed,
        uint256 approvalSeed,
        bool isRevotable,
        uint256 choice
    ) public pure {
        uint256 settings = _settings(formSeed, optionSeed, approvalSeed, isRevotable);
        if (choice % 2 == 0) choice >>= 1 + (optionSeed % 255);
        bool isExpected = choice <= settings.optionCountOf();
        if (settings.formOf() == RollCallSettings.Form.Approval) {
            uint256 items = 0;
            for (uint256 i = 0; i < 256; ++i) items += (choice >> i) & 1;
            isExpected = choice < 1 << settings.optionCountOf() && items <= settings.maxApprovalsOf();
        }
        assertEq(settings.allows(choice), isExpected, "choices of the form and no others");
    }

    function testFuzz_lanesComeBackAndLeaveTheirNeighboursAlone(
        uint256[4] memory seeds,
        bool isRevotable,
        uint256 lanes,
        uint32 voterIndex
    ) public pure {
        uint256 settings = _settings(seeds[0], seeds[1], seeds[2], isRevotable);
        uint256 choice = _choice(settings, seeds[3]);
        uint256 ballots = isRevotable ? 1 + (seeds[3] % 15) : 1;
        (uint256 word, uint256 shift) = settings.placeOf(voterIndex);
        uint256 perWord = 256 / settings.laneBitsOf();
        assertEq(word, voterIndex / perWord, "number of the word");
        assertEq(shift, (voterIndex % perWord) * settings.laneBitsOf(), "bits below the lane");

        uint256 changed = settings.withLane(lanes, shift, ballots, choice);
        uint256 lane = settings.laneAt(changed, shift);
        assertEq(settings.ballotsIn(lane), ballots, "ballots come back");
        assertEq(settings.choiceIn(lane), choice, "the choice comes back");
        for (uint256 i = 0; i < perWord; ++i) {
            uint256 below = i * settings.laneBitsOf();
            if (below == shift) continue;
            assertEq(settings.laneAt(changed, below), settings.laneAt(lanes, below), "neighbours stay");
        }
    }

    function testFuzz_lanesOverflowByName(
        uint256[4] memory seeds,
        bool isRevotable,
        uint256 ballots,
        uint256 choice
    ) public {
        uint256 settings = _settings(seeds[0], seeds[1], seeds[2], isRevotable);
        uint256 least = (1 << settings.choiceBitsOf()) - 1;
        if (seeds[3] % 2 == 0) {
            choice = seeds[3] % 4 == 0 ? least : bound(choice, least, type(uint256).max);
            ballots = 1;
        } else {
            choice = least - 1;
            uint256 tooMany = isRevotable ? 16 : 2;
            if (seeds[3] % 3 == 0) ballots = 0;
            else ballots = seeds[3] % 3 == 1 ? tooMany : bound(ballots, tooMany, type(uint256).max);
        }
        VM.expectRevert(abi.encodeWithSelector(LaneOverflow.selector, ballots, choice));
        this.withLane(settings, 0, 0, ballots, choice);
    }

    function testFuzz_anEmptyLaneHasNoBallot(uint256[3] memory seeds, bool isRevotable) public pure {
        assertEq(_settings(seeds[0], seeds[1], seeds[2], isRevotable).ballotsIn(0), 0, "no ballot");
    }

    function testFuzz_aRecordHasAWordForEveryVoterAndNoMore(
        uint256[3] memory seeds,
        bool isRevotable,
        uint32 size
    ) public pure {
        uint256 settings = _settings(seeds[0], seeds[1], seeds[2], isRevotable);
        if (size == 0) {
            assertEq(settings.wordsOf(0), 0, "no voters, no words");
            return;
        }
        (uint256 last, ) = settings.placeOf(size - 1);
        assertEq(settings.wordsOf(size), last + 1, "up to the word of the last voter");
    }

    function withLane(
        uint256 settings,
        uint256 lanes,
        uint256 shift,
        uint256 ballots,
        uint256 choice
    ) external pure returns (uint256) {
        return settings.withLane(lanes, shift, ballots, choice);
    }
}
