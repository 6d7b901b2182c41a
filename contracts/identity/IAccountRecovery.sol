// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title What an identity registry says of an account
/// @notice Contracts that hold something for an account ask this after a lost or stolen key; the answer is the
/// registry's, reached by its own rules of guardians, delays and vetoes.
/// @dev Times are Unix seconds.
///
/// Assumptions: a successor is named only by a completed recovery.
/// Trust: who asks moves what it holds to the successor, after its own notice.
interface IAccountRecovery {
    /// @notice The account that took over after a completed recovery.
    /// @param account account whose key was lost
    /// @return its successor; zero where there was no recovery
    function successorOf(address account) external view returns (address);

    /// @notice Until when the account's key must not act, because its owner reports it stolen.
    /// @param account account
    /// @return Unix seconds; 0, or a time past, where it may act
    function frozenUntil(address account) external view returns (uint40);
}
