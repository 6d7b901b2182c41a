// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ICityToken} from "../../payments/ICityToken.sol";
import {AccountWord, AccountWords} from "../libraries/AccountWords.sol";
import {EnergyTime} from "../libraries/EnergyTime.sol";
import {OneOffOrder, OrderQueue} from "../libraries/OrderWords.sol";
import {IMeterDevices} from "../meters/IMeterDevices.sol";
import {AccountMoney} from "./AccountMoney.sol";
import {IMarketAccounts} from "./IMarketAccounts.sol";
import {MarketStore} from "./MarketStore.sol";
import {MarketZones} from "./MarketZones.sol";
import {Settlements} from "./Settlements.sol";

/// @title MarketAccounts
/// @notice See {IMarketAccounts}.
abstract contract MarketAccounts is MarketZones, IMarketAccounts {
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    // --- Constants ---

    /// @inheritdoc IMarketAccounts
    uint96 public constant DRAW = 1 << 0;

    /// @inheritdoc IMarketAccounts
    uint64 public constant MAXIMUM_CREDIT = 500e6;

    /// @inheritdoc IMarketAccounts
    uint32 public constant LONGEST_RESERVE = 192;

    // --- Writes: joining and leaving ---

    /// @inheritdoc IMarketAccounts
    function join(uint32 device, uint16 place) external returns (uint32 account) {
        account = _join(device, place, _msgSender());
    }

    /// @inheritdoc IMarketAccounts
    function close(uint32 account) external {
        MarketStore.Holding storage holding = _requireOwn(account);
        _requireStaying(account, holding.closesOn);
        uint16 onDay = EnergyTime.tomorrow();
        holding.closesOn = onDay;
        _write(account, _wordOf(account).withFlag(AccountWords.CLOSING, true));
        emit AccountClosed(account, onDay);
        IMeterDevices(meters).endListing(holding.device, onDay);
    }

    // --- Writes: money ---

    /// @inheritdoc IMarketAccounts
    function deposit(uint32 account, uint64 amount) external {
        _credit(account, _msgSender(), amount);
        IERC20(token).safeTransferFrom(_msgSender(), address(this), amount);
    }

    /// @inheritdoc IMarketAccounts
    function depositWithPermit(
        uint32 account,
        uint64 amount,
        uint256 deadline,
        bytes calldata signature
    ) external {
        address from = _msgSender();
        // Whoever saw the permit may have handed it in before: what counts is what it allows.
        try ICityToken(token).permit(from, address(this), amount, deadline, signature) {} catch {}
        _credit(account, from, amount);
        IERC20(token).safeTransferFrom(from, address(this), amount);
    }

    /// @inheritdoc IMarketAccounts
    function depositWithAuthorization(
        uint32 account,
        address from,
        uint64 amount,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 salt,
        bytes calldata signature
    ) external {
        _credit(account, from, amount);
        // The nonce names the account: nobody hands the money to another one.
        bytes32 nonce = keccak256(abi.encode(account, salt));
        ICityToken(token).receiveWithAuthorization(
            from,
            address(this),
            amount,
            validAfter,
            validBefore,
            nonce,
            signature
        );
    }

    /// @inheritdoc IMarketAccounts
    function withdraw(uint32 account, address to, uint64 amount) external {
        _requireOwn(account);
        (uint256 free, ) = fundsOf(account);
        require(amount <= free, BalanceNotFree(account, amount, free));
        AccountWord word = _wordOf(account);
        _write(account, word.withBalance(word.balance() - amount));
        emit Withdrawn(account, to, amount);
        IERC20(token).safeTransfer(to, amount);
    }

    // --- Writes: the offices and the court ---

    /// @inheritdoc IMarketAccounts
    function setCreditLimit(uint32 account, uint64 limit) external restricted {
        _requireAccount(account);
        require(limit <= MAXIMUM_CREDIT, CreditLimitTooHigh(limit, MAXIMUM_CREDIT));
        MarketStore.get().debts[account].creditLimit = limit;
        emit CreditLimitSet(account, limit);
    }

    /// @inheritdoc IMarketAccounts
    function setPriority(uint32 account, uint16 untilDay) external restricted {
        MarketStore.Holding storage holding = _requireAccount(account);
        uint16 tomorrow = EnergyTime.tomorrow();
        // Where it runs it goes on or ends tomorrow; where it has ended it begins tomorrow, once its days are settled.
        if (holding.priorityUntil < tomorrow) {
            (uint16 zone, ) = MarketStore.placeOf(account);
            uint32 nextInterval = MarketStore.get().zones[zone].nextInterval;
            require(
                nextInterval >= EnergyTime.firstOf(holding.priorityUntil),
                AccountUnsettled(account, nextInterval)
            );
            holding.priorityFrom = tomorrow;
        }
        holding.priorityUntil = untilDay > tomorrow ? untilDay : tomorrow;
        _write(account, _wordOf(account).withFlag(AccountWords.PRIORITY, true));
        emit PrioritySet(account, holding.priorityFrom, holding.priorityUntil);
    }

    /// @inheritdoc IMarketAccounts
    function freezeByOrder(uint32 account, uint64 amount, bytes32 orderHash) external restricted {
        _requireAccount(account);
        require(orderHash != 0, OrderHashMissing());
        MarketStore.get().debts[account].frozen = amount;
        emit AccountFrozen(account, amount, orderHash);
    }

    // --- Writes: certificates ---

    /// @inheritdoc IMarketAccounts
    function drawCertificates(
        uint32 account,
        uint256 wattHours
    ) external returns (address owner, uint8 class, uint16 settledDay) {
        _requireAgent(DRAW);
        MarketStore.Holding storage holding = _requireAccount(account);
        MarketStore.Debt storage debt = MarketStore.get().debts[account];
        AccountWord word = _wordOf(account);
        uint256 available = Math.saturatingSub(word.certificateWh(), debt.certificateWh);
        require(wattHours != 0 && wattHours <= available, SurplusTooSmall(account, wattHours, available));
        _write(account, word.withCertificates(word.certificateWh() - wattHours - debt.certificateWh));
        debt.certificateWh = 0;
        emit CertificatesDrawn(account, wattHours);

        (uint16 zone, ) = MarketStore.placeOf(account);
        Zone storage state = MarketStore.get().zones[zone];
        class = state.attribution == Attribution.Buyer
            ? 0
            : uint8(IMeterDevices(meters).deviceOf(holding.device).class);
        return (holding.owner, class, EnergyTime.dayOf(state.nextInterval - 1));
    }

    // --- Writes: succession ---

    /// @inheritdoc IMarketAccounts
    function takeOver(uint32 older, uint32 device) external returns (uint32 account) {
        (address owner, uint64 balance, uint40 certificateWh, MarketStore.Debt memory debt) = abi.decode(
            _import(bytes32(uint256(older))),
            (address, uint64, uint40, MarketStore.Debt)
        );
        require(_msgSender() == owner, AccountOwnerOnly(older, _msgSender()));
        (uint16 zone, ) = MarketStore.placeOf(older);
        account = _join(device, _requireZone(zone).places, owner);
        AccountWord word = _wordOf(account).withBalance(balance).withCertificates(certificateWh);
        _write(account, word.withFlag(AccountWords.INDEBTED, debt.owed != 0));
        MarketStore.get().debts[account] = debt;
        emit AccountTakenOver(older, account);
    }

    // --- Reads ---

    /// @inheritdoc IMarketAccounts
    function accountOf(uint32 account) external view returns (Account memory) {
        MarketStore.Holding memory holding = _requireAccount(account);
        MarketStore.Debt memory debt = MarketStore.get().debts[account];
        AccountWord word = _wordOf(account);
        return
            Account({
                owner: holding.owner,
                device: holding.device,
                activeFrom: word.activeFrom(),
                closesOn: holding.closesOn,
                balance: word.balance(),
                owed: debt.owed,
                creditLimit: debt.creditLimit,
                frozen: debt.frozen,
                certificateWh: word.certificateWh(),
                certificateDebt: debt.certificateWh,
                priorityFrom: holding.priorityFrom,
                priorityUntil: holding.priorityUntil
            });
    }

    /// @inheritdoc IMarketAccounts
    function fundsOf(uint32 account) public view returns (uint256 free, uint256 reserved) {
        _requireAccount(account);
        AccountWord word = _wordOf(account);
        uint256 unfrozen = Math.saturatingSub(word.balance(), MarketStore.get().debts[account].frozen);
        reserved = Math.min(unfrozen, _reserveOf(account, word));
        free = unfrozen - reserved;
    }

    // --- Internal writes ---

    function _join(uint32 device, uint16 place, address owner) private returns (uint32 account) {
        _requireActive();
        IMeterDevices.Device memory meter = IMeterDevices(meters).deviceOf(device);
        uint16 today = EnergyTime.today();
        require(
            meter.owner == owner && !meter.isStopped && meter.calibratedUntil >= today && _isMeter(meter.class),
            DeviceNotFit(device)
        );
        Zone storage zone = _requireZone(meter.zone);
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
            require(_isLeft(account, place, zone, today), PlaceTaken(meter.zone, place));
            // What was signed for the place before counts for nobody after.
            (appendedOn, sequence) = (holding.appendedOn, _wordOf(account).sequence());
        }
        MarketStore.get().holdings[account] = MarketStore.Holding(owner, device, appendedOn, 0, 0, 0);
        delete MarketStore.get().debts[account];
        bool isCertifying =
            meter.class == IMeterDevices.DeviceClass.Photovoltaic || meter.class == IMeterDevices.DeviceClass.Wind;
        _write(account, AccountWords.packNew(tomorrow, sequence, isCertifying));
        emit AccountOpened(account, owner, device, tomorrow);
        IMeterDevices(meters).list(device, place, tomorrow, type(uint16).max);
    }

    function _credit(uint32 account, address from, uint64 amount) private {
        _requireActive();
        _requireAccount(account);
        (uint16 zone, ) = MarketStore.placeOf(account);
        MarketStore.Store storage store = MarketStore.get();
        Zone memory state = store.zones[zone];
        emit Deposited(account, from, amount);
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

    function _write(uint32 account, AccountWord word) internal {
        (uint16 zone, uint16 place) = MarketStore.placeOf(account);
        MarketStore.get().accounts[zone][place] = word;
    }

    /// @dev A record is an account whose zone is settled, or waits since two days: its money goes with it.
    function _surrender(bytes32 record) internal override returns (bytes memory data) {
        uint32 account = uint256(record).toUint32();
        MarketStore.Holding storage holding = _requireAccount(account);
        (uint16 zone, ) = MarketStore.placeOf(account);
        uint32 nextInterval = MarketStore.get().zones[zone].nextInterval;
        (, uint40 retiresAt) = successor();
        bool isDone =
            uint256(nextInterval) * EnergyTime.INTERVAL >= retiresAt ||
            _unsettled(nextInterval) > LONGEST_RESERVE ||
            _isOver(holding.closesOn, nextInterval);
        require(isDone, AccountUnsettled(account, nextInterval));
        AccountWord word = _wordOf(account);
        uint64 balance = word.balance();
        data = abi.encode(holding.owner, balance, word.certificateWh(), MarketStore.get().debts[account]);
        _write(account, word.withBalance(0).withCertificates(0));
        IERC20(token).safeTransfer(_msgSender(), balance);
    }

    // --- Internal reads ---

    function _wordOf(uint32 account) internal view returns (AccountWord) {
        (uint16 zone, uint16 place) = MarketStore.placeOf(account);
        return MarketStore.get().accounts[zone][place];
    }

    function _requireAccount(uint32 account) internal view returns (MarketStore.Holding storage holding) {
        _requireHere(bytes32(uint256(account)));
        holding = MarketStore.get().holdings[account];
        require(holding.owner != address(0), AccountUnknown(account));
    }

    function _requireOwn(uint32 account) internal view returns (MarketStore.Holding storage holding) {
        holding = _requireAccount(account);
        require(_msgSender() == holding.owner, AccountOwnerOnly(account, _msgSender()));
    }

    function _requireStaying(uint32 account, uint16 closesOn) internal pure {
        require(closesOn == 0, AccountIsClosed(account, closesOn));
    }

    /// @dev Intervals that have begun and are not settled.
    function _unsettled(uint32 nextInterval) private view returns (uint256) {
        return Math.saturatingSub(uint256(EnergyTime.currentInterval()) + 1, nextInterval);
    }

    function _reserveOf(uint32 account, AccountWord word) private view returns (uint256) {
        (uint16 zone, ) = MarketStore.placeOf(account);
        Zone storage state = MarketStore.get().zones[zone];
        uint32 nextInterval = state.nextInterval;
        uint256 unsettled = _unsettled(nextInterval);
        if (unsettled > LONGEST_RESERVE || _isOver(MarketStore.get().holdings[account].closesOn, nextInterval)) {
            return 0;
        }
        return _mostBought(account, word) * _mostPaid(zone, state.tariffIndex) * unsettled;
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

    /// @dev The most that a Wh costs in an interval that is not settled.
    function _mostPaid(uint16 zone, uint256 from) private view returns (uint256 most) {
        Tariff[] storage tariffs = MarketStore.get().tariffs[zone];
        uint256 last = Settlements.tariffIndexOn(tariffs, from, EnergyTime.today());
        for (uint256 i = from; i <= last; ++i) {
            Tariff memory tariff = tariffs[i];
            uint256 fee = uint256(tariff.fees[0]) + tariff.fees[1] + tariff.fees[2];
            most = Math.max(most, tariff.retail + fee);
        }
    }

    /// @dev Whether an account has closed and all its intervals are settled.
    function _isOver(uint16 closesOn, uint32 nextInterval) private pure returns (bool) {
        return closesOn != 0 && nextInterval >= EnergyTime.firstOf(closesOn);
    }

    /// @dev Whether a place was left, its corrections are over, and nothing of the household before is in it.
    function _isLeft(uint32 account, uint16 place, Zone storage zone, uint16 today) private view returns (bool) {
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
