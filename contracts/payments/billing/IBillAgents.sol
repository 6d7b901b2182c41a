// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBillPayments} from "./IBillPayments.sol";

/// @title Acts of agents on bills
/// @notice What contracts do that the council has named ({IAgents}): collect under mandates, hold in dispute, credit, defer
/// and refund.
///
/// Assumptions: an agent asks who calls it, and acts as its own rules say.
/// Trust: an agent with {COLLECT} vouches for the terms of the bills that it collects and for the consent of their payers;
/// one with {CREDIT} or {REFUND} spends what the credit account of a roll gives, never more than is owed or was paid.
/// Nobody of them takes money to another account than the payee's, or raises what is owed. Closing the contract stops all
/// but holding and releasing.
interface IBillAgents is IBillPayments {
    // --- Types ---

    /// @notice A payment that an agent collects.
    /// @param payer who has given the mandate
    /// @param terms of the bill, for which the agent vouches
    /// @param maxAmount most that may be taken
    /// @param sequence of the bill that the mandate names; 0 for a bill that was never reopened
    struct Collection {
        address payer;
        uint256 terms;
        uint64 maxAmount;
        uint32 sequence;
    }

    // --- Events ---

    /// @notice A bill is held: nobody can pay it, and no fee grows.
    /// @param roll of the bill
    /// @param index of the bill
    event BillHeld(uint256 indexed roll, uint32 indexed index);

    /// @notice A bill can be paid again; what was signed before it was held is void.
    /// @param roll of the bill
    /// @param index of the bill
    /// @param sequence that signatures and mandates name now
    event BillReleased(uint256 indexed roll, uint32 indexed index, uint32 sequence);

    /// @notice A bill was credited: waived, remitted, written off, settled by a court.
    /// @param roll of the bill
    /// @param index of the bill
    /// @param amount credited now
    /// @param due what is left
    /// @param reason code of the reason, as the city has published it
    event BillCredited(uint256 indexed roll, uint32 indexed index, uint256 amount, uint256 due, bytes32 indexed reason);

    /// @notice No late fee grows on the bill before the time given.
    /// @param roll of the bill
    /// @param index of the bill
    /// @param until from when it grows
    event BillDeferred(uint256 indexed roll, uint32 indexed index, uint40 until);

    /// @notice A payment was refunded.
    /// @param roll of the bill
    /// @param index of the bill
    /// @param to who got it
    /// @param amount refunded now
    /// @param isCredited whether the amount is no longer owed; the bill is owed again otherwise
    /// @param reason code of the reason, as the city has published it
    event BillRefunded(
        uint256 indexed roll,
        uint32 indexed index,
        address indexed to,
        uint256 amount,
        bool isCredited,
        bytes32 reason
    );

    /// @notice Credits and refunds of a roll draw on an account.
    /// @param roll id
    /// @param account that pays them; zero for none
    event CreditAccountSet(uint256 indexed roll, address indexed account);

    // --- Errors ---

    /// @notice A deferral ends later than now and than one before, within {LONGEST_DEFERRAL}.
    /// @param until given
    /// @param earliest allowed
    /// @param latest allowed
    error DeferralInvalid(uint40 until, uint40 earliest, uint40 latest);

    /// @notice A credit must be more than nothing and at most what is owed.
    /// @param amount given
    /// @param due what is owed
    error CreditInvalid(uint256 amount, uint256 due);

    /// @notice A refund must be more than nothing and at most what was paid.
    /// @param amount given
    /// @param paid what was paid and not refunded
    error RefundInvalid(uint256 amount, uint256 paid);

    /// @notice The roll has no account that credits and refunds draw on.
    /// @param roll id
    error CreditAccountMissing(uint256 roll);

    /// @notice The credit account has not paid exactly what it should.
    /// @param account that should have paid
    /// @param amount how much
    error CreditAccountFailed(address account, uint256 amount);

    // --- Writes ---

    /// @notice Names the account that credits and refunds of a roll draw on.
    /// @param roll id
    /// @param account an {ICreditAccount}, or an account that has approved its tokens to this contract; zero for none
    /// @dev Caller: BILLING_HEAD.
    function setCreditAccount(uint256 roll, address account) external;

    /// @notice Takes payments for bills that the agent vouches for, as it has mandates; what does not work is left
    /// out with {PaymentSkipped}.
    /// @param roll id of all of them
    /// @param collections what to take
    /// @return amounts taken, in the same order; 0 for what was left out
    /// @dev Caller: an agent with {COLLECT}. Reverts with {IAgents-AgentUnauthorized}, {BillingClosed},
    /// {RollStateWrong}.
    function collect(uint256 roll, Collection[] calldata collections) external returns (uint256[] memory amounts);

