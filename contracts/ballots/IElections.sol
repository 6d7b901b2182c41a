// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ElectionRules} from "./libraries/ElectionRules.sol";

/// @title Elections
/// @notice What every kind of ballot of the city has in common: the stages of an election, who may bring it to which,
/// and the running hash that makes its record complete. One contract holds many elections, numbered from 1.
/// @dev The terms of an election (roll, question, options, times, rules) are fixed when it is created, and every
/// ballot is bound to their hash: whatever was wrong with a draft, it is voided and another one created.
/// `Draft → Ceremony → KeyReady → Open → Closed → Tallying → Final`, and `Void` from any stage before `Final`; a kind
/// without trustees skips the two stages of the key. No stage begins by the clock alone. Times are Unix seconds; a
/// ballot counts until and with the second `closesAt`.
///
/// The running hash covers everything that was cast, in its order, and nothing else:
/// - when an election opens: keccak256(abi.encode(TRANSCRIPT, chainId, contract, electionId, termsHash, rollRoot,
///   rollSize)), where TRANSCRIPT is a constant of the kind;
/// - with every accepted transaction: keccak256(abi.encode(hash before, kind, block.timestamp, payloadHash)), where
///   `kind` (uint256) and `payloadHash` are what the ballot's interface says.
///
/// Assumptions: the clock of the chain; the dataset of the roll, the texts of question and options, and the record
/// of the election are published, for the chain holds their hashes alone.
/// Trust: the ELECTION_OFFICE creates, opens in the agreed time, and voids what has not opened. From the opening on
/// it can do nothing. Anyone closes and finalises, so that nobody vetoes by idleness. COURT_ORDERS voids until the
/// result is final, after its seven days' delay.
interface IElections {
    // --- Types ---

    /// @notice Stages of an election.
    enum Stage {
        None,
        Draft,
        Ceremony,
        KeyReady,
        Open,
        Closed,
        Tallying,
        Final,
        Void
    }

    /// @notice Times of an election.
    /// @param opensAt earliest second in which the office may open it
    /// @param openUntil last second in which it may
    /// @param closesAt last second in which a ballot counts
    /// @param finalisesAt earliest second in which the result becomes final: the time for a court's order
    struct Schedule {
        uint40 opensAt;
        uint40 openUntil;
        uint40 closesAt;
        uint40 finalisesAt;
    }

    /// @notice An election as it stands.
    /// @param stage its stage
    /// @param rollId number of its roll
    /// @param rollRoot root of the roll; zero before the opening
    /// @param rollSize voters on the roll; 0 before the opening
    /// @param termsHash hash of its terms
    /// @param runningHash hash of everything that was cast; zero before the opening
    /// @param schedule its times
    /// @param rules its rules
    struct Election {
        Stage stage;
        uint64 rollId;
        bytes32 rollRoot;
        uint32 rollSize;
        bytes32 termsHash;
        bytes32 runningHash;
        Schedule schedule;
        ElectionRules.Rules rules;
    }

    // --- Events ---

    /// @notice An election is open for ballots.
    /// @param electionId its number
    /// @param rollRoot root of the roll
    /// @param rollSize voters on the roll
    /// @param runningHash with which its record begins
    event ElectionOpened(uint256 indexed electionId, bytes32 rollRoot, uint32 rollSize, bytes32 runningHash);

    /// @notice An election takes no more ballots.
    /// @param electionId its number
    /// @param runningHash hash of everything that was cast
    event ElectionClosed(uint256 indexed electionId, bytes32 runningHash);

    /// @notice An election ended without a result.
    /// @param electionId its number
    /// @param stage in which it was
    /// @param reasonHash keccak256 of the published reason or of the court's order
    event ElectionVoided(uint256 indexed electionId, Stage stage, bytes32 reasonHash);

    // --- Errors ---

    /// @notice There is no such election.
    /// @param electionId number given
    error ElectionUnknown(uint256 electionId);

    /// @notice The election is not in the stage that this act needs.
    /// @param electionId its number
    /// @param stage its stage
    error ElectionStageWrong(uint256 electionId, Stage stage);

