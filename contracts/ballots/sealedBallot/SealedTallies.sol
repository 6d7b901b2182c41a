// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IElections} from "../IElections.sol";
import {ISealedBallot} from "../ISealedBallot.sol";
import {ITrusteeCeremony} from "../ITrusteeCeremony.sol";
import {ElectionRules} from "../libraries/ElectionRules.sol";
import {RollCallSettings} from "../libraries/RollCallSettings.sol";
import {SealedSettings} from "../libraries/SealedSettings.sol";
import {Secp256k1} from "../libraries/Secp256k1.sol";
import {TallyShares} from "../libraries/TallyShares.sol";
import {TrusteeKeys} from "../libraries/TrusteeKeys.sol";
import {SealedElections} from "./SealedElections.sol";

/// @title SealedTallies
/// @notice The tally of {SealedBallot}: the trustees' shares, what they decrypt, and what that decides.
abstract contract SealedTallies is SealedElections {
    using ElectionRules for ElectionRules.Rules;
    using SafeCast for uint256;
    using SealedSettings for uint256;

    // --- Writes ---

    /// @inheritdoc ISealedBallot
    function share(
        uint256 electionId,
        uint256 trustee,
        bytes calldata share_,
        uint256 challenge,
        uint256 response,
        bytes calldata hints
    ) external {
        uint256 settings = _closedSettings(electionId);
        _requireShareable(electionId, settings);
        TallyShares.Share memory taken;
        taken.context = contextOf[electionId];
        taken.trustee = trustee;
        taken.contests = settings.contestsOf();
        taken.sums = _sumsOf(electionId, settings);
        taken.keys = _verificationKeysOf(electionId, trustee, settings);
        taken.challenge = challenge;
        taken.response = response;
        _requireShareLength(share_, 1, settings);
        TallyShares.requireShare(taken, share_, hints);

        shareOf[electionId][trustee] = keccak256(share_);
        ++_tallies[electionId].shares;
        _elections[electionId].stage = Stage.Tallying;
        emit ShareAccepted(electionId, trustee, share_);
    }

    /// @inheritdoc ISealedBallot
    function tally(uint256 electionId, TallyProof calldata proof) external {
        Stage stage = _elections[electionId].stage;
        require(stage == Stage.Tallying, ElectionStageWrong(electionId, stage));
        require(!_tallies[electionId].isCounted, AlreadyCounted(electionId));
        uint256 settings = _elections[electionId].settings;
        TallyShares.Combination memory combination;
        combination.threshold = _ceremonyOf(settings).threshold;
        combination.contests = settings.contestsOf();
        _requireShares(electionId, settings, combination.threshold, proof);
        _requirePossible(electionId, settings, proof.votes);
        combination.factors = TallyShares.factorsOf(proof.trustees, proof.inverses);
        combination.sums = _sumsOf(electionId, settings);
        combination.place = Secp256k1.startOf(proof.shares);
        TallyShares.requireVotes(combination, proof.votes, proof.hints);

        _tallies[electionId].isCounted = true;
        for (uint256 i = 0; i < proof.votes.length; ++i) _votes[electionId][i] = proof.votes[i].toUint32();
        emit BallotsCounted(electionId, proof.votes);
    }

    /// @inheritdoc IElections
    function finalise(uint256 electionId) external {
        State storage state = _elections[electionId];
        require(state.stage == Stage.Tallying, ElectionStageWrong(electionId, state.stage));
        require(block.timestamp >= state.finalisesAt, FinalisingTimeWrong(electionId, state.finalisesAt));
        Tally storage own = _tallies[electionId];
        require(own.isCounted, NotCounted(electionId));

        (own.outcome, own.winner) = _decide(electionId, state.settings);
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
        if (own.outcome == Outcome.None) return result;
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
        if (_tallies[electionId].outcome != Outcome.Adopted || option == 0) return false;
        uint256 settings = _elections[electionId].settings;
        if (!_isApproval(settings)) return option == _tallies[electionId].winner;
        return option <= settings.optionCountOf() && _hasEnough(electionId, settings, option);
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
        require(
            ballots >= own.minimumBallots,
            TooFewBallots(electionId, ballots, own.minimumBallots)
        );
        require(block.timestamp <= own.tallyUntil, TallyOver(electionId, own.tallyUntil));
    }

    /// @dev The verification keys of a trustee who has not shared.
    function _verificationKeysOf(
        uint256 electionId,
        uint256 trustee,
        uint256 settings
    ) private view returns (uint256[] memory) {
        require(
            trustee != 0 && trustee <= _ceremonyOf(settings).trusteeCount,
            TrusteeUnknown(electionId, trustee)
        );
        require(shareOf[electionId][trustee] == 0, AlreadyShared(electionId, trustee));
        uint256 keyCount = settings.choicesOf() - 1;
        address page = TrusteeKeys.addressOf(ceremonies, settings.ceremonyOf());
        return TrusteeKeys.read(page, keyCount * trustee, keyCount);
    }

    /// @dev Exactly the threshold's shares, as they were accepted.
    function _requireShares(
        uint256 electionId,
        uint256 settings,
        uint256 threshold,
        TallyProof calldata proof
    ) private view {
        require(proof.trustees.length == threshold, ShareCountWrong(proof.trustees.length, threshold));
        require(proof.inverses.length == threshold, ShareCountWrong(proof.inverses.length, threshold));
        _requireShareLength(proof.shares, threshold, settings);
        uint256 length = proof.shares.length / threshold;
        for (uint256 i = 0; i < threshold; ++i) {
            bytes32 accepted = shareOf[electionId][proof.trustees[i]];
            require(
                accepted != 0 && accepted == keccak256(proof.shares[i * length:(i + 1) * length]),
                ShareUnknown(electionId, proof.trustees[i])
            );
        }
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

    function _requireShareLength(bytes calldata shares, uint256 count, uint256 settings) private pure {
        uint256 needed = count * settings.contestsOf() * (settings.choicesOf() - 1) * Secp256k1.POINT_BYTES;
        require(shares.length == needed, ShareLengthWrong(shares.length, needed));
    }

    function _decide(uint256 electionId, uint256 settings) private view returns (Outcome outcome, uint16 winner) {
        if (!_rulesOf(electionId).isQuorate(settings.ballotsOf(), _elections[electionId].rollSize)) {
            return (Outcome.QuorumMissed, 0);
        }
        if (settings.formOf() == RollCallSettings.Form.Motion) {
            return _hasEnough(electionId, settings, 1) ? (Outcome.Adopted, 1) : (Outcome.Rejected, 0);
        }
        (uint256 first, bool isTied) = _leader(electionId, settings);
        if (!_hasEnough(electionId, settings, first)) return (Outcome.Rejected, 0);
        if (_isApproval(settings)) return (Outcome.Adopted, 0);
        return isTied ? (Outcome.Tied, 0) : (Outcome.Adopted, first.toUint16());
    }

    /// @dev The option with the most votes, the first of several, and whether there are several.
    function _leader(uint256 electionId, uint256 settings) private view returns (uint256 first, bool isTied) {
        uint256 most = 0;
        first = 1;
        for (uint256 option = 1; option <= settings.optionCountOf(); ++option) {
            uint256 votes = _votesFor(electionId, settings, option);
            if (votes > most) (most, first, isTied) = (votes, option, false);
            else if (votes == most) isTied = true;
        }
    }

    function _hasEnough(uint256 electionId, uint256 settings, uint256 option) private view returns (bool) {
        return
            _rulesOf(electionId).isAdopted(
                _votesFor(electionId, settings, option),
                settings.ballotsOf(),
                _votesFor(electionId, settings, 0),
                _elections[electionId].rollSize
            );
    }

    /// @dev Votes for an option of a counted election, or blank ballots for 0. Whoever chose 0 is all the rest: a blank
    /// ballot, or the last option where there is none.
    function _votesFor(uint256 electionId, uint256 settings, uint256 option) private view returns (uint256 votes) {
        uint32[VOTE_COUNTERS] storage counted = _votes[electionId];
        uint256 keyCount = settings.choicesOf() - 1;
        if (option != 0 && (_isApproval(settings) || option <= keyCount)) return counted[option - 1];
        if (option == 0 && !settings.hasBlankIn()) return 0;
        votes = settings.ballotsOf();
        for (uint256 i = 0; i < keyCount; ++i) votes -= counted[i];
    }

    function _isApproval(uint256 settings) private pure returns (bool) {
        return settings.formOf() == RollCallSettings.Form.Approval;
    }
}
