// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Readings
/// @notice The list of a zone's readings over consecutive intervals: three bytes each, signed, big-endian Wh, exported
/// above zero; all intervals of the first place, then all of the second, and so on.
library Readings {
    /// @notice Bytes of a reading.
    uint256 internal constant BYTES = 3;

    /// @notice The code of a reading that is missing: its energy is settled when it is known.
    int24 internal constant ESTIMATED = type(int24).min;

    /// @notice A reading of a list.
    /// @param list as above
    /// @param index place · intervals + offset of the interval
    /// @return wattHours the reading; the list must hold it
    function readingAt(bytes calldata list, uint256 index) internal pure returns (int24 wattHours) {
        return int24(uint24(bytes3(list[index * BYTES:index * BYTES + BYTES])));
    }

    /// @notice The same for a reading that is known to be there: settlement looks at thousands.
    /// @param list as above, long enough
    /// @param offset bytes before the reading
    /// @return wattHours the reading
    function quickReadingAt(bytes calldata list, uint256 offset) internal pure returns (int256 wattHours) {
        assembly ("memory-safe") {
            wattHours := signextend(2, shr(232, calldataload(add(list.offset, offset))))
        }
    }

    /// @notice Writes an amount into a list in memory whose later bytes are still zero.
    /// @param list three bytes each, and 32 bytes more
    /// @param offset bytes before the amount
    /// @param wattHours what fits into three bytes
    function write(bytes memory list, uint256 offset, int256 wattHours) internal pure {
        assembly ("memory-safe") {
            mstore(add(add(list, 32), offset), shl(232, wattHours))
        }
    }
}
