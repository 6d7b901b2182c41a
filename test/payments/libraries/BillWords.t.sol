// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BillLine} from "../../../contracts/payments/libraries/BillLine.sol";
import {BillTerms} from "../../../contracts/payments/libraries/BillTerms.sol";
import {LateFee} from "../../../contracts/payments/libraries/LateFee.sol";
import {LedgerWord} from "../../../contracts/payments/libraries/LedgerWord.sol";
import {PayOrder} from "../../../contracts/payments/libraries/PayOrder.sol";
import {RollId} from "../../../contracts/payments/libraries/RollId.sol";
import {StatusWord} from "../../../contracts/payments/libraries/StatusWord.sol";
import {Test} from "../../support/Test.sol";

/// @notice The packed words of billing: what goes in comes out, and no field touches another.
contract BillWordsTest is Test {
    uint256 private constant AMOUNT_LIMIT = 1 << 60;

    struct Terms {
        uint64 amount;
        uint32 index;
        uint40 dueAt;
        uint8 graceDays;
        uint40 flatFee;
        uint16 percentBps;
        uint16 dailyPpm;
        uint16 capBps;
        bool isOnBalance;
        uint16 kind;
    }

    // --- Rolls and bills ---

    function testFuzz_RollIdKeepsEachField(
        address payee,
        uint40 opensAt,
        uint8 generation,
        uint8 levels,
        uint40 serial
    ) external pure {
        uint256 roll = _packRoll(payee, opensAt, generation, levels, serial);

        assertEq(uint160(RollId.payeeOf(roll)), uint160(payee), "the id keeps the payee");
        assertEq(RollId.opensAtOf(roll), opensAt, "the id keeps the opening");
        assertEq(RollId.generationOf(roll), generation, "the id keeps the generation");
        assertEq(RollId.levelsOf(roll), levels, "the id keeps the levels");
        assertEq(RollId.serialOf(roll), serial, "the id keeps the serial number");
    }

    function testFuzz_TermsKeepEachField(Terms memory fields) external pure {
        fields.amount %= uint64(AMOUNT_LIMIT);
        uint256 terms = _pack(fields);

        assertEq(BillTerms.amountOf(terms), fields.amount, "terms keep the amount");
        assertEq(BillTerms.indexOf(terms), fields.index, "terms keep the index");
        assertEq(BillTerms.dueAtOf(terms), fields.dueAt, "terms keep the due date");
        assertEq(BillTerms.graceDaysOf(terms), fields.graceDays, "terms keep the grace days");
        assertEq(BillTerms.flatFeeOf(terms), fields.flatFee, "terms keep the flat fee");
        assertEq(BillTerms.percentBpsOf(terms), fields.percentBps, "terms keep the per cent");
        assertEq(BillTerms.dailyPpmOf(terms), fields.dailyPpm, "terms keep the daily rate");
        assertEq(BillTerms.capBpsOf(terms), fields.capBps, "terms keep the cap");
        assertTrue(BillTerms.isOnBalance(terms) == fields.isOnBalance, "terms keep the base");
        assertEq(BillTerms.kindOf(terms), fields.kind, "terms keep the kind");
        assertEq(terms >> 245, 0, "terms have 11 zero bits");
    }

    function testFuzz_TheLeafIsHashedTwice(uint256 roll, uint256 terms, bytes32 commit) external pure {
        bytes32 inner = keccak256(abi.encode(roll, terms, commit));
        bytes32 leaf = BillTerms.leafOf(roll, terms, commit);
        assertTrue(leaf == keccak256(abi.encode(inner)), "the leaf is the hash of a hash");
        assertTrue(leaf != inner, "the leaf is not the inner hash");
    }

    // --- Orders ---

    function testFuzz_OrderKeepsEachField(
        uint64 amount,
        uint64 settled,
        uint32 sequence,
        uint40 deadline,
        bool isPart
    ) external pure {
        uint256 order = PayOrder.pack(amount, settled, sequence, deadline, isPart);

        assertEq(PayOrder.amountOf(order), amount, "an order keeps the amount");
        assertEq(PayOrder.settledOf(order), settled, "an order keeps what is settled");
        assertEq(PayOrder.sequenceOf(order), sequence, "an order keeps the sequence");
        assertEq(PayOrder.deadlineOf(order), deadline, "an order keeps the deadline");
        assertTrue(PayOrder.isPart(order) == isPart, "an order keeps whether it is of a part");
        assertTrue(
            PayOrder.isWellFormed(order) == (isPart || settled == 0),
            "an order of the whole says nothing of what is settled"
        );
    }

    function testFuzz_AnOrderWithUnsignedBitsIsNotWellFormed(uint256 order, uint8 bit) external pure {
        uint256 stray = 1 << (201 + (uint256(bit) % 55));
        assertTrue(!PayOrder.isWellFormed(order | stray), "no bit of an order is unsigned");
    }

    // --- Status ---

    function testFuzz_StatusTouchesNoNeighbour(uint256 word, uint32 index, uint8 status) external pure {
        status %= 4;
        uint256 changed = StatusWord.withStatus(word, index, status);

        assertEq(StatusWord.statusOf(changed, index), status, "a word keeps a status");
        uint256 mask = uint256(3) << ((index % 127) * 2);
        assertEq(changed & ~mask, word & ~mask, "a word keeps its other bits");
    }

    function testFuzz_ResidenceTouchesNoStatus(uint256 word) external pure {
        uint256 statuses = word & (type(uint256).max >> 2);
        assertEq(StatusWord.asTakenOver(word), statuses | (1 << 254), "a word taken over keeps its statuses");
        assertEq(StatusWord.asMoved(word), statuses | (2 << 254), "a word moved keeps its statuses");
        assertTrue(StatusWord.isMoved(StatusWord.asMoved(word)), "a word moved says so");
        assertTrue(!StatusWord.isMoved(StatusWord.asTakenOver(word)), "a word taken over is here");
        assertTrue(!StatusWord.isResident(StatusWord.asTakenOver(word)), "a word taken over says so");
        assertTrue(!StatusWord.isResident(StatusWord.asMoved(word)), "a word moved is not here");
        assertTrue(StatusWord.isResident(statuses), "a word that never moved says so");
    }

    function testFuzz_127BillsShareARecord(uint256 roll, uint32 index) external pure {
        assertTrue(
            StatusWord.keyOf(roll, index) == keccak256(abi.encode(roll, uint256(index) / 127)),
            "the record is roll and word"
        );
    }

    // --- Ledgers ---

    function testFuzz_LedgerKeepsWhatWasPaidAndCredited(uint256 word, uint64 paid, uint64 credited) external pure {
        uint256 changed = LedgerWord.withSettled(word, paid, credited);

        assertEq(LedgerWord.paidOf(changed), paid, "a ledger keeps what was paid");
        assertEq(LedgerWord.creditedOf(changed), credited, "a ledger keeps what was credited");
        assertEq(LedgerWord.settledOf(changed), uint256(paid) + credited, "a ledger sums both");
        assertEq(changed >> 128, (word >> 128) | (1 << 115), "a ledger keeps its other bits, and is present");
    }

    function testFuzz_LedgerKeepsTheFee(uint256 word, uint64 fee, uint16 lateDays) external pure {
        uint256 changed = LedgerWord.withFee(word, fee, lateDays);

        assertEq(LedgerWord.accruedFeeOf(changed), fee, "a ledger keeps the fee");
        assertEq(LedgerWord.lateDaysOf(changed), lateDays, "a ledger keeps the days");
        assertTrue(LedgerWord.isSurcharged(changed), "a ledger with a fee is surcharged");
        uint256 mask = (uint256(type(uint80).max) << 128) | (1 << 240) | (1 << 243);
        assertEq(changed & ~mask, word & ~mask, "a ledger keeps its other bits");
    }

    function testFuzz_LedgerForgetsDaysAlone(uint256 word) external pure {
        uint256 mask = uint256(type(uint16).max) << 192;
        assertEq(LedgerWord.withoutDays(word), (word & ~mask) | (1 << 243), "a ledger forgets its days alone");
    }

    function testFuzz_SequenceCountsOne(uint256 word) external pure {
        VM.assume(LedgerWord.sequenceOf(word) != type(uint32).max);
        uint256 changed = LedgerWord.withNextSequence(word);

        assertEq(
            LedgerWord.sequenceOf(changed),
            uint256(LedgerWord.sequenceOf(word)) + 1,
            "the next sequence is one more"
        );
        uint256 mask = (uint256(type(uint32).max) << 208) | (1 << 243);
        assertEq(changed & ~mask, word & ~mask, "a ledger keeps its other bits");
    }

    function test_TheLastSequenceHasNoNext() external {
        VM.expectRevert();
        this.nextSequence(uint256(type(uint32).max) << 208);
    }

    function testFuzz_AmountsTooLargeAreNotPacked(uint256 amount) external {
        VM.assume(amount > type(uint64).max);
        VM.expectRevert();
        this.packSettled(amount, 0);
        VM.expectRevert();
        this.packSettled(0, amount);
        VM.expectRevert();
        this.packFee(amount);
    }

    function testFuzz_LedgerKeepsItsMarks(uint256 word) external pure {
        assertEq(LedgerWord.withClock(word), word | (1 << 242) | (1 << 243), "a ledger gets a clock");
        assertTrue(LedgerWord.hasClock(LedgerWord.withClock(word)), "a ledger with a clock says so");
        assertEq(LedgerWord.withCarried(word, true), word | (1 << 241) | (1 << 243), "a ledger is carried over");
        assertEq(
            LedgerWord.withCarried(word, false),
            (word & ~uint256(1 << 241)) | (1 << 243),
            "a ledger is no longer carried over"
        );
        assertTrue(LedgerWord.isCarried(LedgerWord.withCarried(word, true)), "a ledger carried over says so");
        assertTrue(!LedgerWord.hasClock(word & ~uint256(1 << 242)), "a ledger without a clock says so");
        assertTrue(!LedgerWord.isCarried(word & ~uint256(1 << 241)), "a ledger not carried over says so");
        assertTrue(!LedgerWord.isSurcharged(word & ~uint256(1 << 240)), "a ledger without surcharge says so");
    }

    // --- Line ---

    function testFuzz_LineKeepsBoth(address predecessor, uint8 generation, uint8 older, uint256 word) external pure {
        uint256 line = BillLine.pack(predecessor, generation);
        uint256 roll = _packRoll(address(1), 1, older, 1, 1);

        assertEq(uint160(BillLine.predecessorOf(line)), uint160(predecessor), "a line keeps the predecessor");
        assertEq(BillLine.generationOf(line), generation, "a line keeps the generation");
        assertTrue(BillLine.isOlder(line, roll) == (older < generation), "a roll of an earlier generation is older");
        assertTrue(
            BillLine.isForeign(line, roll, word) == (older < generation && word >> 254 == 0),
            "a word of an older roll that never moved is foreign"
        );
    }

    // --- Late fees ---

    function testFuzz_FeesStayWithinTheCapAndNeverShrink(
        Terms memory fields,
        uint256 lateAfter,
        uint256 first,
        uint256 second
    ) external pure {
        fields.amount %= uint64(AMOUNT_LIMIT);
        uint256 terms = _pack(fields);
        lateAfter %= 1 << 40;
        first %= 1 << 40;
        second = first + (second % (1 << 40));

        uint256 ledger = LateFee.accrue(0, terms, lateAfter, first);
        uint256 later = LateFee.accrue(ledger, terms, lateAfter, second);
        uint256 atOnce = LateFee.accrue(0, terms, lateAfter, second);

        assertTrue(LateFee.capOf(terms) <= fields.amount, "BILL-8: fees are at most the amount");
        assertTrue(LedgerWord.accruedFeeOf(later) <= LateFee.capOf(terms), "BILL-8: fees are at most the cap");
        assertTrue(
            LedgerWord.accruedFeeOf(later) >= LedgerWord.accruedFeeOf(ledger),
            "BILL-8: what has accrued does not shrink"
        );
        assertTrue(
            LedgerWord.accruedFeeOf(later) <= LedgerWord.accruedFeeOf(atOnce),
            "BILL-8: accruing step by step never costs more"
        );
        assertTrue(first > lateAfter || ledger == 0, "BILL-8: nothing accrues on a bill that is not late");
    }

    function testFuzz_PaymentsCountAgainstFeesFirst(Terms memory fields, uint64 fee, uint64 settled) external pure {
        fields.amount %= uint64(AMOUNT_LIMIT);
        fields.isOnBalance = true;
        uint256 terms = _pack(fields);
        uint256 cappedFee = uint256(fee) % (uint256(fields.amount) + 1);
        uint256 paid = uint256(settled) % (fields.amount + cappedFee + 1);
        uint256 ledger = LedgerWord.withSettled(LedgerWord.withFee(0, cappedFee, 0), paid, 0);

        uint256 expected = paid <= cappedFee ? fields.amount : fields.amount + cappedFee - paid;
        assertEq(LateFee.baseOf(ledger, terms), expected, "BILL-8: payments count against fees first");
    }

    // --- Calls that revert ---

    function nextSequence(uint256 word) external pure returns (uint256) {
        return LedgerWord.withNextSequence(word);
    }

    function packSettled(uint256 paid, uint256 credited) external pure returns (uint256) {
        return LedgerWord.withSettled(0, paid, credited);
    }

    function packFee(uint256 fee) external pure returns (uint256) {
        return LedgerWord.withFee(0, fee, 0);
    }

    // --- Words as they are drawn ---

    function _pack(Terms memory terms) private pure returns (uint256 word) {
        word = (uint256(terms.kind) << 1) | (terms.isOnBalance ? 1 : 0);
        word = (word << 16) | terms.capBps;
        word = (word << 16) | terms.dailyPpm;
        word = (word << 16) | terms.percentBps;
        word = (word << 40) | terms.flatFee;
        word = (word << 8) | terms.graceDays;
        word = (word << 40) | terms.dueAt;
        word = (word << 32) | terms.index;
        word = (word << 60) | terms.amount;
    }

    function _packRoll(
        address payee,
        uint40 opensAt,
        uint8 generation,
        uint8 levels,
        uint40 serial
    ) private pure returns (uint256 roll) {
        roll = (uint256(uint160(payee)) << 40) | opensAt;
        roll = (((roll << 8) | generation) << 8) | levels;
        roll = (roll << 40) | serial;
    }
}
