// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccountWord, AccountWords, Terms} from "../../../contracts/energy/libraries/AccountWords.sol";
import {CertificateId} from "../../../contracts/energy/libraries/CertificateId.sol";
import {ClearingHints} from "../../../contracts/energy/libraries/ClearingHints.sol";
import {DeviceHolding, DeviceKey, DeviceWords} from "../../../contracts/energy/libraries/DeviceWords.sol";
import {OneOffOrder, OrderQueue, OrderWords} from "../../../contracts/energy/libraries/OrderWords.sol";
import {Readings} from "../../../contracts/energy/libraries/Readings.sol";
import {Test} from "../../support/Test.sol";

/// @notice The packed words of the energy contracts: what is written comes back, and nothing else changes.
contract EnergyWordsTest is Test {
    function testFuzz_TermsReadAsWritten(uint24 buy, uint24 sell, uint24 maxBuy, uint24 maxSell) public pure {
        Terms terms = AccountWords.packTerms(buy, sell, maxBuy, maxSell);
        assertEq(terms.buyLimit(), buy, "buyLimit");
        assertEq(terms.sellLimit(), sell, "sellLimit");
        assertEq(terms.maxBuy(), maxBuy, "maxBuy");
        assertEq(terms.maxSell(), maxSell, "maxSell");
        assertEq(Terms.unwrap(terms) >> 96, 0, "96 bits");
    }

    function testFuzz_AnAccountReadsAsWritten(
        uint256 bits,
        uint64 balance,
        uint40 certificates,
        uint96 terms,
        uint16 validUntil
    ) public pure {
        AccountWord before = AccountWord.wrap(bits);
        AccountWord word = before.withBalance(balance).withCertificates(certificates);
        word = word.withOrder(Terms.wrap(terms), validUntil);
        assertEq(word.balance(), balance, "balance");
        assertEq(word.certificateWh(), certificates, "certificateWh");
        assertEq(Terms.unwrap(word.terms()), terms, "terms");
        assertEq(word.validUntil(), validUntil, "validUntil");
        assertEq(word.sequence(), before.sequence(), "the sequence stays");
        assertEq(word.activeFrom(), before.activeFrom(), "activeFrom stays");
        word = word.withOrder(before.terms(), before.validUntil());
        word = word.withBalance(before.balance()).withCertificates(before.certificateWh());
        assertEq(AccountWord.unwrap(word), bits, "every other bit stays");
    }

    function testFuzz_AnOrderEndsAndNothingElse(uint256 bits, uint16 day) public pure {
        AccountWord before = AccountWord.wrap(bits);
        AccountWord word = before.withValidUntil(day);
        assertEq(word.validUntil(), day, "validUntil");
        assertEq(AccountWord.unwrap(word.withValidUntil(before.validUntil())), bits, "every other bit stays");
    }

    function testFuzz_ANewAccountIsEmpty(uint16 activeFrom, uint16 sequence, bool isCertifying) public pure {
        AccountWord word = AccountWords.packNew(activeFrom, sequence, isCertifying);
        assertEq(word.activeFrom(), activeFrom, "activeFrom");
        assertEq(word.sequence(), sequence, "sequence");
        assertEq(word.has(AccountWords.CERTIFYING), isCertifying, "certifying");
        assertEq(AccountWord.unwrap(word.withFlag(AccountWords.CERTIFYING, false)) << 40, 0, "no money, no order");
        assertEq(word.has(AccountWords.PENDING) || word.has(AccountWords.ONE_OFF), false, "no order waits");
    }

    function testFuzz_FlagsAreSixAndApart(uint256 bits, uint8 which, bool isSet) public pure {
        uint256[6] memory flags = [
            AccountWords.PENDING,
            AccountWords.ONE_OFF,
            AccountWords.PRIORITY,
            AccountWords.CERTIFYING,
            AccountWords.CLOSING,
            AccountWords.INDEBTED
        ];
        AccountWord before = AccountWord.wrap(bits);
        AccountWord word = before.withFlag(flags[which % 6], isSet);
        for (uint256 i = 0; i < 6; ++i) {
            assertEq(word.has(flags[i]), i == which % 6 ? isSet : before.has(flags[i]), "one flag changes");
        }
        word = word.withFlag(flags[which % 6], before.has(flags[which % 6]));
        assertEq(AccountWord.unwrap(word), bits, "every other bit stays");
    }

    function testFuzz_TheSequenceCounts(uint256 bits) public {
        AccountWord word = AccountWord.wrap(bits);
        if (word.sequence() == type(uint16).max) {
            VM.expectRevert();
            this.next(word);
            return;
        }
        AccountWord after_ = word.withNextSequence();
        assertEq(after_.sequence(), uint256(word.sequence()) + 1, "one more");
        uint256 mask = ~(uint256(type(uint16).max) << 216);
        assertEq(AccountWord.unwrap(after_) & mask, bits & mask, "every other bit stays");
    }

    function next(AccountWord word) external pure returns (AccountWord) {
        return word.withNextSequence();
    }

    function test_WhatDoesNotFitIsRefused() public {
        VM.expectRevert();
        this.packBalance(uint256(type(uint64).max) + 1);
        VM.expectRevert();
        this.packCertificates(uint256(type(uint40).max) + 1);
    }

    function packBalance(uint256 amount) external pure returns (AccountWord) {
        return AccountWord.wrap(0).withBalance(amount);
    }

    function packCertificates(uint256 amount) external pure returns (AccountWord) {
        return AccountWord.wrap(0).withCertificates(amount);
    }

    function testFuzz_TheQueueReadsAsWritten(
        uint96 sooner,
        uint16 soonerUntil,
        uint16 soonerFrom,
        uint96 later,
        uint16 laterUntil,
        uint16 laterFrom
    ) public pure {
        OrderQueue queue = OrderWords.packSooner(Terms.wrap(sooner), soonerUntil, soonerFrom);
        assertEq(queue.laterFrom(), 0, "no later order yet");
        queue = queue.withLater(Terms.wrap(uint96(~later)), 0, 1).withLater(Terms.wrap(later), laterUntil, laterFrom);
        assertEq(Terms.unwrap(queue.soonerTerms()), sooner, "sooner terms");
        assertEq(queue.soonerValidUntil(), soonerUntil, "sooner validUntil");
        assertEq(queue.soonerFrom(), soonerFrom, "sooner fromDay");
        assertEq(Terms.unwrap(queue.laterTerms()), later, "later terms");
        assertEq(queue.laterFrom(), laterFrom, "later fromDay");
        OrderQueue rest = queue.shifted();
        assertEq(Terms.unwrap(rest.soonerTerms()), later, "the later one comes next");
        assertEq(rest.soonerValidUntil(), laterUntil, "with its end");
        assertEq(rest.laterFrom(), 0, "and none after it");
    }

    function testFuzz_AOneOffOrderReadsAsWritten(uint96 terms, uint32 first, uint32 last) public pure {
        OneOffOrder order = OrderWords.packOneOff(Terms.wrap(terms), first, last);
        assertEq(Terms.unwrap(order.oneOffTerms()), terms, "terms");
        assertEq(order.firstInterval(), first, "firstInterval");
        assertEq(order.lastInterval(), last, "lastInterval");
        assertEq(OneOffOrder.unwrap(order) >> 160, 0, "160 bits");
    }

    function testFuzz_ADeviceKeyReadsAsWritten(
        uint160 keyHash,
        bool isSecp256k1,
        uint16 zone,
        uint8 class,
        uint32 activeFrom,
        uint32 gateway
    ) public pure {
        DeviceKey key = DeviceWords.packKey(keyHash, isSecp256k1, zone, class, activeFrom, gateway);
        DeviceKey stopped = key.withStopped(true);
        assertEq(key.isStopped(), false, "not stopped");
        assertEq(stopped.isStopped(), true, "stopped");
        assertEq(DeviceKey.unwrap(stopped.withStopped(false)), DeviceKey.unwrap(key), "every other bit stays");
        assertEq(stopped.keyHash(), keyHash, "keyHash");
        assertEq(stopped.isSecp256k1(), isSecp256k1, "isSecp256k1");
        assertEq(stopped.zone(), zone, "zone");
        assertEq(stopped.class(), class, "class");
        assertEq(stopped.activeFrom(), activeFrom, "activeFrom");
        assertEq(stopped.gateway(), gateway, "gateway");
    }

    function testFuzz_ADeviceHoldingReadsAsWritten(
        uint256 bits,
        address owner,
        uint16 calibratedUntil,
        uint16 place,
        uint16 from,
        uint16 until,
        uint32 stoppedFrom
    ) public pure {
        DeviceHolding holding = DeviceWords.packHolding(owner, calibratedUntil);
        assertEq(holding.listedUntil(), 0, "no place yet");
        holding = DeviceHolding.wrap(bits).withOwner(owner).withCalibratedUntil(calibratedUntil);
        holding = holding.withListing(place, from, until).withStoppedFrom(stoppedFrom);
        assertEq(holding.owner(), owner, "owner");
        assertEq(holding.calibratedUntil(), calibratedUntil, "calibratedUntil");
        assertEq(holding.place(), place, "place");
        assertEq(holding.listedFrom(), from, "listedFrom");
        assertEq(holding.listedUntil(), until, "listedUntil");
        assertEq(holding.stoppedFrom(), stoppedFrom, "stoppedFrom");
        assertEq(holding.isListedOn(from), from < until, "from its first day");
        assertEq(holding.isListedOn(until), false, "and no longer on the day it ends");
    }

    function testFuzz_HintsReadAsWritten(
        uint24 price,
        uint40 buyNumerator,
        uint40 buyDenominator,
        uint40 sellNumerator,
        uint40 sellDenominator,
        uint8 flags
    ) public view {
        bytes memory one = abi.encodePacked(price, buyNumerator, buyDenominator, sellNumerator, sellDenominator, flags);
        uint256 word = this.hintAt(bytes.concat(new bytes(24), one), 1);
        assertEq(ClearingHints.priceOf(word), price, "price");
        assertEq(ClearingHints.buyNumeratorOf(word), buyNumerator, "buyNumerator");
        assertEq(ClearingHints.buyDenominatorOf(word), buyDenominator, "buyDenominator");
        assertEq(ClearingHints.sellNumeratorOf(word), sellNumerator, "sellNumerator");
        assertEq(ClearingHints.sellDenominatorOf(word), sellDenominator, "sellDenominator");
        assertEq(ClearingHints.flagsOf(word), flags, "flags");
    }

    function hintAt(bytes calldata hints, uint256 position) external pure returns (uint256) {
        return ClearingHints.wordAt(hints, position);
    }

    function testFuzz_TheQuickReadingIsTheReading(bytes calldata list, uint16 seed) public view {
        if (list.length < 3) return;
        uint256 index = seed % (list.length / 3);
        (int24 slow, int256 quick) = this.readingsAt(list, index);
        assertEq(uint256(int256(slow)), uint256(quick), "the assembly reads what Solidity reads");
    }

    function readingsAt(bytes calldata list, uint256 index) external pure returns (int24, int256) {
        return (Readings.readingAt(list, index), Readings.quickReadingAt(list, index * 3));
    }

    function testFuzz_AmountsAreWrittenAsReadingsAre(int24[5] memory amounts) public view {
        bytes memory list = new bytes(15 + 32);
        for (uint256 i = 0; i < 5; ++i) Readings.write(list, i * 3, amounts[i]);
        for (uint256 i = 0; i < 5; ++i) {
            (int24 slow, ) = this.readingsAt(list, i);
            assertEq(uint256(int256(slow)), uint256(int256(amounts[i])), "what was written comes back");
        }
    }

    function testFuzz_ACertificateReadsAsWritten(uint8 kind, uint16 zone, uint8 technology, uint32 period) public pure {
        uint256 id = CertificateId.pack(kind, zone, technology, period);
        assertEq(CertificateId.kindOf(id), kind, "kind");
        assertEq(CertificateId.zoneOf(id), zone, "zone");
        assertEq(CertificateId.technologyOf(id), technology, "technology");
        assertEq(CertificateId.periodOf(id), period, "period");
        assertEq(id >> 64, 0, "64 bits");
    }

    function testFuzz_MonthsFollowTheCalendar(uint16 seed) public pure {
        uint16 day = uint16(seed % 65_535);
        uint256 month = CertificateId.monthOf(day);
        uint256 nextMonth = CertificateId.monthOf(day + 1);
        assertEq(month, _monthOf(day), "the month is the calendar's");
        assertTrue(nextMonth == month || nextMonth == month + 1, "no month is left out");
    }

    /// @dev By counting years and months, one after the other.
    function _monthOf(uint256 day) private pure returns (uint256) {
        uint256 year = 1970;
        while (day >= (_isLeap(year) ? 366 : 365)) day -= _isLeap(year++) ? 366 : 365;
        uint8[12] memory lengths = [31, _isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        uint256 month = 0;
        while (day >= lengths[month]) day -= lengths[month++];
        return year * 12 + month;
    }

    function _isLeap(uint256 year) private pure returns (bool) {
        return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    }
}
