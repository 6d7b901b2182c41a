// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBills} from "./IBills.sol";

/// @title Rolls of bills
/// @notice A roll (tax year, water quarter) is posted once: the root of a tree of bills, their number and their sum.
/// @dev A **roll's id** says what must hold of all its bills, so that no payment reads it from storage:
/// payee 160 | opensAt 40 | generation 8 | levels 8 | serial 40 (most significant first; library `RollId`).
/// `levels` is the depth of its tree, which is perfect (2^levels leaves); 0 says a series of signed bills
/// ({ISignedBills}).
///
/// Nodes of the **tree** hash the sorted pair. Leaf number i carries the bill with index i; an unused leaf is zero.
///
/// Assumptions: the payee can receive; the office's tree is what it publishes (anyone can compare its dataset with
/// root, number and sum).
/// Trust: BILLING_OFFICE posts rolls of payees that BILLING_HEAD has named, and takes them back before they open; nobody
/// replaces one.
interface IBillRolls is IBills {
    // --- Types ---

    /// @notice Where a roll stands.
    /// @custom:value Unknown not posted here
    /// @custom:value Announced posted; opens later and can be voided until then
    /// @custom:value Payable open for good
    /// @custom:value Voided taken back before it opened
    enum RollState {
        Unknown,
        Announced,
        Payable,
        Voided
    }

    // --- Events ---

    /// @notice A roll was posted.
    /// @param roll its id, which names payee, opening and depth
    /// @param root of its tree
    /// @param count number of its bills
    /// @param total sum of their amounts
    /// @param datasetHash keccak256 of the published dataset, which shows no person
    event RollPosted(uint256 indexed roll, bytes32 root, uint32 count, uint256 total, bytes32 datasetHash);

    /// @notice A roll or series was taken back before it opened.
    /// @param roll its id
    /// @param reason code of the reason, as the city has published it
    event RollVoided(uint256 indexed roll, bytes32 reason);

    /// @notice Nodes of a tree were planted: shorter proofs end there.
    /// @param roll of the tree
    /// @param top node above them, the root or a node planted before
    /// @param nodes all nodes of one level under it
    event NodesPlanted(uint256 indexed roll, bytes32 indexed top, bytes32[] nodes);

    /// @notice Rolls may name a payee, or no longer; rolls posted before keep theirs.
    /// @param payee who
    /// @param isNamed whether
    event PayeeSet(address indexed payee, bool isNamed);

    // --- Errors ---

    /// @notice A root, a number and a sum are needed, and the number must fit the tree.
    /// @param roll id
    error RollEmpty(uint256 roll);

    /// @notice The id is taken: a roll is never replaced.
    /// @param roll id
    error RollTaken(uint256 roll);

    /// @notice The head has not named the payee, or no longer.
    /// @param payee who
    error PayeeUnknown(address payee);

    /// @notice The payee cannot receive, or refuses the city's revenue.
    /// @param payee who
    error PayeeRefused(address payee);

    /// @notice Opens too early or too late after the posting.
    /// @param opensAt given
    /// @param earliest allowed
    /// @param latest allowed
    error OpeningWrong(uint40 opensAt, uint40 earliest, uint40 latest);

    /// @notice The roll does not stand as it must for this act.
    /// @param roll id
    /// @param state how it stands
    error RollStateWrong(uint256 roll, RollState state);

    /// @notice Nothing is to be done: the list is empty, or not all nodes of one level.
    error ListInvalid();

    /// @notice The nodes do not stand under the root or a planted node of the roll.
    /// @param roll id
    /// @param top node that they hash to
    error NodesUnknown(uint256 roll, bytes32 top);

    // --- Writes ---

    /// @notice Posts a roll, once and for good.
    /// @param roll id with payee, opening, this contract's {generation}, levels of the tree (1 to 32) and a serial
    /// number
    /// @param root of the tree
    /// @param count number of its bills
    /// @param total sum of their amounts
    /// @param datasetHash keccak256 of the published dataset
    /// @dev Caller: BILLING_OFFICE. Reverts with {RollIdInvalid}, {RollEmpty}, {RollTaken}, {OpeningWrong},
    /// {PayeeUnknown}, {ISuccession-ContractRetired}.
    function postRoll(uint256 roll, bytes32 root, uint32 count, uint256 total, bytes32 datasetHash) external;

    /// @notice Takes a roll or series back before it opens; its id stays taken.
    /// @param roll id
    /// @param reason code of the reason
    /// @dev Caller: BILLING_OFFICE. Reverts with {RollStateWrong}, and with {RollIdInvalid} where the roll was posted by
    /// another contract of the line.
    function voidRoll(uint256 roll, bytes32 reason) external;

    /// @notice Names a payee that rolls may have, so that no officer alone sends the city's revenue elsewhere.
    /// @param payee an {IRevenueAccount}, or an account that holds tokens
    /// @param isNamed whether rolls may have it from now on
    /// @dev Caller: BILLING_HEAD. Reverts with {PayeeRefused}.
    function setPayee(address payee, bool isNamed) external;

    /// @notice Plants nodes of an open roll's tree, so that payers need shorter proofs (a forest).
    /// @param roll id
    /// @param nodes all 2^k nodes of one level under the root or under a planted node, in order; 512 fit under 15
    /// million gas
    /// @dev Caller: anyone; what hashes to a known node is true. Reverts with {ListInvalid}, {NodesUnknown},
    /// {RollStateWrong}.
    function plant(uint256 roll, bytes32[] calldata nodes) external;

    // --- Reads ---

    /// @notice Shortest time between the posting of a roll and its opening.
    /// @return seconds
    function OPENING_NOTICE() external view returns (uint40);

    /// @notice Longest time between the posting of a roll and its opening.
    /// @return seconds
    function LONGEST_OPENING() external view returns (uint40);

    /// @notice Whether a bill is in its roll, and the roll open.
    /// @param bill the bill
    /// @param proof as in {ProvenBill}
    /// @return true where it is
    function isBill(Bill calldata bill, bytes32[] calldata proof) external view returns (bool);

    /// @notice The root of a roll's tree.
    /// @param roll id
    /// @return root; zero where there is none, or the roll was voided
    function rootOf(uint256 roll) external view returns (bytes32);

    /// @notice Where a roll stands.
    /// @param roll id
    /// @return state
    function rollStateOf(uint256 roll) external view returns (RollState);

    /// @notice Whether proofs may end at a node.
    /// @param roll id
    /// @param node of its tree
    /// @return true where it was planted
    function isPlanted(uint256 roll, bytes32 node) external view returns (bool);

    /// @notice Whether rolls may have a payee.
    /// @param payee who
    /// @return true where the head has named it
    function isPayee(address payee) external view returns (bool);
}
