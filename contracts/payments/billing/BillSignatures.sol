// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Context} from "@openzeppelin/contracts/utils/Context.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {IBillSignatures} from "./IBillSignatures.sol";

/// @title BillSignatures
/// @notice See {IBillSignatures}.
abstract contract BillSignatures is IBillSignatures, Context, EIP712 {
    // --- Storage ---

    mapping(bytes32 digest => bool isWithdrawn) private _withdrawn;
    /// @dev One bit of each withdrawn digest by the day of its deadline: a batch asks one warm word for most orders.
    mapping(uint256 day => uint256 hints) private _withdrawalHints;

    // --- Reads ---

    /// @inheritdoc IBillSignatures
    function isWithdrawn(bytes32 digest) external view returns (bool) {
        return _withdrawn[digest];
    }

    // --- Internal writes ---

    function _withdraw(bytes32 digest, uint40 deadline) internal {
        _withdrawn[digest] = true;
        _withdrawalHints[deadline / 1 days] |= 1 << uint8(uint256(digest));
        emit SignatureWithdrawn(_msgSender(), digest);
    }

    // --- Internal reads ---

    function _isWithdrawnBy(uint40 deadline, bytes32 digest) internal view returns (bool) {
        uint256 hints = _withdrawalHints[deadline / 1 days];
        return (hints >> uint8(uint256(digest))) & 1 != 0 && _withdrawn[digest];
    }

    function _isTimely(uint40 deadline, uint40 longest) internal view returns (bool) {
        return block.timestamp <= deadline && deadline <= block.timestamp + longest;
    }
}
