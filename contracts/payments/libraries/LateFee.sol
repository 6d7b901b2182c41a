// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {BillTerms} from "./BillTerms.sol";
import {LedgerWord} from "./LedgerWord.sol";

/// @title LateFee
/// @notice What lateness costs, as {IBilling} says. Every division rounds down, in the citizen's favour.
/// @dev The fee is fixed step by step: whenever a bill's ledger changes, what has accrued on the base until then is
/// added, so that a later base does not change it. Amounts are less than 2^60 and shares less than 2^16, so that no
/// product overflows.
library LateFee {
    uint256 private constant BASIS_POINTS = 10_000;
    uint256 private constant MILLION = 1_000_000;

    /// @notice Last second in which a bill is not late.
    /// @param terms packed
    /// @param opensAt when its roll opened
    /// @param pausedSeconds in which it was held
    /// @param deferredUntil until when fees are deferred
    /// @return Unix seconds
    function lateAfter(
        uint256 terms,
        uint256 opensAt,
        uint256 pausedSeconds,
        uint256 deferredUntil
    ) internal pure returns (uint256) {
        uint256 graceEnd =
            Math.max(BillTerms.dueAtOf(terms), opensAt) +
                uint256(BillTerms.graceDaysOf(terms)) * 1 days +
                pausedSeconds;
        return Math.max(graceEnd, deferredUntil);
    }

    /// @notice A bill's ledger with the fee that has accrued until a time.
    /// @param ledger packed, as it was
    /// @param terms packed
    /// @param lateAfter_ last second in which the bill is not late
    /// @param time until when, Unix seconds
    /// @return packed; unchanged where the bill is not late
    function accrue(uint256 ledger, uint256 terms, uint256 lateAfter_, uint256 time) internal pure returns (uint256) {
        if (time <= lateAfter_) return ledger;

        uint256 base = baseOf(ledger, terms);
        uint256 fee = LedgerWord.accruedFeeOf(ledger);
        if (!LedgerWord.isSurcharged(ledger)) {
            fee += BillTerms.flatFeeOf(terms) + (base * BillTerms.percentBpsOf(terms)) / BASIS_POINTS;
        }
        uint256 counted = LedgerWord.lateDaysOf(ledger);
        uint256 lateDays = Math.max(counted, Math.min((time - lateAfter_) / 1 days, type(uint16).max));
        fee += (base * BillTerms.dailyPpmOf(terms) * (lateDays - counted)) / MILLION;
        return LedgerWord.withFee(ledger, Math.min(fee, capOf(terms)), lateDays);
    }

    /// @notice What fees are a share of.
    /// @param ledger packed
    /// @param terms packed
    /// @return the amount; or what is left of it, payments and credits counting against fees first
    function baseOf(uint256 ledger, uint256 terms) internal pure returns (uint256) {
        uint256 amount = BillTerms.amountOf(terms);
        if (!BillTerms.isOnBalance(terms)) return amount;
        return Math.min(amount, amount + LedgerWord.accruedFeeOf(ledger) - LedgerWord.settledOf(ledger));
    }

    /// @notice Most that all fees of a bill together are.
    /// @param terms packed
    /// @return millionths of a token, at most the amount
    function capOf(uint256 terms) internal pure returns (uint256) {
        return (BillTerms.amountOf(terms) * Math.min(BillTerms.capBpsOf(terms), BASIS_POINTS)) / BASIS_POINTS;
    }
}
