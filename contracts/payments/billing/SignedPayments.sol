// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

import {AccountSignatures} from "../../identity/libraries/AccountSignatures.sol";
import {BillTerms} from "../libraries/BillTerms.sol";
import {PayOrder} from "../libraries/PayOrder.sol";
import {RollId} from "../libraries/RollId.sol";
import {BillPayments} from "./BillPayments.sol";
import {BillSignatures} from "./BillSignatures.sol";
import {ISignedPayments} from "./ISignedPayments.sol";

/// @title SignedPayments
/// @notice See {ISignedPayments}.
abstract contract SignedPayments is ISignedPayments, BillPayments, BillSignatures {
    // --- Constants ---

    /// @inheritdoc ISignedPayments
    uint40 public constant MAXIMUM_DEADLINE = 90 days;

    bytes32 private constant PAY_BILL_TYPEHASH = keccak256(
        "PayBill(address payer,address payee,uint256 roll,uint32 index,bytes32 bill,uint64 maxAmount,uint32 sequence,uint40 deadline)"
    );

    bytes32 private constant PAY_PART_TYPEHASH = keccak256(
        "PayPart(address payer,address payee,uint256 roll,uint32 index,bytes32 bill,uint64 amount,uint64 settled,uint32 sequence,uint40 deadline)"
    );

    bytes32 private constant PAY_STATEMENT_TYPEHASH = keccak256(
        "PayStatement(address payer,address payee,uint256 roll,bytes32 statement,uint64 maxAmount,uint40 deadline)"
    );

    // --- Storage ---

    mapping(address collector => bool isTrusted) private _collectors;

    // --- Writes: the head of billing ---

    /// @inheritdoc ISignedPayments
    function setCollector(address collector, bool isTrusted) external restricted {
        _collectors[collector] = isTrusted;
        emit CollectorSet(collector, isTrusted);
    }

    // --- Writes: anyone with payers' signatures ---

    /// @inheritdoc ISignedPayments
    function payBySignature(uint256 roll, SignedPayment[] calldata payments) external returns (uint256 paid) {
        _requireState(roll, RollState.Payable);
        for (uint256 i = 0; i < payments.length; ++i) {
            SignedPayment calldata payment = payments[i];
            bytes4 problem = _payOrder(roll, payment);
            if (problem == 0) {
                ++paid;
            } else {
                emit PaymentSkipped(roll, BillTerms.indexOf(payment.terms), payment.payer, problem);
            }
        }
    }

    /// @inheritdoc ISignedPayments
    function payStatementBySignature(
        Statement calldata statement,
        bytes32[] calldata proof,
        address payer,
        uint64 maxTotal,
        uint40 deadline,
        bytes calldata signature
    ) external returns (uint256) {
        require(_isTimely(deadline, MAXIMUM_DEADLINE), DeadlineWrong(deadline, _latest(MAXIMUM_DEADLINE)));
        bytes32 node = _requireStatement(statement, proof);
        bytes32 digest = _statementDigest(payer, statement.roll, node, maxTotal, deadline);
        require(!_isWithdrawnBy(deadline, digest), SignatureIsWithdrawn(digest));
        require(AccountSignatures.isSignedBy(payer, digest, signature), PayerSignatureInvalid(payer));
        return _payStatement(statement, node, payer, maxTotal, true);
    }

    // --- Writes: trusted collectors ---

    /// @inheritdoc ISignedPayments
    function payTrusted(uint256 roll, TrustedPayment[] calldata payments) external returns (uint256 paid) {
        require(_collectors[_msgSender()], CollectorUnauthorized(_msgSender()));
        _requireNotClosed();
        _requireState(roll, RollState.Payable);
        for (uint256 i = 0; i < payments.length; ++i) {
            TrustedPayment calldata payment = payments[i];
            bytes4 problem = _payTrusted(roll, payment);
            if (problem == 0) {
                ++paid;
            } else {
                emit PaymentSkipped(roll, BillTerms.indexOf(payment.terms), payment.payer, problem);
            }
        }
    }

    // --- Writes: signers ---

    /// @inheritdoc ISignedPayments
    function withdraw(Bill calldata bill, uint256 order) external {
        bytes32 leaf = leafOf(bill);
        _withdraw(_orderDigest(_msgSender(), bill.roll, bill.terms, leaf, order), PayOrder.deadlineOf(order));
    }

    /// @inheritdoc ISignedPayments
    function withdrawStatement(uint256 roll, bytes32 statement, uint64 maxTotal, uint40 deadline) external {
        _withdraw(_statementDigest(_msgSender(), roll, statement, maxTotal, deadline), deadline);
    }

    // --- Reads ---

    /// @inheritdoc ISignedPayments
    function isCollector(address collector) external view returns (bool) {
        return _collectors[collector];
    }

    // --- Internal writes ---

    /// @dev Carries out a signed order with its proof. Returns the problem, where there is one; nothing happened then.
    function _payOrder(uint256 roll, SignedPayment calldata payment) private returns (bytes4 problem) {
        (address payer, uint256 terms, uint256 order) = (payment.payer, payment.terms, payment.order);
        if (!PayOrder.isWellFormed(order)) return OrderInvalid.selector;
        if (!_isTimely(PayOrder.deadlineOf(order), MAXIMUM_DEADLINE)) return DeadlineWrong.selector;
        bytes32 leaf = BillTerms.leafOf(roll, terms, payment.commit);
        if (!_isInTree(roll, leaf, payment.proof)) return BillUnknown.selector;
        bytes32 digest = _orderDigest(payer, roll, terms, leaf, order);
        if (_isWithdrawnBy(PayOrder.deadlineOf(order), digest)) return SignatureIsWithdrawn.selector;
        if (!AccountSignatures.isSignedBy(payer, digest, payment.signature)) return PayerSignatureInvalid.selector;

        (problem, ) = _carryOut(roll, terms, payer, order);
    }

    /// @dev Carries out an order that its payer has signed by key, for a bill that the caller vouches for.
    function _payTrusted(uint256 roll, TrustedPayment calldata payment) private returns (bytes4 problem) {
        (address payer, uint256 terms, uint256 order) = (payment.payer, payment.terms, payment.order);
        if (!PayOrder.isWellFormed(order) || PayOrder.isPart(order)) return OrderInvalid.selector;
        if (!_isTimely(PayOrder.deadlineOf(order), MAXIMUM_DEADLINE)) return DeadlineWrong.selector;
        bytes32 leaf = BillTerms.leafOf(roll, terms, payment.commit);
        bytes32 digest = _orderDigest(payer, roll, terms, leaf, order);
        if (_isWithdrawnBy(PayOrder.deadlineOf(order), digest)) return SignatureIsWithdrawn.selector;
        (address signer, ECDSA.RecoverError mistake, ) = ECDSA.tryRecover(digest, payment.r, payment.vs);
        if (mistake != ECDSA.RecoverError.NoError || signer != payer) return PayerSignatureInvalid.selector;

        (problem, ) = _carryOut(roll, terms, payer, order);
    }

    // --- Internal reads ---

    function _orderDigest(
        address payer,
        uint256 roll,
        uint256 terms,
        bytes32 leaf,
        uint256 order
    ) private view returns (bytes32) {
        address payee = RollId.payeeOf(roll);
        uint32 index = BillTerms.indexOf(terms);
        uint64 amount = PayOrder.amountOf(order);
        (uint32 sequence, uint40 deadline) = (PayOrder.sequenceOf(order), PayOrder.deadlineOf(order));
        bytes memory fields =
            PayOrder.isPart(order)
                ? abi.encode(
                    PAY_PART_TYPEHASH,
                    payer,
                    payee,
                    roll,
                    index,
                    leaf,
                    amount,
                    PayOrder.settledOf(order),
                    sequence,
                    deadline
                )
                : abi.encode(PAY_BILL_TYPEHASH, payer, payee, roll, index, leaf, amount, sequence, deadline);
        return _hashTypedDataV4(keccak256(fields));
    }

    function _statementDigest(
        address payer,
        uint256 roll,
        bytes32 statement,
        uint64 maxTotal,
        uint40 deadline
    ) private view returns (bytes32) {
        address payee = RollId.payeeOf(roll);
        return
            _hashTypedDataV4(
                keccak256(abi.encode(PAY_STATEMENT_TYPEHASH, payer, payee, roll, statement, maxTotal, deadline))
            );
    }
}
