// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccountWord, AccountWords, Terms} from "../libraries/AccountWords.sol";
import {EnergyTime} from "../libraries/EnergyTime.sol";
import {OneOffOrder, OrderQueue, OrderWords} from "../libraries/OrderWords.sol";
import {IStandingOrders} from "./IStandingOrders.sol";
import {MarketStore} from "./MarketStore.sol";

/// @title OrderBooks
/// @notice The orders of households, and the days from which they hold. Linked to {EnergyMarket}, which checks callers
/// and debts before it delegates here, and whose store, events and errors these are.
library OrderBooks {
    // --- Writes ---

    /// @notice Gives a standing order.
    /// @param account its number
    /// @param terms of trade
    /// @param validUntil last day
    function give(uint32 account, IStandingOrders.OrderTerms calldata terms, uint16 validUntil) external {
        AccountWord word = _wordOf(account);
        uint16 fromDay = EnergyTime.tomorrow();
        require(validUntil >= fromDay, IStandingOrders.OrderExpired(validUntil, fromDay));
        emit IStandingOrders.OrderGiven(account, terms, validUntil, fromDay, word.sequence());

        mapping(uint32 => OrderQueue) storage queues = MarketStore.get().queues;
        OrderQueue queue;
        // What every interval that is not settled knows already need not wait.
        (word, queue) = _settledInto(word, queues[account], EnergyTime.dayOf(_nextIntervalOf(account)));
        Terms packed = _pack(terms);
        if (!word.has(AccountWords.PENDING) || queue.soonerFrom() == fromDay) {
            queue = OrderWords.packSooner(packed, validUntil, fromDay);
        } else {
            uint16 laterFrom = queue.laterFrom();
            require(laterFrom == 0 || laterFrom == fromDay, IStandingOrders.OrderQueueFull(account, laterFrom));
            queue = queue.withLater(packed, validUntil, fromDay);
        }
        queues[account] = queue;
        _write(account, word.withFlag(AccountWords.PENDING, true).withNextSequence());
    }

    /// @notice Gives a one-off order.
    /// @param account its number
    /// @param terms of trade
    /// @param firstInterval its number
    /// @param lastInterval its number
    function giveOneOff(
        uint32 account,
        IStandingOrders.OrderTerms calldata terms,
        uint32 firstInterval,
        uint32 lastInterval
    ) external {
        AccountWord word = _wordOf(account);
        uint32 earliest = EnergyTime.currentInterval() + 1;
        require(
            firstInterval >= earliest &&
                lastInterval >= firstInterval &&
                lastInterval - firstInterval < EnergyTime.DAY_INTERVALS,
            IStandingOrders.OneOffIntervalsWrong(firstInterval, lastInterval, earliest)
        );
        mapping(uint32 => OneOffOrder) storage oneOffs = MarketStore.get().oneOffs;
        if (word.has(AccountWords.ONE_OFF)) {
            uint32 last = oneOffs[account].lastInterval();
            require(last < _nextIntervalOf(account), IStandingOrders.OneOffWaits(account, last));
        }
        emit IStandingOrders.OneOffGiven(account, terms, firstInterval, lastInterval, word.sequence());
        oneOffs[account] = OrderWords.packOneOff(_pack(terms), firstInterval, lastInterval);
        _write(account, word.withFlag(AccountWords.ONE_OFF, true).withNextSequence());
    }

    // --- Reads ---

    /// @notice The order of an account on a day that is not settled.
    /// @param account its number
    /// @param day its number
    /// @return terms of trade
    /// @return validUntil last day of the order
    function orderOn(
        uint32 account,
        uint16 day
    ) external view returns (IStandingOrders.OrderTerms memory terms, uint16 validUntil) {
        (AccountWord word, ) = _settledInto(_wordOf(account), MarketStore.get().queues[account], day);
        return (_readable(word.terms()), word.validUntil());
    }

    /// @notice The one-off order of an account that is not settled.
    /// @param account its number
    /// @return terms of trade
    /// @return firstInterval its number; 0 where there is none
    /// @return lastInterval its number
    function oneOffOf(
        uint32 account
    ) external view returns (IStandingOrders.OrderTerms memory terms, uint32 firstInterval, uint32 lastInterval) {
        OneOffOrder order;
        if (_wordOf(account).has(AccountWords.ONE_OFF)) order = MarketStore.get().oneOffs[account];
        return (_readable(order.oneOffTerms()), order.firstInterval(), order.lastInterval());
    }

    // --- Internal writes ---

    function _write(uint32 account, AccountWord word) private {
        (uint16 zone, uint16 place) = MarketStore.placeOf(account);
        MarketStore.get().accounts[zone][place] = word;
    }

    // --- Internal reads ---

    function _wordOf(uint32 account) private view returns (AccountWord) {
        (uint16 zone, uint16 place) = MarketStore.placeOf(account);
        return MarketStore.get().accounts[zone][place];
    }

    function _nextIntervalOf(uint32 account) private view returns (uint32) {
        (uint16 zone, ) = MarketStore.placeOf(account);
        return MarketStore.get().zones[zone].nextInterval;
    }

    /// @dev The word with the orders in force on a day, and those that wait for later ones.
    function _settledInto(
        AccountWord word,
        OrderQueue queue,
        uint16 day
    ) private pure returns (AccountWord, OrderQueue) {
        while (word.has(AccountWords.PENDING) && queue.soonerFrom() <= day) {
            word = word.withOrder(queue.soonerTerms(), queue.soonerValidUntil());
            word = word.withFlag(AccountWords.PENDING, queue.laterFrom() != 0);
            queue = queue.shifted();
        }
        return (word, queue);
    }

    function _pack(IStandingOrders.OrderTerms calldata terms) private pure returns (Terms) {
        return AccountWords.packTerms(terms.buyLimit, terms.sellLimit, terms.maxBuy, terms.maxSell);
    }

    function _readable(Terms terms) private pure returns (IStandingOrders.OrderTerms memory) {
        return IStandingOrders.OrderTerms(terms.buyLimit(), terms.sellLimit(), terms.maxBuy(), terms.maxSell());
    }
}
