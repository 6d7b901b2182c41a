// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {PublicNotice} from "../governance/PublicNotice.sol";
import {Succession} from "../governance/Succession.sol";
import {IElectionRoll} from "./IElectionRoll.sol";
import {IElections} from "./IElections.sol";
import {ElectionRules} from "./libraries/ElectionRules.sol";

/// @title Elections
/// @notice See {IElections}.
/// @dev A kind of ballot calls {_create}, {_requireOpen} before a ballot, {_append} after it, and writes `finalise`.
/// A kind with trustees overrides {_isReady} and moves its elections to the stages of the key by itself.
abstract contract Elections is IElections, Succession {
    using ElectionRules for ElectionRules.Rules;
    using SafeCast for uint256;

    // --- Types, constants and immutables ---

    /// @dev Five words, in this order, which the record of an election proves.
    struct State {
        // The word that every ballot reads; `settings` are the kind's own.
        Stage stage;
        uint40 closesAt;
        uint64 rollId;
        uint32 rollSize;
        uint104 settings;
        // The word of the acts around the voting.
        uint40 opensAt;
        uint40 openUntil;
        uint40 finalisesAt;
        uint16 quorumNumerator;
        uint16 quorumDenominator;
        uint16 thresholdNumerator;
        uint16 thresholdDenominator;
        ElectionRules.Measure measure;
        bool isStrict;
        bytes32 termsHash;
        bytes32 rollRoot;
        bytes32 runningHash;
    }

    /// @inheritdoc IElections
    uint40 public constant MINIMUM_VOTING_PERIOD = 10 minutes;

    /// @inheritdoc IElections
    uint40 public constant MAXIMUM_VOTING_PERIOD = 90 days;

    /// @inheritdoc IElections
    address public immutable roll;

    // --- Storage ---

    /// @inheritdoc IElections
    uint256 public electionCount;

    mapping(uint256 electionId => State state) internal _elections;

    // --- Constructor ---

    /// @param authority_ the city's authority
    /// @param roll_ the rolls that elections are held on
    /// @param predecessor_ contract that this one succeeds; zero for the first
    constructor(
        address authority_,
        address roll_,
        address predecessor_
    ) PublicNotice(authority_) Succession(predecessor_) {
        roll = roll_;
    }

    // --- Writes ---

    /// @inheritdoc IElections
    function open(uint256 electionId) external restricted {
        State storage state = _elections[electionId];
        require(_isReady(state.stage), ElectionStageWrong(electionId, state.stage));
        require(
            block.timestamp >= state.opensAt && block.timestamp <= state.openUntil,
            OpeningTimeWrong(electionId, state.opensAt, state.openUntil)
        );
        _requireActive();
        IElectionRoll.Roll memory voters = IElectionRoll(roll).rollOf(state.rollId);
        require(voters.stage == IElectionRoll.RollStage.Frozen, RollNotFrozen(state.rollId));

        bytes32 start = keccak256(
            abi.encode(
                _transcript(),
                block.chainid,
                address(this),
                electionId,
                state.termsHash,
                voters.root,
                voters.size
            )
        );
        state.stage = Stage.Open;
        state.rollSize = voters.size;
        state.rollRoot = voters.root;
        state.runningHash = start;
        emit ElectionOpened(electionId, voters.root, voters.size, start);
    }

    /// @inheritdoc IElections
    function close(uint256 electionId) external {
        State storage state = _elections[electionId];
        require(state.stage == Stage.Open, ElectionStageWrong(electionId, state.stage));
        require(block.timestamp > state.closesAt, ClosingTimeWrong(electionId, state.closesAt));

        state.stage = Stage.Closed;
        emit ElectionClosed(electionId, state.runningHash);
    }

    /// @inheritdoc IElections
    function voidUnopened(uint256 electionId, bytes32 reasonHash) external restricted {
        Stage stage = _elections[electionId].stage;
        require(stage != Stage.None && stage < Stage.Open, ElectionStageWrong(electionId, stage));
        _void(electionId, reasonHash);
    }

    /// @inheritdoc IElections
    function voidByOrder(uint256 electionId, bytes32 orderHash) external restricted {
        Stage stage = _elections[electionId].stage;
        require(stage != Stage.None && stage < Stage.Final, ElectionStageWrong(electionId, stage));
        _void(electionId, orderHash);
    }

    // --- Reads ---

    /// @inheritdoc IElections
    function electionOf(uint256 electionId) external view returns (Election memory election) {
        State storage state = _elections[electionId];
        require(state.stage != Stage.None, ElectionUnknown(electionId));
        return
            Election(
                state.stage,
                state.rollId,
                state.rollRoot,
                state.rollSize,
                state.termsHash,
                state.runningHash,
                Schedule(state.opensAt, state.openUntil, state.closesAt, state.finalisesAt),
                _rulesOf(electionId)
            );
    }

    /// @inheritdoc IElections
    function stageOf(uint256 electionId) external view returns (Stage stage) {
        return _elections[electionId].stage;
    }

    // --- Internal writes ---

    /// @dev Checks what all kinds have in common and creates a draft.
    function _create(
        uint256 rollId,
        bytes32 termsHash,
        uint104 settings,
        Schedule calldata schedule,
        ElectionRules.Rules memory rules
    ) internal returns (uint256 electionId) {
        require(_isInOrder(schedule), ScheduleWrong(schedule));
        require(rules.areValid(), RulesWrong(rules));
        _requireActive();
        IElectionRoll.RollStage rollStage = IElectionRoll(roll).rollOf(rollId).stage;
        require(rollStage != IElectionRoll.RollStage.Withdrawn, RollIsWithdrawn(rollId));

        electionId = ++electionCount;
        _elections[electionId] = State({
            stage: Stage.Draft,
            closesAt: schedule.closesAt,
            rollId: rollId.toUint64(),
            rollSize: 0,
            settings: settings,
            opensAt: schedule.opensAt,
            openUntil: schedule.openUntil,
            finalisesAt: schedule.finalisesAt,
            quorumNumerator: rules.quorum.numerator,
            quorumDenominator: rules.quorum.denominator,
            thresholdNumerator: rules.threshold.numerator,
            thresholdDenominator: rules.threshold.denominator,
            measure: rules.measure,
            isStrict: rules.isStrict,
            termsHash: termsHash,
            rollRoot: 0,
            runningHash: 0
        });
    }

    /// @dev Adds what was cast to the record.
    function _append(State storage state, uint256 kind, bytes32 payloadHash) internal returns (bytes32 runningHash) {
        runningHash = keccak256(abi.encode(state.runningHash, kind, block.timestamp, payloadHash));
        state.runningHash = runningHash;
    }

    function _void(uint256 electionId, bytes32 reasonHash) internal {
        State storage state = _elections[electionId];
        Stage stage = state.stage;
        state.stage = Stage.Void;
        emit ElectionVoided(electionId, stage, reasonHash);
    }

    /// @inheritdoc Succession
    function _surrender(bytes32 record) internal pure override returns (bytes memory data) {
        // There is nothing to hand over, so no record has data.
        require(data.length != 0, ElectionStaysHere(record));
    }

    // --- Internal reads ---

    /// @dev Domain of the kind's running hash.
    function _transcript() internal pure virtual returns (bytes32);

    /// @dev Whether an election in this stage may open.
    function _isReady(Stage stage) internal pure virtual returns (bool) {
        return stage == Stage.Draft;
    }

    /// @dev An election that takes ballots now.
    function _requireOpen(uint256 electionId) internal view returns (State storage state) {
        state = _elections[electionId];
        require(state.stage == Stage.Open, ElectionStageWrong(electionId, state.stage));
        require(block.timestamp <= state.closesAt, ElectionOver(electionId, state.closesAt));
    }

    function _rulesOf(uint256 electionId) internal view returns (ElectionRules.Rules memory) {
        State storage state = _elections[electionId];
        return
            ElectionRules.Rules(
                ElectionRules.Fraction(state.quorumNumerator, state.quorumDenominator),
                ElectionRules.Fraction(state.thresholdNumerator, state.thresholdDenominator),
                state.measure,
                state.isStrict
            );
    }

    function _isInOrder(Schedule calldata schedule) private view returns (bool) {
        return
            schedule.opensAt >= block.timestamp &&
            schedule.openUntil >= schedule.opensAt &&
            schedule.closesAt >= uint256(schedule.openUntil) + MINIMUM_VOTING_PERIOD &&
            schedule.closesAt <= uint256(schedule.opensAt) + MAXIMUM_VOTING_PERIOD &&
            schedule.finalisesAt >= schedule.closesAt &&
            schedule.finalisesAt <= uint256(schedule.closesAt) + MAXIMUM_VOTING_PERIOD;
    }
}
