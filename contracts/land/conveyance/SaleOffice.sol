// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import {Agents} from "../../governance/Agents.sol";
import {Succession} from "../../governance/Succession.sol";
import {SignedActs} from "../../payments/SignedActs.sol";
import {ISaleConsents} from "./ISaleConsents.sol";
import {ISalePayments} from "./ISalePayments.sol";
import {ISaleTaxes} from "./ISaleTaxes.sol";
import {SaleDues} from "./SaleDues.sol";
import {SaleMoney} from "./SaleMoney.sol";
import {SaleParties} from "./SaleParties.sol";
import {SaleRecords} from "./SaleRecords.sol";

/// @title SaleOffice
/// @notice {ISaleTaxes}, {ISaleConsents} and {ISalePayments}: what officers set, what parties say on chain, what is paid
/// later.
/// @dev Records come first among the bases, as in every code that runs on them: see {SaleRecords}.
abstract contract SaleOffice is
    SaleDues,
    SaleMoney,
    SaleParties,
    ISaleTaxes,
    ISaleConsents,
    ISalePayments,
    Agents,
    Succession,
    SignedActs
{
    using SafeERC20 for IERC20;

    // --- Constants ---

    /// @inheritdoc ISaleTaxes
    bytes32 public constant TAX_SETTLED = "TAX_SETTLED";

    /// @inheritdoc ISaleTaxes
    uint16 public constant MAXIMUM_TAX = 1_500;

    /// @inheritdoc ISaleTaxes
    uint16 public constant MAXIMUM_LEVY = 100;

    // --- Writes: taxes ---

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

    // --- Writes: consents ---

    /// @inheritdoc ISaleConsents
    function assent(bytes32 statement) external {
        _assent(statement);
    }

    /// @inheritdoc ISaleConsents
    function certify(bytes32 statement) external restricted {
        _assent(statement);
    }

    /// @inheritdoc ISaleConsents
    function confirm(bytes32 statement, bytes32 entryHash) external restricted {
        require(isMirror, ConfirmationNeedless());
        _confirmed[statement] = true;
        emit SaleConfirmed(statement, entryHash);
    }

    // --- Writes: payments ---

    /// @inheritdoc ISalePayments
    function claimCredit(address to) external {
        _payCredit(_msgSender(), to);
    }

    /// @inheritdoc ISalePayments
    function pushCredit(address account) external {
        _payCredit(account, account);
    }

    // --- Reads ---

    /// @inheritdoc ISaleTaxes
    function tariff() external view returns (Tariff memory) {
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

    /// @inheritdoc ISaleConsents
    function hasAssented(address account, bytes32 statement) external view returns (bool) {
        return _assents[account][statement];
    }

    /// @inheritdoc ISaleConsents
    function isConfirmed(bytes32 statement) external view returns (bool) {
        return _confirmed[statement];
    }

    /// @inheritdoc ISalePayments
    function creditOf(address account) external view returns (uint256) {
        return _credits[account];
    }

    // --- Internal writes ---

    function _assent(bytes32 statement) private {
        _assents[_msgSender()][statement] = true;
        emit Assented(_msgSender(), statement);
    }

    function _payCredit(address account, address to) private {
        uint256 amount = _credits[account];
        require(amount != 0 && account != address(this), CreditMissing(account));
        _credits[account] = 0;
        emit CreditPaid(account, to, amount);
        IERC20(token).safeTransfer(to, amount);
    }

    // --- Internal reads ---

    /// @inheritdoc SaleRecords
    function _isWithdrawn(address account, bytes32 digest) internal view override returns (bool) {
        return isSignatureWithdrawn(account, digest);
    }

    /// @inheritdoc SaleRecords
    function _taxChecker() internal view override returns (address) {
        return checkerOf(TAX_SETTLED);
    }

    /// @inheritdoc SaleRecords
    function _cityAuthority() internal view override returns (address) {
        return authority();
    }
}
