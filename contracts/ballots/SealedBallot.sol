// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Elections} from "./Elections.sol";
import {IBallotVerifier} from "./IBallotVerifier.sol";
import {IElectionRoll} from "./IElectionRoll.sol";
import {ISealedBallot} from "./ISealedBallot.sol";
import {SealedSettings} from "./libraries/SealedSettings.sol";
import {SealedSums} from "./libraries/SealedSums.sol";
import {Secp256k1} from "./libraries/Secp256k1.sol";
import {SealedElections} from "./sealedBallot/SealedElections.sol";
import {SealedTallies} from "./sealedBallot/SealedTallies.sol";

/// @title SealedBallot
/// @notice See {ISealedBallot}. Ballots are cast here; elections and tallies are in its bases.
contract SealedBallot is SealedTallies {
    using SealedSettings for uint256;
    using SealedSums for SealedSums.Sums;

    // --- Constants ---

    /// @dev Kinds of entries in the running hash.
    uint256 private constant CAST_DIRECTLY = 1;
    uint256 private constant CAST_BY_RELAY = 2;
    uint256 private constant SPOILT = 3;

    /// @dev Two bits a voter, 128 voters a word: a ballot counts, and a ballot is spoilt.
    uint256 private constant HAS_VOTED = 1;
    uint256 private constant HAS_SPOILT = 2;
    uint256 private constant VOTERS_A_WORD = 128;

    // --- Storage ---

    mapping(uint256 electionId => mapping(uint256 word => uint256 bits)) private _voters;

    // --- Constructor ---

    /// @param authority_ the city's authority
    /// @param roll_ the rolls that elections are held on
    /// @param ceremonies_ the trustees' ceremonies
    /// @param ballotVerifier_ the verifier of ballots
    /// @param tallyVerifier_ the verifier of shares and tallies
    /// @param predecessor_ contract that this one succeeds; zero for the first
    constructor(
        address authority_,
        address roll_,
        address ceremonies_,
        address ballotVerifier_,
        address tallyVerifier_,
        address predecessor_
    ) Elections(authority_, roll_, predecessor_) SealedElections(ceremonies_, ballotVerifier_, tallyVerifier_) {}

    // --- Writes ---

    /// @inheritdoc ISealedBallot
    function cast(
        uint256 electionId,
        uint32 voterIndex,
        bytes calldata ballot,
        bytes calldata hints,
        bytes calldata proof
    ) external {
        State storage state = _requireOpen(electionId);
        bytes32[] memory seals = IBallotVerifier(ballotVerifier).checkDirect(
            _sealingOf(electionId, state),
            voterIndex,
            _msgSender(),
            ballot,
            hints,
            proof
        );
        Refusal refusal = _mark(electionId, voterIndex, seals, 0, seals.length);
        require(refusal != Refusal.AlreadyVoted, AlreadyVoted(electionId, voterIndex));
        require(refusal != Refusal.Spoilt, BallotIsSpoilt(electionId, voterIndex));

        _addUp(state, electionId, _single(Secp256k1.startOf(ballot)), 1);
        bytes32 ballotHash = keccak256(ballot);
        _append(state, CAST_DIRECTLY, keccak256(abi.encode(voterIndex, ballotHash)));
        emit BallotCast(electionId, voterIndex, ballotHash);
    }

    /// @inheritdoc ISealedBallot
    function castSigned(
        uint256 electionId,
        bytes calldata ballots,
        bytes calldata hints,
        bytes calldata proofs
    ) external {
        State storage state = _requireOpen(electionId);
        IBallotVerifier.Checked memory checked = IBallotVerifier(ballotVerifier).checkRelayed(
            _sealingOf(electionId, state),
            ballots,
            hints,
            proofs
        );
        uint256 counted = _countAll(electionId, checked, Secp256k1.startOf(ballots));
        uint256 refused = checked.voterIndices.length - counted;
        require(counted != 0, NoBallotCounted(electionId, refused));

        _addUp(state, electionId, checked.starts, counted);
        bytes32 runningHash = _append(state, CAST_BY_RELAY, keccak256(ballots));
        emit BallotsRelayed(electionId, counted, refused, runningHash);
    }

    /// @inheritdoc ISealedBallot
    function spoil(uint256 electionId, uint32 voterIndex, bytes32[] calldata seals, bytes32[] calldata proof) external {
        State storage state = _requireOpen(electionId);
        _requireOnRoll(electionId, state.rollId, voterIndex, proof);
        uint256 contests = uint256(state.settings).contestsOf();
        require(seals.length == contests, SealCountWrong(seals.length, contests));
        (bool hasVoted, ) = voterOf(electionId, voterIndex);
        require(!hasVoted, AlreadyVoted(electionId, voterIndex));

        for (uint256 i = 0; i < contests; ++i) isSpoilt[electionId][voterIndex][seals[i]] = true;
        _voters[electionId][voterIndex / VOTERS_A_WORD] |= HAS_SPOILT << _shiftOf(voterIndex);
        _append(state, SPOILT, keccak256(abi.encode(voterIndex, seals)));
        emit BallotSpoilt(electionId, voterIndex, seals);
    }

    // --- Reads ---

    /// @inheritdoc ISealedBallot
    function voterOf(uint256 electionId, uint32 voterIndex) public view returns (bool hasVoted, bool hasSpoilt) {
        uint256 bits = _voters[electionId][voterIndex / VOTERS_A_WORD] >> _shiftOf(voterIndex);
        return (bits & HAS_VOTED != 0, bits & HAS_SPOILT != 0);
    }

    /// @inheritdoc ISealedBallot
    function sealingOf(uint256 electionId) external view returns (IBallotVerifier.Sealing memory) {
        _settingsOf(electionId);
        return _sealingOf(electionId, _elections[electionId]);
    }

    // --- Internal writes ---

    /// @dev Marks the voters whose ballots count, and moves the places of these ballots to the front of their starts.
    function _countAll(
        uint256 electionId,
        IBallotVerifier.Checked memory checked,
        uint256 place
    ) private returns (uint256 counted) {
        uint256 contests = checked.seals.length / checked.voterIndices.length;
        for (uint256 i = 0; i < checked.voterIndices.length; ++i) {
            uint32 voterIndex = checked.voterIndices[i];
            Refusal refusal = _mark(electionId, voterIndex, checked.seals, i * contests, contests);
            if (refusal == Refusal.None) checked.starts[counted++] = place + checked.starts[i];
            else emit BallotRefused(electionId, voterIndex, i, refusal);
        }
    }

    /// @dev Marks a voter as having cast, if the ballot with these seals counts.
    function _mark(
        uint256 electionId,
        uint32 voterIndex,
        bytes32[] memory seals,
        uint256 first,
        uint256 contests
    ) private returns (Refusal) {
        mapping(uint256 word => uint256 bits) storage voters = _voters[electionId];
        uint256 word = voterIndex / VOTERS_A_WORD;
        uint256 bits = voters[word];
        uint256 shift = _shiftOf(voterIndex);
        if ((bits >> shift) & HAS_VOTED != 0) return Refusal.AlreadyVoted;
        if ((bits >> shift) & HAS_SPOILT != 0) {
            for (uint256 i = first; i < first + contests; ++i) {
                if (isSpoilt[electionId][voterIndex][seals[i]]) return Refusal.Spoilt;
            }
        }
        voters[word] = bits | (HAS_VOTED << shift);
        return Refusal.None;
    }

    /// @dev Adds ballots to the election's sums, and to their number.
    function _addUp(State storage state, uint256 electionId, uint256[] memory places, uint256 counted) private {
        uint256 settings = state.settings;
        state.settings = settings.withMore(counted);
        _sums[electionId].add(settings.contestsOf(), settings.choicesOf(), places, counted);
    }

    // --- Internal reads ---

    function _sealingOf(uint256 electionId, State storage state) private view returns (IBallotVerifier.Sealing memory) {
        uint256 settings = state.settings;
        return
            IBallotVerifier.Sealing({
                electionId: electionId,
                context: contextOf[electionId],
                choices: settings.choicesOf(),
                contests: settings.contestsOf(),
                keyPage: _keyPageOf(settings),
                roll: roll,
                rollId: state.rollId,
                rollRoot: state.rollRoot,
                rollSize: state.rollSize,
                domainSeparator: _domainSeparatorV4()
            });
    }

    /// @dev The caller is the voter.
    function _requireOnRoll(
        uint256 electionId,
        uint256 rollId,
        uint32 voterIndex,
        bytes32[] calldata proof
    ) private view {
        address voter = _msgSender();
        require(
            IElectionRoll(roll).accountAt(rollId, voterIndex) == voter ||
                IElectionRoll(roll).isOnRoll(rollId, voterIndex, voter, proof),
            NotOnRoll(electionId, voterIndex, voter)
        );
    }

    function _single(uint256 place) private pure returns (uint256[] memory places) {
        places = new uint256[](1);
        places[0] = place;
    }

    function _shiftOf(uint256 voterIndex) private pure returns (uint256) {
        return 2 * (voterIndex % VOTERS_A_WORD);
    }
}
