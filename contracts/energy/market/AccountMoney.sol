// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {AccountWord, AccountWords} from "../libraries/AccountWords.sol";
import {OrderQueue, OrderWords} from "../libraries/OrderWords.sol";
import {IMarketAccounts} from "./IMarketAccounts.sol";
import {IMarketZones} from "./IMarketZones.sol";
import {MarketStore} from "./MarketStore.sol";

/// @title AccountMoney
/// @notice What an account gets and pays. Where it cannot pay, its credit is the utility's; beyond it the guarantee fund
/// advances what it has, the rest the utility waits for, and from the next 00:00 UTC the account trades nothing. What comes
/// in pays the debt first: back to the fund, then to the utility.
library AccountMoney {
    using SafeCast for uint256;

    /// @notice Books what an account gets or pays.
    /// @param zone of the account, in memory; its fund changes with it
    /// @param account its number
    /// @param word of the account
    /// @param net what it gets, below zero what it pays
    /// @param lastDay on which it still trades if it is suspended now
    /// @return booked the word
    /// @return forUtility what goes to the utility beyond its part of `net`: a debt repaid, below zero one that it waits
    /// for
    function book(
        IMarketZones.Zone memory zone,
        uint32 account,
        AccountWord word,
        int256 net,
        uint16 lastDay
    ) internal returns (AccountWord booked, int256 forUtility) {
        if (net >= 0 && word.has(AccountWords.INDEBTED)) return _repay(zone, account, word, uint256(net));
        int256 balance = int256(uint256(word.balance())) + net;
        if (balance >= 0) return (word.withBalance(uint256(balance)), 0);
        return _fallShort(zone, account, word.withBalance(0), uint256(-balance), lastDay);
    }

    function _repay(
        IMarketZones.Zone memory zone,
        uint32 account,
        AccountWord word,
        uint256 amount
    ) private returns (AccountWord, int256) {
        MarketStore.Debt storage debt = MarketStore.get().debts[account];
        uint256 repaid = Math.min(amount, debt.owed);
        uint64 owed = (debt.owed - repaid).toUint64();
        debt.owed = owed;
        uint256 toFund = Math.min(repaid, zone.fundLent);
        zone.fundLent = (zone.fundLent - toFund).toUint64();
        zone.fund = (zone.fund + toFund).toUint64();
        emit IMarketAccounts.DebtRepaid(account, repaid, owed);
        word = word.withFlag(AccountWords.INDEBTED, owed != 0).withBalance(word.balance() + amount - repaid);
        return (word, int256(repaid - toFund));
    }

    function _fallShort(
        IMarketZones.Zone memory zone,
        uint32 account,
        AccountWord word,
        uint256 missing,
        uint16 lastDay
    ) private returns (AccountWord, int256) {
        MarketStore.Debt storage debt = MarketStore.get().debts[account];
        uint256 owed = debt.owed + missing;
        uint256 beyond = Math.min(missing, Math.saturatingSub(owed, debt.creditLimit));
        uint256 fromFund = Math.min(beyond, zone.fund);
        zone.fund = (zone.fund - fromFund).toUint64();
        zone.fundLent = (zone.fundLent + fromFund).toUint64();
        debt.owed = owed.toUint64();
        word = word.withFlag(AccountWords.INDEBTED, true);
        emit IMarketAccounts.ShortfallCovered(account, missing, fromFund, owed);
        if (beyond != 0) {
            word = _suspend(account, word, lastDay);
            emit IMarketAccounts.AccountSuspended(account, lastDay);
        }
        return (word, -int256(missing - fromFund));
    }

    /// @dev Every order ends with the day; those that wait for a later one are given anew once the debt is paid. Where the
    /// zone is behind, the household's limits of the days until then stay what they were.
    function _suspend(uint32 account, AccountWord word, uint16 lastDay) private returns (AccountWord) {
        word = word.withValidUntil(_sooner(word.validUntil(), lastDay));
        if (!word.has(AccountWords.PENDING)) return word;
        mapping(uint32 => OrderQueue) storage queues = MarketStore.get().queues;
        OrderQueue queue = queues[account];
        if (queue.soonerFrom() > lastDay) return word.withFlag(AccountWords.PENDING, false);
        OrderQueue ending = OrderWords.packSooner(
            queue.soonerTerms(),
            _sooner(queue.soonerValidUntil(), lastDay),
            queue.soonerFrom()
        );
        if (queue.laterFrom() <= lastDay) {
            ending = ending.withLater(queue.laterTerms(), _sooner(queue.laterValidUntil(), lastDay), queue.laterFrom());
        }
        queues[account] = ending;
        return word;
    }

    function _sooner(uint16 day, uint16 other) private pure returns (uint16) {
        return uint16(Math.min(day, other));
    }
}
