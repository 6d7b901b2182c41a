// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ERC165, IERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {Elections} from "./Elections.sol";
import {IElections} from "./IElections.sol";
import {IRollCallBallot} from "./IRollCallBallot.sol";
import {BallotLanes} from "./libraries/BallotLanes.sol";
import {ElectionRules} from "./libraries/ElectionRules.sol";
import {RelayedBallots} from "./libraries/RelayedBallots.sol";
import {RollCallSettings} from "./libraries/RollCallSettings.sol";
import {RollPages} from "./libraries/RollPages.sol";
import {RollTree} from "./libraries/RollTree.sol";

/// @title RollCallBallot
/// @notice See {IRollCallBallot}.
contract RollCallBallot is IRollCallBallot, Elections, EIP712, ERC165 {
    using BallotLanes for uint256;
    using ElectionRules for ElectionRules.Rules;
    using RelayedBallots for RelayedBallots.Relayed;
    using RollCallSettings for uint256;
    using SafeCast for uint256;

    // --- Types and constants ---

    /// @dev One slot.
    struct Tally {
        uint32 countedWords;
        uint32 ballots;
        uint32 blank;
        Outcome outcome;
        uint16 winner;
    }

    /// @dev What a batch carries from ballot to ballot: the word of the record it works on, and what it found.
    struct Batch {
        uint256 electionId;
        uint256 settings;
        uint256 choiceBytes;
        uint256 rollId;
        uint256 rollSize;
        bytes32 rollRoot;
        bytes32 domainSeparator;
        bytes32[6] message;
        uint256 page;
        address pageAccount;
        uint256 word;
        uint256 lanes;
        uint256 counted;
        uint256 refused;
    }

    /// @inheritdoc IRollCallBallot
    uint256 public constant MAXIMUM_OPTIONS = RollCallSettings.MAXIMUM_OPTIONS;

    /// @inheritdoc IRollCallBallot
    uint256 public constant MAXIMUM_ITEMS = RollCallSettings.WIDEST_LANE - 1;

    /// @inheritdoc IRollCallBallot
    uint256 public constant MAXIMUM_BALLOTS = 2 ** RollCallSettings.ORDINAL_BITS - 1;

    /// @inheritdoc IRollCallBallot
    uint256 public constant ORDINAL_BITS = RollCallSettings.ORDINAL_BITS;

    /// @inheritdoc IRollCallBallot
    bytes32 public constant BALLOT_TYPEHASH = keccak256(
        "Ballot(uint256 electionId,bytes32 termsHash,uint32 voterIndex,uint8 ordinal,uint256 choice)"
    );

    /// @inheritdoc IRollCallBallot
    bytes32 public constant TRANSCRIPT = keccak256("Civitas RollCallBallot transcript");

    /// @dev Kinds of entries in the running hash.
    uint256 private constant CAST_DIRECTLY = 1;
    uint256 private constant CAST_BY_RELAY = 2;

    /// @dev One for each option, and one for blank ballots: {MAXIMUM_OPTIONS} and one more.
    uint256 private constant COUNTERS = 10_001;

    /// @dev No word of a record and no page of a roll has this number.
    uint256 private constant NO_WORD = type(uint256).max;
    uint256 private constant NO_PAGE = type(uint256).max;

    // --- Storage ---

    mapping(uint256 electionId => mapping(uint256 word => uint256 lanes)) private _records;
    mapping(uint256 electionId => Tally tally) private _tallies;
    mapping(uint256 electionId => uint32[COUNTERS] votes) private _votes;

    // --- Constructor ---

    /// @param authority_ the city's authority
    /// @param roll_ the rolls that elections are held on
    /// @param predecessor_ contract that this one succeeds; zero for the first
    constructor(
        address authority_,
        address roll_,
        address predecessor_
    ) Elections(authority_, roll_, predecessor_) EIP712("Civitas RollCallBallot", "1") {}

    // --- Writes: the election ---

    /// @inheritdoc IRollCallBallot
    function create(Terms calldata terms) external restricted returns (uint256 electionId) {
        require(terms.questionHash != 0 && terms.optionsHash != 0, ElectionIncomplete());
        uint56 settings = RollCallSettings.pack(terms.form, terms.optionCount, terms.maxApprovals, terms.isRevotable);
        require(settings != 0, OptionsWrong(terms.form, terms.optionCount, terms.maxApprovals));
        bytes32 termsHash = keccak256(abi.encode(terms));
        electionId = _create(terms.rollId, termsHash, settings, terms.schedule, terms.rules);
        emit ElectionCreated(electionId, termsHash, terms);
    }

    /// @inheritdoc IRollCallBallot
    function count(uint256 electionId, uint256 maxWords) external {
        State storage state = _elections[electionId];
        require(
            state.stage == Stage.Closed || state.stage == Stage.Tallying,
            ElectionStageWrong(electionId, state.stage)
        );
        state.stage = Stage.Tallying;

        uint256 settings = state.settings;
        uint256 words = settings.wordsOf(state.rollSize);
        Tally memory tally = _tallies[electionId];
        uint256 next = tally.countedWords;
        uint256 end = next + Math.min(maxWords, words - next);
        uint256[] memory votes = new uint256[](settings.optionCountOf() + 1);
        for (; next < end; ++next) tally.ballots += _countWord(settings, _records[electionId][next], votes);
        tally.countedWords = end.toUint32();
        tally.blank += votes[0].toUint32();
        _tallies[electionId] = tally;
        for (uint256 option = 0; option < votes.length; ++option) {
            if (votes[option] != 0) _votes[electionId][option] += votes[option].toUint32();
        }
        emit RecordCounted(electionId, end, words);
    }

    /// @inheritdoc IElections
    function finalise(uint256 electionId) external {
        State storage state = _elections[electionId];
        require(state.stage == Stage.Tallying, ElectionStageWrong(electionId, state.stage));
        require(block.timestamp >= state.finalisesAt, FinalisingTimeWrong(electionId, state.finalisesAt));
        uint256 words = uint256(state.settings).wordsOf(state.rollSize);
        Tally storage tally = _tallies[electionId];
        require(tally.countedWords == words, RecordUncounted(electionId, tally.countedWords, words));

        (tally.outcome, tally.winner) = _decide(electionId, state.settings, tally.ballots);
        state.stage = Stage.Final;
        emit ElectionFinalised(electionId, resultOf(electionId), state.runningHash);
    }

    // --- Writes: ballots ---

    /// @inheritdoc IRollCallBallot
    function cast(uint256 electionId, uint32 voterIndex, uint256 choice) external {
        State storage state = _requireOpen(electionId);
        address voter = _msgSender();
        require(RollPages.accountAt(roll, state.rollId, voterIndex) == voter, NotOnRoll(electionId, voterIndex, voter));
        _castDirectly(state, electionId, voterIndex, choice);
    }

    /// @inheritdoc IRollCallBallot
    function castWithProof(uint256 electionId, uint32 voterIndex, uint256 choice, bytes32[] calldata proof) external {
        State storage state = _requireOpen(electionId);
        address voter = _msgSender();
        require(
            _isOnRoll(state.rollRoot, state.rollSize, voterIndex, voter, proof),
            NotOnRoll(electionId, voterIndex, voter)
        );
        _castDirectly(state, electionId, voterIndex, choice);
    }

    /// @inheritdoc IRollCallBallot
    function castSigned(uint256 electionId, bytes calldata ballots) external {
        Batch memory batch = _openBatch(electionId);
        uint256 position = 0;
        for (uint256 start = 0; start < ballots.length; ++position) {
            RelayedBallots.Relayed memory ballot = RelayedBallots.read(ballots, start, batch.choiceBytes);
            start = ballot.endsAt;
            require(start != 0, BatchMalformed(position));
            address account = address(0);
            if (ballot.voterIndex < batch.rollSize) {
                account = _accountAt(batch, ballot.voterIndex);
                require(account != address(0), PageMissing(electionId, ballot.voterIndex));
            }
            _castRelayed(batch, ballots, ballot, account, position);
        }
        _closeBatch(batch, ballots);
    }

    /// @inheritdoc IRollCallBallot
    function castSignedWithProofs(uint256 electionId, bytes calldata ballots, RollProof[] calldata proofs) external {
        Batch memory batch = _openBatch(electionId);
        uint256 position = 0;
        for (uint256 start = 0; start < ballots.length; ++position) {
            RelayedBallots.Relayed memory ballot = RelayedBallots.read(ballots, start, batch.choiceBytes);
            start = ballot.endsAt;
            require(start != 0, BatchMalformed(position));
            require(position < proofs.length, ProofCountWrong(position + 1, proofs.length));
            address account = address(0);
            if (ballot.voterIndex < batch.rollSize) {
                account = proofs[position].account;
                require(
                    _isOnRoll(batch.rollRoot, batch.rollSize, ballot.voterIndex, account, proofs[position].siblings),
                    RollProofWrong(electionId, ballot.voterIndex)
                );
            }
            _castRelayed(batch, ballots, ballot, account, position);
        }
        require(position == proofs.length, ProofCountWrong(position, proofs.length));
        _closeBatch(batch, ballots);
    }

    // --- Reads ---

    /// @inheritdoc IRollCallBallot
    function ballotDigest(
        uint256 electionId,
        uint32 voterIndex,
        uint8 ordinal,
        uint256 choice
    ) external view returns (bytes32) {
        bytes32 termsHash = _elections[electionId].termsHash;
        return
            _hashTypedDataV4(
                keccak256(abi.encode(BALLOT_TYPEHASH, electionId, termsHash, voterIndex, ordinal, choice))
            );
    }

    /// @inheritdoc IRollCallBallot
    function formOf(
        uint256 electionId
    )
        external
        view
        returns (
            RollCallSettings.Form form,
            uint256 optionCount,
            uint256 maxApprovals,
            bool isRevotable,
            uint256 laneBits
        )
    {
        uint256 settings = _settingsOf(electionId);
        return (
            settings.formOf(),
            settings.optionCountOf(),
            settings.maxApprovalsOf(),
            settings.isRevotable(),
            settings.laneBitsOf()
        );
    }

    /// @inheritdoc IRollCallBallot
    function choiceBytesOf(uint256 electionId) external view returns (uint256) {
        return _settingsOf(electionId).choiceBytesOf();
    }

    /// @inheritdoc IRollCallBallot
    function ballotOf(uint256 electionId, uint32 voterIndex) external view returns (uint8 ballots, uint256 choice) {
        uint256 settings = _settingsOf(electionId);
        (uint256 word, uint256 shift) = settings.placeOf(voterIndex);
        uint256 lane = settings.laneAt(_records[electionId][word], shift);
        return lane == 0 ? (0, 0) : (settings.ballotsIn(lane).toUint8(), settings.choiceIn(lane));
    }

    /// @inheritdoc IRollCallBallot
    function recordWord(uint256 electionId, uint256 word) external view returns (uint256) {
        return _records[electionId][word];
    }

    /// @inheritdoc IRollCallBallot
    function countOf(uint256 electionId) external view returns (uint256 countedWords, uint256 words) {
        return (_tallies[electionId].countedWords, _settingsOf(electionId).wordsOf(_elections[electionId].rollSize));
    }

    /// @inheritdoc IRollCallBallot
    function votesOf(uint256 electionId, uint256 option) external view returns (uint256) {
        require(option <= _settingsOf(electionId).optionCountOf(), OptionUnknown(electionId, option));
        return _votes[electionId][option];
    }

    /// @inheritdoc IRollCallBallot
    function resultOf(uint256 electionId) public view returns (Result memory result) {
        Tally memory tally = _tallies[electionId];
        if (tally.outcome == Outcome.None) return result;
        return Result(tally.outcome, tally.winner, tally.ballots, tally.blank);
    }

    /// @inheritdoc IRollCallBallot
    function isAdopted(uint256 electionId, uint256 option) external view returns (bool) {
        if (_tallies[electionId].outcome != Outcome.Adopted || option == 0) return false;
        uint256 settings = _settingsOf(electionId);
        if (settings.formOf() != RollCallSettings.Form.Approval) return option == _tallies[electionId].winner;
        return option <= settings.optionCountOf() && _hasEnough(electionId, option);
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return
            interfaceId == type(IRollCallBallot).interfaceId ||
            interfaceId == type(IElections).interfaceId ||
            super.supportsInterface(interfaceId);
    }

    // --- Internal writes ---

    function _castDirectly(State storage state, uint256 electionId, uint32 voterIndex, uint256 choice) private {
        uint256 settings = state.settings;
        require(settings.allows(choice), ChoiceWrong(electionId, choice));
        (uint256 word, uint256 shift) = settings.placeOf(voterIndex);
        uint256 lanes = _records[electionId][word];
        uint256 ballots = settings.ballotsIn(settings.laneAt(lanes, shift));
        if (settings.isRevotable()) {
            require(ballots < MAXIMUM_BALLOTS, BallotsExhausted(electionId, voterIndex));
        } else {
            require(ballots == 0, AlreadyVoted(electionId, voterIndex));
        }

        _records[electionId][word] = settings.withLane(lanes, shift, ballots + 1, choice);
        _append(state, CAST_DIRECTLY, keccak256(abi.encode(voterIndex, choice)));
        emit BallotCast(electionId, voterIndex, choice);
    }

    /// @dev Counts or refuses one ballot of a batch.
    function _castRelayed(
        Batch memory batch,
        bytes calldata ballots,
        RelayedBallots.Relayed memory ballot,
        address account,
        uint256 position
    ) private {
        (Refusal refusal, uint256 shift) = _judge(batch, ballots, ballot, account);
        if (refusal != Refusal.None) {
            ++batch.refused;
            emit BallotRefused(batch.electionId, ballot.voterIndex, position, refusal);
            return;
        }
        ++batch.counted;
        batch.lanes = batch.settings.withLane(batch.lanes, shift, ballot.ordinal, ballot.choice);
    }

    /// @dev Writes the word that a batch works on and reads another one.
    function _turnTo(Batch memory batch, uint256 word) private {
        if (batch.word == word) return;
        if (batch.word != NO_WORD) _records[batch.electionId][batch.word] = batch.lanes;
        batch.word = word;
        batch.lanes = _records[batch.electionId][word];
    }

    function _closeBatch(Batch memory batch, bytes calldata ballots) private {
        uint256 electionId = batch.electionId;
        require(batch.counted != 0, NoBallotCounted(electionId, batch.refused));
        _records[electionId][batch.word] = batch.lanes;
        bytes32 runningHash = _append(_elections[electionId], CAST_BY_RELAY, keccak256(ballots));
        emit BallotsRelayed(electionId, batch.counted, batch.refused, runningHash);
    }

    // --- Internal reads ---

    function _openBatch(uint256 electionId) private view returns (Batch memory) {
        State storage state = _requireOpen(electionId);
        return
            Batch({
                electionId: electionId,
                settings: state.settings,
                choiceBytes: uint256(state.settings).choiceBytesOf(),
                rollId: state.rollId,
                rollSize: state.rollSize,
                rollRoot: state.rollRoot,
                domainSeparator: _domainSeparatorV4(),
                message: [BALLOT_TYPEHASH, bytes32(electionId), state.termsHash, 0, 0, 0],
                page: NO_PAGE,
                pageAccount: address(0),
                word: NO_WORD,
                lanes: 0,
                counted: 0,
                refused: 0
            });
    }

    /// @dev The voter at an index of the roll; neighbours stand on one page.
    function _accountAt(Batch memory batch, uint256 voterIndex) private view returns (address account) {
        uint256 page = voterIndex / RollPages.PAGE_ACCOUNTS;
        if (batch.page != page) {
            batch.page = page;
            batch.pageAccount = RollPages.addressOf(roll, batch.rollId, page);
        }
        return RollPages.accountOn(batch.pageAccount, voterIndex);
    }

    /// @dev Why a ballot is refused, and the place of its lane in the word that the batch turns to.
    function _judge(
        Batch memory batch,
        bytes calldata ballots,
        RelayedBallots.Relayed memory ballot,
        address account
    ) private returns (Refusal refusal, uint256 shift) {
        if (ballot.voterIndex >= batch.rollSize) return (Refusal.NotOnRoll, 0);
        uint256 settings = batch.settings;
        if (!settings.allows(ballot.choice)) return (Refusal.ChoiceWrong, 0);
        bytes32 digest = RelayedBallots.digestOf(batch.message, batch.domainSeparator, ballot);
        if (!ballot.isSignedBy(ballots, digest, account)) return (Refusal.SignatureWrong, 0);

        uint256 word;
        (word, shift) = settings.placeOf(ballot.voterIndex);
        _turnTo(batch, word);
        uint256 cast_ = settings.ballotsIn(settings.laneAt(batch.lanes, shift));
        if (cast_ != 0 && !settings.isRevotable()) return (Refusal.AlreadyVoted, 0);
        if (ballot.ordinal != cast_ + 1 || cast_ == MAXIMUM_BALLOTS) return (Refusal.OrdinalWrong, 0);
    }

    function _decide(
        uint256 electionId,
        uint256 settings,
        uint256 ballots
    ) private view returns (Outcome outcome, uint16 winner) {
        if (!_rulesOf(electionId).isQuorate(ballots, _elections[electionId].rollSize)) return (Outcome.QuorumMissed, 0);
        if (settings.formOf() == RollCallSettings.Form.Motion) {
            return _hasEnough(electionId, 1) ? (Outcome.Adopted, 1) : (Outcome.Rejected, 0);
        }
        (uint256 first, bool isTied) = _leader(electionId, settings.optionCountOf());
        if (!_hasEnough(electionId, first)) return (Outcome.Rejected, 0);
        if (settings.formOf() == RollCallSettings.Form.Approval) return (Outcome.Adopted, 0);
        return isTied ? (Outcome.Tied, 0) : (Outcome.Adopted, first.toUint16());
    }

    /// @dev The option with the most votes, the first of several, and whether there are several.
    function _leader(uint256 electionId, uint256 optionCount) private view returns (uint256 first, bool isTied) {
        uint256 most = 0;
        first = 1;
        for (uint256 option = 1; option <= optionCount; ++option) {
            uint256 votes = _votes[electionId][option];
            if (votes > most) (most, first, isTied) = (votes, option, false);
            else if (votes == most) isTied = true;
        }
    }

    function _hasEnough(uint256 electionId, uint256 option) private view returns (bool) {
        Tally storage tally = _tallies[electionId];
        uint256 rollSize = _elections[electionId].rollSize;
        uint256 votes = _votes[electionId][option];
        return _rulesOf(electionId).isAdopted(votes, tally.ballots, tally.blank, rollSize);
    }

    function _settingsOf(uint256 electionId) private view returns (uint256) {
        require(_elections[electionId].stage != Stage.None, ElectionUnknown(electionId));
        return _elections[electionId].settings;
    }

    /// @inheritdoc Elections
    function _transcript() internal pure override returns (bytes32) {
        return TRANSCRIPT;
    }

    function _isOnRoll(
        bytes32 root,
        uint256 size,
        uint32 index,
        address account,
        bytes32[] calldata proof
    ) private pure returns (bool) {
        if (index >= size) return false;
        return RollTree.proves(root, RollTree.depthOf(size), index, RollTree.leafOf(index, account), proof);
    }

    /// @dev Adds the votes in a word of the record to `votes`, blank ballots at 0; returns how many ballots there are.
    function _countWord(uint256 settings, uint256 lanes, uint256[] memory votes) private pure returns (uint32 ballots) {
        uint256 laneBits = settings.laneBitsOf();
        uint256 choiceMask = (1 << settings.choiceBitsOf()) - 1;
        bool isApproval = settings.formOf() == RollCallSettings.Form.Approval;
        // Lanes hold no choice beyond the form's, and a roll has fewer than 2^32 voters.
        unchecked {
            for (; lanes != 0; lanes >>= laneBits) {
                // A choice and one, at the bottom; the number of the voter's ballots above it does not matter here.
                uint256 choice = lanes & choiceMask;
                if (choice == 0) continue;
                ++ballots;
                --choice;
                if (!isApproval || choice == 0) {
                    ++votes[choice];
                    continue;
                }
                for (uint256 item = 1; choice != 0; choice >>= 1) votes[item++] += choice & 1;
            }
        }
    }
}
