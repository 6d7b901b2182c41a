// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

import {CityToken} from "../../contracts/payments/CityToken.sol";
import {IBilling} from "../../contracts/payments/IBilling.sol";
import {IBillAgents} from "../../contracts/payments/billing/IBillAgents.sol";
import {IBillRolls} from "../../contracts/payments/billing/IBillRolls.sol";
import {IBills} from "../../contracts/payments/billing/IBills.sol";
import {IDisputes} from "../../contracts/payments/IDisputes.sol";
import {IMandates} from "../../contracts/payments/IMandates.sol";
import {IAgents} from "../../contracts/governance/IAgents.sol";
import {BillTerms} from "../../contracts/payments/libraries/BillTerms.sol";
import {Artifacts} from "./Artifacts.sol";
import {OfficerTable__Double} from "./Payments__Doubles.sol";
import {Test} from "./Test.sol";

/// @notice Eight bills of four people, their mandates and disputes, a collector and all officers, who do what they may and
/// try what they may not. It keeps its own books of what was paid, credited and refunded, which the contracts must match.
contract DesksHandler is Test {
    // --- Types and constants ---

    struct Given {
        uint256 perBill;
        uint256 perPeriod;
        uint256 startsAt;
        uint256 periodDays;
        uint256 periods;
        bool isGiven;
    }

    struct Debited {
        uint256[] words;
        uint256 collectedAt;
    }

    uint256 public constant PEOPLE = 4;
    uint256 public constant BILLS = 8;
    uint256 public constant WEALTH = 1_000_000e6;

    uint256 private constant LEVELS = 3;
    uint256 private constant CAP_BPS = 1000;
    bytes32 private constant DOCUMENT = keccak256("document");
    bytes32 private constant SALT = keccak256("salt");
    bytes32 private constant REASON = "REMISSION";
    address private constant PAYEE = address(0xBA7EE);
    address private constant BUDGET = address(0xB0D9E7);
    address private constant STRANGER = address(0x57A4);

    // --- Storage ---

    CityToken public token;
    IBilling public billing;
    IMandates public mandates;
    IDisputes public disputes;
    address[PEOPLE] public people;
    string[] public acts;
    mapping(string act => uint256) public successes;
    mapping(address person => uint256) public spent;
    mapping(address person => uint256) public regained;
    uint256[BILLS] public paid;
    uint256[BILLS] public credited;
    uint256[BILLS] public refunded;
    uint256[BILLS] public reopenings;
    uint256[BILLS] public heldDue;

    OfficerTable__Double private immutable OFFICERS = new OfficerTable__Double();
    uint256 private _roll;
    IBills.Bill[] private _bills;
    bytes32[][] private _proofs;
    uint256[BILLS] private _amounts;
    IBills.BillStatus[BILLS] private _statuses;
    mapping(address person => Given) private _given;
    mapping(address person => uint256) private _givings;
    mapping(bytes32 periodOfGiving => uint256) private _used;
    Debited[] private _batches;

    // --- Constructor ---

    constructor() {
        VM.warp(1_800_000_000);
        token = CityToken(Artifacts.deploy("CityToken", abi.encode("City Token", "CITY", OFFICERS, address(0))));
        billing = IBilling(Artifacts.deploy("Billing", abi.encode(OFFICERS, token, address(0))));
        string[24] memory names = [
            "pay",
            "payPart",
            "payTooMuch",
            "give",
            "revoke",
            "collect",
            "collectWithout",
            "reclaim",
            "reclaimAgain",
            "open",
            "withdraw",
            "reject",
            "grantClaim",
            "endBySilence",
            "silenceTooEarly",
            "credit",
            "creditTooMuch",
            "refund",
            "refundAndCredit",
            "refundTooMuch",
            "plan",
            "freeze",
            "steal",
            "wait"
        ];
        for (uint256 i = 0; i < names.length; ++i) acts.push(names[i]);
    }

    /// @notice Deploys the desks and posts the roll, once: a constructor has no code yet, and too little gas for all of it.
    function prepare() external {
        if (_roll != 0) return;
        mandates = IMandates(Artifacts.deploy("Mandates", abi.encode(OFFICERS, billing, address(0))));
        disputes = IDisputes(Artifacts.deploy("Disputes", abi.encode(OFFICERS, billing, address(0))));
        _appoint();
        token.announceAgent(address(this), 3);
        IAgents(address(billing)).announceAgent(address(mandates), 1 | 8);
        IAgents(address(billing)).announceAgent(address(disputes), 2 | 4 | 8 | 16);
        for (uint256 i = 0; i < PEOPLE; ++i) {
            people[i] = VM.addr(0xDE5C + i);
            token.mint(people[i], WEALTH);
            VM.prank(people[i]);
            token.approve(address(billing), type(uint256).max);
        }
        token.mint(BUDGET, WEALTH);
        VM.prank(BUDGET);
        token.approve(address(billing), type(uint256).max);
        _post();
    }

    // --- Acts: paying ---

    function pay(uint256 billSeed, uint256 personSeed) external {
        (uint256 i, address person) = (_payable(billSeed), _liquid(personSeed));
        if (i == BILLS || person == address(0)) return;
        uint256 due = dueOf(i);
        VM.prank(person);
        assertEq(billing.pay(_bills[i], due, _proofs[i]), due, "what is owed is paid");
        _book(i, person, due);
        _track(i, false);
        assertTrue(_statuses[i] == IBills.BillStatus.Settled, "a bill that is paid whole is settled");
        _succeeded("pay");
    }

    function payPart(uint256 billSeed, uint256 personSeed, uint256 amount) external {
        (uint256 i, address person) = (_payable(billSeed), _liquid(personSeed));
        if (i == BILLS || person == address(0)) return;
        uint256 due = dueOf(i);
        if (due <= 1e6) return;
        amount = bound(amount, 1e6, due);
        VM.prank(person);
        billing.payPart(_bills[i], amount, _proofs[i]);
        _book(i, person, amount);
        _track(i, false);
        _succeeded("payPart");
    }

    function payTooMuch(uint256 billSeed, uint256 excess) external {
        uint256 i = billSeed % BILLS;
        uint256 amount = dueOf(i) + bound(excess, 1, WEALTH);
        bool isPaid = _tries(
            people[0],
            address(billing),
            abi.encodeCall(billing.payPart, (_bills[i], amount, _proofs[i]))
        );
        assertTrue(!isPaid, "BILL-14: more was paid than is owed");
        _succeeded("payTooMuch");
    }

    // --- Acts: mandates ---

    function give(uint256 personSeed, uint256 perBill, uint256 perPeriod, uint256 periodDays) external {
        address person = people[personSeed % PEOPLE];
        Given memory given = Given({
            perBill: bound(perBill, 1e6, 120e6),
            perPeriod: bound(perPeriod, 120e6, 220e6),
            startsAt: _now() + (periodDays % 3 == 0 ? 1 days : 0),
            periodDays: bound(periodDays, 1, 60),
            periods: bound(perBill, 1, 30),
            isGiven: true
        });
        IMandates.Mandate memory mandate = IMandates.Mandate({
            payer: person,
            payee: PAYEE,
            roll: 0,
            collector: address(0),
            perBill: uint48(given.perBill),
            perPeriod: uint48(given.perPeriod),
            startsAt: uint40(given.startsAt),
            periodDays: uint16(given.periodDays),
            periods: uint16(given.periods),
            ordinal: mandates.mandateInfo(person, PAYEE, 0, address(0)).ordinal,
            documentHash: DOCUMENT
        });
        VM.prank(person);
        mandates.give(mandate);
        _given[person] = given;
        ++_givings[person];
        _succeeded("give");
    }

    function revoke(uint256 personSeed) external {
        address person = people[personSeed % PEOPLE];
        if (personSeed % 3 != 0) return;
        VM.prank(person);
        mandates.revoke(PAYEE, 0, address(0));
        _given[person].isGiven = false;
        _succeeded("revoke");
    }

    /// @dev Two bills at once, often of one person; what the mandate does not allow must not be taken.
    function collect(uint256 billSeed, uint256 personSeed, uint256 excess) external {
        uint256[2] memory bills = [
            billSeed % BILLS,
            ((billSeed % BILLS) + 1 + ((billSeed >> 8) % (BILLS - 1))) % BILLS
        ];
        address[2] memory payers = [people[personSeed % PEOPLE], people[(personSeed >> 128) % PEOPLE]];
        uint256[2] memory settled;
        IMandates.Debit[] memory debits = new IMandates.Debit[](2);
        for (uint256 k = 0; k < 2; ++k) {
            uint256 due = dueOf(bills[k]);
            debits[k] = IMandates.Debit(payers[k], uint48(due + (excess % 3)), _bills[bills[k]].terms);
            settled[k] = settledOf(bills[k]);
        }
        uint256 balance = token.balanceOf(PAYEE);
        bytes32 id = mandates.collect(IMandates.Batch(_roll, 0, address(0)), debits);

        uint256 total = token.balanceOf(PAYEE) - balance;
        uint256[] memory words = new uint256[](2);
        uint256 count = 0;
        for (uint256 k = 0; k < 2; ++k) {
            uint256 amount = settledOf(bills[k]) - settled[k];
            if (amount == 0) continue;
            total -= amount;
            _checkMandate(payers[k], amount);
            _book(bills[k], payers[k], amount);
            _track(bills[k], false);
            words[count++] = mandates.debitOf(payers[k], uint32(bills[k]), uint64(amount));
        }
        assertEq(total, 0, "BILL-17: nothing is taken beside the bills");
        if (count == 0) {
            assertEq(id, bytes32(0), "an empty batch leaves no record");
            _succeeded("collectWithout");
            return;
        }
        assembly ("memory-safe") {
            mstore(words, count)
        }
        assertEq(id, keccak256(abi.encode(_roll, words)), "a batch is known by what was taken");
        _batches.push(Debited(words, _now()));
        _succeeded("collect");
    }

    function reclaim(uint256 seed) external {
        if (_batches.length == 0) return;
        Debited memory batch = _batches[seed % _batches.length];
        uint256 position = (seed >> 64) % batch.words.length;
        uint256 word = batch.words[position];
        (address payer, uint256 i, uint256 amount) = (address(uint160(word >> 96)), uint32(word), uint64(word >> 32));
        bool isOpen = reopenings[i] == 0 && _now() <= batch.collectedAt + 56 days;
        bool isReclaimed = _tries(
            payer,
            address(mandates),
            abi.encodeCall(mandates.reclaim, (_bills[i], _proofs[i], batch.words, position))
        );
        assertEq(isReclaimed, isOpen, "BILL-15: a debit is taken back once, within eight weeks, and not otherwise");
        if (!isReclaimed) {
            _succeeded("reclaimAgain");
            return;
        }
        refunded[i] += amount;
        regained[payer] += amount;
        ++reopenings[i];
        _track(i, true);
        _succeeded("reclaim");
    }

    // --- Acts: disputes ---

    function open(uint256 billSeed, uint256 claimed) external {
        uint256 i = _payable(billSeed);
        if (i == BILLS) return;
        uint256 due = dueOf(i);
        if (due == 0) return;
        claimed = bound(claimed, 1, due);
        bool isAgain = disputes.disputeOf(_roll, uint32(i)).state != IDisputes.State.None;
        if (isAgain) {
            disputes.openAtCounter(_bills[i], _proofs[i], uint64(claimed), DOCUMENT);
        } else {
            address debtor = _debtor(i);
            VM.prank(debtor);
            disputes.open(_bills[i], _proofs[i], IDisputes.Opening(debtor, DOCUMENT, SALT), uint64(claimed), DOCUMENT);
        }
        heldDue[i] = due;
        _track(i, false);
        _succeeded("open");
    }

    function withdraw(uint256 billSeed) external {
        uint256 i = _disputed(billSeed);
        if (i == BILLS) return;
        IDisputes.Dispute memory dispute = disputes.disputeOf(_roll, uint32(i));
        if (dispute.debtor == address(0)) return;
        VM.prank(dispute.debtor);
        disputes.withdraw(_roll, uint32(i));
        _released(i);
        _succeeded("withdraw");
    }

    function answer(uint256 billSeed, uint256 amount) external {
        uint256 i = _disputed(billSeed);
        if (i == BILLS) return;
        uint256 openedAt = disputes.disputeOf(_roll, uint32(i)).openedAt;
        uint256 due = dueOf(i);
        amount = amount % 2 == 0 ? 0 : bound(amount, 1, due);
        IDisputes.Answer[] memory answers = new IDisputes.Answer[](1);
        answers[0] = IDisputes.Answer(_bills[i], _proofs[i], uint64(amount), REASON, DOCUMENT);
        disputes.answerAsHead(answers);
        bool isAnswered = disputes.disputeOf(_roll, uint32(i)).state != IDisputes.State.Open;
        assertEq(isAnswered, _now() <= openedAt + 60 days, "BILL-18: an answer comes in time");
        if (!isAnswered) return;
        credited[i] += amount;
        _released(i);
        _succeeded(amount == 0 ? "reject" : "grantClaim");
    }

    function endBySilence(uint256 billSeed) external {
        uint256 i = _disputed(billSeed);
        if (i == BILLS) return;
        IDisputes.Dispute memory dispute = disputes.disputeOf(_roll, uint32(i));
        bool isSilent = _now() > dispute.openedAt + 60 days;
        bool isEnded = _tries(
            STRANGER,
            address(disputes),
            abi.encodeCall(disputes.endBySilence, (_bills[i], _proofs[i]))
        );
        assertEq(isEnded, isSilent, "BILL-18: silence ends a dispute after its time, and not before");
        if (!isEnded) {
            _succeeded("silenceTooEarly");
            return;
        }
        credited[i] += dispute.claimed;
        _released(i);
        _succeeded("endBySilence");
    }

    // --- Acts: credits, refunds, plans ---

    function credit(uint256 billSeed, uint256 amount) external {
        uint256 i = _payable(billSeed);
        if (i == BILLS) return;
        uint256 due = dueOf(i);
        if (due == 0) return;
        bool isTooMuch = amount % 4 == 0;
        amount = isTooMuch ? due + 1 + (amount % 1e6) : bound(amount, 1, due);
        uint256 before = settledOf(i);
        IDisputes.Credit[] memory credits = new IDisputes.Credit[](1);
        credits[0] = IDisputes.Credit(_bills[i], _proofs[i], uint64(amount), REASON, DOCUMENT);
        disputes.creditAsHead(credits);
        uint256 change = settledOf(i) - before;
        assertEq(change, isTooMuch ? 0 : amount, "BILL-14: a credit is at most what is owed");
        credited[i] += change;
        _track(i, false);
        _succeeded(isTooMuch ? "creditTooMuch" : "credit");
    }

    function refund(uint256 billSeed, uint256 amount, bool isCredited) external {
        uint256 i = _refundable(billSeed);
        if (i == BILLS) return;
        address debtor = _debtor(i);
        uint256 left = paid[i] - refunded[i];
        bool isTooMuch = left == 0 || amount % 4 == 0;
        amount = isTooMuch ? left + 1 + (amount % 1e6) : bound(amount, 1, left);
        IDisputes.Refund[] memory refunds = new IDisputes.Refund[](1);
        refunds[0] = IDisputes.Refund(
            _bills[i],
            _proofs[i],
            IDisputes.Opening(debtor, DOCUMENT, SALT),
            uint64(amount),
            isCredited,
            REASON,
            DOCUMENT
        );
        uint256 balance = token.balanceOf(debtor);
        disputes.refund(refunds);
        uint256 change = token.balanceOf(debtor) - balance;
        assertEq(change, isTooMuch ? 0 : amount, "BILL-15: a refund is at most what was paid");
        if (isTooMuch) {
            _succeeded("refundTooMuch");
            return;
        }
        refunded[i] += amount;
        regained[debtor] += amount;
        if (isCredited) credited[i] += amount;
        ++reopenings[i];
        _track(i, true);
        _succeeded(isCredited ? "refundAndCredit" : "refund");
    }

    function plan(uint256 billSeed, uint256 periodDays, uint256 count) external {
        uint256 i = _payable(billSeed);
        if (i == BILLS || dueOf(i) == 0) return;
        periodDays = bound(periodDays, 1, 60);
        uint256 firstDueAt = _now() + bound(count, 1, 60 days);
        uint40 deferredUntil = billing.ledgerOf(_roll, uint32(i)).deferredUntil;
        if (firstDueAt + periodDays * 1 days < deferredUntil) firstDueAt = deferredUntil;
        uint256 before = dueOf(i);
        disputes.grantPlan(
            _bills[i],
            _proofs[i],
            uint40(firstDueAt),
            uint16(periodDays),
            uint16(bound(count, 2, 12)),
            DOCUMENT
        );
        IBills.ProvenBill[] memory list = new IBills.ProvenBill[](1);
        list[0] = IBills.ProvenBill(_bills[i], _proofs[i]);
        disputes.extendPlans(list);
        assertEq(dueOf(i), before, "a plan changes nothing of what is owed now");
        _track(i, false);
        _succeeded("plan");
    }

    // --- Acts: the rest ---

    function freeze(uint256 personSeed) external {
        address person = people[personSeed % PEOPLE];
        token.setFrozenTokens(person, personSeed % 3 == 0 ? type(uint104).max : 0);
        _succeeded("freeze");
    }

    /// @dev Nobody acts on bills without a right, not even with a proof and an allowance.
    function steal(uint256 billSeed, uint256 personSeed) external {
        uint256 i = billSeed % BILLS;
        address victim = people[personSeed % PEOPLE];
        IBillAgents.Collection[] memory list = new IBillAgents.Collection[](1);
        list[0] = IBillAgents.Collection(victim, _bills[i].terms, type(uint64).max, 0);
        IMandates.Debit[] memory debits = new IMandates.Debit[](1);
        debits[0] = IMandates.Debit(victim, type(uint48).max, _bills[i].terms);
        IMandates.Batch memory batch = IMandates.Batch(_roll, 0, address(0));
        (IBills.Bill memory bill, bytes32[] memory proof) = (_bills[i], _proofs[i]);
        address desk = address(billing);
        bool isDone = _tries(STRANGER, desk, abi.encodeCall(billing.collect, (_roll, list)));
        isDone = _tries(STRANGER, desk, abi.encodeCall(billing.hold, (bill, proof))) || isDone;
        isDone = _tries(STRANGER, desk, abi.encodeCall(billing.release, (_roll, uint32(i)))) || isDone;
        isDone = _tries(STRANGER, desk, abi.encodeCall(billing.credit, (bill, proof, 1, REASON))) || isDone;
        isDone = _tries(STRANGER, desk, abi.encodeCall(billing.defer, (bill, proof, uint40(_now() + 1)))) || isDone;
        isDone =
            _tries(STRANGER, desk, abi.encodeCall(billing.refund, (bill, proof, STRANGER, 1, false, REASON))) || isDone;
        isDone = _tries(STRANGER, address(mandates), abi.encodeCall(mandates.collect, (batch, debits))) || isDone;
        assertTrue(!isDone, "BILL-17: somebody without a right acted on a bill");
        _succeeded("steal");
    }

    function wait(uint256 duration) external {
        uint256 kind = duration % 4;
        if (kind == 0) _skip(1);
        else if (kind == 1) _skip(1 days);
        else if (kind == 2) _skip(bound(duration, 1, 20 days));
        else _skip(61 days);
        _succeeded("wait");
    }

    // --- Reads ---

    function actCount() external view returns (uint256) {
        return acts.length;
    }

    function dueOf(uint256 i) public view returns (uint256) {
        return billing.owedOf(_bills[i], uint40(_now())).due;
    }

    function settledOf(uint256 i) public view returns (uint256) {
        return billing.owedOf(_bills[i], uint40(_now())).settled;
    }

    function statusOf(uint256 i) public view returns (IBills.BillStatus) {
        return billing.statusOf(_roll, uint32(i));
    }

    /// @notice Most that can ever be owed for a bill: its amount and its fees at their cap.
    function mostOf(uint256 i) external view returns (uint256) {
        return _amounts[i] + (_amounts[i] * CAP_BPS) / 10_000;
    }

    function revenue() external view returns (uint256) {
        return token.balanceOf(PAYEE);
    }

    function drawn() external view returns (uint256) {
        return WEALTH - token.balanceOf(BUDGET);
    }

    // --- Internal ---

    /// @dev The handler is every officer.
    function _appoint() private {
        bytes4[] memory selectors = new bytes4[](13);
        selectors[0] = IAgents.announceAgent.selector;
        selectors[1] = IBillRolls.postRoll.selector;
        selectors[2] = IBillRolls.setPayee.selector;
        selectors[3] = IBillAgents.setCreditAccount.selector;
        selectors[4] = IMandates.setCollector.selector;
        selectors[5] = IDisputes.openAtCounter.selector;
        selectors[6] = IDisputes.refund.selector;
        selectors[7] = IDisputes.grantPlan.selector;
        selectors[8] = IDisputes.setOfficerLimit.selector;
        selectors[9] = IDisputes.answerAsHead.selector;
        selectors[10] = IDisputes.creditAsHead.selector;
        selectors[11] = IDisputes.refundAsHead.selector;
        selectors[12] = CityToken.setFrozenTokens.selector;
        OFFICERS.appoint(address(this), selectors);
    }

    function _post() private {
        uint40 opensAt = uint40(_now() + 2 days);
        _roll = (uint256(uint160(PAYEE)) << 96) | (uint256(opensAt) << 56) | (LEVELS << 40) | 1;
        bytes32[] memory row = new bytes32[](BILLS);
        for (uint256 i = 0; i < BILLS; ++i) {
            _amounts[i] = 40e6 + i * 13_333_333;
            uint256 terms = _termsOf(i, opensAt + i * 10 days);
            bytes32 commit = keccak256(abi.encode(_debtor(i), DOCUMENT, SALT));
            _bills.push(IBills.Bill(_roll, terms, commit));
            row[i] = BillTerms.leafOf(_roll, terms, commit);
            _proofs.push();
        }
        for (uint256 level = 0; level < LEVELS; ++level) {
            for (uint256 i = 0; i < BILLS; ++i) _proofs[i].push(row[(i >> level) ^ 1]);
            for (uint256 i = 0; i < BILLS >> (level + 1); ++i) {
                row[i] = Hashes.commutativeKeccak256(row[2 * i], row[2 * i + 1]);
            }
        }
        billing.setPayee(PAYEE, true);
        billing.setCreditAccount(_roll, BUDGET);
        billing.postRoll(_roll, row[0], uint32(BILLS), 1e9, DOCUMENT);
        mandates.setCollector(address(this), PAYEE, true);
        disputes.setOfficerLimit(type(uint64).max);
        VM.warp(opensAt);
    }

    /// @dev Terms of a bill, as `BillTerms` draws them: no two alike.
    function _termsOf(uint256 i, uint256 dueAt) private view returns (uint256) {
        uint256 flatFee = i % 2 == 0 ? 0 : 1e6;
        uint256 isOnBalance = i % 3 == 0 ? 1 : 0;
        return
            _amounts[i] |
            (i << 60) |
            (dueAt << 92) |
            (i << 132) |
            (flatFee << 140) |
            (uint256(200) << 180) |
            (uint256(777) << 196) |
            (CAP_BPS << 212) |
            (isOnBalance << 228) |
            (uint256(1) << 229);
    }

    function _book(uint256 i, address person, uint256 amount) private {
        paid[i] += amount;
        spent[person] += amount;
    }

    /// @dev A bill that was disputed is paid again under its next sequence, if something is left.
    function _released(uint256 i) private {
        ++reopenings[i];
        _track(i, false);
    }

    /// @dev Follows a bill's status: what is settled comes back by a refund alone, and then into the ledger.
    function _track(uint256 i, bool isRefund) private {
        IBills.BillStatus status = statusOf(i);
        if (_statuses[i] == IBills.BillStatus.Settled && status != IBills.BillStatus.Settled) {
            assertTrue(
                isRefund && status == IBills.BillStatus.InLedger,
                "BILL-19: a settled bill reopens by a refund alone, into the ledger"
            );
        }
        assertTrue(
            status != IBills.BillStatus.Open || _statuses[i] == IBills.BillStatus.Open,
            "BILL-19: no bill returns to open"
        );
        _statuses[i] = status;
    }

    /// @dev Straight from the sentences of BILL-16, not from the mandate's own counting.
    function _checkMandate(address payer, uint256 amount) private {
        Given memory given = _given[payer];
        assertTrue(given.isGiven, "BILL-17: taken without a mandate");
        assertLe(amount, given.perBill, "BILL-16: more was taken for a bill than its mandate says");
        assertLe(given.startsAt, _now(), "BILL-16: taken before the mandate begins");
        uint256 period = (_now() - given.startsAt) / (given.periodDays * 1 days);
        assertLe(period + 1, given.periods, "BILL-16: taken after the mandate's end");
        bytes32 key = keccak256(abi.encode(payer, _givings[payer], period));
        _used[key] += amount;
        assertLe(_used[key], given.perPeriod, "BILL-16: more was taken in a period than its mandate says");
    }

    function _succeeded(string memory act) private {
        ++successes[act];
    }

    function _debtor(uint256 i) private view returns (address) {
        return people[i % PEOPLE];
    }

    /// @dev The first, from the seed on, that can be paid; BILLS where none can.
    function _payable(uint256 seed) private view returns (uint256 i) {
        for (uint256 k = 0; k < BILLS; ++k) {
            i = ((seed % BILLS) + k) % BILLS;
            IBills.BillStatus status = statusOf(i);
            if (status == IBills.BillStatus.Open || status == IBills.BillStatus.InLedger) return i;
        }
        return BILLS;
    }

    function _refundable(uint256 seed) private view returns (uint256 i) {
        for (uint256 k = 0; k < BILLS; ++k) {
            i = ((seed % BILLS) + k) % BILLS;
            IBills.BillStatus status = statusOf(i);
            if (status == IBills.BillStatus.Settled || status == IBills.BillStatus.InLedger) return i;
        }
        return BILLS;
    }

    function _disputed(uint256 seed) private view returns (uint256 i) {
        for (uint256 k = 0; k < BILLS; ++k) {
            i = ((seed % BILLS) + k) % BILLS;
            if (statusOf(i) == IBills.BillStatus.Held) return i;
        }
        return BILLS;
    }

    /// @dev The first, from the seed on, whose tokens move.
    function _liquid(uint256 seed) private view returns (address) {
        for (uint256 k = 0; k < PEOPLE; ++k) {
            address person = people[((seed % PEOPLE) + k) % PEOPLE];
            if (token.getFrozenTokens(person) == 0) return person;
        }
        return address(0);
    }
}
