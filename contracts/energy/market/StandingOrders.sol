// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SignedActs} from "../../payments/SignedActs.sol";
import {AccountWord, AccountWords, Terms} from "../libraries/AccountWords.sol";
import {EnergyTime} from "../libraries/EnergyTime.sol";
import {OneOffOrder, OrderQueue, OrderWords} from "../libraries/OrderWords.sol";
import {IStandingOrders} from "./IStandingOrders.sol";
import {MarketAccounts} from "./MarketAccounts.sol";
import {MarketStore} from "./MarketStore.sol";

/// @title StandingOrders
/// @notice See {IStandingOrders}.
abstract contract StandingOrders is MarketAccounts, SignedActs, IStandingOrders {
    // --- Constants ---

    bytes32 private constant STANDING_TYPEHASH = keccak256(
        "StandingOrder(uint32 account,uint24 buyLimit,uint24 sellLimit,uint24 maxBuy,uint24 maxSell,uint16 validUntil,uint16 sequence,uint40 deadline)"
    );
    bytes32 private constant ONE_OFF_TYPEHASH = keccak256(
        "OneOffOrder(uint32 account,uint24 buyLimit,uint24 sellLimit,uint24 maxBuy,uint24 maxSell,uint32 firstInterval,uint32 lastInterval,uint16 sequence,uint40 deadline)"
    );

    // --- Writes ---

    /// @inheritdoc IStandingOrders
    function giveOrder(uint32 account, OrderTerms calldata terms, uint16 validUntil) external {
        _requireOwn(account);
        _give(account, terms, validUntil);
    }

    /// @inheritdoc IStandingOrders
    function giveOrderBySignature(
        uint32 account,
        OrderTerms calldata terms,
        uint16 validUntil,
        uint16 sequence,
        uint40 deadline,
        bytes calldata signature
    ) external {
        bytes32 structHash = keccak256(
            abi.encode(STANDING_TYPEHASH, account, terms, validUntil, sequence, deadline)
        );
        _requireSigned(_requireAccount(account).owner, structHash, deadline, signature);
        _requireNext(account, sequence);
        _give(account, terms, validUntil);
    }

    /// @inheritdoc IStandingOrders
    function giveOneOff(
        uint32 account,
        OrderTerms calldata terms,
        uint32 firstInterval,
        uint32 lastInterval
    ) external {
        _requireOwn(account);
        _giveOneOff(account, terms, firstInterval, lastInterval);
    }

    /// @inheritdoc IStandingOrders
    function giveOneOffBySignature(
        uint32 account,
        OrderTerms calldata terms,
        uint32 firstInterval,
        uint32 lastInterval,
        uint16 sequence,
        uint40 deadline,
        bytes calldata signature
    ) external {
        bytes32 structHash = keccak256(
            abi.encode(ONE_OFF_TYPEHASH, account, terms, firstInterval, lastInterval, sequence, deadline)
        );
        _requireSigned(_requireAccount(account).owner, structHash, deadline, signature);
        _requireNext(account, sequence);
        _giveOneOff(account, terms, firstInterval, lastInterval);
    }

    // --- Reads ---

    /// @inheritdoc IStandingOrders
    function orderOn(
        uint32 account,
        uint16 day
    ) external view returns (OrderTerms memory terms, uint16 validUntil) {
        _requireAccount(account);
        (AccountWord word, ) = _settledInto(_wordOf(account), MarketStore.get().queues[account], day);
        return (_readable(word.terms()), word.validUntil());
    }

    /// @inheritdoc IStandingOrders
    function oneOffOf(
        uint32 account
    ) external view returns (OrderTerms memory terms, uint32 firstInterval, uint32 lastInterval) {
        _requireAccount(account);
        OneOffOrder order = MarketStore.get().oneOffs[account];
        return (_readable(order.oneOffTerms()), order.firstInterval(), order.lastInterval());
    }

    /// @inheritdoc IStandingOrders
    function sequenceOf(uint32 account) external view returns (uint16 sequence) {
        _requireAccount(account);
        return _wordOf(account).sequence();
    }

    // --- Internal writes ---

    function _give(uint32 account, OrderTerms calldata terms, uint16 validUntil) private {
        AccountWord word = _requireTrading(account);
        uint16 fromDay = EnergyTime.tomorrow();
        require(validUntil >= fromDay, OrderExpired(validUntil, fromDay));
        emit OrderGiven(account, terms, validUntil, fromDay, word.sequence());

        mapping(uint32 => OrderQueue) storage queues = MarketStore.get().queues;
        OrderQueue queue;
        // What every interval that is not settled knows already need not wait.
        (word, queue) = _settledInto(word, queues[account], EnergyTime.dayOf(_nextIntervalOf(account)));
        Terms packed = _pack(terms);
        if (!word.has(AccountWords.PENDING) || queue.soonerFrom() == fromDay) {
            queue = OrderWords.packSooner(packed, validUntil, fromDay);
        } else {
            uint16 laterFrom = queue.laterFrom();
            require(laterFrom == 0 || laterFrom == fromDay, OrderQueueFull(account, laterFrom));
            queue = queue.withLater(packed, validUntil, fromDay);
        }
        queues[account] = queue;
        _write(account, word.withFlag(AccountWords.PENDING, true).withNextSequence());
    }

    function _giveOneOff(
        uint32 account,
        OrderTerms calldata terms,
        uint32 firstInterval,
        uint32 lastInterval
    ) private {
        AccountWord word = _requireTrading(account);
        uint32 earliest = EnergyTime.currentInterval() + 1;
        require(
            firstInterval >= earliest &&
                lastInterval >= firstInterval &&
                lastInterval - firstInterval < EnergyTime.DAY_INTERVALS,
            OneOffIntervalsWrong(firstInterval, lastInterval, earliest)
        );
        mapping(uint32 => OneOffOrder) storage oneOffs = MarketStore.get().oneOffs;
        if (word.has(AccountWords.ONE_OFF)) {
            uint32 last = oneOffs[account].lastInterval();
            require(last < _nextIntervalOf(account), OneOffWaits(account, last));
        }
        emit OneOffGiven(account, terms, firstInterval, lastInterval, word.sequence());
        oneOffs[account] = OrderWords.packOneOff(_pack(terms), firstInterval, lastInterval);
        _write(account, word.withFlag(AccountWords.ONE_OFF, true).withNextSequence());
    }

    // --- Internal reads ---

    /// @dev An account that may give orders.
    function _requireTrading(uint32 account) private view returns (AccountWord) {
        _requireActive();
        _requireStaying(account, _requireAccount(account).closesOn);
        MarketStore.Debt memory debt = MarketStore.get().debts[account];
        require(debt.owed <= debt.creditLimit, AccountInDebt(account, debt.owed));
        return _wordOf(account);
    }

    function _requireNext(uint32 account, uint16 sequence) private view {
        uint16 expected = _wordOf(account).sequence();
        require(sequence == expected, OrderSequenceWrong(account, sequence, expected));
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

    function _pack(OrderTerms calldata terms) private pure returns (Terms) {
        return AccountWords.packTerms(terms.buyLimit, terms.sellLimit, terms.maxBuy, terms.maxSell);
    }

    function _readable(Terms terms) private pure returns (OrderTerms memory) {
        return OrderTerms(terms.buyLimit(), terms.sellLimit(), terms.maxBuy(), terms.maxSell());
    }
}
