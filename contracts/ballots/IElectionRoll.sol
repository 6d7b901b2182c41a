// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The electoral rolls
/// @notice Who may vote, as a root that everybody can rebuild: announced, open to objections, then frozen for ever.
/// A roll never changes; a wrong one is withdrawn and another one announced. One roll serves any number of elections.
/// @dev The dataset of a roll is its accounts in strictly ascending order, 20 bytes each, without anything between
/// them: no account can stand on it twice without being seen. The voter's index is the position in it, from 0.
/// - `datasetHash` = keccak256(dataset).
/// - `root` = root of the binary tree of depth `ceil(log2(size))` whose leaf `i`, from the left, is
///   keccak256(bytes.concat(keccak256(abi.encode(uint256(i), account)))) and, from `size` on, zero;
///   a node is keccak256(left ‖ right). A proof is the siblings from the leaf up, exactly `depth` of them; whether
///   a sibling stands left or right follows from the bits of the index, so that every index has one account.
/// A contract's code holds a page of up to {PAGE_ACCOUNTS} consecutive accounts, which spares a voter the proof.
/// Times are Unix seconds.
///
/// Assumptions: whoever counts on a roll has rebuilt it from the dataset (the SDK does): the chain sees the root
/// alone and cannot tell whether the right people stand on it.
/// Trust: the ELECTION_OFFICE announces, withdraws and freezes; it can neither change a roll nor freeze one before
/// its objections end. An objection is heard by the office, or by the court that voids the election.
interface IElectionRoll {
    // --- Types ---

    /// @notice Stages of a roll; only an announced one changes its stage.
    enum RollStage {
        None,
        Announced,
        Frozen,
        Withdrawn
    }

    /// @notice A roll.
    /// @param root root of its tree
    /// @param datasetHash keccak256 of its dataset
    /// @param sourceHash keccak256 of the published statement which accounts these are and at which block they were
    /// read; it names no person
    /// @param size number of voters
    /// @param objectionsUntil last second in which objections are taken
    /// @param stage its stage
    struct Roll {
        bytes32 root;
        bytes32 datasetHash;
        bytes32 sourceHash;
        uint32 size;
        uint40 objectionsUntil;
        RollStage stage;
    }

    /// @notice A page of a roll to publish.
    /// @param number of the page: its first voter has the index `number * PAGE_ACCOUNTS`
    /// @param accounts 20 bytes each, all that the page has
    /// @param proof siblings from the page's own root up; empty where the roll has one page
    struct Page {
        uint32 number;
        bytes accounts;
        bytes32[] proof;
    }

    // --- Events ---

    /// @notice A roll is open to objections.
    /// @param rollId its number
    /// @param root root of its tree
    /// @param datasetHash keccak256 of its dataset
    /// @param sourceHash keccak256 of the statement of its source
    /// @param size number of voters
    /// @param objectionsUntil last second in which objections are taken
    event RollAnnounced(
        uint256 indexed rollId,
        bytes32 root,
        bytes32 datasetHash,
        bytes32 sourceHash,
        uint32 size,
        uint40 objectionsUntil
    );

    /// @notice Somebody objected to a roll.
    /// @param rollId its number
    /// @param objector who
    /// @param objectionHash keccak256 of the objection with its salt
    event RollObjected(uint256 indexed rollId, address indexed objector, bytes32 objectionHash);

    /// @notice A roll is frozen: elections can open on it.
    /// @param rollId its number
    event RollFrozen(uint256 indexed rollId);

    /// @notice A roll was withdrawn before it was frozen; no election opens on it.
    /// @param rollId its number
    /// @param reasonHash keccak256 of the published reason
    event RollWithdrawn(uint256 indexed rollId, bytes32 reasonHash);

    /// @notice A page of a roll has been written.
    /// @param rollId number of the roll
    /// @param page number of the page
    /// @param account contract whose code holds it after one byte of zero
    event RollPagePublished(uint256 indexed rollId, uint32 indexed page, address account);

    // --- Errors ---

    /// @notice A roll needs at least one voter and a root, a dataset and a source.
    error RollIncomplete();

    /// @notice Objections are taken for {MINIMUM_OBJECTION_PERIOD} to {MAXIMUM_OBJECTION_PERIOD}.
    /// @param objectionsUntil time given
    /// @param earliest earliest one allowed
    /// @param latest latest one allowed
    error ObjectionPeriodWrong(uint40 objectionsUntil, uint40 earliest, uint40 latest);

    /// @notice There is no such roll.
    /// @param rollId number given
    error RollUnknown(uint256 rollId);

    /// @notice The roll is not in the stage that this act needs.
    /// @param rollId its number
    /// @param stage its stage
    error RollStageWrong(uint256 rollId, RollStage stage);

