// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LateFee} from "../../../contracts/payments/libraries/LateFee.sol";
import {LedgerWord} from "../../../contracts/payments/libraries/LedgerWord.sol";
import {Test} from "../../support/Test.sol";

/// @notice Days that were counted once stay counted.
contract LateFeeTest is Test {
    uint256 private constant LATE_AFTER = 1_900_000_000;

    /// @dev An amount of 100, 500 millionths a day, at most 100 %: see `BillTerms` for the bits.
    uint256 private constant TERMS = 100_000_000 | (500 << 196) | (10_000 << 212);

    function testFuzz_CountedDaysNeverShrinkAndCostNothingAgain(uint16 counted, uint16 passed) external pure {
        uint256 fee = 7_000_000;
        uint256 ledger = LedgerWord.withFee(0, fee, counted);

        uint256 accrued = LateFee.accrue(ledger, TERMS, LATE_AFTER, LATE_AFTER + uint256(passed) * 1 days + 1);

        uint256 lateDays = passed > counted ? passed : counted;
        uint256 expected = fee + 50_000 * (lateDays - counted);
        assertEq(LedgerWord.lateDaysOf(accrued), lateDays, "BILL-8: days that were counted stay counted");
        assertEq(
            LedgerWord.accruedFeeOf(accrued),
            expected < 100_000_000 ? expected : 100_000_000,
            "BILL-8: only days that were not counted cost a fee"
        );
    }
}
