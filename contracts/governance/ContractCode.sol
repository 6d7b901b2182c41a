// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title ContractCode
/// @notice Tells contracts from keys. An account that delegates to a contract's code (EIP-7702) has code and is still
/// one key, which can change that code at any time.
library ContractCode {
    /// @dev How the code of a delegating account starts; no contract's code can (EIP-3541).
    bytes3 private constant DELEGATION_PREFIX = 0xef0100;

    /// @notice Whether `account` is a contract of its own.
    /// @param account who
    /// @return false for keys, with or without delegated code
    function isContract(address account) internal view returns (bool) {
        bytes memory code = account.code;
        return code.length != 0 && bytes3(code) != DELEGATION_PREFIX;
    }
}