    /// @notice Objections are still taken.
    /// @param rollId number of the roll
    /// @param objectionsUntil last second for them
    error ObjectionsOpen(uint256 rollId, uint40 objectionsUntil);

    /// @notice Objections are no longer taken.
    /// @param rollId number of the roll
    /// @param objectionsUntil last second for them
    error ObjectionsOver(uint256 rollId, uint40 objectionsUntil);

    /// @notice The page is not one of the roll, or has another number of accounts.
    /// @param rollId number of the roll
    /// @param page number of the page
    /// @param length bytes given
    error PageLengthWrong(uint256 rollId, uint32 page, uint256 length);

    /// @notice An account is not above the one before it, so that the roll could name somebody twice.
    /// @param rollId number of the roll
    /// @param index of the account
    error RollUnsorted(uint256 rollId, uint256 index);

    /// @notice The page with its proof does not lead to the root of the roll.
    /// @param rollId number of the roll
    /// @param page number of the page
    error PageProofWrong(uint256 rollId, uint32 page);

    /// @notice A roll stays in the contract where it was announced.
    /// @param record what should have moved
    error RollStaysHere(bytes32 record);

    // --- Writes ---

    /// @notice Announces a roll, which is open to objections from now on.
    /// @param root root of its tree
    /// @param datasetHash keccak256 of its dataset
    /// @param sourceHash keccak256 of the statement of its source
    /// @param size number of voters
    /// @param objectionsUntil last second in which objections are taken
    /// @return rollId its number, from 1
    /// @dev Caller: ELECTION_OFFICE. Reverts with {RollIncomplete}, {ObjectionPeriodWrong}, {ContractRetired}.
    function announce(
        bytes32 root,
        bytes32 datasetHash,
        bytes32 sourceHash,
        uint32 size,
        uint40 objectionsUntil
    ) external returns (uint256 rollId);

    /// @notice Puts an objection on record.
    /// @param rollId number of the roll
    /// @param objectionHash keccak256 of the objection with its salt
    /// @dev Caller: anyone. Reverts with {RollStageWrong}, {ObjectionsOver}.
    function object(uint256 rollId, bytes32 objectionHash) external;

    /// @notice Freezes a roll for ever.
    /// @param rollId number of the roll
    /// @dev Caller: ELECTION_OFFICE. Reverts with {RollStageWrong}, {ObjectionsOpen}.
    function freeze(uint256 rollId) external;

    /// @notice Withdraws a roll that is not frozen.
    /// @param rollId number of the roll
    /// @param reasonHash keccak256 of the published reason
    /// @dev Caller: ELECTION_OFFICE. Reverts with {RollStageWrong}.
    function withdraw(uint256 rollId, bytes32 reasonHash) external;

    /// @notice Writes pages of a roll; those that are there already are left out.
    /// @param rollId number of the roll
    /// @param pages what to write; two full ones fit under 15 million gas
    /// @dev Caller: anyone. Reverts with {RollUnknown}, {PageLengthWrong}, {RollUnsorted}, {PageProofWrong}.
    function publishPages(uint256 rollId, Page[] calldata pages) external;

    // --- Reads ---

    /// @notice Accounts on a full page.
    /// @return number
    function PAGE_ACCOUNTS() external view returns (uint256);

    /// @notice Shortest time for objections.
    /// @return seconds
    function MINIMUM_OBJECTION_PERIOD() external view returns (uint40);

    /// @notice Longest time for objections.
    /// @return seconds
    function MAXIMUM_OBJECTION_PERIOD() external view returns (uint40);

    /// @notice How many rolls there are; their numbers go from 1 to this.
    /// @return number
    function rollCount() external view returns (uint256);

    /// @notice A roll.
    /// @param rollId its number
    /// @return roll
    /// @dev Reverts with {RollUnknown}.
    function rollOf(uint256 rollId) external view returns (Roll memory roll);

    /// @notice Where a page of a roll is, or will be, written.
    /// @param rollId number of the roll
    /// @param page number of the page
    /// @return account contract whose code holds the page after one byte of zero
    /// @return isPublished whether it is there
    function pageOf(uint256 rollId, uint32 page) external view returns (address account, bool isPublished);

    /// @notice The voter at an index, from the published pages.
    /// @param rollId number of the roll
    /// @param index of the voter
    /// @return account zero where the page is not published or the roll has no such index
    function accountAt(uint256 rollId, uint32 index) external view returns (address account);

    /// @notice Whether an account stands on a roll at an index.
    /// @param rollId number of the roll
    /// @param index of the voter
    /// @param account of the voter
    /// @param proof siblings from the leaf up
    /// @return true where the proof leads to the root
    function isOnRoll(
        uint256 rollId,
        uint32 index,
        address account,
        bytes32[] calldata proof
    ) external view returns (bool);
}