    /// @notice The times are not in order, or too close together or too far apart.
    /// @param schedule times given
    error ScheduleWrong(Schedule schedule);

    /// @notice A share is more than all, of nothing, or a threshold that no vote reaches.
    /// @param rules rules given
    error RulesWrong(ElectionRules.Rules rules);

    /// @notice An election needs a question and options that are published.
    error ElectionIncomplete();

    /// @notice The roll of the election is not frozen.
    /// @param rollId number of the roll
    error RollNotFrozen(uint256 rollId);

    /// @notice The roll was withdrawn: no election can be held on it.
    /// @param rollId number of the roll
    error RollIsWithdrawn(uint256 rollId);

    /// @notice The election opens in another time.
    /// @param electionId its number
    /// @param opensAt earliest second
    /// @param openUntil last second
    error OpeningTimeWrong(uint256 electionId, uint40 opensAt, uint40 openUntil);

    /// @notice No ballot counts after the closing second.
    /// @param electionId its number
    /// @param closesAt last second
    error ElectionOver(uint256 electionId, uint40 closesAt);

    /// @notice The voters still have time.
    /// @param electionId its number
    /// @param closesAt last second in which a ballot counts
    error ClosingTimeWrong(uint256 electionId, uint40 closesAt);

    /// @notice The result does not become final yet.
    /// @param electionId its number
    /// @param finalisesAt earliest second
    error FinalisingTimeWrong(uint256 electionId, uint40 finalisesAt);

    /// @notice An election ends in the contract where it began.
    /// @param record what should have moved
    error ElectionStaysHere(bytes32 record);

    // --- Writes ---

    /// @notice Opens an election whose roll is frozen, in its time.
    /// @param electionId its number
    /// @dev Caller: ELECTION_OFFICE. Reverts with {ElectionStageWrong}, {OpeningTimeWrong}, {RollNotFrozen},
    /// {ContractRetired}.
    function open(uint256 electionId) external;

    /// @notice Closes an election after its closing second.
    /// @param electionId its number
    /// @dev Caller: anyone. Reverts with {ElectionStageWrong}, {ClosingTimeWrong}.
    function close(uint256 electionId) external;

    /// @notice Makes the result final.
    /// @param electionId its number
    /// @dev Caller: anyone. Reverts with {ElectionStageWrong}, {FinalisingTimeWrong} and as the kind of ballot says.
    function finalise(uint256 electionId) external;

    /// @notice Voids an election that has not opened.
    /// @param electionId its number
    /// @param reasonHash keccak256 of the published reason
    /// @dev Caller: ELECTION_OFFICE. Reverts with {ElectionStageWrong}.
    function voidUnopened(uint256 electionId, bytes32 reasonHash) external;

    /// @notice Voids an election by a court's order, until its result is final.
    /// @param electionId its number
    /// @param orderHash keccak256 of the order with its salt
    /// @dev Caller: COURT_ORDERS. Reverts with {ElectionStageWrong}.
    function voidByOrder(uint256 electionId, bytes32 orderHash) external;

    // --- Reads ---

    /// @notice Shortest time between the last second for the opening and the closing.
    /// @return seconds
    function MINIMUM_VOTING_PERIOD() external view returns (uint40);

    /// @notice Longest time from `opensAt` to `closesAt`, and from there to `finalisesAt`.
    /// @return seconds
    function MAXIMUM_VOTING_PERIOD() external view returns (uint40);

    /// @notice The rolls that elections are held on.
    /// @return contract
    function roll() external view returns (address);

    /// @notice How many elections there are; their numbers go from 1 to this.
    /// @return number
    function electionCount() external view returns (uint256);

    /// @notice An election.
    /// @param electionId its number
    /// @return election
    /// @dev Reverts with {ElectionUnknown}.
    function electionOf(uint256 electionId) external view returns (Election memory election);

    /// @notice The stage of an election.
    /// @param electionId its number
    /// @return stage `None` where there is no such election
    function stageOf(uint256 electionId) external view returns (Stage stage);
}
