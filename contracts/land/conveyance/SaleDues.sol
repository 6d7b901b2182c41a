// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITaxClearance} from "../ITaxClearance.sol";
import {ISaleTaxes} from "./ISaleTaxes.sol";
import {SaleRecords} from "./SaleRecords.sol";

/// @title SaleDues
/// @notice What the city takes of a sale: see {ISaleTaxes}.
abstract contract SaleDues is SaleRecords {
    // --- Constants ---

    uint256 private constant WHOLE = 10_000;

    // --- Internal reads ---

    /// @dev What is due for a sale, which names no less.
    function _requireTax(Sale calldata sale) internal view returns (uint256 tax, uint256 levy) {
        (uint256 id, address buyer) = (sale.id, sale.buyer);
        require(!sale.isExempt || _isExempted(id, buyer), ISaleTaxes.ExemptionMissing(id, buyer));
        (tax, levy) = _taxOf(id, buyer, sale.price, sale.isExempt);
        require(tax <= sale.tax && levy <= sale.levy, ISaleTaxes.TaxAboveStatement(tax, levy));
        require(_isCleared(id), ISaleTaxes.TaxUnsettled(id));
    }

    /// @dev Rounded down, in the buyer's favour.
    function _taxOf(
        uint256 id,
        address buyer,
        uint256 price,
        bool isExempt
    ) internal view returns (uint256 tax, uint256 levy) {
        ISaleTaxes.Tariff memory tariff_ = _tariff;
        uint256 taxBps = isExempt ? _exemptions[id][buyer].taxBps : tariff_.taxBps;
        return ((price * taxBps) / WHOLE, (price * tariff_.levyBps) / WHOLE);
    }

    function _isExempted(uint256 id, address buyer) internal view returns (bool) {
        return block.timestamp <= _exemptions[id][buyer].until;
    }

    /// @dev Whether the taxes on a title are settled, or nobody is asked.
    function _isCleared(uint256 id) internal view returns (bool) {
        address checker = _taxChecker();
        return checker == address(0) || ITaxClearance(checker).isTaxSettled(id);
    }
}
