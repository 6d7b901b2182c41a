// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {AccountWord, AccountWords} from "../libraries/AccountWords.sol";
import {EnergyTime} from "../libraries/EnergyTime.sol";
import {OneOffOrder, OrderQueue} from "../libraries/OrderWords.sol";
import {IMeterDevices} from "../meters/IMeterDevices.sol";
import {AccountMoney} from "./AccountMoney.sol";
import {IMarketAccounts} from "./IMarketAccounts.sol";
import {IMarketZones} from "./IMarketZones.sol";
import {MarketStore} from "./MarketStore.sol";
import {Settlements} from "./Settlements.sol";

/// @title AccountBooks
/// @notice What happens to accounts between settlements. Linked to {EnergyMarket}, which checks callers before it
/// delegates here, and whose store, events and errors these are.
library AccountBooks {
    using SafeCast for uint256;

    // --- Constants ---

    /// @notice Unsettled intervals for which money is reserved; after so many everything is free.
    uint32 internal constant LONGEST_RESERVE = 192;

    // --- Writes ---

    /// @notice Opens an account at a place, from the next 00:00 UTC on.
    /// @param meters the register of meters
    /// @param device a calibrated meter of the owner
    /// @param place the next one of its zone, or one that was left
    /// @param owner who holds the account
    /// @return account its number
    function join(address meters, uint32 device, uint16 place, address owner) external returns (uint32 account) {
        IMeterDevices.Device memory meter = IMeterDevices(meters).deviceOf(device);
        uint16 today = EnergyTime.today();
        require(
            meter.owner == owner && !meter.isStopped && meter.calibratedUntil >= today && _isMeter(meter.class),
            IMarketAccounts.DeviceNotFit(device)
        );
        require(MarketStore.get().tariffs[meter.zone].length != 0, IMarketZones.ZoneUnknown(meter.zone));
        IMarketZones.Zone storage zone = MarketStore.get().zones[meter.zone];
        uint16 tomorrow = EnergyTime.tomorrow();
        account = MarketStore.accountAt(meter.zone, place);
        MarketStore.Holding storage holding = MarketStore.get().holdings[account];
        uint16 appendedOn = tomorrow;
        uint16 sequence = 0;
        if (place == zone.places) {
            // A zone without places has nothing to settle before its first day with one.
            if (place == 0) zone.nextInterval = EnergyTime.firstOf(tomorrow);
            zone.places = place + 1;
        } else {
            require(_isLeft(account, place, zone, today), IMarketAccounts.PlaceTaken(meter.zone, place));
            // What was signed for the place before counts for nobody after.
            (appendedOn, sequence) = (holding.appendedOn, _wordOf(account).sequence());
        }
        MarketStore.get().holdings[account] = MarketStore.Holding(owner, device, appendedOn, 0, 0, 0);
        delete MarketStore.get().debts[account];
        bool isCertifying =
            meter.class == IMeterDevices.DeviceClass.Photovoltaic || meter.class == IMeterDevices.DeviceClass.Wind;
        _write(account, AccountWords.packNew(tomorrow, sequence, isCertifying));
        emit IMarketAccounts.AccountOpened(account, owner, device, tomorrow);
        IMeterDevices(meters).list(device, place, tomorrow, type(uint16).max);
    }

    /// @notice Books money that came in: a debt is paid first.
    /// @param account its number
    /// @param from who paid
    /// @param amount how much
    function deposit(uint32 account, address from, uint64 amount) external {
        (uint16 zone, ) = MarketStore.placeOf(account);
        MarketStore.Store storage store = MarketStore.get();
        IMarketZones.Zone memory state = store.zones[zone];
        emit IMarketAccounts.Deposited(account, from, amount);
        (AccountWord word, int256 forUtility) = AccountMoney.book(
            state,
            account,
            _wordOf(account),
            int256(uint256(amount)),
            0
        );
        _write(account, word);
        if (forUtility == 0 && state.fund == store.zones[zone].fund) return;
        store.zones[zone] = state;
        store.purses[zone].utility += uint256(forUtility).toUint64();
    }

    /// @notice Sets the days of a household's priority.
    /// @param holding of the account
    /// @param account its number
    /// @param untilDay day before which it ends
    function setPriority(MarketStore.Holding storage holding, uint32 account, uint16 untilDay) external {
        uint16 tomorrow = EnergyTime.tomorrow();
        // Where it runs it goes on or ends tomorrow; where it has ended it begins tomorrow, once its days are settled.
        if (holding.priorityUntil < tomorrow) {
            (uint16 zone, ) = MarketStore.placeOf(account);
            uint32 nextInterval = MarketStore.get().zones[zone].nextInterval;
            require(
                nextInterval >= EnergyTime.firstOf(holding.priorityUntil),
                IMarketAccounts.AccountUnsettled(account, nextInterval)
            );
            holding.priorityFrom = tomorrow;
        }
        holding.priorityUntil = untilDay > tomorrow ? untilDay : tomorrow;
        _write(account, _wordOf(account).withFlag(AccountWords.PRIORITY, true));
        emit IMarketAccounts.PrioritySet(account, holding.priorityFrom, holding.priorityUntil);
    }

    /// @notice Takes metered surplus off an account.
    /// @param account its number
    /// @param wattHours how much
    function draw(uint32 account, uint256 wattHours) external {
        MarketStore.Debt storage debt = MarketStore.get().debts[account];
        AccountWord word = _wordOf(account);
        uint256 available = Math.saturatingSub(word.certificateWh(), debt.certificateWh);
        require(
            wattHours != 0 && wattHours <= available,
            IMarketAccounts.SurplusTooSmall(account, wattHours, available)
        );
        _write(account, word.withCertificates(word.certificateWh() - wattHours - debt.certificateWh));
        debt.certificateWh = 0;
        emit IMarketAccounts.CertificatesDrawn(account, wattHours);
    }

    // --- Reads ---

    /// @notice What of a balance is free, and what is reserved.
    /// @param account its number
    /// @return free what can be withdrawn
    /// @return reserved what cannot, yet
    function fundsOf(uint32 account) external view returns (uint256 free, uint256 reserved) {
        AccountWord word = _wordOf(account);
        uint256 unfrozen = Math.saturatingSub(word.balance(), MarketStore.get().debts[account].frozen);
        reserved = Math.min(unfrozen, _reserveOf(account, word));
        free = unfrozen - reserved;
    }

    /// @notice Reverts unless nothing of an account is left to settle, or to correct, in a market that is retired.
    /// @param account its number
    /// @param closesOn first day on which it is out; 0 where it stays
    /// @param retiresAt when the market retired, Unix seconds
    function requireDone(uint32 account, uint16 closesOn, uint40 retiresAt) external view {
        (uint16 zone, ) = MarketStore.placeOf(account);
        uint32 nextInterval = MarketStore.get().zones[zone].nextInterval;
        bool isOver = _isOver(closesOn, nextInterval);
        uint256 settledUntil = (isOver ? EnergyTime.firstOf(closesOn) : uint256(nextInterval)) * EnergyTime.INTERVAL;
        require(
            (isOver || settledUntil >= retiresAt) &&
                block.timestamp > settledUntil + uint256(Settlements.CORRECTION_DAYS) * 1 days,
            IMarketAccounts.AccountUnsettled(account, nextInterval)
        );
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

    /// @dev Intervals that have begun and are not settled.
    function _unsettled(uint32 nextInterval) private view returns (uint256) {
        return Math.saturatingSub(uint256(EnergyTime.currentInterval()) + 1, nextInterval);
    }

    function _reserveOf(uint32 account, AccountWord word) private view returns (uint256) {
        (uint16 zone, ) = MarketStore.placeOf(account);
        IMarketZones.Zone storage state = MarketStore.get().zones[zone];
        uint32 nextInterval = state.nextInterval;
        uint256 unsettled = _unsettled(nextInterval);
        if (unsettled > LONGEST_RESERVE || _isOver(MarketStore.get().holdings[account].closesOn, nextInterval)) {
            return 0;
        }
        return _mostBought(account, word) * _mostPaid(zone, state.tariffIndex, nextInterval) * unsettled;
    }

    /// @dev The most that any order allows to buy in an interval that is not settled.
    function _mostBought(uint32 account, AccountWord word) private view returns (uint256 most) {
        most = word.terms().maxBuy();
        if (word.has(AccountWords.PENDING)) {
            OrderQueue queue = MarketStore.get().queues[account];
            most = Math.max(most, Math.max(queue.soonerTerms().maxBuy(), queue.laterTerms().maxBuy()));
        }
        if (word.has(AccountWords.ONE_OFF)) {
            OneOffOrder order = MarketStore.get().oneOffs[account];
            most = Math.max(most, order.oneOffTerms().maxBuy());
        }
    }

    /// @dev The most that a Wh costs in an interval that is not settled; of so few days that its loop is short.
    function _mostPaid(uint16 zone, uint256 from, uint32 nextInterval) private view returns (uint256 most) {
        IMarketZones.Tariff[] storage tariffs = MarketStore.get().tariffs[zone];
        uint256 first = Settlements.tariffIndexOn(tariffs, from, EnergyTime.dayOf(nextInterval));
        uint256 last = Settlements.tariffIndexOn(tariffs, first, EnergyTime.today());
        for (uint256 i = first; i <= last; ++i) {
            IMarketZones.Tariff memory tariff = tariffs[i];
            uint256 fee = uint256(tariff.fees[0]) + tariff.fees[1] + tariff.fees[2];
            most = Math.max(most, tariff.retail + fee);
        }
    }

    /// @dev Whether an account has closed and all its intervals are settled.
    function _isOver(uint16 closesOn, uint32 nextInterval) private pure returns (bool) {
        return closesOn != 0 && nextInterval >= EnergyTime.firstOf(closesOn);
    }

    /// @dev Whether a place was left, its corrections are over, and nothing of the household before is in it.
    function _isLeft(
        uint32 account,
        uint16 place,
        IMarketZones.Zone storage zone,
        uint16 today
    ) private view returns (bool) {
        uint16 closesOn = MarketStore.get().holdings[account].closesOn;
        AccountWord word = _wordOf(account);
        return
            place < zone.places &&
            _isOver(closesOn, zone.nextInterval) &&
            today > closesOn + Settlements.CORRECTION_DAYS &&
            word.balance() == 0 &&
            word.certificateWh() == 0 &&
            MarketStore.get().debts[account].owed == 0;
    }

    /// @dev Whether a device counts the energy of a household.
    function _isMeter(IMeterDevices.DeviceClass class) private pure returns (bool) {
        return class <= IMeterDevices.DeviceClass.Vehicle;
    }
}
