// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBillPayments} from "./IBillPayments.sol";

/// @title Arrears
/// @notice Unpaid bills go over into a roll that is being prepared, and are owed there.
///
/// Assumptions: the new roll contains what the events say that was carried into it; anyone can compare.
/// Trust: BILLING_OFFICE carries over; a bill whose new roll never opens is made owed again by anyone.
interface IBillArrears is IBillPayments {
    // --- Types ---

    /// @notice An unpaid bill that goes over into another roll.
    /// @param bill the bill
    /// @param proof as in {ProvenBill}
    /// @param toIndex index of the bill that will contain it
    struct Arrear {
        Bill bill;
        bytes32[] proof;
        uint32 toIndex;
    }

    // --- Events ---

    /// @notice What is owed for a bill is part of another bill from now on.
    /// @param roll of the bill
    /// @param index of the bill
    /// @param toRoll roll that contains it
    /// @param toIndex index of the bill there that contains it
    /// @param amount what was owed
    event ArrearCarried(
        uint256 indexed roll,
        uint32 indexed index,
        uint256 indexed toRoll,
        uint32 toIndex,
        uint256 amount
    );

    /// @notice An unpaid bill was not carried over; nothing of it happened.
    /// @param roll of the bill
    /// @param index of the bill
    /// @param problem selector of the error that it alone would have met
    event ArrearSkipped(uint256 indexed roll, uint32 indexed index, bytes4 problem);

    /// @notice The roll that a bill was carried over into never opened: the bill is owed again.
    /// @param roll of the bill
    /// @param index of the bill
    /// @param sequence that signatures and mandates name now
    event ArrearReinstated(uint256 indexed roll, uint32 indexed index, uint32 sequence);

    // --- Errors ---

    /// @notice The bill was not carried over, or the roll that contains it can still open or has opened.
    /// @param roll id
    /// @param index of the bill
    error BillNotReinstatable(uint256 roll, uint32 index);

    // --- Writes ---

    /// @notice Takes unpaid bills over into a roll that is being prepared: they are no longer owed here, and the events
    /// say how much each adds to its bill there. What cannot be carried is left out with {ArrearSkipped}.
    /// @param arrears bills; 125 of a roll of 100,000 fit under 15 million gas
    /// @param toRoll id of the roll that will contain them; not posted yet
    /// @dev Caller: BILLING_OFFICE. Reverts with {RollTaken}, {RollIdInvalid}, {OpeningWrong},
    /// {ISuccession-ContractRetired}.
    function carry(Arrear[] calldata arrears, uint256 toRoll) external;

    /// @notice Makes a bill owed again whose new roll was voided or never posted.
    /// @param roll id
    /// @param index of the bill
    /// @dev Caller: anyone. Reverts with {BillNotReinstatable}.
    function reinstate(uint256 roll, uint32 index) external;
}
