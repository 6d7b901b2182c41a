// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IElections} from "../IElections.sol";
import {ISealedBallot} from "../ISealedBallot.sol";
import {ITallyVerifier} from "../ITallyVerifier.sol";
import {ITrusteeCeremony} from "../ITrusteeCeremony.sol";
import {SealedSettings} from "../libraries/SealedSettings.sol";
import {TallyShares} from "../libraries/TallyShares.sol";
import {TrusteeKeys} from "../libraries/TrusteeKeys.sol";
import {SealedElections} from "./SealedElections.sol";

/// @title SealedTallies
/// @notice The tally of {SealedBallot}: the trustees' shares, what they decrypt, and what that decides.
abstract contract SealedTallies is SealedElections {
    using SafeCast for uint256;
    using SealedSettings for uint256;

    // --- Writes ---

    /// @inheritdoc ISealedBallot
    function share(uint256 electionId, uint256 trustee, bytes calldata points, bytes calldata proof) external {
        uint256 settings = _closedSettings(electionId);
        _requireShareable(electionId, settings);
        ITallyVerifier(tallyVerifier).checkShare(
            TallyShares.ShareProof({
                context: contextOf[electionId],
                trustee: trustee,
                contests: settings.contestsOf(),
                sums: _sumsOf(electionId, settings),
                keys: _verificationKeysOf(electionId, trustee, settings),
                points: points,
                proof: proof
            })
        );

        shareOf[electionId][trustee] = keccak256(points);
        ++_tallies[electionId].shares;
        _elections[electionId].stage = Stage.Tallying;
        emit ShareAccepted(electionId, trustee, points);
    }

    /// @inheritdoc ISealedBallot
    function tally(uint256 electionId, uint256[] calldata votes, bytes calldata proof) external {
        Stage stage = _elections[electionId].stage;
        require(stage == Stage.Tallying, ElectionStageWrong(electionId, stage));
        require(!_tallies[electionId].isCounted, AlreadyCounted(electionId));
        uint256 settings = _elections[electionId].settings;
        _requirePossible(electionId, settings, votes);
        (uint256[] memory trustees, bytes32[] memory shareHashes) = ITallyVerifier(tallyVerifier).checkTally(
            settings.contestsOf(),
            _sumsOf(electionId, settings),
            _ceremonyOf(settings).threshold,
            votes,
            proof
        );
        for (uint256 i = 0; i < trustees.length; ++i) {
            // The hash of something: what was not accepted is zero.
            require(shareOf[electionId][trustees[i]] == shareHashes[i], ShareUnknown(electionId, trustees[i]));
        }

        _tallies[electionId].isCounted = true;
        for (uint256 i = 0; i < votes.length; ++i) _votes[electionId][i] = votes[i].toUint32();
        emit BallotsCounted(electionId, votes);
    }

    /// @inheritdoc IElections
    function finalise(uint256 electionId) external {
        State storage state = _elections[electionId];
        require(state.stage == Stage.Tallying, ElectionStageWrong(electionId, state.stage));
        require(block.timestamp >= state.finalisesAt, FinalisingTimeWrong(electionId, state.finalisesAt));
        Tally storage own = _tallies[electionId];
        require(own.isCounted, NotCounted(electionId));

        (ITallyVerifier.Outcome outcome, uint256 winner, uint256 adopted) = ITallyVerifier(tallyVerifier).decide(
            _countedOf(electionId, state.settings)
        );
        // At most 16 options.
        (own.outcome, own.winner, own.adopted) = (outcome, uint16(winner), uint16(adopted));
        state.stage = Stage.Final;
        emit ElectionFinalised(electionId, resultOf(electionId), state.runningHash);
    }

    /// @inheritdoc ISealedBallot
    function voidUntallied(uint256 electionId) external {
        uint256 settings = _closedSettings(electionId);
        Tally memory own = _tallies[electionId];
        if (settings.ballotsOf() < own.minimumBallots) {
            _void(electionId, TOO_FEW_BALLOTS);
            return;
        }
        require(
            block.timestamp > own.tallyUntil && own.shares < _ceremonyOf(settings).threshold,
            TallyPossible(electionId)
        );
        _void(electionId, TOO_FEW_SHARES);
    }

    // --- Reads ---

    /// @inheritdoc ISealedBallot
    function votesOf(uint256 electionId, uint256 option) external view returns (uint256) {
        uint256 settings = _settingsOf(electionId);
        require(option <= settings.optionCountOf(), OptionUnknown(electionId, option));
        return _tallies[electionId].isCounted ? _votesFor(electionId, settings, option) : 0;
    }

    /// @inheritdoc ISealedBallot
    function resultOf(uint256 electionId) public view returns (Result memory result) {
        Tally memory own = _tallies[electionId];
        if (own.outcome == ITallyVerifier.Outcome.None) return result;
        uint256 settings = _elections[electionId].settings;
        return
            Result({
                outcome: own.outcome,
                isAdvisory: settings.isAdvisoryIn(),
                winner: own.winner,
                ballots: settings.ballotsOf().toUint32(),
                blank: _votesFor(electionId, settings, 0).toUint32()
            });
    }

    /// @inheritdoc ISealedBallot
    function isAdopted(uint256 electionId, uint256 option) external view returns (bool) {
        return option != 0 && option <= VOTE_COUNTERS && (_tallies[electionId].adopted >> (option - 1)) & 1 == 1;
    }

    // --- Internal reads ---

    /// @dev Settings of an election that takes no more ballots and has no result.
    function _closedSettings(uint256 electionId) private view returns (uint256) {
        State storage state = _elections[electionId];
        require(
            state.stage == Stage.Closed || (state.stage == Stage.Tallying && !_tallies[electionId].isCounted),
            ElectionStageWrong(electionId, state.stage)
        );
        return state.settings;
    }

    function _ceremonyOf(uint256 settings) private view returns (ITrusteeCeremony.Ceremony memory) {
        return ITrusteeCeremony(ceremonies).ceremonyOf(settings.ceremonyOf());
    }

    /// @dev There are enough ballots to decrypt, and still time.
    function _requireShareable(uint256 electionId, uint256 settings) private view {
        Tally memory own = _tallies[electionId];
        uint256 ballots = settings.ballotsOf();
        require(ballots >= own.minimumBallots, TooFewBallots(electionId, ballots, own.minimumBallots));
        require(block.timestamp <= own.tallyUntil, TallyOver(electionId, own.tallyUntil));
    }

    /// @dev The verification keys of a trustee who has not shared.
    function _verificationKeysOf(
        uint256 electionId,
        uint256 trustee,
        uint256 settings
    ) private view returns (uint256[] memory) {
        require(trustee != 0 && trustee <= _ceremonyOf(settings).trusteeCount, TrusteeUnknown(electionId, trustee));
        require(shareOf[electionId][trustee] == 0, AlreadyShared(electionId, trustee));
        uint256 keyCount = settings.choicesOf() - 1;
        return TrusteeKeys.read(_keyPageOf(settings), keyCount * trustee, keyCount);
    }

    /// @dev No contest has more votes than there are ballots, so that no number stands for another one of its class.
    function _requirePossible(uint256 electionId, uint256 settings, uint256[] calldata votes) private pure {
        uint256 ballots = settings.ballotsOf();
        uint256 keyCount = settings.choicesOf() - 1;
        bool isPossible = votes.length == settings.contestsOf() * keyCount;
        uint256 total = 0;
        for (uint256 i = 0; isPossible && i < votes.length; ++i) {
            if (i % keyCount == 0) total = 0;
            // Each is compared first: the sum of eight never overflows.
            isPossible = votes[i] <= ballots;
            if (isPossible) total += votes[i];
            isPossible = isPossible && total <= ballots;
        }
        require(isPossible, VotesWrong(electionId));
    }

    function _votesFor(uint256 electionId, uint256 settings, uint256 option) private view returns (uint256) {
        return ITallyVerifier(tallyVerifier).votesFor(_countedOf(electionId, settings), option);
    }

    /// @dev What the verifier needs to know of an election.
    function _countedOf(
        uint256 electionId,
        uint256 settings
    ) private view returns (ITallyVerifier.Counted memory counted) {
        uint256[] memory votes = new uint256[](settings.contestsOf() * (settings.choicesOf() - 1));
        for (uint256 i = 0; i < votes.length; ++i) votes[i] = _votes[electionId][i];
        return
            ITallyVerifier.Counted({
                form: settings.formOf(),
                rules: _rulesOf(electionId),
                hasBlank: settings.hasBlankIn(),
                rollSize: _elections[electionId].rollSize,
                ballots: settings.ballotsOf(),
                votes: votes
            });
    }
}
