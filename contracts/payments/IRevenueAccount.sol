// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title An account that gets the revenue of rolls
/// @notice What a treasury line implements that wants to know of its receivables. A payee without this interface (a
/// multisignature wallet) gets the tokens all the same. Single payments are not announced to the payee: they are
/// transfers and events, so that a payee cannot stop or tax them.
/// @dev ERC-165: {Billing} asks the payee once, when a roll is posted.
///
/// Assumptions: it trusts the Billing that it knows, and nobody else's word.
/// Trust: a payee that refuses stops the posting of the roll, never a payment.
interface IRevenueAccount {
    /// @notice A roll whose revenue goes to this account is being posted.
    /// @param roll id of the roll
    /// @param total sum of its bills, in millionths of a token; 0 for a series of signed bills
    /// @return this function's selector: the account takes the revenue
    function acceptRoll(uint256 roll, uint256 total) external returns (bytes4);
}
