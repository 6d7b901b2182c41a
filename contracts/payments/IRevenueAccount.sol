// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title An account that gets the revenue of rolls
/// @notice What a treasury line implements that takes the city's revenue. A payee without this interface (a
/// multisignature wallet) gets the tokens all the same. Single payments are not announced to the payee: they are
/// transfers and events, so that a payee cannot stop or tax them.
/// @dev ERC-165: {Billing} asks a contract once, when the head names it as a payee.
///
/// Assumptions: it can hold and send the token that it accepts.
/// Trust: a payee that refuses is not named; it never stops a payment.
interface IRevenueAccount {
    /// @notice Whether this account takes revenue in a token.
    /// @param token the city's token
    /// @return true where it does
    function acceptsRevenue(address token) external view returns (bool);
}
