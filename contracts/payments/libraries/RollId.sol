// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title RollId
/// @notice The id of a roll says what holds of all its bills, so that no payment reads it from storage.
/// @dev Bits, most significant first: payee 160 | opensAt 40 | generation 8 | levels 8 | serial 40.
library RollId {
    /// @notice Who gets the revenue.
    /// @param roll id
    /// @return account
    function payeeOf(uint256 roll) internal pure returns (address) {
        return address(uint160(roll >> 96));
    }

    /// @notice From when bills of the roll are paid.
    /// @param roll id
    /// @return Unix seconds
    function opensAtOf(uint256 roll) internal pure returns (uint40) {
        return uint40(roll >> 56);
    }

    /// @notice Generation of the contract that has posted the roll.
    /// @param roll id
    /// @return 0 for the first of the line
    function generationOf(uint256 roll) internal pure returns (uint8) {
        return uint8(roll >> 48);
    }

    /// @notice Depth of the roll's tree.
    /// @param roll id
    /// @return levels; 0 for a series of signed bills
    function levelsOf(uint256 roll) internal pure returns (uint8) {
        return uint8(roll >> 40);
    }

    /// @notice Number that the city gave the roll.
    /// @param roll id
    /// @return serial number
    function serialOf(uint256 roll) internal pure returns (uint40) {
        return uint40(roll);
    }
}
