// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {ICityToken} from "../ICityToken.sol";
import {BillLedgers} from "./BillLedgers.sol";
import {BillStore} from "./BillStore.sol";
import {BillTerms} from "../libraries/BillTerms.sol";
import {PayOrder} from "../libraries/PayOrder.sol";
import {PerfectTree} from "../libraries/PerfectTree.sol";
import {RollId} from "../libraries/RollId.sol";
import {StatusWord} from "../libraries/StatusWord.sol";
import {BillRolls} from "./BillRolls.sol";
import {IBillPayments} from "./IBillPayments.sol";

/// @title BillPayments
/// @notice See {IBillPayments}.
/// @dev Each payment is booked before the token is called.
abstract contract BillPayments is IBillPayments, BillRolls {
    // --- Constants ---

    /// @inheritdoc IBillPayments
    uint256 public constant MINIMUM_PART = BillLedgers.MINIMUM_PART;

    // --- Writes ---

    /// @inheritdoc IBillPayments
    function pay(Bill calldata bill, uint256 maxAmount, bytes32[] calldata proof) external returns (uint256) {
        _requireBill(bill, proof);
        return _payWhole(bill.roll, bill.terms, maxAmount);
    }

    /// @inheritdoc IBillPayments
    function payPart(Bill calldata bill, uint256 amount, bytes32[] calldata proof) external {
        _requireBill(bill, proof);
        address payer = _msgSender();
        BillLedgers.pay(_line(), bill.roll, bill.terms, payer, amount, true);
        _pull(payer, bill.roll, amount);
    }

    /// @inheritdoc IBillPayments
    function payMany(ProvenBill[] calldata bills, uint256 maxTotal) external returns (uint256 total) {
        require(bills.length != 0, ListInvalid());
        address payer = _msgSender();
        uint256 roll = bills[0].bill.roll;
        uint256 sum = 0;
        for (uint256 i = 0; i < bills.length; ++i) {
            Bill calldata bill = bills[i].bill;
            _requireBill(bill, bills[i].proof);
            // One transfer for neighbours of one roll.
            if (bill.roll != roll) {
                _pull(payer, roll, sum);
                (roll, sum) = (bill.roll, 0);
            }
            uint256 paid = _book(payer, roll, bill.terms, type(uint256).max);
            sum += paid;
            total += paid;
        }
        require(total <= maxTotal, DueAboveMaximum(total, maxTotal));
        _pull(payer, roll, sum);
    }

    /// @inheritdoc IBillPayments
    function payStatement(
        Statement calldata statement,
        uint256 maxTotal,
        bytes32[] calldata proof
    ) external returns (uint256) {
        bytes32 node = _requireStatement(statement, proof);
        return _payStatement(statement, node, _msgSender(), maxTotal, false);
    }

    /// @inheritdoc IBillPayments
    function payWithPermit(
        Bill calldata bill,
        uint256 maxAmount,
        bytes32[] calldata proof,
        uint256 deadline,
        bytes calldata signature
    ) external returns (uint256) {
        _requireBill(bill, proof);
        // Anyone may have handed it in before; what counts is the allowance, which the payment asks.
        try ICityToken(token).permit(_msgSender(), address(this), maxAmount, deadline, signature) {} catch {}
        return _payWhole(bill.roll, bill.terms, maxAmount);
    }

    /// @inheritdoc IBillPayments
    function payWithAuthorization(
        Bill calldata bill,
        bytes32[] calldata proof,
        Authorization calldata authorization
    ) external {
        bytes32 leaf = _requireBill(bill, proof);
        bytes32 nonce = _authorizationNonce(bill, leaf);
        (address payer, uint256 value) = (authorization.payer, authorization.value);
        BillLedgers.pay(_line(), bill.roll, bill.terms, payer, value, true);
        ICityToken(token).receiveWithAuthorization(
            payer,
            address(this),
            value,
            authorization.validAfter,
            authorization.validBefore,
            nonce,
            authorization.signature
        );
        // The municipal token reverts where it does not transfer.
        // slither-disable-next-line unchecked-transfer
        IERC20(token).transfer(RollId.payeeOf(bill.roll), value);
    }

    // --- Reads ---

    /// @inheritdoc IBillPayments
    function authorizationNonce(Bill calldata bill) external view returns (bytes32) {
        return _authorizationNonce(bill, leafOf(bill));
    }

    // --- Internal writes ---

    /// @dev Pays all that is owed for the caller, for a bill that is known to exist.
    function _payWhole(uint256 roll, uint256 terms, uint256 maxAmount) internal returns (uint256 due) {
        due = _book(_msgSender(), roll, terms, maxAmount);
        _pull(_msgSender(), roll, due);
    }

    function _payStatement(
        Statement calldata statement,
        bytes32 node,
        address payer,
        uint256 maxTotal,
        bool neverReopened
    ) internal returns (uint256 total) {
        uint256 roll = statement.roll;
        bool isAnyPaid = false;
        for (uint256 i = 0; i < statement.terms.length; ++i) {
            uint256 terms = statement.terms[i];
            if (terms == 0) continue;
            (bool isPaid, uint256 paid) = _bookIfOwed(payer, roll, terms, neverReopened);
            if (isPaid) (isAnyPaid, total) = (true, total + paid);
        }
        require(isAnyPaid, StatementSettled(roll, node));
        require(total <= maxTotal, DueAboveMaximum(total, maxTotal));
        _pull(payer, roll, total);
    }

    /// @dev Carries out an order with its payment, or leaves everything as it was.
    function _carryOut(
        uint256 roll,
        uint256 terms,
        address payer,
        uint256 order
    ) internal returns (bytes4 problem, uint256 paid) {
        (bool isPlain, bytes32 record, uint256 word) = _look(roll, terms);
        if (!isPlain || PayOrder.isPart(order)) {
            return BillLedgers.tryPay(_line(), roll, terms, payer, order, token);
        }
        if (PayOrder.sequenceOf(order) != 0) return (SequenceWrong.selector, 0);
        paid = BillTerms.amountOf(terms);
        if (paid > PayOrder.amountOf(order)) return (DueAboveMaximum.selector, 0);

        uint32 index = BillTerms.indexOf(terms);
        BillStore.get().statusWords[record] = StatusWord.withStatus(word, index, uint256(BillStatus.Settled));
        try IERC20(token).transferFrom(payer, RollId.payeeOf(roll), paid) returns (bool) {
            emit BillPaid(roll, index, payer, paid);
        } catch {
            BillStore.get().statusWords[record] = word;
            return (PaymentFailed.selector, 0);
        }
    }

    /// @dev Books the payment of all that is owed, at most `maxAmount`.
    function _book(address payer, uint256 roll, uint256 terms, uint256 maxAmount) private returns (uint256 due) {
        (bool isPlain, bytes32 record, uint256 word) = _look(roll, terms);
        if (!isPlain) return BillLedgers.pay(_line(), roll, terms, payer, maxAmount, false);
        due = BillTerms.amountOf(terms);
        require(due <= maxAmount, DueAboveMaximum(due, maxAmount));
        _bookPlain(payer, roll, terms, record, word);
    }

    /// @dev Books the payment of all that is owed for a bill of a statement, if it can be paid.
    function _bookIfOwed(
        address payer,
        uint256 roll,
        uint256 terms,
        bool neverReopened
    ) private returns (bool isPaid, uint256 due) {
        (bool isPlain, bytes32 record, uint256 word) = _look(roll, terms);
        if (!isPlain) return BillLedgers.payIfOwed(_line(), roll, terms, payer, neverReopened);
        _bookPlain(payer, roll, terms, record, word);
        return (true, BillTerms.amountOf(terms));
    }

    /// @dev Settles an open bill that is not late: two bits, and nothing else.
    function _bookPlain(address payer, uint256 roll, uint256 terms, bytes32 record, uint256 word) private {
        uint32 index = BillTerms.indexOf(terms);
        BillStore.get().statusWords[record] = StatusWord.withStatus(word, index, uint256(BillStatus.Settled));
        emit BillPaid(roll, index, payer, BillTerms.amountOf(terms));
    }

    /// @dev The municipal token reverts where it does not transfer.
    function _pull(address payer, uint256 roll, uint256 amount) private {
        // slither-disable-next-line unchecked-transfer,arbitrary-send-erc20
        IERC20(token).transferFrom(payer, RollId.payeeOf(roll), amount);
    }

    // --- Internal reads ---

    /// @dev Reverts unless the statement is in its roll, and the roll open.
    function _requireStatement(
        Statement calldata statement,
        bytes32[] calldata proof
    ) internal view returns (bytes32 node) {
        uint256 count = statement.terms.length;
        require(PerfectTree.isWidth(count), StatementInvalid(count));
        bytes32[] memory leaves = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 terms = statement.terms[i];
            if (terms != 0) leaves[i] = BillTerms.leafOf(statement.roll, terms, statement.commit);
        }
        uint256 height;
        (node, height) = PerfectTree.fold(leaves);
        _requireKnown(statement.roll, node, node, proof, proof.length + height);
    }

    function _authorizationNonce(Bill calldata bill, bytes32 leaf) private view returns (bytes32) {
        (, , uint256 settled, uint32 sequence, ) = BillLedgers.owedOf(_line(), bill.roll, bill.terms, block.timestamp);
        return keccak256(abi.encode(leaf, settled, sequence));
    }
}
