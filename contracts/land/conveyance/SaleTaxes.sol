// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITaxClearance} from "../ITaxClearance.sol";
import {ISaleTaxes} from "./ISaleTaxes.sol";
import {SalePayments} from "./SalePayments.sol";

/// @title SaleTaxes
/// @notice See {ISaleTaxes}.
abstract contract SaleTaxes is ISaleTaxes, SalePayments {
    // --- Constants ---

    /// @inheritdoc ISaleTaxes
    bytes32 public constant TAX_SETTLED = "TAX_SETTLED";

    /// @inheritdoc ISaleTaxes
    uint16 public constant MAXIMUM_TAX = 1_500;

    /// @inheritdoc ISaleTaxes
    uint16 public constant MAXIMUM_LEVY = 100;

    uint256 private constant WHOLE = 10_000;

    // --- Storage ---

    /// @dev One slot.
    Tariff private _tariff;
    mapping(uint256 id => mapping(address buyer => Exemption exemption)) private _exemptions;

    // --- Writes ---

    /// @inheritdoc ISaleTaxes
    function setTariff(Tariff calldata tariff_) external restricted {
        (uint16 taxBps, uint16 levyBps) = (tariff_.taxBps, tariff_.levyBps);
        bool isPayable = tariff_.revenue != address(0) && tariff_.revenue != address(this);
        require(taxBps <= MAXIMUM_TAX && levyBps <= MAXIMUM_LEVY && isPayable, TariffUnfit(taxBps, levyBps));
        _tariff = tariff_;
        emit TariffSet(tariff_.revenue, taxBps, levyBps, tariff_.needsNotary);
    }

    /// @inheritdoc ISaleTaxes
    function setExemption(
        uint256 id,
        address buyer,
        uint16 taxBps,
        uint40 until,
        bytes32 decisionHash
    ) external restricted {
        require(taxBps <= MAXIMUM_TAX, TariffUnfit(taxBps, 0));
        _exemptions[id][buyer] = Exemption(taxBps, until);
        emit ExemptionSet(id, buyer, taxBps, until, decisionHash);
    }

    // --- Reads ---

    /// @inheritdoc ISaleTaxes
    function tariff() public view returns (Tariff memory) {
        return _tariff;
    }

    /// @inheritdoc ISaleTaxes
    function exemptionOf(uint256 id, address buyer) external view returns (Exemption memory) {
        return _exemptions[id][buyer];
    }

    /// @inheritdoc ISaleTaxes
    function quote(
        uint256 id,
        address buyer,
        uint256 price,
        bool isExempt
    ) external view returns (uint256 tax, uint256 levy) {
        require(!isExempt || _isExempted(id, buyer), ExemptionMissing(id, buyer));
        return _taxOf(id, buyer, price, isExempt);
    }

    // --- Internal reads ---

    /// @dev What is due for a sale, which names no less.
    function _requireTax(Sale calldata sale) internal view returns (uint256 tax, uint256 levy) {
        (uint256 id, address buyer) = (sale.id, sale.buyer);
        require(!sale.isExempt || _isExempted(id, buyer), ExemptionMissing(id, buyer));
        (tax, levy) = _taxOf(id, buyer, sale.price, sale.isExempt);
        require(tax <= sale.tax && levy <= sale.levy, TaxAboveStatement(tax, levy));
        require(_isCleared(id), TaxUnsettled(id));
    }

    /// @dev Whether {_requireTax} would pass.
    function _isTaxed(Sale calldata sale) internal view returns (bool) {
        (uint256 id, address buyer) = (sale.id, sale.buyer);
        if (sale.isExempt && !_isExempted(id, buyer)) return false;
        (uint256 tax, uint256 levy) = _taxOf(id, buyer, sale.price, sale.isExempt);
        return tax <= sale.tax && levy <= sale.levy && _isCleared(id);
    }

    /// @dev Rounded down, in the buyer's favour.
    function _taxOf(
        uint256 id,
        address buyer,
        uint256 price,
        bool isExempt
    ) internal view returns (uint256 tax, uint256 levy) {
        uint256 taxBps = isExempt ? _exemptions[id][buyer].taxBps : _tariff.taxBps;
        return ((price * taxBps) / WHOLE, (price * _tariff.levyBps) / WHOLE);
    }

    function _revenue() internal view returns (address) {
        return _tariff.revenue;
    }

    function _needsNotary() internal view returns (bool) {
        return _tariff.needsNotary;
    }

    function _isExempted(uint256 id, address buyer) private view returns (bool) {
        return block.timestamp <= _exemptions[id][buyer].until;
    }

    function _isCleared(uint256 id) private view returns (bool) {
        address checker = checkerOf(TAX_SETTLED);
        return checker == address(0) || ITaxClearance(checker).isTaxSettled(id);
    }
}
