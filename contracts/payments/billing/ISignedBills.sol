// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBillPayments} from "./IBillPayments.sol";
import {IBillSignatures} from "./IBillSignatures.sol";

/// @title Bills signed by the office
/// @notice A fine or a permit fee is signed by the billing office and draws its index from a series: a roll without tree.
/// @dev **Signed by the billing office** (EIP-712), valid up to `validUntil`, which is at most {LONGEST_ISSUE} away:
/// `IssueBill(address officer,address payee,uint256 roll,uint32 index,uint64 amount,uint40 dueAt,bytes32 bill,uint40
/// validUntil)`. `bill` is the leaf.
///
/// Assumptions: the office draws each index once; of two bills with one index the first that is paid counts.
/// Trust: the signature of an officer counts while the officer may issue bills, to the payee that the series names. It
/// cannot change a bill that was issued. Closing the contract stops signed bills.
interface ISignedBills is IBillPayments, IBillSignatures {
    // --- Types ---

    /// @notice The signature by which the billing office issues a bill.
    /// @param officer who has signed
    /// @param validUntil last second in which the bill is accepted by this signature
    /// @param signature over IssueBill
    struct Issue {
        address officer;
        uint40 validUntil;
        bytes signature;
    }

    // --- Events ---

    /// @notice A series of signed bills was opened.
    /// @param roll its id
    event SeriesPosted(uint256 indexed roll);

    /// @notice A bill of a series stands on chain: it is paid with an empty proof.
    /// @param roll of the series
    /// @param leaf of the bill
    /// @param officer who has issued it
    event BillIssued(uint256 indexed roll, bytes32 indexed leaf, address indexed officer);

    // --- Errors ---

    /// @notice The office's signature does not issue the bill: not the officer's, expired, or the officer may not issue
    /// bills now.
    /// @param officer who should have signed
    error IssueInvalid(address officer);

    // --- Writes ---

    /// @notice Opens a series from which signed bills (a fine, a permit fee) draw their index.
    /// @param roll id with levels 0
    /// @dev Caller: BILLING_OFFICE. Reverts as {postRoll} does.
    function postSeries(uint256 roll) external;

    /// @notice Issues bills of a series on chain.
    /// @param roll id of the series
    /// @param leaves of the bills; 500 fit under 15 million gas
    /// @dev Caller: BILLING_OFFICE. Reverts with {RollStateWrong}, {RollIdInvalid}, {ListInvalid},
    /// {ISuccession-ContractRetired}.
    function issue(uint256 roll, bytes32[] calldata leaves) external;

    /// @notice Brings a signed bill on chain, so that every way to pay, hold, credit or collect is open to it.
    /// @param bill of a series
    /// @param issued the office's signature
    /// @dev Caller: anyone. Reverts with {IssueInvalid}, {RollStateWrong}, {RollIdInvalid}, {SignatureIsWithdrawn},
    /// {ISuccession-ContractRetired}.
    function issueSigned(Bill calldata bill, Issue calldata issued) external;

    /// @notice Pays a signed bill of a series.
    /// @param bill the bill
    /// @param maxAmount most that the caller will pay
    /// @param issued the office's signature
    /// @return amount paid
    /// @dev Reverts as {pay} and {issueSigned} do.
    function paySigned(Bill calldata bill, uint256 maxAmount, Issue calldata issued) external returns (uint256 amount);

    /// @notice Withdraws the caller's signature over IssueBill: the office takes a signed bill back.
    /// @param bill that it names
    /// @param validUntil that it says
    function withdrawIssue(Bill calldata bill, uint40 validUntil) external;

    // --- Reads ---

    /// @notice Longest validity of the office's signature from now.
    /// @return seconds
    function LONGEST_ISSUE() external view returns (uint40);
}
