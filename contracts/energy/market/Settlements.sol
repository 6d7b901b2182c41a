// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {AccountWord, AccountWords, Terms} from "../libraries/AccountWords.sol";
import {ClearingHints} from "../libraries/ClearingHints.sol";
import {EnergyTime} from "../libraries/EnergyTime.sol";
import {OneOffOrder, OrderQueue} from "../libraries/OrderWords.sol";
import {Readings} from "../libraries/Readings.sol";
import {IMeterGateways} from "../meters/IMeterGateways.sol";
import {AccountMoney} from "./AccountMoney.sol";
import {IMarketZones} from "./IMarketZones.sol";
import {ISettlements} from "./ISettlements.sol";
import {MarketStore} from "./MarketStore.sol";

/// @title Settlements
/// @notice Proves that intervals cleared and books what households get and pay. Linked to {EnergyMarket}, which checks
/// callers and times before it delegates here, and whose store, events and errors these are.
/// @dev One pass over the places, the intervals of each within: an account is read and written once. What an interval
/// needs is summed on the way and compared at the end.
library Settlements {
    using ClearingHints for bytes;
    using Readings for bytes;
    using SafeCast for uint256;

    // --- Types and constants ---

    /// @dev An interval: what was claimed, and what is summed. `below` and `above`: the limits next to the price.
    struct Interval {
        uint256 price;
        uint256 buyNumerator;
        uint256 buyDenominator;
        uint256 sellNumerator;
        uint256 sellDenominator;
        bool isShort;
        uint256 strictBuy;
        uint256 sharedBuy;
        uint256 strictSell;
        uint256 sharedSell;
        uint256 below;
        uint256 above;
    }

    /// @dev What all accounts of a settlement have in common, and their sums.
    struct Batch {
        uint16 zone;
        uint32 firstInterval;
        uint16 day;
        uint256 count;
        uint256 places;
        bytes32 readingsHash;
        uint256 feedIn;
        uint256 retail;
        uint256 fee;
        uint24[3] fees;
        bool isMid;
        bool toBuyers;
        bool hasPriority;
        int256 utility;
        uint256 bought;
        Interval[] intervals;
        bytes executed;
    }

    /// @dev A household in a settlement: its terms as the band bounds them, and what it gets.
    struct Household {
        bool isTrading;
        bool isFirst;
        bool isCertifying;
        uint256 buyLimit;
        uint256 sellLimit;
        uint256 maxBuy;
        uint256 maxSell;
        int256 net;
        int256 utility;
        uint256 surplus;
    }

    /// @dev What a correction of one reading looks at.
    struct Correction {
        uint256 place;
        uint256 position;
        int256 wattHours;
        int24 from;
        int24 executed;
    }

    /// @notice Settlements that the ring holds: single intervals of the days in which a day's last one is corrected, so
    /// that a day that was settled at once is not forgotten before.
    uint256 internal constant RING = (uint256(CORRECTION_DAYS) + 1) * EnergyTime.DAY_INTERVALS;

    /// @notice Days in which a settlement is corrected.
    uint16 internal constant CORRECTION_DAYS = 7;

    /// @dev Bytes of a correction.
    uint256 private constant CORRECTION_BYTES = 6;

    /// @dev Flags that make an account look beyond its word.
    uint256 private constant SELDOM =
        AccountWords.PENDING | AccountWords.ONE_OFF | AccountWords.PRIORITY | AccountWords.CLOSING;

    // --- Writes ---

    /// @notice Settles consecutive intervals of a day.
    /// @param meters the register of meters
    /// @param zone its number
    /// @param firstInterval the next one of the zone
    /// @param hints what to prove
    /// @param readings of all places and intervals
    /// @param signature of the zone's gateway
    function settle(
        address meters,
        uint16 zone,
        uint32 firstInterval,
        bytes calldata hints,
        bytes calldata readings,
        bytes calldata signature
    ) external {
        MarketStore.Store storage store = MarketStore.get();
        IMarketZones.Zone memory state = store.zones[zone];
        require(
            firstInterval == state.nextInterval,
            ISettlements.IntervalNotNext(zone, firstInterval, state.nextInterval)
        );
        Batch memory batch = _open(store, state, zone, firstInterval, hints);
        batch.readingsHash = keccak256(readings);
        batch.places = _placesOf(store, state, batch, readings);
        _commit(meters, batch, readings, signature);

        batch.executed = new bytes(readings.length + 32);
        for (uint256 place = 0; place < batch.places; ++place) _settleAccount(store, state, batch, readings, place);
        uint256 volume = _prove(batch);
        _fillPurses(store, batch);
        _note(store, state, batch, keccak256(hints), readings.length);
        emit ISettlements.IntervalsSettled(zone, firstInterval, batch.count, volume, batch.readingsHash);
    }

    /// @notice Corrects readings of settled intervals.
    /// @param meters the register of meters
    /// @param settlement as it was
    /// @param corrections in order
    /// @param signature of the gateway of that day
    function correct(
        address meters,
        ISettlements.Settlement calldata settlement,
        bytes calldata corrections,
        bytes calldata signature
    ) external {
        (uint16 zone, uint32 firstInterval) = (settlement.zone, settlement.firstInterval);
        require(isSettled(settlement), ISettlements.SettlementUnknown(zone, firstInterval));
        MarketStore.Store storage store = MarketStore.get();
        Batch memory batch;
        (batch.zone, batch.firstInterval) = (zone, firstInterval);
        batch.day = EnergyTime.dayOf(firstInterval);
        batch.count = settlement.hints.length / ClearingHints.BYTES;
        _readTariff(store, batch, tariffIndexOn(store.tariffs[zone], 0, batch.day));
        uint256 until = EnergyTime.endOf(firstInterval + uint32(batch.count) - 1) + uint256(CORRECTION_DAYS) * 1 days;
        require(block.timestamp <= until, ISettlements.CorrectionTooLate(until));
        _requireCorrection(meters, batch, settlement.readings, corrections, signature);

        IMarketZones.Zone memory state = store.zones[zone];
        bytes memory corrected = _correctAll(store, state, batch, settlement, corrections);
        _fillPurses(store, batch);
        store.zones[zone] = state;
        store.settled[zone][firstInterval % RING] = _hashOf(
            firstInterval,
            keccak256(settlement.hints),
            keccak256(corrected),
            keccak256(settlement.executed)
        );
    }

    // --- Reads ---

    /// @notice Whether intervals were settled like this, and the ring still knows.
    /// @param settlement as it was
    /// @return true where they were
    function isSettled(ISettlements.Settlement calldata settlement) public view returns (bool) {
        return
            MarketStore.get().settled[settlement.zone][settlement.firstInterval % RING] ==
            _hashOf(
                settlement.firstInterval,
                keccak256(settlement.hints),
                keccak256(settlement.readings),
                keccak256(settlement.executed)
            );
    }

    /// @notice Position of the tariff of a day, found by halving.
    /// @param tariffs of a zone, in the order of their first days
    /// @param position from which to look
    /// @param day its number
    /// @return position of the last one whose first day is not later; the one given where there is none
    function tariffIndexOn(
        IMarketZones.Tariff[] storage tariffs,
        uint256 position,
        uint16 day
    ) internal view returns (uint256) {
        uint256 beyond = tariffs.length;
        // The one sought is at `position` or after it, and before `beyond`.
        while (position + 1 < beyond) {
            uint256 middle = Math.average(position, beyond);
            if (tariffs[middle].fromDay <= day) position = middle;
            else beyond = middle;
        }
        return position;
    }

    // --- Internal writes: settling ---

    /// @dev The gateway has signed the list, and stopped meters stand in it as estimated.
    function _commit(address meters, Batch memory batch, bytes calldata readings, bytes calldata signature) private {
        IMeterGateways.Stop[] memory stops = IMeterGateways(meters).commit(
            batch.zone,
            batch.firstInterval,
            uint16(batch.count),
            uint16(batch.places),
            batch.readingsHash,
            signature
        );
        for (uint256 i = 0; i < stops.length; ++i) {
            uint256 from = Math.max(stops[i].firstInterval, batch.firstInterval);
            for (uint256 interval = from; interval < batch.firstInterval + batch.count; ++interval) {
                uint256 index = stops[i].place * batch.count + (interval - batch.firstInterval);
                require(
                    readings.readingAt(index) == Readings.ESTIMATED,
                    ISettlements.ReadingOfStopped(MarketStore.accountAt(batch.zone, stops[i].place), uint32(interval))
                );
            }
        }
    }

    function _settleAccount(
        MarketStore.Store storage store,
        IMarketZones.Zone memory state,
        Batch memory batch,
        bytes calldata readings,
        uint256 place
    ) private {
        AccountWord before = store.accounts[batch.zone][place];
        AccountWord word = before;
        Household memory home;
        home.isTrading = batch.day >= word.activeFrom();
        home.isCertifying = word.has(AccountWords.CERTIFYING);
        OneOffOrder oneOff;
        if (AccountWord.unwrap(word) & SELDOM != 0) {
            (word, oneOff) = _prepare(store, batch, home, word, place);
        }
        if (!home.isTrading) {
            _requireAbsent(batch, readings, place);
            return;
        }
        home.isTrading = batch.day <= word.validUntil();
        if (OneOffOrder.unwrap(oneOff) == 0) {
            _bound(batch, home, word.terms());
            _trade(batch, home, readings, place, 0, batch.count);
        } else {
            _tradeOneOff(batch, home, readings, place, word.terms(), oneOff);
        }

        int256 utility = home.utility;
        if (home.net != 0) {
            int256 forUtility;
            (word, forUtility) = AccountMoney.book(
                state,
                MarketStore.accountAt(batch.zone, place),
                word,
                home.net,
                batch.day
            );
            utility += forUtility;
        }
        batch.utility += utility;
        if (home.surplus != 0) word = word.withCertificates(word.certificateWh() + home.surplus);
        if (AccountWord.unwrap(word) != AccountWord.unwrap(before)) store.accounts[batch.zone][place] = word;
    }

    /// @dev What an account's flags say: a new order whose day has come, a one-off order, priority, the end.
    function _prepare(
        MarketStore.Store storage store,
        Batch memory batch,
        Household memory home,
        AccountWord word,
        uint256 place
    ) private returns (AccountWord, OneOffOrder oneOff) {
        uint32 account = MarketStore.accountAt(batch.zone, place);
        if (word.has(AccountWords.PENDING)) {
            OrderQueue queue = store.queues[account];
            bool hasChanged = false;
            while (word.has(AccountWords.PENDING) && queue.soonerFrom() <= batch.day) {
                word = word.withOrder(queue.soonerTerms(), queue.soonerValidUntil());
                bool hasMore = queue.laterFrom() != 0;
                // The last one stays: a slot that was paid for once is not cleared.
                if (hasMore) {
                    queue = queue.shifted();
                    hasChanged = true;
                }
                word = word.withFlag(AccountWords.PENDING, hasMore);
            }
            if (hasChanged) store.queues[account] = queue;
        }
        if (word.has(AccountWords.ONE_OFF)) {
            oneOff = store.oneOffs[account];
            bool isOver = oneOff.lastInterval() < batch.firstInterval + batch.count;
            if (isOver) word = word.withFlag(AccountWords.ONE_OFF, false);
        }
        if (word.has(AccountWords.PRIORITY) || word.has(AccountWords.CLOSING)) {
            MarketStore.Holding memory holding = store.holdings[account];
            home.isFirst = batch.hasPriority && batch.day >= holding.priorityFrom && batch.day < holding.priorityUntil;
            if (holding.closesOn != 0 && batch.day >= holding.closesOn) home.isTrading = false;
        }
        return (word, oneOff);
    }

    function _tradeOneOff(
        Batch memory batch,
        Household memory home,
        bytes calldata readings,
        uint256 place,
        Terms terms,
        OneOffOrder oneOff
    ) private pure {
        uint256 from = Math.min(Math.saturatingSub(oneOff.firstInterval(), batch.firstInterval), batch.count);
        uint256 to = Math.min(Math.saturatingSub(uint256(oneOff.lastInterval()) + 1, batch.firstInterval), batch.count);
        _bound(batch, home, terms);
        _trade(batch, home, readings, place, 0, from);
        _bound(batch, home, oneOff.oneOffTerms());
        _trade(batch, home, readings, place, from, to);
        _bound(batch, home, terms);
        _trade(batch, home, readings, place, Math.max(from, to), batch.count);
    }

    /// @dev The terms within the band: the utility buys at its floor and sells at its ceiling.
    function _bound(Batch memory batch, Household memory home, Terms terms) private pure {
        uint256 buyLimit = terms.buyLimit();
        uint256 least = batch.feedIn + batch.fee;
        home.maxBuy = buyLimit < least && !home.isFirst ? 0 : terms.maxBuy();
        home.buyLimit =
            home.isFirst || buyLimit > batch.retail
                ? batch.retail - batch.fee
                : Math.saturatingSub(buyLimit, batch.fee);
        uint256 sellLimit = terms.sellLimit();
        home.sellLimit = Math.max(sellLimit, batch.feedIn);
        bool mayNotSell = sellLimit > batch.retail - batch.fee || (batch.toBuyers && !home.isCertifying);
        home.maxSell = mayNotSell ? 0 : terms.maxSell();
    }

    /// @dev Trades the readings of an account from one interval up to another.
    function _trade(
        Batch memory batch,
        Household memory home,
        bytes calldata readings,
        uint256 place,
        uint256 from,
        uint256 to
    ) private pure {
        // Every amount is below 2^24, every count below 2^17, every price below 2^25: no sum comes near 2^128.
        unchecked {
            uint256 offset = (place * batch.count + from) * Readings.BYTES;
            for (uint256 i = from; i < to; ++i) {
                int256 metered = readings.quickReadingAt(offset);
                if (metered > 0) {
                    uint256 sold = _sell(batch, home, batch.intervals[i], uint256(metered));
                    if (sold != 0) batch.executed.write(offset, int256(sold));
                } else if (metered < 0 && metered != Readings.ESTIMATED) {
                    uint256 bought = _buy(batch, home, batch.intervals[i], uint256(-metered));
                    if (bought != 0) batch.executed.write(offset, -int256(bought));
                }
                offset += Readings.BYTES;
            }
        }
    }

    function _sell(
        Batch memory batch,
        Household memory home,
        Interval memory interval,
        uint256 metered
    ) private pure returns (uint256 sold) {
        unchecked {
            uint256 offered = metered < home.maxSell ? metered : home.maxSell;
            uint256 price = interval.price;
            if (home.isTrading && offered != 0) {
                uint256 limit = home.sellLimit;
                if (limit < price && !batch.isMid) {
                    interval.strictSell += offered;
                    sold = offered;
                    if (limit > interval.below) interval.below = limit;
                } else if (limit <= price) {
                    uint256 sum = interval.sharedSell;
                    interval.sharedSell = sum + offered;
                    sold = _shareOf(sum, offered, interval.sellNumerator, interval.sellDenominator);
                } else if (limit < interval.above) {
                    interval.above = limit;
                }
            }
            uint256 rest = (metered - sold) * batch.feedIn;
            home.net += int256(sold * price + rest);
            home.utility -= int256(rest);
            if (home.isCertifying) home.surplus += batch.toBuyers ? metered - sold : metered;
        }
    }

    function _buy(
        Batch memory batch,
        Household memory home,
        Interval memory interval,
        uint256 metered
    ) private pure returns (uint256 bought) {
        unchecked {
            uint256 wanted = metered < home.maxBuy ? metered : home.maxBuy;
            uint256 price = interval.price;
            if (home.isTrading && wanted != 0) {
                uint256 limit = home.buyLimit;
                if (home.isFirst && !interval.isShort) {
                    interval.strictBuy += wanted;
                    bought = wanted;
                } else if (home.isFirst || (limit >= price && (limit == price || batch.isMid) && !interval.isShort)) {
                    uint256 sum = interval.sharedBuy;
                    interval.sharedBuy = sum + wanted;
                    bought = _shareOf(sum, wanted, interval.buyNumerator, interval.buyDenominator);
                } else if (limit > price && !interval.isShort) {
                    interval.strictBuy += wanted;
                    bought = wanted;
                    if (limit < interval.above) interval.above = limit;
                } else if (limit < price && limit > interval.below) {
                    interval.below = limit;
                }
            }
            uint256 rest = (metered - bought) * batch.retail;
            home.net -= int256(bought * (price + batch.fee) + rest);
            home.utility += int256(rest);
            batch.bought += bought;
            if (batch.toBuyers) home.surplus += bought;
        }
    }

    /// @dev The share by cumulative rounding, after those that asked for `sum` together.
    function _shareOf(
        uint256 sum,
        uint256 amount,
        uint256 numerator,
        uint256 denominator
    ) private pure returns (uint256) {
        // Where the sum goes beyond the denominator the claim is refused in the end.
        unchecked {
            if (denominator == 0) return 0;
            return ((sum + amount) * numerator) / denominator - (sum * numerator) / denominator;
        }
    }

    /// @dev The utility and the levels of the grid get their part.
    function _fillPurses(MarketStore.Store storage store, Batch memory batch) private {
        IMarketZones.Purse storage purse = store.purses[batch.zone];
        int256 utility = int256(uint256(purse.utility)) + batch.utility;
        require(utility >= 0, ISettlements.UtilityShort(batch.zone, uint256(-utility)));
        purse.utility = uint256(utility).toUint64();
        if (batch.bought == 0) return;
        for (uint256 level = 0; level < 3; ++level) {
            purse.levels[level] = (purse.levels[level] + batch.bought * batch.fees[level]).toUint64();
        }
    }

    /// @dev The zone goes on to the next interval; the ring remembers what was settled, for corrections.
    function _note(
        MarketStore.Store storage store,
        IMarketZones.Zone memory state,
        Batch memory batch,
        bytes32 hintsHash,
        uint256 length
    ) private {
        state.nextInterval = (batch.firstInterval + batch.count).toUint32();
        store.zones[batch.zone] = state;
        store.settled[batch.zone][batch.firstInterval % RING] = _hashOf(
            batch.firstInterval,
            hintsHash,
            batch.readingsHash,
            _executedHash(batch.executed, length)
        );
    }

    // --- Internal writes: correcting ---

    function _correctAll(
        MarketStore.Store storage store,
        IMarketZones.Zone memory state,
        Batch memory batch,
        ISettlements.Settlement calldata settlement,
        bytes calldata corrections
    ) private returns (bytes memory corrected) {
        corrected = settlement.readings;
        uint256 length = corrections.length / CORRECTION_BYTES;
        require(
            length != 0 && length * CORRECTION_BYTES == corrections.length,
            ISettlements.CorrectionMalformed(length)
        );
        uint256 next = 0;
        for (uint256 i = 0; i < length; ++i) {
            Correction memory item = _correctionAt(corrections, i);
            uint256 index = item.place * batch.count + item.position;
            require(
                item.position < batch.count &&
                    index >= next &&
                    (index + 1) * Readings.BYTES <= corrected.length &&
                    item.wattHours != Readings.ESTIMATED,
                ISettlements.CorrectionMalformed(i)
            );
            next = index + 1;
            item.from = settlement.readings.readingAt(index);
            item.executed = settlement.executed.readingAt(index);
            require(
                item.wattHours != item.from && _isThere(store, batch, item.place),
                ISettlements.CorrectionMalformed(i)
            );
            _correct(store, state, batch, item);
            _overwrite(corrected, index, item.wattHours);
        }
    }

    function _correct(
        MarketStore.Store storage store,
        IMarketZones.Zone memory state,
        Batch memory batch,
        Correction memory item
    ) private {
        int256 old = item.from == Readings.ESTIMATED ? int256(0) : int256(item.from);
        int256 amount = _restOf(batch, item.wattHours - item.executed) - _restOf(batch, old - item.executed);
        uint32 account = MarketStore.accountAt(batch.zone, item.place);
        AccountWord word = store.accounts[batch.zone][item.place];
        int256 forUtility;
        (word, forUtility) = AccountMoney.book(state, account, word, amount, EnergyTime.today());
        batch.utility += forUtility - amount;
        if (word.has(AccountWords.CERTIFYING)) {
            int256 surplus = (item.wattHours > 0 ? item.wattHours : int256(0)) - (old > 0 ? old : int256(0));
            word = _countSurplus(store, account, word, surplus);
        }
        store.accounts[batch.zone][item.place] = word;
        emit ISettlements.ReadingCorrected(
            account,
            batch.firstInterval + uint32(item.position),
            item.from,
            int24(item.wattHours),
            amount
        );
    }

    /// @dev Where less was exported than certificates were drawn for, the next surplus makes up for it.
    function _countSurplus(
        MarketStore.Store storage store,
        uint32 account,
        AccountWord word,
        int256 surplus
    ) private returns (AccountWord) {
        int256 counted = int256(uint256(word.certificateWh())) + surplus;
        if (counted >= 0) return word.withCertificates(uint256(counted));
        MarketStore.Debt storage debt = store.debts[account];
        debt.certificateWh = (debt.certificateWh + uint256(-counted)).toUint40();
        return word.withCertificates(0);
    }

    // --- Internal reads ---

    function _open(
        MarketStore.Store storage store,
        IMarketZones.Zone memory state,
        uint16 zone,
        uint32 firstInterval,
        bytes calldata hints
    ) private view returns (Batch memory batch) {
        batch.zone = zone;
        batch.firstInterval = firstInterval;
        batch.day = EnergyTime.dayOf(firstInterval);
        batch.count = hints.length / ClearingHints.BYTES;
        batch.isMid = state.policy == IMarketZones.PricePolicy.Mid;
        batch.toBuyers = state.attribution == IMarketZones.Attribution.Buyer;
        batch.hasPriority = state.hasPriority;
        state.tariffIndex = uint16(tariffIndexOn(store.tariffs[zone], state.tariffIndex, batch.day));
        _readTariff(store, batch, state.tariffIndex);

        batch.intervals = new Interval[](batch.count);
        for (uint256 i = 0; i < batch.count; ++i) {
            Interval memory interval = batch.intervals[i];
            uint256 word = hints.wordAt(i);
            interval.price = ClearingHints.priceOf(word);
            interval.buyNumerator = ClearingHints.buyNumeratorOf(word);
            interval.buyDenominator = ClearingHints.buyDenominatorOf(word);
            interval.sellNumerator = ClearingHints.sellNumeratorOf(word);
            interval.sellDenominator = ClearingHints.sellDenominatorOf(word);
            interval.isShort = ClearingHints.flagsOf(word) == 1;
            interval.below = batch.feedIn;
            interval.above = batch.retail - batch.fee;
            require(
                interval.price >= batch.feedIn && interval.price <= interval.above,
                ISettlements.PriceWrong(firstInterval + uint32(i), interval.price)
            );
            require(ClearingHints.flagsOf(word) <= 1, ISettlements.ClearingWrong(firstInterval + uint32(i)));
        }
    }

    function _requireCorrection(
        address meters,
        Batch memory batch,
        bytes calldata readings,
        bytes calldata corrections,
        bytes calldata signature
    ) private view {
        bool isSigned = IMeterGateways(meters).isCorrection(
            batch.zone,
            batch.firstInterval,
            uint16(batch.count),
            uint16(readings.length / Readings.BYTES / batch.count),
            keccak256(readings),
            keccak256(corrections),
            signature
        );
        require(isSigned, ISettlements.CorrectionSignatureInvalid(batch.zone));
    }

    function _readTariff(MarketStore.Store storage store, Batch memory batch, uint256 index) private view {
        IMarketZones.Tariff memory tariff = store.tariffs[batch.zone][index];
        batch.feedIn = tariff.feedIn;
        batch.retail = tariff.retail;
        batch.fees = tariff.fees;
        batch.fee = uint256(tariff.fees[0]) + tariff.fees[1] + tariff.fees[2];
    }

    /// @dev The places of the list: all that there were on that day. Places are appended in the order of their first
    /// days, so that the first one left out tells of all.
    function _placesOf(
        MarketStore.Store storage store,
        IMarketZones.Zone memory state,
        Batch memory batch,
        bytes calldata readings
    ) private view returns (uint256 places) {
        uint256 row = batch.count * Readings.BYTES;
        places = readings.length / row;
        bool isWhole = places * row == readings.length && places <= state.places;
        if (isWhole && places < state.places) {
            uint32 account = MarketStore.accountAt(batch.zone, places);
            isWhole = store.holdings[account].appendedOn > batch.day;
        }
        require(isWhole, ISettlements.ReadingsIncomplete(batch.zone, readings.length));
    }

    /// @dev Whether a place had a household on the day of a settlement.
    function _isThere(MarketStore.Store storage store, Batch memory batch, uint256 place) private view returns (bool) {
        if (batch.day < store.accounts[batch.zone][place].activeFrom()) return false;
        uint16 closesOn = store.holdings[MarketStore.accountAt(batch.zone, place)].closesOn;
        return closesOn == 0 || batch.day < closesOn;
    }

    function _requireAbsent(Batch memory batch, bytes calldata readings, uint256 place) private pure {
        for (uint256 i = 0; i < batch.count; ++i) {
            require(
                readings.readingAt(place * batch.count + i) == 0,
                ISettlements.ReadingOfAbsent(MarketStore.accountAt(batch.zone, place))
            );
        }
    }

    /// @dev Reverts unless every interval cleared as claimed.
    function _prove(Batch memory batch) private pure returns (uint256 volume) {
        for (uint256 i = 0; i < batch.count; ++i) {
            Interval memory interval = batch.intervals[i];
            uint32 number = batch.firstInterval + uint32(i);
            uint256 bought = interval.strictBuy + interval.buyNumerator;
            bool isBuyWhole = interval.buyNumerator == interval.buyDenominator;
            bool isSellWhole = interval.sellNumerator == interval.sellDenominator;
            require(
                interval.sharedBuy == interval.buyDenominator &&
                    interval.sharedSell == interval.sellDenominator &&
                    interval.buyNumerator <= interval.buyDenominator &&
                    interval.sellNumerator <= interval.sellDenominator &&
                    bought == interval.strictSell + interval.sellNumerator &&
                    (interval.isShort ? !isBuyWhole && isSellWhole : isBuyWhole || isSellWhole),
                ISettlements.ClearingWrong(number)
            );
            require(_isPriceRight(batch, interval), ISettlements.PriceWrong(number, interval.price));
            volume += bought;
        }
    }

    /// @dev The middle of the prices that clear. The numbers are proven: `price` is one of them, and it is the only one
    /// unless nobody asks for anything between it and the next limit.
    function _isPriceRight(Batch memory batch, Interval memory interval) private pure returns (bool) {
        (uint256 floor, uint256 ceiling) = (batch.feedIn, batch.retail - batch.fee);
        if (batch.isMid) return interval.price == (floor + ceiling) / 2;
        if (interval.isShort) return interval.price == ceiling;
        uint256 wanted = interval.strictBuy + interval.sharedBuy;
        uint256 offered = interval.strictSell + interval.sharedSell;
        bool lowerClears = interval.strictSell == wanted;
        bool higherClears = offered == interval.strictBuy;
        uint256 lowest = lowerClears ? interval.below : interval.price;
        uint256 highest = higherClears ? interval.above : interval.price;
        return interval.price == (lowest + highest) / 2;
    }

    /// @dev What the utility pays or takes for the rest.
    function _restOf(Batch memory batch, int256 rest) private pure returns (int256) {
        return rest * int256(rest > 0 ? batch.feedIn : batch.retail);
    }

    function _correctionAt(bytes calldata corrections, uint256 i) private pure returns (Correction memory item) {
        bytes calldata entry = corrections[i * CORRECTION_BYTES:(i + 1) * CORRECTION_BYTES];
        item.place = uint16(bytes2(entry[0:2]));
        item.position = uint8(entry[2]);
        item.wattHours = int24(uint24(bytes3(entry[3:6])));
    }

    function _overwrite(bytes memory list, uint256 index, int256 wattHours) private pure {
        for (uint256 i = 0; i < Readings.BYTES; ++i) {
            list[index * Readings.BYTES + i] = bytes1(uint8(uint256(wattHours) >> (8 * (2 - i))));
        }
    }

    function _executedHash(bytes memory executed, uint256 length) private pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            hash := keccak256(add(executed, 32), length)
        }
    }

    function _hashOf(
        uint32 firstInterval,
        bytes32 hintsHash,
        bytes32 readingsHash,
        bytes32 executedHash
    ) private pure returns (bytes32) {
        return keccak256(abi.encode(firstInterval, hintsHash, readingsHash, executedHash));
    }
}
