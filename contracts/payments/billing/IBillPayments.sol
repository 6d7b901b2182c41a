// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBillRolls} from "./IBillRolls.sol";

/// @title Payments of bills
/// @notice A citizen pays directly, by part, many bills at once, a household's statement at once, or with a permit or an
/// authorisation of the municipal token.
/// @dev A household's **statement** is 2^k leaves that share a commitment and stand under one node (their first index is a
/// multiple of 2^k): paid at once with one proof, and each bill for itself with its own.
///
/// Assumptions: the municipal token reverts where it does not transfer.
/// Trust: no token leaves an account without its own call or signature, and then only to the payee of the roll. Paying a
/// bill of a posted roll is never stopped.
interface IBillPayments is IBillRolls {
    // --- Types ---

    /// @notice A household's statement: bills that share a commitment and stand under one node.
    /// @param roll id of its roll
    /// @param terms of all 2^k leaves in order; zero for an unused leaf
    /// @param commit their common commitment
    struct Statement {
        uint256 roll;
        uint256[] terms;
        bytes32 commit;
    }

    /// @notice An ERC-3009 ReceiveWithAuthorization to this contract whose nonce is {authorizationNonce}.
    /// @param payer who has signed
    /// @param value how much
    /// @param validAfter valid later than this, Unix seconds
    /// @param validBefore valid earlier than this, Unix seconds
    /// @param signature of the payer
    struct Authorization {
        address payer;
        uint256 value;
        uint256 validAfter;
        uint256 validBefore;
        bytes signature;
    }

    // --- Events ---

    /// @notice A bill was settled by a payment.
    /// @param roll of the bill
    /// @param index of the bill
    /// @param payer who paid
    /// @param amount paid now
    event BillPaid(uint256 indexed roll, uint32 indexed index, address indexed payer, uint256 amount);

    /// @notice A part of a bill was paid.
    /// @param roll of the bill
    /// @param index of the bill
    /// @param payer who paid
    /// @param amount paid now
    /// @param due what is left
    event BillPartPaid(uint256 indexed roll, uint32 indexed index, address indexed payer, uint256 amount, uint256 due);

    /// @notice A payment of a batch was left out; nothing of it happened.
    /// @param roll of the bill
    /// @param index of the bill
    /// @param payer who would have paid
    /// @param problem selector of the error that it alone would have met
    event PaymentSkipped(uint256 indexed roll, uint32 indexed index, address indexed payer, bytes4 problem);

    // --- Errors ---

    /// @notice A statement has 2^k leaves.
    /// @param count of terms given
    error StatementInvalid(uint256 count);

    /// @notice Nothing of the statement can be paid now.
    /// @param roll id
    /// @param node above its leaves
    error StatementSettled(uint256 roll, bytes32 node);

    /// @notice More is owed than the payer will pay.
    /// @param due what is owed
    /// @param maxAmount what he will pay
    error DueAboveMaximum(uint256 due, uint256 maxAmount);

    /// @notice A part must be at least {MINIMUM_PART}, or all that is owed, and never more.
    /// @param amount given
    /// @param due what is owed
    error PartInvalid(uint256 amount, uint256 due);

    /// @notice The signed order names another sequence than the bill has.
    /// @param given in the order
    /// @param expected the bill's
    error SequenceWrong(uint32 given, uint32 expected);

    /// @notice The signed part names another amount than is settled.
    /// @param given in the order
    /// @param expected what is settled
    error SettledWrong(uint256 given, uint256 expected);

    /// @notice The payer's tokens did not come.
    /// @param payer who
    error PaymentFailed(address payer);

    // --- Writes ---

    /// @notice Pays all that is owed for a bill; anyone may pay any bill.
    /// @param bill the bill
    /// @param maxAmount most that the caller will pay
    /// @param proof as in {ProvenBill}
    /// @return amount paid
    /// @dev Reverts with {BillUnknown}, {RollStateWrong}, {BillStatusWrong}, {BillCarried}, {DueAboveMaximum} and as a
    /// transfer does.
    function pay(Bill calldata bill, uint256 maxAmount, bytes32[] calldata proof) external returns (uint256 amount);

    /// @notice Pays a part of a bill.
    /// @param bill the bill
    /// @param amount how much: at least {MINIMUM_PART} or all that is owed
    /// @param proof as in {ProvenBill}
    /// @dev Reverts as {pay} does and with {PartInvalid}.
    function payPart(Bill calldata bill, uint256 amount, bytes32[] calldata proof) external;

    /// @notice Pays all that is owed for several bills, all or none.
    /// @param bills with their proofs; 300 of a roll of 100,000 fit under 15 million gas
    /// @param maxTotal most that the caller will pay
    /// @return total paid
    /// @dev Reverts as {pay} does.
    function payMany(ProvenBill[] calldata bills, uint256 maxTotal) external returns (uint256 total);

    /// @notice Pays what is owed for those bills of a statement that are neither settled, held nor carried over.
    /// @param statement the statement; 256 leaves fit under 15 million gas
    /// @param maxTotal most that the caller will pay
    /// @param proof of the node above its leaves, up to the root or to a planted node
    /// @return total paid
    /// @dev Reverts with {StatementInvalid}, {BillUnknown} (naming the node), {RollStateWrong}, {DueAboveMaximum}, and
    /// with {StatementSettled} where nothing is left to pay.
    function payStatement(
        Statement calldata statement,
        uint256 maxTotal,
        bytes32[] calldata proof
    ) external returns (uint256 total);

    /// @notice Pays a bill after handing in the caller's own ERC-2612 permit for this contract; a permit that is used
    /// already is no obstacle where the allowance is there.
    /// @param bill the bill
    /// @param maxAmount most that the caller will pay; the permit's value
    /// @param proof as in {ProvenBill}
    /// @param deadline of the permit
    /// @param signature over Permit
    /// @return amount paid
    /// @dev Reverts as {pay} does. The permit is the caller's: it never chooses the bill of somebody else.
    function payWithPermit(
        Bill calldata bill,
        uint256 maxAmount,
        bytes32[] calldata proof,
        uint256 deadline,
        bytes calldata signature
    ) external returns (uint256 amount);

    /// @notice Pays by an ERC-3009 authorisation that names the bill as it stands: no allowance is needed. Less than
    /// what is owed pays a part.
    /// @param bill the bill
    /// @param proof as in {ProvenBill}
    /// @param authorization the payer's
    /// @dev Caller: anyone. Reverts as {payPart} and {ICityToken-receiveWithAuthorization} do.
    function payWithAuthorization(
        Bill calldata bill,
        bytes32[] calldata proof,
        Authorization calldata authorization
    ) external;

    // --- Reads ---

    /// @notice Smallest part that is accepted.
    /// @return amount
    function MINIMUM_PART() external view returns (uint256);

    /// @notice The nonce of an ERC-3009 authorisation for a bill as it stands.
    /// @param bill the bill
    /// @return keccak256(abi.encode(leaf, uint256 settled, uint32 sequence))
    function authorizationNonce(Bill calldata bill) external view returns (bytes32);
}
