// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISales} from "./ISales.sol";

/// @title Payments of sales
/// @notice Where money goes. What somebody gets in a settlement is used for what the same account owes in it; the rest
/// goes from payer to payee. A payee that cannot be paid has a credit and blocks nobody.
/// @dev Amounts are millionths of the city's token.
///
/// Assumptions: the token moves exactly what it is asked to move, or reverts.
/// Trust: nobody but its holder says where a credit goes.
interface ISalePayments is ISales {
    /// @notice A payee could not be paid; the money waits here.
    /// @param account payee
    /// @param amount how much
    event CreditAdded(address indexed account, uint256 amount);

    /// @notice A credit was paid.
    /// @param account whose
    /// @param to who got the money
    /// @param amount how much
    event CreditPaid(address indexed account, address indexed to, uint256 amount);

    /// @notice The account has no credit.
    /// @param account who
    error CreditMissing(address account);

    /// @notice Pays the caller's credit.
    /// @param to who gets the money
    /// @dev Caller: its holder. Reverts with {CreditMissing}, or as the token does.
    function claimCredit(address to) external;

    /// @notice Pays somebody's credit to its holder.
    /// @param account holder
    /// @dev Caller: anyone; so that who recovers a lost key finds the money where the token's recovery moves it. Reverts
    /// as {claimCredit} does.
    function pushCredit(address account) external;

    /// @notice What waits for an account.
    /// @param account payee
    /// @return amount how much
    function creditOf(address account) external view returns (uint256 amount);
}
