// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Signatures about bills
/// @notice Whatever is signed about a bill has a deadline, and its signer can withdraw it before.
///
/// Assumptions: the state of the bill keeps a signature from working twice.
/// Trust: nobody but the signer withdraws.
interface IBillSignatures {
    // --- Events ---

    /// @notice A signature will never work.
    /// @param signer whose
    /// @param digest what was signed (EIP-712)
    event SignatureWithdrawn(address indexed signer, bytes32 indexed digest);

    // --- Errors ---

    /// @notice The signature was withdrawn.
    /// @param digest what was signed
    error SignatureIsWithdrawn(bytes32 digest);

    // --- Reads ---

    /// @notice Whether a signature was withdrawn.
    /// @param digest what was signed
    /// @return true where it was
    function isWithdrawn(bytes32 digest) external view returns (bool);
}
