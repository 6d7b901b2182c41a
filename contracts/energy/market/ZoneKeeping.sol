// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {Agents} from "../../governance/Agents.sol";
import {Succession} from "../../governance/Succession.sol";
import {EnergyTime} from "../libraries/EnergyTime.sol";
import {IMarketZones} from "./IMarketZones.sol";
import {MarketStore} from "./MarketStore.sol";
import {Settlements} from "./Settlements.sol";

/// @title ZoneKeeping
/// @notice See {IMarketZones}.
abstract contract ZoneKeeping is IMarketZones, Agents, Succession {
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    // --- Immutables ---

    /// @inheritdoc IMarketZones
    address public immutable token;

    /// @inheritdoc IMarketZones
    address public immutable meters;

    // --- Storage ---

    /// @inheritdoc IMarketZones
    mapping(address operator => bool) public isOperator;

    // --- Constructor ---

    /// @param token_ the municipal token
    /// @param meters_ the register of meters
    constructor(address token_, address meters_) {
        token = token_;
        meters = meters_;
    }

    // --- Writes: the offices ---

    /// @inheritdoc IMarketZones
    function openZone(uint16 zone, ZoneSetup calldata setup, Tariff calldata tariff) external restricted {
        _requireActive();
        MarketStore.Store storage store = MarketStore.get();
        bool hasPayees =
            setup.payees[0] != address(0) && setup.payees[1] != address(0) && setup.payees[2] != address(0);
        require(zone != 0 && setup.utility != address(0) && hasPayees, ZoneIncomplete(zone));
        require(store.tariffs[zone].length == 0, ZoneAlreadyOpen(zone));
        uint16 tomorrow = EnergyTime.tomorrow();
        require(tariff.fromDay == tomorrow, TariffTooEarly(tariff.fromDay, tomorrow));

        store.zones[zone] = Zone(
            EnergyTime.firstOf(tomorrow),
            0,
            0,
            setup.policy,
            setup.attribution,
            setup.hasPriority,
            0,
            0
        );
        store.parties[zone] = MarketStore.Parties(setup.utility, setup.utilityReserve, setup.payees);
        emit ZoneOpened(zone, setup.utility, setup.policy, setup.attribution, setup.hasPriority);
        _addTariff(zone, tariff);
    }

    /// @inheritdoc IMarketZones
    function setTariff(uint16 zone, Tariff calldata tariff) external restricted {
        _requireZone(zone);
        Tariff[] storage tariffs = MarketStore.get().tariffs[zone];
        uint16 earliest = EnergyTime.tomorrow();
        require(tariff.fromDay >= earliest, TariffTooEarly(tariff.fromDay, earliest));
        // What was planned for that day and later ones has not begun.
        for (uint256 i = tariffs.length; i > 0 && tariffs[i - 1].fromDay >= tariff.fromDay; --i) tariffs.pop();
        _addTariff(zone, tariff);
    }

    /// @inheritdoc IMarketZones
    function setOperator(address operator, bool isNamed) external restricted {
        isOperator[operator] = isNamed;
        emit OperatorSet(operator, isNamed);
    }

    /// @inheritdoc IMarketZones
    function withdrawFund(uint16 zone, address to, uint64 amount) external restricted {
        Zone storage state = _requireZone(zone);
        require(state.fund >= amount, PurseTooSmall(zone, amount, state.fund));
        state.fund -= amount;
        emit FundWithdrawn(zone, to, amount);
        IERC20(token).safeTransfer(to, amount);
    }

    // --- Writes: purses ---

    /// @inheritdoc IMarketZones
    function addToFund(uint16 zone, uint64 amount) external {
        Zone storage state = _requireZone(zone);
        state.fund += amount;
        emit FundAdded(zone, _msgSender(), amount);
        IERC20(token).safeTransferFrom(_msgSender(), address(this), amount);
    }

    /// @inheritdoc IMarketZones
    function addToUtility(uint16 zone, uint64 amount) external {
        _requireZone(zone);
        MarketStore.get().purses[zone].utility += amount;
        emit UtilityFunded(zone, _msgSender(), amount);
        IERC20(token).safeTransferFrom(_msgSender(), address(this), amount);
    }

    /// @inheritdoc IMarketZones
    function withdrawUtility(uint16 zone, address to, uint64 amount) external {
        MarketStore.Parties storage parties = MarketStore.get().parties[zone];
        require(_msgSender() == parties.utility, UtilityOnly(zone, _msgSender()));
        Purse storage purse = MarketStore.get().purses[zone];
        uint256 available = Math.saturatingSub(purse.utility, parties.reserve);
        require(amount <= available, PurseTooSmall(zone, amount, available));
        purse.utility -= amount;
        emit UtilityWithdrawn(zone, to, amount);
        IERC20(token).safeTransfer(to, amount);
    }

    /// @inheritdoc IMarketZones
    function payFees(uint16 zone, uint8 level) external returns (uint256 amount) {
        _requireZone(zone);
        require(level < 3, LevelUnknown(level));
        Purse storage purse = MarketStore.get().purses[zone];
        amount = purse.levels[level];
        purse.levels[level] = 0;
        address payee = MarketStore.get().parties[zone].payees[level];
        emit FeesPaid(zone, level, payee, amount);
        IERC20(token).safeTransfer(payee, amount);
    }

    // --- Reads ---

    /// @inheritdoc IMarketZones
    function zoneOf(uint16 zone) external view returns (Zone memory) {
        return _requireZone(zone);
    }

    /// @inheritdoc IMarketZones
    function partiesOf(uint16 zone) external view returns (address utility, uint64 reserve, address[3] memory payees) {
        MarketStore.Parties memory parties = MarketStore.get().parties[zone];
        return (parties.utility, parties.reserve, parties.payees);
    }

    /// @inheritdoc IMarketZones
    function purseOf(uint16 zone) external view returns (Purse memory) {
        return MarketStore.get().purses[zone];
    }

    /// @inheritdoc IMarketZones
    function tariffOn(uint16 zone, uint16 day) external view returns (Tariff memory) {
        _requireZone(zone);
        Tariff[] storage tariffs = MarketStore.get().tariffs[zone];
        return tariffs[Settlements.tariffIndexOn(tariffs, 0, day)];
    }

    // --- Internal writes ---

    function _addTariff(uint16 zone, Tariff calldata tariff) private {
        uint256 fee = uint256(tariff.fees[0]) + tariff.fees[1] + tariff.fees[2];
        require(tariff.feedIn + fee <= tariff.retail, TariffWithoutBand(tariff.feedIn, fee, tariff.retail));
        MarketStore.get().tariffs[zone].push(tariff);
        emit TariffSet(zone, tariff.feedIn, tariff.retail, tariff.fees, tariff.fromDay);
    }

    // --- Internal reads ---

    function _requireZone(uint16 zone) internal view returns (Zone storage state) {
        require(MarketStore.get().tariffs[zone].length != 0, ZoneUnknown(zone));
        return MarketStore.get().zones[zone];
    }
}
