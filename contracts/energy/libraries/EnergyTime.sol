// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title EnergyTime
/// @notice Intervals of a quarter of an hour and days, both counted in UTC from 1970-01-01 00:00: no daylight saving, no
/// leap seconds.
library EnergyTime {
    using SafeCast for uint256;

    /// @notice Seconds of an interval.
    uint256 internal constant INTERVAL = 900;

    /// @notice Intervals of a day.
    uint256 internal constant DAY_INTERVALS = 96;

    /// @notice The interval that runs now.
    /// @return its number
    function currentInterval() internal view returns (uint32) {
        return (block.timestamp / INTERVAL).toUint32();
    }

    /// @notice The day that runs now.
    /// @return its number
    function today() internal view returns (uint16) {
        return (block.timestamp / (INTERVAL * DAY_INTERVALS)).toUint16();
    }

    /// @notice The day that begins at the next 00:00 UTC.
    /// @return its number
    function tomorrow() internal view returns (uint16) {
        return today() + 1;
    }

    /// @notice The day of an interval.
    /// @param interval its number
    /// @return number of the day
    function dayOf(uint32 interval) internal pure returns (uint16) {
        return (uint256(interval) / DAY_INTERVALS).toUint16();
    }

    /// @notice The first interval of a day.
    /// @param day its number
    /// @return number of the interval
    function firstOf(uint16 day) internal pure returns (uint32) {
        return (uint256(day) * DAY_INTERVALS).toUint32();
    }

    /// @notice The second in which an interval ends and the next begins.
    /// @param interval its number
    /// @return Unix seconds
    function endOf(uint32 interval) internal pure returns (uint256) {
        return (uint256(interval) + 1) * INTERVAL;
    }
}
