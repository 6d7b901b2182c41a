// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Acts by signature
/// @notice What every act has in common that an account signs (EIP-712) and anyone hands in: it works until a deadline
/// that is at most 90 days off, and its signer can withdraw it before.
/// @dev Times are Unix seconds. Keys are asked first, wallets by ERC-1271 second (library `AccountSignatures`).
///
/// Assumptions: the contract's own state keeps a signed act from working twice.
/// Trust: nobody but the signer withdraws. A wallet's signature counts if the wallet says so when it is handed in.
interface ISignedActs {
    /// @notice A signature will never work here.
    /// @param signer whose
    /// @param digest what was signed (EIP-712)
    event SignatureWithdrawn(address indexed signer, bytes32 indexed digest);

    /// @notice The signed act is over, or lies too far ahead.
    /// @param deadline its last second
    /// @param latest last second allowed now
    error DeadlineWrong(uint40 deadline, uint40 latest);

    /// @notice The account has not signed this.
    /// @param signer who should have
    error SignatureInvalid(address signer);

    /// @notice The signature was withdrawn.
    /// @param digest what was signed (EIP-712)
    error SignatureIsWithdrawn(bytes32 digest);

    /// @notice Withdraws a signature of the caller.
    /// @param digest what was signed (EIP-712)
    /// @dev Caller: the signer.
    function withdrawSignature(bytes32 digest) external;

    /// @notice Longest validity of a signed act from now.
    /// @return seconds
    function MAXIMUM_DEADLINE() external view returns (uint40);

    /// @notice Whether a signature was withdrawn.
    /// @param signer whose
    /// @param digest what was signed (EIP-712)
    /// @return true where it was
    function isSignatureWithdrawn(address signer, bytes32 digest) external view returns (bool);
}
