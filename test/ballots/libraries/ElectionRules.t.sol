// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ElectionRules} from "../../../contracts/ballots/libraries/ElectionRules.sol";
import {Test} from "../../support/Test.sol";

/// @notice Quorum and threshold against what they say, in whole numbers.
contract ElectionRulesTest is Test {
    using ElectionRules for ElectionRules.Rules;

    function _rules(
        uint16[4] memory shares,
        uint256 measure,
        bool isStrict
    ) private pure returns (ElectionRules.Rules memory) {
        return
            ElectionRules.Rules(
                ElectionRules.Fraction(shares[0], shares[1]),
                ElectionRules.Fraction(shares[2], shares[3]),
                ElectionRules.Measure(measure % 3),
                isStrict
            );
    }

    function testFuzz_rulesAreValidExactly(uint16[4] memory shares, uint256 measure, bool isStrict) public pure {
        if (measure % 5 == 0) shares[2] = shares[3];
        bool isExpected = shares[1] > 0 && shares[3] > 0 && shares[0] <= shares[1];
        isExpected = isExpected && (isStrict ? shares[2] < shares[3] : shares[2] <= shares[3]);
        assertEq(_rules(shares, measure, isStrict).areValid(), isExpected, "shares of a whole");
    }

    function testFuzz_aQuorumIsTheLeastNumberThatReachesItsShare(
        uint16[4] memory shares,
        uint32 ballots,
        uint32 rollSize
    ) public pure {
        shares[1] = uint16(bound(shares[1], 1, type(uint16).max));
        shares[0] = uint16(bound(shares[0], 0, shares[1]));
        uint256 least = (uint256(rollSize) * shares[0] + shares[1] - 1) / shares[1];
        assertEq(_rules(shares, 0, false).isQuorate(least, rollSize), true, "the least number is enough");
        if (least != 0) assertEq(_rules(shares, 0, false).isQuorate(least - 1, rollSize), false, "one less is not");
        assertEq(_rules(shares, 0, false).isQuorate(ballots, rollSize), ballots >= least, "nothing between");
    }

    function testFuzz_aThresholdIsTheLeastNumberThatReachesOrExceedsItsShare(
        uint16[4] memory shares,
        uint256 measure,
        bool isStrict,
        uint32[4] memory numbers
    ) public pure {
        shares[3] = uint16(bound(shares[3], 2, type(uint16).max));
        shares[2] = uint16(bound(shares[2], 0, isStrict ? shares[3] - 1 : shares[3]));
        uint256 rollSize = numbers[0];
        uint256 ballots = bound(numbers[1], 0, rollSize);
        uint256 blank = bound(numbers[2], 0, ballots);
        uint256[3] memory measures = [ballots - blank, ballots, rollSize];
        uint256 product = measures[measure % 3] * shares[2];
        uint256 least = isStrict ? product / shares[3] + 1 : (product + shares[3] - 1) / shares[3];
        if (least == 0) least = 1;
        ElectionRules.Rules memory rules = _rules(shares, measure, isStrict);
        assertEq(rules.isAdopted(least, ballots, blank, rollSize), true, "the least number is enough");
        assertEq(rules.isAdopted(least - 1, ballots, blank, rollSize), false, "one less is not");
        assertEq(rules.isAdopted(numbers[3], ballots, blank, rollSize), numbers[3] >= least, "nothing between");
    }
}
