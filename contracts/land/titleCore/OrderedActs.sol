// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITitleOrders} from "../ITitleOrders.sol";
import {TitleRecords} from "./TitleRecords.sol";

/// @title OrderedActs
/// @notice Courts' orders: each is used once in a whole line of registers.
abstract contract OrderedActs is TitleRecords {
    // --- Constants and immutables ---

    /// @dev See {ITitleOrders-RECOVERY}.
    bytes32 internal constant RECOVERY_QUESTION = "RECOVERY";

    /// @dev See {ITitleOrders-RECOVERY_NOTICE}.
    uint40 internal constant NOTICE_OF_RECOVERY = 14 days;

    /// @dev The register that this one succeeds; zero for the first of its line. The register and its codes are built with
    /// the same one.
    address internal immutable _before;

    // --- Constructor ---

    /// @param before_ register that this one succeeds; zero for the first
    constructor(address before_) {
        _before = before_;
    }

    // --- Internal writes ---

    /// @dev Uses an order up. Reverts with {ITitleOrders-OrderMissing} or {ITitleOrders-OrderUsed}.
    function _useOrder(uint256 id, bytes32 orderHash) internal {
        require(orderHash != 0, ITitleOrders.OrderMissing());
        require(!_isOrderUsed(orderHash), ITitleOrders.OrderUsed(orderHash));
        _usedOrders[orderHash] = true;
        emit ITitleOrders.OrderExecuted(id, orderHash);
    }

    // --- Internal reads ---

    function _isOrderUsed(bytes32 orderHash) internal view returns (bool) {
        return _usedOrders[orderHash] || (_before != address(0) && ITitleOrders(_before).isOrderUsed(orderHash));
    }
}
