// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC165Checker} from "@openzeppelin/contracts/utils/introspection/ERC165Checker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ISuccession} from "../../governance/ISuccession.sol";
import {IBillAgents} from "./IBillAgents.sol";
import {IBillArrears} from "./IBillArrears.sol";
import {IBillPayments} from "./IBillPayments.sol";
import {IBills} from "./IBills.sol";
import {ICreditAccount} from "../ICreditAccount.sol";
import {BillLine} from "../libraries/BillLine.sol";
import {BillStore} from "./BillStore.sol";
import {BillTerms} from "../libraries/BillTerms.sol";
import {LateFee} from "../libraries/LateFee.sol";
import {LedgerWord} from "../libraries/LedgerWord.sol";
import {PayOrder} from "../libraries/PayOrder.sol";
import {RollId} from "../libraries/RollId.sol";
import {StatusWord} from "../libraries/StatusWord.sol";

/// @title BillLedgers
/// @notice What happens to bills that are not simply paid whole and in time: late, by part, held, credited, deferred,
/// refunded, carried over, or taken over from a predecessor. Linked to {Billing}, which checks callers, proofs and
/// signatures before it delegates here, and whose store, events and errors these are.
/// @dev `line` is a {BillLine}. The caller has verified that the bill exists where terms are given.
library BillLedgers {
    using SafeCast for uint256;

    // --- Types and constants ---

    /// @dev How a bill stands, in memory, while it is dealt with.
    struct Standing {
        uint256 roll;
        uint32 index;
        bytes32 record;
        uint256 word;
        IBills.BillStatus status;
        // As stored, and with the fee that has accrued since.
        uint256 storedLedger;
        uint256 ledger;
        // Meaningful where the ledger has a clock.
        IBills.Clock clock;
        uint256 toRoll;
        uint256 due;
    }

    /// @notice How long no fee grows on a bill that is owed again.
    uint40 internal constant REOPENING_GRACE = 30 days;

    /// @notice Longest deferral from now.
    uint40 internal constant LONGEST_DEFERRAL = 3653 days;

    /// @notice Smallest part that is accepted.
    uint256 internal constant MINIMUM_PART = 1e6;

    // --- Writes: payments ---

    /// @notice Books a payment that its payer makes now, whole or by part; the caller takes the money.
    /// @param line place of the contract in its line
    /// @param roll id
    /// @param terms of the bill
    /// @param payer who pays
    /// @param amount of a part, or the most for the whole
    /// @param isPart whether it is a part
    /// @return paid how much
    function pay(
        uint256 line,
        uint256 roll,
        uint256 terms,
        address payer,
        uint256 amount,
        bool isPart
    ) external returns (uint256 paid) {
        Standing memory s = _standPayable(line, roll, terms);
        if (isPart) {
            require(_isPart(amount, s.due), IBillPayments.PartInvalid(amount, s.due));
            paid = amount;
        } else {
            require(s.due <= amount, IBillPayments.DueAboveMaximum(s.due, amount));
            paid = s.due;
        }
        _bookPayment(s, payer, paid);
    }

    /// @notice Carries out an order with its payment, or leaves everything as it was.
    /// @param line place of the contract in its line
    /// @param roll id
    /// @param terms of the bill
    /// @param payer who pays
    /// @param order packed, see `PayOrder`
    /// @param token the municipal token
    /// @return problem selector of what stands against it; 0 where it was carried out
    /// @return paid how much
    function tryPay(
        uint256 line,
        uint256 roll,
        uint256 terms,
        address payer,
        uint256 order,
        address token
    ) external returns (bytes4 problem, uint256 paid) {
        if (!_isHere(roll, terms)) return (ISuccession.RecordAlreadyMoved.selector, 0);
        Standing memory s = _stand(line, roll, terms);
        problem = _problemOf(s);
        if (problem != 0) return (problem, 0);
        if (LedgerWord.sequenceOf(s.ledger) != PayOrder.sequenceOf(order))
            return (IBillPayments.SequenceWrong.selector, 0);
        uint256 amount = PayOrder.amountOf(order);
        if (PayOrder.isPart(order)) {
            if (LedgerWord.settledOf(s.ledger) != PayOrder.settledOf(order)) {
                return (IBillPayments.SettledWrong.selector, 0);
            }
            if (!_isPart(amount, s.due)) return (IBillPayments.PartInvalid.selector, 0);
            paid = amount;
        } else {
            if (s.due > amount) return (IBillPayments.DueAboveMaximum.selector, 0);
            paid = s.due;
        }
        return _take(s, payer, paid, token);
    }

    /// @notice Books the payment of a bill of a statement, if it can be paid; the caller takes the money.
    /// @param line place of the contract in its line
    /// @param roll id
    /// @param terms of the bill
    /// @param payer who pays
    /// @param neverReopened whether only a bill with sequence 0 is paid
    /// @return isPaid whether it was
    /// @return paid how much
    function payIfOwed(
        uint256 line,
        uint256 roll,
        uint256 terms,
        address payer,
        bool neverReopened
    ) external returns (bool isPaid, uint256 paid) {
        Standing memory s = _stand(line, roll, terms);
        if (_problemOf(s) != 0 || (neverReopened && LedgerWord.sequenceOf(s.ledger) != 0)) return (false, 0);
        _bookPayment(s, payer, s.due);
        return (true, s.due);
    }

    // --- Writes: holds, credits, refunds ---

    /// @notice See {IBillAgents-hold}.
    /// @param line place of the contract in its line
    /// @param roll id
    /// @param terms of the bill
    function hold(uint256 line, uint256 roll, uint256 terms) external {
        Standing memory s = _standPayable(line, roll, terms);

        // Fees accrue when they are needed, up to this moment.
        s.ledger = LedgerWord.withClock(s.storedLedger);
        s.clock.heldSince = _now();
        _save(s, IBills.BillStatus.Held);
        emit IBillAgents.BillHeld(s.roll, s.index);
    }

    /// @notice See {IBillAgents-release}.
    /// @param line place of the contract in its line
    /// @param roll id
    /// @param index of the bill
    function release(uint256 line, uint256 roll, uint32 index) external {
        Standing memory s = _place(line, roll, index);
        require(s.status == IBills.BillStatus.Held, IBills.BillStatusWrong(roll, index, s.status));

        _restart(s.clock);
        s.ledger = LedgerWord.withNextSequence(s.ledger);
        _save(s, IBills.BillStatus.InLedger);
        emit IBillAgents.BillReleased(roll, index, LedgerWord.sequenceOf(s.ledger));
    }

    /// @notice See {IBillAgents-credit}.
    /// @param line place of the contract in its line
    /// @param roll id
    /// @param terms of the bill
    /// @param amount how much
    /// @param reason code of the reason
    /// @param token the municipal token
    function credit(uint256 line, uint256 roll, uint256 terms, uint256 amount, bytes32 reason, address token) external {
        Standing memory s = _stand(line, roll, terms);
        require(s.status != IBills.BillStatus.Settled, IBills.BillStatusWrong(roll, s.index, s.status));
        require(!LedgerWord.isCarried(s.ledger), IBills.BillCarried(roll, s.index));
        require(amount != 0 && amount <= s.due, IBillAgents.CreditInvalid(amount, s.due));

        if (s.status == IBills.BillStatus.Held && amount == s.due) _restart(s.clock);
        _book(s, 0, amount);
        emit IBillAgents.BillCredited(roll, s.index, amount, s.due - amount, reason);
        _draw(s, RollId.payeeOf(roll), amount, reason, token);
    }

    /// @notice See {IBillAgents-defer}.
    /// @param line place of the contract in its line
    /// @param roll id
    /// @param terms of the bill
    /// @param until from when fees grow again
    function defer(uint256 line, uint256 roll, uint256 terms, uint40 until) external {
        Standing memory s = _standPayable(line, roll, terms);
        uint40 earliest = _now() + 1;
        if (LedgerWord.hasClock(s.ledger) && s.clock.deferredUntil > earliest) earliest = s.clock.deferredUntil;
        uint40 latest = _now() + LONGEST_DEFERRAL;
        require(until >= earliest && until <= latest, IBillAgents.DeferralInvalid(until, earliest, latest));

        s.ledger = LedgerWord.withClock(LedgerWord.withoutDays(s.ledger));
        s.clock.deferredUntil = until;
        _save(s, IBills.BillStatus.InLedger);
        emit IBillAgents.BillDeferred(roll, s.index, until);
    }

    /// @notice See {IBillAgents-refund}.
    /// @param line place of the contract in its line
    /// @param roll id
    /// @param terms of the bill
    /// @param to who gets it
    /// @param amount how much
    /// @param isCredited whether the amount is no longer owed
    /// @param reason code of the reason
    /// @param token the municipal token
    function refund(
        uint256 line,
        uint256 roll,
        uint256 terms,
        address to,
        uint256 amount,
        bool isCredited,
        bytes32 reason,
        address token
    ) external {
        Standing memory s = _standRefundable(line, roll, terms);
        _bookRefund(s, amount, isCredited);
        emit IBillAgents.BillRefunded(roll, s.index, to, amount, isCredited, reason);
        _draw(s, to, amount, reason, token);
    }

    // --- Writes: arrears and succession ---

    /// @notice Carries one bill over, or leaves everything as it was; see {IBillArrears-carry}.
    /// @dev The caller is an active contract, from which no record has moved.
    /// @param line place of the contract in its line
    /// @param roll id
    /// @param terms of the bill
    /// @param toRoll roll that will contain it
    /// @param toIndex index of the bill there
    /// @return problem selector of what stands against it; 0 where it was carried over
    function carry(
        uint256 line,
        uint256 roll,
        uint256 terms,
        uint256 toRoll,
        uint32 toIndex
    ) external returns (bytes4 problem) {
        Standing memory s = _stand(line, roll, terms);
        problem = _problemOf(s);
        if (problem != 0) return problem;

        s.ledger = LedgerWord.withClock(LedgerWord.withCarried(s.ledger, true));
        s.clock.toIndex = toIndex;
        s.toRoll = toRoll;
        _save(s, IBills.BillStatus.InLedger);
        emit IBillArrears.ArrearCarried(roll, s.index, toRoll, toIndex, s.due);
    }

    /// @notice See {IBillArrears-reinstate}; the caller has asked the state of the roll that the bill was carried into.
    /// @param line place of the contract in its line
    /// @param roll id
    /// @param index of the bill
    /// @param isDead whether that roll can no longer open
    function reinstate(uint256 line, uint256 roll, uint32 index, bool isDead) external {
        Standing memory s = _place(line, roll, index);
        require(isDead && LedgerWord.isCarried(s.ledger), IBillArrears.BillNotReinstatable(roll, index));

        s.ledger = LedgerWord.withNextSequence(LedgerWord.withCarried(s.ledger, false));
        _giveGrace(s);
        s.clock.toIndex = 0;
        s.toRoll = 0;
        _save(s, IBills.BillStatus.InLedger);
        emit IBillArrears.ArrearReinstated(roll, index, LedgerWord.sequenceOf(s.ledger));
    }

    /// @notice See {IBills-takeOver}.
    /// @param line place of the contract in its line
    /// @param roll id
    /// @param index of the bill
    function takeOver(uint256 line, uint256 roll, uint32 index) external {
        _takeWord(line, roll, index, StatusWord.keyOf(roll, index));
    }

    // --- Reads ---

    /// @notice See {IBills-statusOf}.
    /// @param line place of the contract in its line
    /// @param roll id
    /// @param index of the bill
    /// @return status as a number
    function statusOf(uint256 line, uint256 roll, uint32 index) external view returns (uint8) {
        return uint8(_statusOf(line, roll, index));
    }

    /// @notice See {IBills-isSettled}.
    /// @param line place of the contract in its line
    /// @param roll id
    /// @param index of the bill
    /// @return true where nothing is owed
    function isSettled(uint256 line, uint256 roll, uint32 index) external view returns (bool) {
        IBills.BillStatus status = _statusOf(line, roll, index);
        // A bill is carried into a roll that opens later, and from there into a later one: the chain ends.
        while (status == IBills.BillStatus.InLedger) {
            (uint256 ledger, IBills.Clock memory clock, uint256 toRoll) = ledgerWordsOf(line, roll, index);
            if (!LedgerWord.isCarried(ledger)) return false;
            (roll, index) = (toRoll, clock.toIndex);
            status = _statusOf(line, roll, index);
        }
        return status == IBills.BillStatus.Settled;
    }

    /// @notice See {IBills-ledgerWordsOf}.
    /// @param line place of the contract in its line
    /// @param roll id
    /// @param index of the bill
    /// @return ledger packed
    /// @return clock meaningful where the ledger says so
    /// @return toRoll roll that contains the rest
    function ledgerWordsOf(
        uint256 line,
        uint256 roll,
        uint32 index
    ) public view returns (uint256 ledger, IBills.Clock memory clock, uint256 toRoll) {
        BillStore.Store storage store = BillStore.get();
        ledger = store.ledgers[roll][index];
        if (ledger == 0 && BillLine.isOlder(line, roll)) {
            return IBills(BillLine.predecessorOf(line)).ledgerWordsOf(roll, index);
        }
        if (LedgerWord.hasClock(ledger)) (clock, toRoll) = (store.clocks[roll][index], store.carriedTo[roll][index]);
    }

    /// @notice See {IBills-owedOf}.
    /// @param line place of the contract in its line
    /// @param roll id
    /// @param terms of the bill
    /// @param time Unix seconds
    /// @return due what is left to pay
    /// @return fee late fee contained in what was ever owed
    /// @return settled paid and credited
    /// @return sequence that signatures and mandates name
    /// @return status as a number
    function owedOf(
        uint256 line,
        uint256 roll,
        uint256 terms,
        uint256 time
    ) external view returns (uint256 due, uint256 fee, uint256 settled, uint32 sequence, uint8 status) {
        Standing memory s;
        (s.roll, s.index) = (roll, BillTerms.indexOf(terms));
        s.status = _statusOf(line, roll, s.index);
        _read(s, line);
        _measure(s, terms, time);
        bool isPlain = s.status == IBills.BillStatus.Settled && s.ledger == 0;
        settled = isPlain ? BillTerms.amountOf(terms) : LedgerWord.settledOf(s.ledger);
        return (s.due, LedgerWord.accruedFeeOf(s.ledger), settled, LedgerWord.sequenceOf(s.ledger), uint8(s.status));
    }

    // --- Internal writes ---

    /// @dev Books and takes a payment, or leaves everything as it was.
    function _take(
        Standing memory s,
        address payer,
        uint256 amount,
        address token
    ) private returns (bytes4 problem, uint256 paid) {
        uint256 ledger = s.ledger;
        _book(s, amount, 0);
        try IERC20(token).transferFrom(payer, RollId.payeeOf(s.roll), amount) returns (bool) {
            _announce(s, payer, amount);
            return (0, amount);
        } catch {
            BillStore.Store storage store = BillStore.get();
            store.statusWords[s.record] = s.word;
            if (s.ledger != ledger) store.ledgers[s.roll][s.index] = s.storedLedger;
            return (IBillPayments.PaymentFailed.selector, 0);
        }
    }

    function _bookPayment(Standing memory s, address payer, uint256 amount) private {
        _book(s, amount, 0);
        _announce(s, payer, amount);
    }

    function _announce(Standing memory s, address payer, uint256 amount) private {
        if (amount == s.due) {
            emit IBillPayments.BillPaid(s.roll, s.index, payer, amount);
        } else {
            emit IBillPayments.BillPartPaid(s.roll, s.index, payer, amount, s.due - amount);
        }
    }

    /// @dev A settled bill of which something is refunded and still owed is reopened into the ledger.
    function _bookRefund(Standing memory s, uint256 amount, bool isCredited) private {
        uint256 paid = LedgerWord.paidOf(s.ledger);
        require(amount != 0 && amount <= paid, IBillAgents.RefundInvalid(amount, paid));

        uint256 credited = LedgerWord.creditedOf(s.ledger) + (isCredited ? amount : 0);
        s.ledger = LedgerWord.withNextSequence(LedgerWord.withSettled(s.ledger, paid - amount, credited));
        bool isReopened = !isCredited && s.status == IBills.BillStatus.Settled;
        if (isReopened) _giveGrace(s);
        _save(s, isReopened ? IBills.BillStatus.InLedger : s.status);
    }

    /// @dev Books what is paid or credited, together at most what is owed. Only a bill that is settled by one payment in
    /// time does without a ledger.
    function _book(Standing memory s, uint256 paid, uint256 credited) private {
        bool isWhole = paid + credited == s.due;
        IBills.BillStatus status =
            isWhole
                ? IBills.BillStatus.Settled
                : s.status == IBills.BillStatus.Held
                    ? s.status
                    : IBills.BillStatus.InLedger;
        if (isWhole && s.ledger == 0 && credited == 0) {
            _setStatus(s, status);
        } else {
            (uint256 paidBefore, uint256 creditedBefore) = (
                LedgerWord.paidOf(s.ledger),
                LedgerWord.creditedOf(s.ledger)
            );
            s.ledger = LedgerWord.withSettled(s.ledger, paidBefore + paid, creditedBefore + credited);
            _save(s, status);
        }
    }

    function _save(Standing memory s, IBills.BillStatus status) private {
        BillStore.get().ledgers[s.roll][s.index] = s.ledger;
        if (LedgerWord.hasClock(s.ledger)) {
            BillStore.get().clocks[s.roll][s.index] = s.clock;
            if (s.toRoll != BillStore.get().carriedTo[s.roll][s.index])
                BillStore.get().carriedTo[s.roll][s.index] = s.toRoll;
        }
        _setStatus(s, status);
    }

    function _setStatus(Standing memory s, IBills.BillStatus status) private {
        if (status != s.status)
            BillStore.get().statusWords[s.record] = StatusWord.withStatus(s.word, s.index, uint256(status));
    }

    /// @dev Lets the credit account pay, after everything is booked.
    function _draw(Standing memory s, address to, uint256 amount, bytes32 reason, address token) private {
        address account = BillStore.get().creditAccounts[s.roll];
        require(account != address(0), IBillAgents.CreditAccountMissing(s.roll));
        if (!ERC165Checker.supportsInterface(account, type(ICreditAccount).interfaceId)) {
            // slither-disable-next-line unchecked-transfer,arbitrary-send-erc20
            IERC20(token).transferFrom(account, to, amount);
            return;
        }
        uint256 before = IERC20(token).balanceOf(to);
        bytes4 answer = ICreditAccount(account).draw(to, amount, s.roll, s.index, reason);
        require(
            answer == ICreditAccount.draw.selector && (account == to || IERC20(token).balanceOf(to) == before + amount),
            IBillAgents.CreditAccountFailed(account, amount)
        );
    }

    /// @dev Loads the word of a bill; takes it over first where it is still in the predecessor.
    function _takeWord(uint256 line, uint256 roll, uint32 index, bytes32 record) private returns (uint256 word) {
        BillStore.Store storage store = BillStore.get();
        word = store.statusWords[record];
        require(!StatusWord.isMoved(word), ISuccession.RecordAlreadyMoved(record));
        if (!BillLine.isForeign(line, roll, word)) return word;

        // An older one than the predecessor gives it to the predecessor first.
        address predecessor = BillLine.predecessorOf(line);
        if (RollId.generationOf(roll) + 1 < BillLine.generationOf(line)) IBills(predecessor).takeOver(roll, index);
        word = StatusWord.asTakenOver(abi.decode(ISuccession(predecessor).handOver(record), (uint256)));
        store.statusWords[record] = word;
    }

    /// @dev Loads status and ledger of a bill.
    function _place(uint256 line, uint256 roll, uint32 index) private returns (Standing memory s) {
        bytes32 record = StatusWord.keyOf(roll, index);
        uint256 word = _takeWord(line, roll, index, record);
        (s.roll, s.index, s.record, s.word) = (roll, index, record, word);
        s.status = IBills.BillStatus(StatusWord.statusOf(word, index));
        _read(s, line);
    }

    /// @dev The same, with what is owed now.
    function _stand(uint256 line, uint256 roll, uint256 terms) private returns (Standing memory s) {
        s = _place(line, roll, BillTerms.indexOf(terms));
        _measure(s, terms, block.timestamp);
    }

    /// @dev A bill that can be paid now.
    function _standPayable(uint256 line, uint256 roll, uint256 terms) private returns (Standing memory s) {
        s = _stand(line, roll, terms);
        require(
            s.status == IBills.BillStatus.Open || s.status == IBills.BillStatus.InLedger,
            IBills.BillStatusWrong(roll, s.index, s.status)
        );
        require(!LedgerWord.isCarried(s.ledger), IBills.BillCarried(roll, s.index));
    }

    /// @dev A bill for which something may have been paid; its ledger says how much.
    function _standRefundable(uint256 line, uint256 roll, uint256 terms) private returns (Standing memory s) {
        s = _stand(line, roll, terms);
        require(
            s.status == IBills.BillStatus.Settled || s.status == IBills.BillStatus.InLedger,
            IBills.BillStatusWrong(roll, s.index, s.status)
        );
        require(!LedgerWord.isCarried(s.ledger), IBills.BillCarried(roll, s.index));
        // Settled without a ledger is paid whole, in time and by one payment.
        if (s.ledger == 0) s.ledger = LedgerWord.withSettled(0, BillTerms.amountOf(terms), 0);
    }

    // --- Internal reads ---

    function _statusOf(uint256 line, uint256 roll, uint32 index) private view returns (IBills.BillStatus) {
        uint256 word = BillStore.get().statusWords[StatusWord.keyOf(roll, index)];
        if (BillLine.isForeign(line, roll, word)) {
            return IBills(BillLine.predecessorOf(line)).statusOf(roll, index);
        }
        return IBills.BillStatus(StatusWord.statusOf(word, index));
    }

    function _read(Standing memory s, uint256 line) private view {
        if (s.status == IBills.BillStatus.Open) return;
        (s.storedLedger, s.clock, s.toRoll) = ledgerWordsOf(line, s.roll, s.index);
        s.ledger = s.storedLedger;
    }

    /// @dev Why a bill cannot be paid; 0 where it can.
    function _problemOf(Standing memory s) private pure returns (bytes4) {
        if (s.status == IBills.BillStatus.Settled || s.status == IBills.BillStatus.Held)
            return IBills.BillStatusWrong.selector;
        return LedgerWord.isCarried(s.ledger) ? IBills.BillCarried.selector : bytes4(0);
    }

    /// @dev What is owed for a bill at a time.
    function _measure(Standing memory s, uint256 terms, uint256 time) private pure {
        if (s.status == IBills.BillStatus.Settled) {
            s.due = 0;
            return;
        }
        uint256 opensAt = RollId.opensAtOf(s.roll);
        if (!LedgerWord.hasClock(s.ledger)) {
            s.ledger = LateFee.accrue(s.ledger, terms, LateFee.lateAfter(terms, opensAt, 0, 0), time);
        } else if (!LedgerWord.isCarried(s.ledger)) {
            IBills.Clock memory clock = s.clock;
            uint256 lateAfter = LateFee.lateAfter(terms, opensAt, clock.pausedSeconds, clock.deferredUntil);
            if (s.status == IBills.BillStatus.Held) time = Math.min(time, clock.heldSince);
            s.ledger = LateFee.accrue(s.ledger, terms, lateAfter, time);
        } else {
            s.due = 0;
            return;
        }
        s.due = BillTerms.amountOf(terms) + LedgerWord.accruedFeeOf(s.ledger) - LedgerWord.settledOf(s.ledger);
    }

    /// @dev Lets the clock go on after the bill was held: what was to come comes as much later.
    function _restart(IBills.Clock memory clock) private view {
        uint40 heldFor = _now() - clock.heldSince;
        clock.pausedSeconds += heldFor;
        if (clock.deferredUntil != 0) clock.deferredUntil += heldFor;
        clock.heldSince = 0;
    }

    /// @dev Lets no fee grow for a while on a bill that is owed again.
    function _giveGrace(Standing memory s) private view {
        s.ledger = LedgerWord.withClock(LedgerWord.withoutDays(s.ledger));
        s.clock.deferredUntil = Math.max(s.clock.deferredUntil, _now() + REOPENING_GRACE).toUint40();
    }

    function _isHere(uint256 roll, uint256 terms) private view returns (bool) {
        return !StatusWord.isMoved(BillStore.get().statusWords[StatusWord.keyOf(roll, BillTerms.indexOf(terms))]);
    }

    /// @dev A part is not too small, unless it is all, and not too much.
    function _isPart(uint256 amount, uint256 due) private pure returns (bool) {
        return amount == due || (amount >= MINIMUM_PART && amount < due);
    }

    function _now() private view returns (uint40) {
        return block.timestamp.toUint40();
    }
}
