// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

import {IAgents} from "../../contracts/governance/IAgents.sol";
import {CityToken} from "../../contracts/payments/CityToken.sol";
import {IBilling} from "../../contracts/payments/IBilling.sol";
import {IBillAgents} from "../../contracts/payments/billing/IBillAgents.sol";
import {IBillArrears} from "../../contracts/payments/billing/IBillArrears.sol";
import {IBillPayments} from "../../contracts/payments/billing/IBillPayments.sol";
import {IBillRolls} from "../../contracts/payments/billing/IBillRolls.sol";
import {IBills} from "../../contracts/payments/billing/IBills.sol";
import {ISignedPayments} from "../../contracts/payments/billing/ISignedPayments.sol";
import {Artifacts} from "./Artifacts.sol";
import {OfficerTable__Double} from "./Payments__Doubles.sol";
import {Test} from "./Test.sol";

/// @notice Three payers, the office, a collector and an agent, who do what they may with eight bills and try what they
/// may not. It keeps its own books of every bill and balance, which the contracts must match.
contract BillingHandler is Test {
    // --- Types and constants ---

    struct Books {
        uint256 paid;
        uint256 credited;
        uint256 everPaid;
        uint256 everRefunded;
        IBills.BillStatus status;
        uint32 sequence;
    }

    uint256 public constant BILLS = 8;
    uint256 public constant PEOPLE = 3;
    uint256 public constant AMOUNT = 100e6;

    uint256 private constant LEVELS = 3;
    uint256 private constant FIRST_KEY = 0xB111;
    uint256 private constant FORTUNE = 1e15;
    address private constant PAYEE = address(0xFA7EE);
    address private constant BUDGET = address(0xB0D6E7);
    bytes32 private constant REASON = "REMISSION";
    bytes32 private constant PAY_BILL = keccak256(
        "PayBill(address payer,address payee,uint256 roll,uint32 index,bytes32 bill,uint64 maxAmount,uint32 sequence,uint40 deadline)"
    );
    bytes32 private constant DOMAIN = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );

    // --- Storage ---

    IBilling public billing;
    CityToken public token;
    address[PEOPLE] public people;
    uint256 public roll;
    string[] public acts;
    mapping(string act => uint256) public successes;
    mapping(uint256 index => Books) public books;
    mapping(address account => uint256) public expectedBalance;

    mapping(address person => uint256 key) private _keyOf;
    bytes32[BILLS][LEVELS + 1] private _rows;
    uint256[BILLS] private _terms;
    uint256 private _nextSerial = 2;

    // --- Constructor ---

    constructor() {
        VM.warp(1_800_000_000);
        OfficerTable__Double officers = new OfficerTable__Double();
        token = CityToken(Artifacts.deploy("CityToken", abi.encode("City Token", "CITY", officers, address(0))));
        billing = IBilling(Artifacts.deploy("Billing", abi.encode(officers, token, address(0))));
        bytes4[] memory selectors = new bytes4[](6);
        selectors[0] = IAgents.announceAgent.selector;
        selectors[1] = IBillRolls.postRoll.selector;
        selectors[2] = IBillArrears.carry.selector;
        selectors[3] = ISignedPayments.setCollector.selector;
        selectors[4] = IBillRolls.setPayee.selector;
        selectors[5] = IBillAgents.setCreditAccount.selector;
        officers.appoint(address(this), selectors);
        for (uint256 i = 0; i < PEOPLE; ++i) {
            people[i] = VM.addr(FIRST_KEY + i);
            _keyOf[people[i]] = FIRST_KEY + i;
        }
        _name();
    }

    // --- Acts: once ---

    /// @dev Not in the constructor: an agent must have code.
    function begin() external {
        if (roll != 0) return;
        token.announceAgent(address(this), 3);
        IAgents(address(billing)).announceAgent(address(this), 31);
        billing.setPayee(PAYEE, true);
        billing.setCollector(address(this), true);
        for (uint256 i = 0; i < PEOPLE; ++i) _endow(people[i]);
        _endow(BUDGET);
        _post();
    }

    function _name() private {
        string[15] memory names = [
            "pay",
            "payPart",
            "payStatement",
            "payBySignature",
            "replay",
            "payTrusted",
            "collect",
            "steal",
            "hold",
            "release",
            "credit",
            "defer",
            "refund",
            "carryAndReinstate",
            "wait"
        ];
        for (uint256 i = 0; i < names.length; ++i) acts.push(names[i]);
    }

    // --- Acts: payers ---

    function pay(uint256 billSeed, uint256 payerSeed) external {
        (uint256 index, address payer) = (billSeed % BILLS, _person(payerSeed));
        uint256 due = _due(index);
        VM.prank(payer);
        try billing.pay(_bill(index), due, _proof(index)) {
            assertTrue(_isPayable(index), "BILL-1: only an open bill or one in the ledger is paid");
            _booked(index, payer, due, 0);
            _succeeded("pay");
        } catch {
            assertTrue(!_isPayable(index), "a bill that can be paid is paid");
        }
    }

    function payPart(uint256 billSeed, uint256 payerSeed, uint256 amount) external {
        (uint256 index, address payer) = (billSeed % BILLS, _person(payerSeed));
        uint256 due = _due(index);
        amount = bound(amount, 0, due + 1e6);
        bool isRight = amount == due || (amount >= 1e6 && amount < due);
        VM.prank(payer);
        try billing.payPart(_bill(index), amount, _proof(index)) {
            assertTrue(isRight && _isPayable(index), "BILL-1: a part is at most what is owed");
            _booked(index, payer, amount, 0);
            if (amount != due) _succeeded("payPart");
        } catch {
            assertTrue(!isRight || !_isPayable(index), "a part that can be paid is paid");
        }
    }

    function payStatement(uint256 half, uint256 payerSeed) external {
        uint256 first = (half % 2) * 4;
        address payer = _person(payerSeed);
        uint256[] memory terms = new uint256[](4);
        uint256[4] memory dues;
        uint256 total = 0;
        for (uint256 i = 0; i < 4; ++i) {
            terms[i] = _terms[first + i];
            dues[i] = _isPayable(first + i) ? _due(first + i) : 0;
            total += dues[i];
        }
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = _rows[2][first == 0 ? 1 : 0];
        VM.prank(payer);
        try billing.payStatement(IBillPayments.Statement(roll, terms, _commit(0)), total, proof) {
            for (uint256 i = 0; i < 4; ++i) if (dues[i] != 0) _booked(first + i, payer, dues[i], 0);
            _succeeded("payStatement");
        } catch {
            assertEq(total, 0, "a statement of which something is owed is paid");
        }
    }

    function payBySignature(uint256 billSeed, uint256 payerSeed, uint256 sequence) external {
        (uint256 index, address payer) = (billSeed % BILLS, _person(payerSeed));
        uint256 due = _due(index);
        sequence = sequence % 3 == 0 ? sequence % 5 : books[index].sequence;
        ISignedPayments.SignedPayment[] memory list = _signed(index, payer, due, uint32(sequence));
        bool isRight = _isPayable(index) && sequence == books[index].sequence;
        if (billing.payBySignature(roll, list) == 1) {
            assertTrue(isRight, "BILL-4: a signature names the bill's sequence");
            _booked(index, payer, due, 0);
            _succeeded("payBySignature");
            assertEq(billing.payBySignature(roll, list), 0, "BILL-4: a signature works once");
            _succeeded("replay");
        } else {
            assertTrue(!isRight, "a signed payment that can be made is made");
        }
    }

    function payTrusted(uint256 billSeed, uint256 payerSeed) external {
        (uint256 index, address payer) = (billSeed % BILLS, _person(payerSeed));
        uint256 due = _due(index);
        ISignedPayments.SignedPayment memory signed = _signed(index, payer, due, books[index].sequence)[0];
        (bytes32 r, bytes32 s, uint8 v) = _split(signed.signature);
        ISignedPayments.TrustedPayment[] memory list = new ISignedPayments.TrustedPayment[](1);
        bytes32 vs = bytes32(uint256(s) | (uint256(v - 27) << 255));
        list[0] = ISignedPayments.TrustedPayment(payer, signed.terms, signed.commit, signed.order, r, vs);
        bool isPaid = billing.payTrusted(roll, list) == 1;
        assertTrue(isPaid == _isPayable(index), "a trusted payment is made where the bill can be paid");
        if (!isPaid) return;
        _booked(index, payer, due, 0);
        _succeeded("payTrusted");
    }

    function collect(uint256 billSeed, uint256 payerSeed, uint256 maximum) external {
        (uint256 index, address payer) = (billSeed % BILLS, _person(payerSeed));
        uint256 due = _due(index);
        maximum = bound(maximum, 0, 2 * AMOUNT);
        IBillAgents.Collection[] memory list = new IBillAgents.Collection[](1);
        list[0] = IBillAgents.Collection(payer, _terms[index], uint64(maximum), books[index].sequence);
        uint256 amount = billing.collect(roll, list)[0];
        bool isRight = _isPayable(index) && due <= maximum;
        assertEq(amount, isRight ? due : 0, "BILL-7: a collection takes what is owed, at most what is given");
        if (!isRight) return;
        _booked(index, payer, due, 0);
        _succeeded("collect");
    }

    function steal(uint256 billSeed, uint256 victimSeed) external {
        (uint256 index, address victim) = (billSeed % BILLS, _person(victimSeed));
        ISignedPayments.SignedPayment[] memory list = _signed(index, victim, _due(index), books[index].sequence);
        list[0].payer = people[((victimSeed % PEOPLE) + 1) % PEOPLE];
        if (list[0].payer == victim) return;
        assertEq(billing.payBySignature(roll, list), 0, "BILL-7: a signature binds nobody else");
        _succeeded("steal");
    }

    // --- Acts: agents and the office ---

    function hold(uint256 billSeed) external {
        uint256 index = billSeed % BILLS;
        if (!_isPayable(index)) return;
        billing.hold(_bill(index), _proof(index));
        books[index].status = IBills.BillStatus.Held;
        _succeeded("hold");
    }

    function release(uint256 billSeed) external {
        uint256 index = billSeed % BILLS;
        if (books[index].status != IBills.BillStatus.Held) return;
        billing.release(roll, uint32(index));
        books[index].status = IBills.BillStatus.InLedger;
        ++books[index].sequence;
        _succeeded("release");
    }

    function credit(uint256 billSeed, uint256 amount) external {
        uint256 index = billSeed % BILLS;
        uint256 due = _due(index);
        amount = bound(amount, 0, due + 1e6);
        bool isRight = amount != 0 && amount <= due;
        try billing.credit(_bill(index), _proof(index), amount, REASON) {
            assertTrue(isRight, "BILL-1: a credit is at most what is owed");
            bool isHeld = books[index].status == IBills.BillStatus.Held;
            _booked(index, BUDGET, 0, amount);
            if (isHeld && amount < due) books[index].status = IBills.BillStatus.Held;
            _succeeded("credit");
        } catch {
            assertTrue(!isRight, "a credit that is right is given");
        }
    }

    function defer(uint256 billSeed, uint256 time) external {
        uint256 index = billSeed % BILLS;
        if (!_isPayable(index)) return;
        uint256 due = _due(index);
        uint40 earliest = billing.ledgerOf(roll, uint32(index)).deferredUntil;
        if (earliest <= _now()) earliest = uint40(_now()) + 1;
        if (earliest > _now() + 300 days) return;
        billing.defer(_bill(index), _proof(index), uint40(bound(time, earliest, earliest + 60 days)));
        assertEq(_due(index), due, "BILL-8: a deferral changes nothing of what has accrued");
        books[index].status = IBills.BillStatus.InLedger;
        _succeeded("defer");
    }

    function refund(uint256 billSeed, uint256 toSeed, uint256 amount, bool isCredited) external {
        (uint256 index, address to) = (billSeed % BILLS, _person(toSeed));
        Books storage book = books[index];
        amount = bound(amount, 0, book.paid + 1e6);
        bool isRight =
            amount != 0 &&
                amount <= book.paid &&
                (book.status == IBills.BillStatus.Settled || book.status == IBills.BillStatus.InLedger);
        try billing.refund(_bill(index), _proof(index), to, amount, isCredited, REASON) {
            assertTrue(isRight, "BILL-2: a refund is at most what was paid");
            book.paid -= amount;
            book.everRefunded += amount;
            if (isCredited) book.credited += amount;
            if (!isCredited) book.status = IBills.BillStatus.InLedger;
            ++book.sequence;
            expectedBalance[BUDGET] -= amount;
            expectedBalance[to] += amount;
            _succeeded("refund");
        } catch {
            assertTrue(!isRight, "a refund that is right is made");
        }
    }

    /// @dev Into a roll that is never posted, and back.
    function carryAndReinstate(uint256 billSeed) external {
        uint256 index = billSeed % BILLS;
        if (!_isPayable(index)) return;
        uint256 due = _due(index);
        uint256 toRoll = _rollId(uint40(_now() + 2 days), _nextSerial++);
        IBillArrears.Arrear[] memory arrears = new IBillArrears.Arrear[](1);
        arrears[0] = IBillArrears.Arrear(_bill(index), _proof(index), 0);
        billing.carry(arrears, toRoll);
        assertEq(_due(index), 0, "a bill that was carried over is not owed here");
        assertTrue(!billing.isSettled(roll, uint32(index)), "BILL-3: a bill that was carried over is not settled");
        _skip(1 days + 1);
        billing.reinstate(roll, uint32(index));
        assertEq(_due(index), due, "a bill that is owed again is owed as before");
        books[index].status = IBills.BillStatus.InLedger;
        ++books[index].sequence;
        _succeeded("carryAndReinstate");
    }

    function wait(uint256 duration) external {
        _skip(bound(duration, 1, 40 days));
        _succeeded("wait");
    }

    // --- Reads ---

    function actCount() external view returns (uint256) {
        return acts.length;
    }

    function owed(uint256 index) external view returns (IBills.Owed memory) {
        return billing.owedOf(_bill(index), uint40(_now()));
    }

    function payee() external pure returns (address) {
        return PAYEE;
    }

    function budget() external pure returns (address) {
        return BUDGET;
    }

    // --- Internal writes ---

    function _endow(address account) private {
        token.mint(account, FORTUNE);
        expectedBalance[account] = FORTUNE;
        VM.prank(account);
        token.approve(address(billing), type(uint256).max);
    }

    function _post() private {
        uint40 opensAt = uint40(_now() + 2 days);
        roll = _rollId(opensAt, 1);
        for (uint256 i = 0; i < BILLS; ++i) {
            // A month to pay, a day of grace, flat fee, 2 %, 0.05 % a day, at most 30 %, every other one on the balance.
            _terms[i] =
                AMOUNT |
                (i << 60) |
                (uint256(opensAt + 30 days) << 92) |
                (1 << 132) |
                (1e6 << 140) |
                (200 << 180) |
                (500 << 196) |
                (3_000 << 212) |
                ((i % 2) << 228);
            _rows[0][i] = billing.leafOf(_bill(i));
        }
        for (uint256 level = 0; level < LEVELS; ++level) {
            for (uint256 i = 0; i < BILLS >> (level + 1); ++i) {
                _rows[level + 1][i] = Hashes.commutativeKeccak256(_rows[level][2 * i], _rows[level][2 * i + 1]);
            }
        }
        billing.setCreditAccount(roll, BUDGET);
        billing.postRoll(roll, _rows[LEVELS][0], uint32(BILLS), BILLS * AMOUNT, REASON);
        VM.warp(opensAt);
    }

    function _booked(uint256 index, address from, uint256 paid, uint256 credited) private {
        Books storage book = books[index];
        book.paid += paid;
        book.everPaid += paid;
        book.credited += credited;
        expectedBalance[from] -= paid + credited;
        expectedBalance[PAYEE] += paid + credited;
        book.status = _due(index) == 0 ? IBills.BillStatus.Settled : IBills.BillStatus.InLedger;
    }

    function _succeeded(string memory act) private {
        ++successes[act];
    }

    // --- Internal reads ---

    function _rollId(uint40 opensAt, uint256 serial) private pure returns (uint256) {
        return (uint256(uint160(PAYEE)) << 96) | (uint256(opensAt) << 56) | (LEVELS << 40) | serial;
    }

    function _bill(uint256 index) private view returns (IBills.Bill memory) {
        return IBills.Bill(roll, _terms[index], _commit(index));
    }

    function _commit(uint256) private pure returns (bytes32) {
        return keccak256("account, document and salt of a household");
    }

    function _proof(uint256 index) private view returns (bytes32[] memory proof) {
        proof = new bytes32[](LEVELS);
        for (uint256 level = 0; level < LEVELS; ++level) proof[level] = _rows[level][(index >> level) ^ 1];
    }

    function _due(uint256 index) private view returns (uint256) {
        return billing.owedOf(_bill(index), uint40(_now())).due;
    }

    function _isPayable(uint256 index) private view returns (bool) {
        IBills.BillStatus status = books[index].status;
        return status == IBills.BillStatus.Open || status == IBills.BillStatus.InLedger;
    }

    function _person(uint256 seed) private view returns (address) {
        return people[seed % PEOPLE];
    }

    function _signed(
        uint256 index,
        address payer,
        uint256 amount,
        uint32 sequence
    ) private view returns (ISignedPayments.SignedPayment[] memory list) {
        uint40 deadline = uint40(_now() + 1 days);
        bytes32 order = keccak256(
            abi.encode(PAY_BILL, payer, PAYEE, roll, index, _rows[0][index], amount, sequence, deadline)
        );
        bytes32 domain = keccak256(
            abi.encode(DOMAIN, keccak256("Civitas Billing"), keccak256("1"), block.chainid, address(billing))
        );
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(_keyOf[payer], keccak256(abi.encodePacked(hex"1901", domain, order)));
        list = new ISignedPayments.SignedPayment[](1);
        list[0] = ISignedPayments.SignedPayment(
            payer,
            _terms[index],
            _commit(index),
            amount | (uint256(sequence) << 128) | (uint256(deadline) << 160),
            abi.encodePacked(r, s, v),
            _proof(index)
        );
    }

    function _split(bytes memory signature) private pure returns (bytes32 r, bytes32 s, uint8 v) {
        assembly ("memory-safe") {
            r := mload(add(signature, 32))
            s := mload(add(signature, 64))
            v := byte(0, mload(add(signature, 96)))
        }
    }
}