    /// @notice Holds a bill that is open or in the ledger: nobody can pay it, and no fee grows.
    /// @param bill the bill
    /// @param proof as in {ProvenBill}
    /// @dev Caller: an agent with {HOLD}. Reverts with {IAgents-AgentUnauthorized}, {BillUnknown}, {BillStatusWrong},
    /// {BillCarried}.
    function hold(Bill calldata bill, bytes32[] calldata proof) external;

    /// @notice Releases a held bill into the ledger with its next sequence; the time held does not count for fees.
    /// @param roll id
    /// @param index of the bill
    /// @dev Caller: an agent with {HOLD}. Reverts with {IAgents-AgentUnauthorized}, {BillStatusWrong}.
    function release(uint256 roll, uint32 index) external;

    /// @notice Credits a bill that is not settled, held or not; the credit account pays the payee. A held bill that
    /// is credited whole is settled.
    /// @param bill the bill
    /// @param proof as in {ProvenBill}
    /// @param amount how much, at most what is owed now
    /// @param reason code of the reason
    /// @dev Caller: an agent with {CREDIT}. Reverts with {IAgents-AgentUnauthorized}, {BillingClosed}, {BillUnknown},
    /// {BillStatusWrong}, {BillCarried}, {CreditInvalid}, {CreditAccountMissing}, {CreditAccountFailed}.
    function credit(Bill calldata bill, bytes32[] calldata proof, uint256 amount, bytes32 reason) external;

    /// @notice Lets no late fee grow before a time: an instalment plan, a payment break. Fees accrued so far stay.
    /// @param bill that is open or in the ledger
    /// @param proof as in {ProvenBill}
    /// @param until from when fees grow again, without grace days; never earlier than deferred before
    /// @dev Caller: an agent with {DEFER}. Reverts with {IAgents-AgentUnauthorized}, {BillingClosed}, {BillUnknown},
    /// {BillStatusWrong}, {BillCarried}, {DeferralInvalid}.
    function defer(Bill calldata bill, bytes32[] calldata proof, uint40 until) external;

    /// @notice Refunds what was paid for a bill; the credit account pays. The bill goes into the ledger with its next
    /// sequence, and is owed again by the amount unless that is credited; no fee of a reopened bill grows for
    /// {REOPENING_GRACE}.
    /// @param bill the bill, settled or in the ledger
    /// @param proof as in {ProvenBill}
    /// @param to who gets it: whoever paid, as the agent knows
    /// @param amount how much, at most what was paid and not refunded
    /// @param isCredited whether the amount is no longer owed; a settled bill stays settled then
    /// @param reason code of the reason
    /// @dev Caller: an agent with {REFUND}. Reverts with {IAgents-AgentUnauthorized}, {BillingClosed}, {BillUnknown},
    /// {BillStatusWrong}, {BillCarried}, {RefundInvalid}, {CreditAccountMissing}, {CreditAccountFailed}.
    function refund(
        Bill calldata bill,
        bytes32[] calldata proof,
        address to,
        uint256 amount,
        bool isCredited,
        bytes32 reason
    ) external;

    // --- Reads ---

    /// @notice Right of an agent to collect under mandates.
    /// @return bit of {IAgents-agentRights}
    function COLLECT() external view returns (uint96);

    /// @notice Right of an agent to hold and release bills.
    /// @return bit of {IAgents-agentRights}
    function HOLD() external view returns (uint96);

    /// @notice Right of an agent to credit bills.
    /// @return bit of {IAgents-agentRights}
    function CREDIT() external view returns (uint96);

    /// @notice Right of an agent to refund payments.
    /// @return bit of {IAgents-agentRights}
    function REFUND() external view returns (uint96);

    /// @notice Right of an agent to defer late fees.
    /// @return bit of {IAgents-agentRights}
    function DEFER() external view returns (uint96);

    /// @notice Longest deferral from now.
    /// @return seconds
    function LONGEST_DEFERRAL() external view returns (uint40);

    /// @notice How long no fee grows on a bill that is reopened by a refund or reinstated.
    /// @return seconds
    function REOPENING_GRACE() external view returns (uint40);

    /// @notice The account that credits and refunds of a roll draw on.
    /// @param roll id
    /// @return account; zero where none is named
    function creditAccountOf(uint256 roll) external view returns (address);
}
