// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Tills} from "../libraries/Tills.sol";
import {ISalePayments} from "./ISalePayments.sol";
import {SaleRecords} from "./SaleRecords.sol";

/// @title SaleMoney
/// @notice How money moves in a settlement: see {ISalePayments}.
abstract contract SaleMoney is SaleRecords {
    using SafeERC20 for IERC20;
    using Tills for Tills.Till;

    // --- Internal writes ---

    /// @dev Moves what a till says, from payers to payees in their order. What is owed and what is due are the same sum:
    /// a till that were not balanced would run out of payers and revert.
    function _payAll(Tills.Till memory till) internal {
        till.net();
        uint256 payer = 0;
        for (uint256 payee = 0; payee < till.count; ++payee) {
            Tills.Entry memory to = till.entries[payee];
            while (to.gets != 0) {
                while (till.entries[payer].owes == 0) ++payer;
                Tills.Entry memory from = till.entries[payer];
                uint256 amount = Math.min(to.gets, from.owes);
                to.gets -= amount;
                from.owes -= amount;
                _pay(from.account, to.account, amount);
            }
        }
    }

    /// @dev Takes money in that is held here.
    function _collect(address from, uint256 amount) internal {
        IERC20(token).safeTransferFrom(from, address(this), amount);
    }

    /// @dev Pays from what is held here.
    function _payOut(address to, uint256 amount) internal {
        if (amount != 0) _pay(address(this), to, amount);
    }

    function _pay(address from, address to, uint256 amount) private {
        bool isOwn = from == address(this);
        // What this contract pays to itself would be nobody's: it is a credit that nobody claims.
        if (to != address(this)) {
            bool isPaid =
                isOwn ? IERC20(token).trySafeTransfer(to, amount) : IERC20(token).trySafeTransferFrom(from, to, amount);
            if (isPaid) return;
        }
        // Where it is the payer who cannot pay, this reverts as the token does.
        if (!isOwn) _collect(from, amount);
        _credits[to] += amount;
        emit ISalePayments.CreditAdded(to, amount);
    }
}
