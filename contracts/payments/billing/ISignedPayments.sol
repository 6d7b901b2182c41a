// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBillPayments} from "./IBillPayments.sol";
import {IBillSignatures} from "./IBillSignatures.sol";

/// @title Payments by signature
/// @notice A citizen without ether signs a payment, and anyone hands it in.
/// @dev **Signed by payers** (EIP-712), each valid up to its deadline, which is at most {MAXIMUM_DEADLINE} away:
/// `PayBill(address payer,address payee,uint256 roll,uint32 index,bytes32 bill,uint64 maxAmount,uint32 sequence,uint40
/// deadline)`: all that is owed when it is handed in, at most `maxAmount`.
/// `PayPart(address payer,address payee,uint256 roll,uint32 index,bytes32 bill,uint64 amount,uint64 settled,uint32
/// sequence,uint40 deadline)`: exactly `amount`, where `settled` is what was settled before.
/// `PayStatement(address payer,address payee,uint256 roll,bytes32 statement,uint64 maxAmount,uint40 deadline)`: all that
/// is owed of the statement's bills that never were in dispute or refunded; `statement` is the node above its leaves.
/// `bill` is the leaf.
///
/// Assumptions: keys are asked first, wallets by ERC-1271 second, with bounded gas (library `AccountSignatures`).
/// Trust: whoever hands a signature in chooses nothing but the time. A collector that the city names trusted vouches for
/// the terms of the bills that it hands in with signatures: it and a payer together could close a bill for too little, or
/// get back more than was paid; it cannot take more than the payer signed, and any auditor sees it by comparing
/// {BillPaid} with the dataset. Closing the contract stops trusted collectors, not payments with proofs.
interface ISignedPayments is IBillPayments, IBillSignatures {
    // --- Types ---

    /// @notice A payment that its payer has signed.
    /// @param payer who pays
    /// @param terms of the bill
    /// @param commit of the bill
    /// @param order what the payer wants (library `PayOrder`), least significant bits first: amount 64 (of a part; or
    /// the most for the whole) | settled 64 (0 for the whole) | sequence 32 | deadline 40 | isPart 1 | 55 zero bits
    /// @param signature over PayPart where the order says a part, over PayBill otherwise
    /// @param proof as in {ProvenBill}
    struct SignedPayment {
        address payer;
        uint256 terms;
        bytes32 commit;
        uint256 order;
        bytes signature;
        bytes32[] proof;
    }

    /// @notice A payment that its payer has signed with a key, for a bill that a trusted collector vouches for.
    /// @param payer who pays
    /// @param terms of the bill
    /// @param commit of the bill
    /// @param order as in {SignedPayment}; of the whole
    /// @param r of the signature over PayBill
    /// @param vs of the signature: s with the parity of v in the highest bit (ERC-2098)
    struct TrustedPayment {
        address payer;
        uint256 terms;
        bytes32 commit;
        uint256 order;
        bytes32 r;
        bytes32 vs;
    }

    // --- Events ---

    /// @notice A collector is trusted, or no longer.
    /// @param collector who
    /// @param isTrusted whether
    event CollectorSet(address indexed collector, bool isTrusted);

    // --- Errors ---

    /// @notice The order is over, or lies too far ahead.
    /// @param deadline its last second
    /// @param latest last second allowed now
    error DeadlineWrong(uint40 deadline, uint40 latest);

    /// @notice The order has bits that mean nothing, or is of a part where only the whole is taken.
    /// @param order packed
    error OrderInvalid(uint256 order);

    /// @notice The signature is not the payer's.
    /// @param payer who should have signed
    error PayerSignatureInvalid(address payer);

    /// @notice Only trusted collectors leave the proof out.
    /// @param account caller
    error CollectorUnauthorized(address account);

    // --- Writes ---

    /// @notice Names a collector trusted, or takes the trust back.
    /// @param collector an account that hands in signed payments
    /// @param isTrusted whether it may leave the proof out
    /// @dev Caller: BILLING_HEAD.
    function setCollector(address collector, bool isTrusted) external;

    /// @notice Hands in payments that their payers have signed; what does not work is left out with
    /// {PaymentSkipped}.
    /// @param roll id of all of them
    /// @param payments 230 of a roll of 100,000 fit under 15 million gas where no bill beside theirs was paid before, 300
    /// and more where one was; fewer where payers are wallets with code
    /// @return paid how many worked
    /// @dev Caller: anyone. Reverts with {RollStateWrong}.
    function payBySignature(uint256 roll, SignedPayment[] calldata payments) external returns (uint256 paid);

    /// @notice Hands in payments of whole bills that their payers have signed by key, without proofs; what does not
    /// work is left out with {PaymentSkipped}.
    /// @param roll id of all of them
    /// @param payments 300 fit under 15 million gas where no bill beside theirs was paid before, 500 and more
    /// where one was
    /// @return paid how many worked
    /// @dev Caller: a trusted collector. Reverts with {CollectorUnauthorized}, {BillingClosed}, {RollStateWrong}.
    function payTrusted(uint256 roll, TrustedPayment[] calldata payments) external returns (uint256 paid);

    /// @notice Hands in the payment of a statement that its payer has signed: of its bills that never were in dispute or
    /// refunded (sequence 0).
    /// @param statement the statement
    /// @param proof as in {payStatement}
    /// @param payer who has signed
    /// @param maxTotal most that the payer will pay
    /// @param deadline last second
    /// @param signature over PayStatement
    /// @return total paid
    /// @dev Caller: anyone. Reverts as {payStatement} does and with {DeadlineWrong}, {PayerSignatureInvalid},
    /// {SignatureIsWithdrawn}.
    function payStatementBySignature(
        Statement calldata statement,
        bytes32[] calldata proof,
        address payer,
        uint64 maxTotal,
        uint40 deadline,
        bytes calldata signature
    ) external returns (uint256 total);

    /// @notice Withdraws the caller's signature over PayBill or PayPart.
    /// @param bill that it names
    /// @param order that it says, packed as in {SignedPayment}
    function withdraw(Bill calldata bill, uint256 order) external;

    /// @notice Withdraws the caller's signature over PayStatement.
    /// @param roll id
    /// @param statement node that it names
    /// @param maxTotal that it says
    /// @param deadline that it says
    function withdrawStatement(uint256 roll, bytes32 statement, uint64 maxTotal, uint40 deadline) external;

    // --- Reads ---

    /// @notice Longest validity of a payer's signature from now.
    /// @return seconds
    function MAXIMUM_DEADLINE() external view returns (uint40);

    /// @notice Whether a collector is trusted to leave proofs out.
    /// @param collector who
    /// @return true where it is
    function isCollector(address collector) external view returns (bool);
}
