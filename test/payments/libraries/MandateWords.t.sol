// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MandateWord, MandateWords} from "../../../contracts/payments/libraries/MandateWords.sol";
import {Test} from "../../support/Test.sol";

contract MandateWordsTest is Test {
    function testFuzz_AWordReadsAsItWasWritten(
        uint48 perBill,
        uint48 perPeriod,
        uint40 startsAt,
        uint16 periodDays,
        uint16 periods,
        uint24 ordinal
    ) public pure {
        MandateWord word = MandateWords.pack(perBill, perPeriod, startsAt, periodDays, periods, ordinal);
        assertEq(word.perBill(), perBill, "perBill reads as written");
        assertEq(word.perPeriod(), perPeriod, "perPeriod reads as written");
        assertEq(word.startsAt(), startsAt, "startsAt reads as written");
        assertEq(word.periodDays(), periodDays, "periodDays reads as written");
        assertEq(word.periods(), periods, "periods reads as written");
        assertEq(word.ordinal(), ordinal, "ordinal reads as written");
        assertEq(word.used(), 0, "nothing is used of a new mandate");
        assertEq(word.period(), 0, "a new mandate is in its first period");
    }

    function testFuzz_WhatIsUsedChangesNothingElse(uint256 bits, uint16 period, uint48 used) public pure {
        MandateWord before = MandateWord.wrap(bits);
        MandateWord word = before.withUsed(period, used);
        assertEq(word.used(), used, "used reads as written");
        assertEq(word.period(), period, "period reads as written");
        MandateWord again = word.withUsed(before.period(), before.used());
        assertEq(MandateWord.unwrap(again), bits, "every other bit stays");
    }

    function testFuzz_ARevokedWordKeepsItsOrdinalAlone(uint24 ordinal) public pure {
        MandateWord word = MandateWords.packRevoked(ordinal);
        assertEq(word.ordinal(), ordinal, "ordinal reads as written");
        assertEq(MandateWord.unwrap(word) << 24, 0, "every other bit is 0");
    }
}
