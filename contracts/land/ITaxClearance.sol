// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Clearance of a title's taxes
/// @notice What {IConveyance} asks before a title is sold.
/// @dev The answer follows from the title alone: nobody who sells names the bill that is looked at.
interface ITaxClearance {
    /// @notice Whether all taxes on a title are settled.
    /// @param id title
    /// @return true where they are; false for a title that is not known
    function isTaxSettled(uint256 id) external view returns (bool);
}
