// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMeterDevices} from "./meters/IMeterDevices.sol";
import {IMeterGateways} from "./meters/IMeterGateways.sol";

/// @title The register of meters
/// @notice Devices with their keys ({IMeterDevices}) and the gateways that answer for their readings ({IMeterGateways}).
/// @dev ERC-165: the id of this interface is that of its two parts together.
interface IMeterRegistry is IMeterDevices, IMeterGateways {}
