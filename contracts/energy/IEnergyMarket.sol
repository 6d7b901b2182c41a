// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMarketAccounts} from "./market/IMarketAccounts.sol";
import {IMarketZones} from "./market/IMarketZones.sol";
import {ISettlements} from "./market/ISettlements.sol";
import {IStandingOrders} from "./market/IStandingOrders.sol";

/// @title The energy market
/// @notice Neighbours of a zone trade what their roofs make every quarter of an hour; the chain proves that each interval
/// cleared fairly. Zones and tariffs ({IMarketZones}), accounts and money ({IMarketAccounts}), orders ({IStandingOrders}),
/// settlements ({ISettlements}).
/// @dev Readings stand in calldata: this market is deployed only on chains that not everybody reads. ERC-165: the id of
/// this interface is that of its four parts together.
interface IEnergyMarket is IMarketZones, IMarketAccounts, IStandingOrders, ISettlements {}
