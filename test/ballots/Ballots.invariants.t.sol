// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IElectionRoll} from "../../contracts/ballots/IElectionRoll.sol";
import {IElections} from "../../contracts/ballots/IElections.sol";
import {IRollCallBallot} from "../../contracts/ballots/IRollCallBallot.sol";
import {RollCallBallot} from "../../contracts/ballots/RollCallBallot.sol";
import {RollCallSettings} from "../../contracts/ballots/libraries/RollCallSettings.sol";
import {Artifacts} from "../support/Artifacts.sol";
import {BallotsHandler} from "../support/BallotsHandler.sol";
import {Test} from "../support/Test.sol";

/// @notice Everything that always holds of rolls and elections, in one campaign of eight voters.
contract BallotsInvariants is Test {
    /// @dev Runs of a campaign by default; the long profile has more.
    uint256 private constant RUNS = 256;
    string private constant RUN_COUNT = "CIVITAS_BALLOTS_RUNS";

    BallotsHandler private _handler;
    RollCallBallot private _ballot;

    function setUp() public {
        _handler = BallotsHandler(Artifacts.deploy("test/support/BallotsHandler.sol:BallotsHandler", ""));
        _ballot = _handler.ballot();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev The refusals of BALLOT-1, BALLOT-3, BALLOT-5 and BALLOT-6 are asserted by the handler in the act.
    function invariant_BALLOT_1_BALLOT_3_BALLOT_4_BALLOT_5_BALLOT_6_BALLOT_7_BALLOT_8_hold() public view {
        for (uint256 electionId = _ballot.electionCount(); electionId != 0; --electionId) {
            _checkElection(electionId);
            _checkRecord(electionId);
        }
    }

    /// @dev Every act must have succeeded in a campaign: an invariant holds easily where nothing happens.
    function afterInvariant() public {
        uint256 runs = VM.envOr(RUN_COUNT, uint256(0)) + 1;
        VM.setEnv(RUN_COUNT, VM.toString(runs));
        for (uint256 i = 0; i < _handler.actCount(); ++i) {
            string memory act = _handler.acts(i);
            string memory key = string.concat("CIVITAS_BALLOTS_ACT_", act);
            uint256 successes = VM.envOr(key, uint256(0)) + _handler.successes(act);
            VM.setEnv(key, VM.toString(successes));
            if (runs == RUNS) assertTrue(successes != 0, string.concat("never succeeded in the campaign: ", act));
        }
    }

    function _checkElection(uint256 electionId) private view {
        BallotsHandler.Book memory book = _handler.bookOf(electionId);
        IElections.Election memory election = _ballot.electionOf(electionId);
        assertEq(election.termsHash, book.termsHash, "BALLOT-4: the terms stay");
        assertEq(election.schedule.closesAt, book.closesAt, "BALLOT-4: the closing second never moves");
        assertEq(election.runningHash, book.runningHash, "BALLOT-7: the running hash holds everything that was cast");
        bool isUnopened = election.stage == IElections.Stage.Draft;
        assertTrue(!isUnopened || election.runningHash == 0, "BALLOT-3: a draft has no record");
        if (book.wasOpened) {
            IElectionRoll.Roll memory voters = _handler.roll().rollOf(book.rollId);
            bool isFrozen = voters.stage == IElectionRoll.RollStage.Frozen;
            assertTrue(isFrozen, "BALLOT-1, BALLOT-3: the roll of an opened election is frozen and stays so");
            assertEq(election.rollRoot, voters.root, "BALLOT-4: the roll stays");
        }
        assertEq(election.stage == IElections.Stage.Void, book.isVoid, "BALLOT-6: void for ever, by those acts alone");
        if (book.finalResult == 0) return;
        assertEq(_handler.resultHash(electionId), book.finalResult, "BALLOT-6: what is final never changes");
    }

    function _checkRecord(uint256 electionId) private view {
        BallotsHandler.Book memory book = _handler.bookOf(electionId);
        uint256[] memory votes = new uint256[](book.optionCount + 1);
        uint256 voted = 0;
        uint256 ballots = 0;
        for (uint32 i = 0; i < _handler.VOTERS(); ++i) {
            (uint256 ballotsOfVoter, uint256 choice) = _ballot.ballotOf(electionId, i);
            assertEq(ballotsOfVoter, _handler.ballotsOf(electionId, i), "BALLOT-5: ballots of the voter and no others");
            assertEq(choice, _handler.choiceOf(electionId, i), "BALLOT-5: the last ballot of the voter counts");
            ballots += ballotsOfVoter;
            if (ballotsOfVoter == 0) continue;
            ++voted;
            if (book.form == RollCallSettings.Form.Approval && choice != 0) {
                for (uint256 item = 0; item < book.optionCount; ++item) votes[item + 1] += (choice >> item) & 1;
            } else {
                ++votes[choice];
            }
        }
        assertEq(
            _handler.sent(electionId),
            ballots + _handler.refused(electionId),
            "BALLOT-7: what was cast is what counts and what was refused"
        );
        (uint256 countedWords, uint256 words) = _ballot.countOf(electionId);
        bool isCounted = book.wasOpened && countedWords == words;
        for (uint256 option = 0; option < votes.length; ++option) {
            uint256 counted = _ballot.votesOf(electionId, option);
            assertTrue(
                isCounted ? counted == votes[option] : counted <= votes[option],
                "BALLOT-8: the count is the record"
            );
        }
        if (book.finalResult == 0) return;
        IRollCallBallot.Result memory result = _ballot.resultOf(electionId);
        assertEq(result.ballots, voted, "BALLOT-8: one ballot a voter in the result");
        assertEq(result.blank, votes[0], "BALLOT-8: blank ballots");
    }
}
