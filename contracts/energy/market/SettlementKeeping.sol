// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";

import {ClearingHints} from "../libraries/ClearingHints.sol";
import {EnergyTime} from "../libraries/EnergyTime.sol";
import {ISettlements} from "./ISettlements.sol";
import {Settlements} from "./Settlements.sol";
import {OrderKeeping} from "./OrderKeeping.sol";

/// @title SettlementKeeping
/// @notice See {ISettlements}.
abstract contract SettlementKeeping is OrderKeeping, ISettlements {
    // --- Constants ---

    /// @inheritdoc ISettlements
    uint40 public constant DEADLINE = 24 hours;

    /// @inheritdoc ISettlements
    uint40 public constant CORRECTION_PERIOD = uint40(Settlements.CORRECTION_DAYS) * 1 days;

    // --- Writes ---

    /// @inheritdoc ISettlements
    function settle(
        uint16 zone,
        uint32 firstInterval,
        bytes calldata hints,
        bytes calldata readings,
        bytes calldata signature
    ) external {
        uint256 count = hints.length / ClearingHints.BYTES;
        require(count != 0 && count * ClearingHints.BYTES == hints.length, HintsMalformed(hints.length));
        uint256 last = firstInterval + count - 1;
        _requireTime(zone, firstInterval, last);
        _requireZone(zone);
        Settlements.settle(meters, zone, firstInterval, hints, readings, signature);
    }

    /// @inheritdoc ISettlements
    function correct(Settlement calldata settlement, bytes calldata corrections, bytes calldata signature) external {
        Settlements.correct(meters, settlement, corrections, signature);
    }

    // --- Reads ---

    /// @inheritdoc ISettlements
    function isSettled(Settlement calldata settlement) external view returns (bool) {
        return Settlements.isSettled(settlement);
    }

    // --- Internal reads ---

    /// @dev Intervals that are over, of one day, settled by an operator or, from the deadline of the last one on, by
    /// anyone. A retired market settles what began before.
    function _requireTime(uint16 zone, uint32 firstInterval, uint256 last) private view {
        (, uint40 retiresAt) = successor();
        uint256 endsAt = (last + 1) * EnergyTime.INTERVAL;
        require(
            block.timestamp >= endsAt &&
                firstInterval / EnergyTime.DAY_INTERVALS == last / EnergyTime.DAY_INTERVALS &&
                (!isRetired() || last * EnergyTime.INTERVAL < retiresAt),
            IntervalsWrong(zone, last)
        );
        if (block.timestamp >= endsAt + DEADLINE) return;
        require(isOperator[_msgSender()], SettlementTooEarly(_msgSender(), endsAt + DEADLINE));
        require(!IAccessManager(authority()).isTargetClosed(address(this)), MarketClosed());
    }
}
