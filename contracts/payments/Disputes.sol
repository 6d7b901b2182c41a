// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ERC165, IERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ISuccession} from "../governance/ISuccession.sol";
import {PublicNotice} from "../governance/PublicNotice.sol";
import {Succession} from "../governance/Succession.sol";
import {IBilling} from "./IBilling.sol";
import {IBills} from "./billing/IBills.sol";
import {IDisputes} from "./IDisputes.sol";
import {ISignedActs} from "./ISignedActs.sol";
import {SignedActs} from "./SignedActs.sol";
import {BillTerms} from "./libraries/BillTerms.sol";

/// @title Disputes
/// @notice See {IDisputes}.
contract Disputes is IDisputes, Succession, SignedActs, ERC165 {
    using SafeCast for uint256;

    // --- Types, constants and immutables ---

    /// @inheritdoc IDisputes
    bytes32 public constant OPEN_DISPUTE_TYPEHASH = keccak256(
        "OpenDispute(address debtor,uint256 roll,uint32 index,uint64 claimed,bytes32 statementHash,uint40 deadline)"
    );

    /// @inheritdoc IDisputes
    bytes32 public constant WITHDRAW_DISPUTE_TYPEHASH = keccak256(
        "WithdrawDispute(address debtor,uint256 roll,uint32 index,uint40 openedAt,uint40 deadline)"
    );

    /// @inheritdoc IDisputes
    uint40 public constant ANSWER_PERIOD = 30 days;

    /// @inheritdoc IDisputes
    uint40 public constant HEAD_PERIOD = 30 days;

    /// @inheritdoc IDisputes
    uint40 public constant PAYMENT_PERIOD = 14 days;

    /// @inheritdoc IDisputes
    uint40 public constant LONGEST_PLAN = 1830 days;

    /// @inheritdoc IDisputes
    bytes32 public constant SILENCE = "SILENCE";

    /// @inheritdoc IDisputes
    address public immutable billing;

    // --- Storage ---

    /// @inheritdoc IDisputes
    uint64 public officerLimit;

    mapping(bytes32 record => Dispute) private _disputes;
    mapping(bytes32 record => Plan) private _plans;

    // --- Constructor ---

    /// @param authority_ the city's authority
    /// @param billing_ the city's bills
    /// @param predecessor_ contract that this one succeeds; zero for the first
    constructor(
        address authority_,
        address billing_,
        address predecessor_
    ) PublicNotice(authority_) Succession(predecessor_) EIP712("Civitas Disputes", "1") {
        billing = billing_;
    }

    // --- Writes: debtors ---

    /// @inheritdoc IDisputes
    function open(
        IBills.Bill calldata bill,
        bytes32[] calldata proof,
        Opening calldata opening,
        uint64 claimed,
        bytes32 statementHash
    ) external {
        _requireOpening(bill.commit, opening);
        require(_msgSender() == opening.account, DebtorOnly(_msgSender(), opening.account));
        _openOnce(bill, proof, opening.account, claimed, statementHash);
    }

    /// @inheritdoc IDisputes
    function openBySignature(
        IBills.Bill calldata bill,
        bytes32[] calldata proof,
        Opening calldata opening,
        uint64 claimed,
        bytes32 statementHash,
        uint40 deadline,
        bytes calldata signature
    ) external {
        _requireOpening(bill.commit, opening);
        uint32 index = BillTerms.indexOf(bill.terms);
        _requireSigned(
            opening.account,
            keccak256(
                abi.encode(OPEN_DISPUTE_TYPEHASH, opening.account, bill.roll, index, claimed, statementHash, deadline)
            ),
            deadline,
            signature
        );
        _openOnce(bill, proof, opening.account, claimed, statementHash);
    }

    /// @inheritdoc IDisputes
    function withdraw(uint256 roll, uint32 index) external {
        Dispute memory dispute = _requireOpen(roll, index);
        require(_msgSender() == dispute.debtor, DebtorOnly(_msgSender(), dispute.debtor));
        _withdraw(roll, index);
    }

    /// @inheritdoc IDisputes
    function withdrawBySignature(uint256 roll, uint32 index, uint40 deadline, bytes calldata signature) external {
        Dispute memory dispute = _requireOpen(roll, index);
        bytes32 structHash = keccak256(
            abi.encode(WITHDRAW_DISPUTE_TYPEHASH, dispute.debtor, roll, index, dispute.openedAt, deadline)
        );
        _requireSigned(dispute.debtor, structHash, deadline, signature);
        _withdraw(roll, index);
    }

    // --- Writes: anyone ---

    /// @inheritdoc IDisputes
    function endBySilence(IBills.Bill calldata bill, bytes32[] calldata proof) external {
        (uint256 roll, uint32 index) = _nameOf(bill);
        Dispute memory dispute = _requireOpen(roll, index);
        uint40 until = dispute.openedAt + ANSWER_PERIOD + HEAD_PERIOD;
        require(block.timestamp > until, SilenceTooEarly(until));

        // Another agent may have credited the bill meanwhile.
        uint256 due = IBilling(billing).owedOf(bill, block.timestamp.toUint40()).due;
        uint64 amount = Math.min(dispute.claimed, due).toUint64();
        _disputes[recordOf(roll, index)].state = State.Silent;
        emit DisputeEndedBySilence(roll, index, amount);
        IBilling(billing).credit(bill, proof, amount, SILENCE);
        _letPay(bill, proof);
    }

    /// @inheritdoc IDisputes
    function extendPlans(IBills.ProvenBill[] calldata bills) external {
        for (uint256 i = 0; i < bills.length; ++i) {
            (uint256 roll, uint32 index) = _nameOf(bills[i].bill);
            (bytes4 problem, uint40 until) = _extensionOf(roll, index);
            if (problem == 0) {
                try IBilling(billing).defer(bills[i].bill, bills[i].proof, until) {
                    emit PlanExtended(roll, index, until);
                } catch (bytes memory data) {
                    problem = _problemOf(data);
                }
            }
            _logProblem(roll, index, problem);
        }
    }

    /// @inheritdoc IDisputes
    function takeOver(uint256 roll, uint32 index) external {
        bytes32 record = recordOf(roll, index);
        require(!_isKnown(record), CaseUnknown(record));
        _takeOver(record, roll, index);
    }

    // --- Writes: the billing office ---

    /// @inheritdoc IDisputes
    function openAtCounter(
        IBills.Bill calldata bill,
        bytes32[] calldata proof,
        uint64 claimed,
        bytes32 statementHash
    ) external restricted {
        _open(bill, proof, address(0), claimed, statementHash);
    }

    /// @inheritdoc IDisputes
    function answer(Answer[] calldata answers) external restricted {
        _answerAll(answers, officerLimit, ANSWER_PERIOD);
    }

    /// @inheritdoc IDisputes
    function credit(Credit[] calldata credits) external restricted {
        _creditAll(credits, officerLimit);
    }

    /// @inheritdoc IDisputes
    function refund(Refund[] calldata refunds) external restricted {
        for (uint256 i = 0; i < refunds.length; ++i) {
            (uint256 roll, uint32 index) = _nameOf(refunds[i].bill);
            _logProblem(roll, index, _refundToDebtor(refunds[i]));
        }
    }

    /// @inheritdoc IDisputes
    function grantPlan(
        IBills.Bill calldata bill,
        bytes32[] calldata proof,
        uint40 firstDueAt,
        uint16 periodDays,
        uint16 count,
        bytes32 documentHash
    ) external restricted {
        _requireActive();
        require(documentHash != 0, DocumentMissing());
        uint256 endsAt = firstDueAt + (Math.saturatingSub(count, 1) * periodDays) * 1 days;
        require(
            count > 1 && periodDays != 0 && firstDueAt > block.timestamp && endsAt <= block.timestamp + LONGEST_PLAN,
            PlanTermsWrong(firstDueAt, periodDays, count)
        );
        (uint256 roll, uint32 index) = _nameOf(bill);
        IBills.Owed memory owed = IBilling(billing).owedOf(bill, block.timestamp.toUint40());
        require(owed.due != 0, NothingOwed(roll, index));

        Plan memory plan = Plan(firstDueAt, periodDays, count, owed.due.toUint64(), owed.settled.toUint64());
        _plans[recordOf(roll, index)] = plan;
        emit PlanGranted(roll, index, _msgSender(), firstDueAt, periodDays, count, plan.owed, documentHash);
        IBilling(billing).defer(bill, proof, _dueAt(plan, 1));
    }

    // --- Writes: the head of billing ---

    /// @inheritdoc IDisputes
    function setOfficerLimit(uint64 limit) external restricted {
        officerLimit = limit;
        emit OfficerLimitSet(limit);
    }

    /// @inheritdoc IDisputes
    function answerAsHead(Answer[] calldata answers) external restricted {
        _answerAll(answers, type(uint64).max, ANSWER_PERIOD + HEAD_PERIOD);
    }

    /// @inheritdoc IDisputes
    function creditAsHead(Credit[] calldata credits) external restricted {
        _creditAll(credits, type(uint64).max);
    }

    /// @inheritdoc IDisputes
    function refundAsHead(
        IBills.Bill calldata bill,
        bytes32[] calldata proof,
        address to,
        uint64 amount,
        bool isCredited,
        bytes32 reason,
        bytes32 documentHash
    ) external restricted {
        require(_isFounded(reason, documentHash), DocumentMissing());
        (uint256 roll, uint32 index) = _nameOf(bill);
        emit RefundGranted(roll, index, _msgSender(), to, amount, reason, documentHash);
        IBilling(billing).refund(bill, proof, to, amount, isCredited, reason);
    }

    // --- Reads ---

    /// @inheritdoc IDisputes
    function disputeOf(uint256 roll, uint32 index) external view returns (Dispute memory) {
        return _disputes[recordOf(roll, index)];
    }

    /// @inheritdoc IDisputes
    function planOf(uint256 roll, uint32 index) external view returns (Plan memory) {
        return _plans[recordOf(roll, index)];
    }

    /// @inheritdoc IDisputes
    function scheduledOf(uint256 roll, uint32 index, uint16 instalments) external view returns (uint256 amount) {
        Plan memory plan = _plans[recordOf(roll, index)];
        require(plan.count != 0, PlanUnknown(roll, index));
        return plan.settledBefore + (plan.owed * Math.min(instalments, plan.count)) / plan.count;
    }

    /// @inheritdoc IDisputes
    function recordOf(uint256 roll, uint32 index) public pure returns (bytes32) {
        return keccak256(abi.encode(roll, index));
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override(ERC165) returns (bool) {
        return
            interfaceId == type(IDisputes).interfaceId ||
            interfaceId == type(ISignedActs).interfaceId ||
            interfaceId == type(ISuccession).interfaceId ||
            interfaceId == type(IERC5267).interfaceId ||
            super.supportsInterface(interfaceId);
    }

    // --- Internal writes: disputes ---

    /// @dev A debtor opens a dispute where there never was one.
    function _openOnce(
        IBills.Bill calldata bill,
        bytes32[] calldata proof,
        address debtor,
        uint64 claimed,
        bytes32 statementHash
    ) private {
        (uint256 roll, uint32 index) = _nameOf(bill);
        bytes32 record = recordOf(roll, index);
        if (!_isKnown(record) && _isKnownBefore(roll, index)) _takeOver(record, roll, index);
        State state = _disputes[record].state;
        require(state == State.None, DisputeStateWrong(roll, index, state));
        _open(bill, proof, debtor, claimed, statementHash);
    }

    function _open(
        IBills.Bill calldata bill,
        bytes32[] calldata proof,
        address debtor,
        uint64 claimed,
        bytes32 statementHash
    ) private {
        _requireActive();
        require(statementHash != 0, DocumentMissing());
        (uint256 roll, uint32 index) = _nameOf(bill);
        uint40 openedAt = block.timestamp.toUint40();
        uint256 due = IBilling(billing).owedOf(bill, openedAt).due;
        require(claimed != 0 && claimed <= due, ClaimWrong(claimed, due));

        _disputes[recordOf(roll, index)] = Dispute(debtor, openedAt, State.Open, claimed);
        emit DisputeOpened(roll, index, debtor, claimed, statementHash, openedAt + ANSWER_PERIOD);
        IBilling(billing).hold(bill, proof);
    }

    function _withdraw(uint256 roll, uint32 index) private {
        _disputes[recordOf(roll, index)].state = State.Withdrawn;
        emit DisputeWithdrawn(roll, index);
        IBilling(billing).release(roll, index);
    }

    function _answerAll(Answer[] calldata answers, uint64 limit, uint40 period) private {
        for (uint256 i = 0; i < answers.length; ++i) {
            (uint256 roll, uint32 index) = _nameOf(answers[i].bill);
            _logProblem(roll, index, _answer(answers[i], roll, index, limit, period));
        }
    }

    /// @return problem selector of the error that stands in the way; 0 where it is done
    function _answer(
        Answer calldata item,
        uint256 roll,
        uint32 index,
        uint64 limit,
        uint40 period
    ) private returns (bytes4 problem) {
        Dispute storage dispute = _disputes[recordOf(roll, index)];
        if (dispute.state != State.Open) return DisputeStateWrong.selector;
        if (!_isFounded(item.reason, item.documentHash)) return DocumentMissing.selector;
        if (block.timestamp > dispute.openedAt + period) return AnswerTooLate.selector;
        if (!IBilling(billing).isBill(item.bill, item.proof)) return IBills.BillUnknown.selector;

        if (item.amount == 0) {
            dispute.state = State.Rejected;
        } else {
            dispute.state = State.Granted;
            problem = _credit(item.bill, item.proof, item.amount, item.reason, limit);
            if (problem != 0) {
                dispute.state = State.Open;
                return problem;
            }
        }
        emit DisputeAnswered(roll, index, _msgSender(), item.amount, item.reason, item.documentHash);
        _letPay(item.bill, item.proof);
    }

    /// @dev What is left of a disputed bill can be paid again, with time to do so.
    function _letPay(IBills.Bill calldata bill, bytes32[] calldata proof) private {
        (uint256 roll, uint32 index) = _nameOf(bill);
        if (IBilling(billing).statusOf(roll, index) != IBills.BillStatus.Held) return;
        IBilling(billing).release(roll, index);
        uint40 until = block.timestamp.toUint40() + PAYMENT_PERIOD;
        if (IBilling(billing).ledgerOf(roll, index).deferredUntil < until) {
            IBilling(billing).defer(bill, proof, until);
        }
    }

    // --- Internal writes: credits and refunds ---

    function _creditAll(Credit[] calldata credits, uint64 limit) private {
        for (uint256 i = 0; i < credits.length; ++i) {
            Credit calldata item = credits[i];
            (uint256 roll, uint32 index) = _nameOf(item.bill);
            bytes4 problem = _creditProblem(roll, index, item.reason, item.documentHash);
            if (problem == 0) problem = _credit(item.bill, item.proof, item.amount, item.reason, limit);
            if (problem == 0) {
                emit CreditGranted(roll, index, _msgSender(), item.amount, item.reason, item.documentHash);
            }
            _logProblem(roll, index, problem);
        }
    }

    /// @return problem selector of the error that stands in the way; 0 where it is done
    function _credit(
        IBills.Bill calldata bill,
        bytes32[] calldata proof,
        uint64 amount,
        bytes32 reason,
        uint64 limit
    ) private returns (bytes4 problem) {
        if (_creditedWith(bill, amount) > limit) return AboveOfficerLimit.selector;
        try IBilling(billing).credit(bill, proof, amount, reason) {
            return 0;
        } catch (bytes memory data) {
            return _problemOf(data);
        }
    }

    /// @dev A refund that is no longer owed is a credit of what was paid.
    /// @return problem selector of the error that stands in the way; 0 where it is done
    function _refundToDebtor(Refund calldata item) private returns (bytes4 problem) {
        if (!_isOpening(item.bill.commit, item.opening)) return OpeningWrong.selector;
        if (!_isFounded(item.reason, item.documentHash)) return DocumentMissing.selector;
        if (item.isCredited && _creditedWith(item.bill, item.amount) > officerLimit) return AboveOfficerLimit.selector;
        address to = item.opening.account;
        try IBilling(billing).refund(item.bill, item.proof, to, item.amount, item.isCredited, item.reason) {
            (uint256 roll, uint32 index) = _nameOf(item.bill);
            emit RefundGranted(roll, index, _msgSender(), to, item.amount, item.reason, item.documentHash);
        } catch (bytes memory data) {
            return _problemOf(data);
        }
    }

    function _logProblem(uint256 roll, uint32 index, bytes4 problem) private {
        if (problem != 0) emit ItemSkipped(roll, index, problem);
    }

    // --- Internal writes: succession ---

    function _takeOver(bytes32 record, uint256 roll, uint32 index) private {
        (_disputes[record], _plans[record]) = abi.decode(_import(record), (Dispute, Plan));
        emit CaseTakenOver(roll, index);
    }

    /// @dev Ends dispute and plan here; the bill moves with the bills.
    function _surrender(bytes32 record) internal override returns (bytes memory data) {
        require(_isKnown(record), CaseUnknown(record));
        data = abi.encode(_disputes[record], _plans[record]);
        delete _disputes[record];
        delete _plans[record];
    }

    // --- Internal reads ---

    function _requireOpen(uint256 roll, uint32 index) private view returns (Dispute memory dispute) {
        dispute = _disputes[recordOf(roll, index)];
        require(dispute.state == State.Open, DisputeStateWrong(roll, index, dispute.state));
    }

    function _requireOpening(bytes32 commit, Opening calldata opening) private pure {
        require(_isOpening(commit, opening), OpeningWrong(commit));
    }

    function _isOpening(bytes32 commit, Opening calldata opening) private pure returns (bool) {
        return keccak256(abi.encode(opening.account, opening.document, opening.salt)) == commit;
    }

    function _isFounded(bytes32 reason, bytes32 documentHash) private pure returns (bool) {
        return reason != 0 && documentHash != 0;
    }

    function _isKnown(bytes32 record) private view returns (bool) {
        return _disputes[record].openedAt != 0 || _plans[record].count != 0;
    }

    /// @dev Whether the bill was disputed in the predecessor.
    function _isKnownBefore(uint256 roll, uint32 index) private view returns (bool) {
        return predecessor != address(0) && IDisputes(predecessor).disputeOf(roll, index).openedAt != 0;
    }

    /// @dev What stands in the way of a credit on the desk's side: a disputed bill is answered, not credited.
    function _creditProblem(
        uint256 roll,
        uint32 index,
        bytes32 reason,
        bytes32 documentHash
    ) private view returns (bytes4) {
        if (_disputes[recordOf(roll, index)].state == State.Open) return DisputeStateWrong.selector;
        return _isFounded(reason, documentHash) ? bytes4(0) : DocumentMissing.selector;
    }

    /// @dev The selector of an error; a call that failed without one has failed all the same.
    function _problemOf(bytes memory data) private pure returns (bytes4 problem) {
        problem = bytes4(data);
        if (problem == 0) problem = CallFailed.selector;
    }

    /// @dev What a bill would be credited in all.
    function _creditedWith(IBills.Bill calldata bill, uint64 amount) private view returns (uint256) {
        (uint256 roll, uint32 index) = _nameOf(bill);
        return uint256(IBilling(billing).ledgerOf(roll, index).credited) + amount;
    }

    /// @dev Until when a plan keeps fees from growing, and why it does not.
    function _extensionOf(uint256 roll, uint32 index) private view returns (bytes4 problem, uint40 until) {
        Plan memory plan = _plans[recordOf(roll, index)];
        if (plan.count == 0) return (PlanUnknown.selector, 0);
        IBills.Ledger memory ledger = IBilling(billing).ledgerOf(roll, index);
        uint256 settled = Math.saturatingSub(uint256(ledger.paid) + ledger.credited, plan.settledBefore);
        // The most instalments whose sum, rounded down, is settled.
        uint256 instalments = ((settled + 1) * plan.count - 1) / plan.owed;
        until = _dueAt(plan, Math.min(instalments + 1, plan.count - 1));
        if (until <= ledger.deferredUntil) problem = PlanNotAhead.selector;
    }

    /// @dev When an instalment falls due; the first is number 0.
    function _dueAt(Plan memory plan, uint256 number) private pure returns (uint40) {
        return (plan.firstDueAt + number * plan.periodDays * 1 days).toUint40();
    }

    function _nameOf(IBills.Bill calldata bill) private pure returns (uint256 roll, uint32 index) {
        return (bill.roll, BillTerms.indexOf(bill.terms));
    }
}
