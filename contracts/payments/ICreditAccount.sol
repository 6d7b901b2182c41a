// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title An account that credits and refunds of bills draw on
/// @notice What a treasury line implements so that waivers, write-offs and refunds are budgeted like any spending. An
/// account without this interface (a multisignature wallet) serves as well: it approves the city's tokens to Billing.
/// @dev ERC-165: {Billing} asks for the identifier of this interface when it first draws.
///
/// Assumptions: it draws for the Billing that it knows, and for nobody else.
/// Trust: an account that refuses stops credits and refunds of its rolls, never a payment.
interface ICreditAccount {
    /// @notice Pays `amount` of the city's token to `to`, in this call.
    /// @param to who gets the tokens: the roll's payee for a credit, the citizen for a refund
    /// @param amount how many, in millionths
    /// @param roll id of the bill's roll
    /// @param index of the bill in its roll
    /// @param reason code of the credit or refund, as the city has published it
    /// @return this function's selector
    /// @dev Caller: Billing, which reverts where `to` has not got exactly `amount`.
    function draw(address to, uint256 amount, uint256 roll, uint32 index, bytes32 reason) external returns (bytes4);
}
