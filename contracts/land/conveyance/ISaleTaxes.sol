// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISales} from "./ISales.sol";

/// @title Taxes of sales
/// @notice What the city takes of a sale, and whether the land's own taxes are settled.
/// @dev Rates are basis points; what they give is rounded down, in the buyer's favour. A statement names the most that
/// its buyer pays: less is taken where less is due, and where more is due the sale does not complete.
///
/// Assumptions: the checker of {TAX_SETTLED} says the truth; where the council names none, nobody is asked.
/// Trust: LAND_REVENUE sets rates within the caps, with 24 hours' delay in public, and grants lower rates.
interface ISaleTaxes is ISales {
    // --- Types ---

    /// @notice What the city takes and asks of every sale.
    /// @param revenue account that gets the transfer tax
    /// @param taxBps transfer tax, of the price
    /// @param levyBps levy for the assurance fund, of the price
    /// @param needsNotary whether each statement needs a notary
    struct Tariff {
        address revenue;
        uint16 taxBps;
        uint16 levyBps;
        bool needsNotary;
    }

    /// @notice A lower rate for one buyer of one title. Its reason is not told on chain.
    /// @param taxBps transfer tax, of the price
    /// @param until last second; 0 where there is none
    struct Exemption {
        uint16 taxBps;
        uint40 until;
    }

    // --- Events ---

    /// @notice Another tariff holds from now on.
    /// @param revenue account that gets the transfer tax
    /// @param taxBps transfer tax
    /// @param levyBps levy
    /// @param needsNotary whether each statement needs a notary
    event TariffSet(address indexed revenue, uint16 taxBps, uint16 levyBps, bool needsNotary);

    /// @notice A buyer has a lower rate for a title, or none any more.
    /// @param id title
    /// @param buyer who
    /// @param taxBps transfer tax
    /// @param until last second
    /// @param decisionHash decision, keccak256 with its salt
    event ExemptionSet(uint256 indexed id, address indexed buyer, uint16 taxBps, uint40 until, bytes32 decisionHash);

    // --- Errors ---

    /// @notice A rate above its cap, or a tax without an account that gets it.
    /// @param taxBps transfer tax
    /// @param levyBps levy
    error TariffUnfit(uint16 taxBps, uint16 levyBps);

    /// @notice The statement claims a lower rate that the buyer does not have now.
    /// @param id title
    /// @param buyer who
    error ExemptionMissing(uint256 id, address buyer);

    /// @notice More is due than the statement names.
    /// @param tax due
    /// @param levy due
    error TaxAboveStatement(uint256 tax, uint256 levy);

    /// @notice Taxes on the land are not settled.
    /// @param id title
    error TaxUnsettled(uint256 id);

    // --- Writes ---

    /// @notice Sets the tariff.
    /// @param tariff_ from now on
    /// @dev Caller: LAND_REVENUE. Reverts with {TariffUnfit}.
    function setTariff(Tariff calldata tariff_) external;

    /// @notice Grants a buyer a lower rate for a title, or ends it.
    /// @param id title
    /// @param buyer who
    /// @param taxBps transfer tax
    /// @param until last second; 0 ends it
    /// @param decisionHash decision, keccak256 with its salt
    /// @dev Caller: LAND_REVENUE. Reverts with {TariffUnfit}.
    function setExemption(uint256 id, address buyer, uint16 taxBps, uint40 until, bytes32 decisionHash) external;

    // --- Reads ---

    /// @notice Question to a checker, an `ITaxClearance`: are the taxes on a title settled?
    /// @return identifier
    function TAX_SETTLED() external view returns (bytes32);

    /// @notice Highest transfer tax.
    /// @return basis points
    function MAXIMUM_TAX() external view returns (uint16);

    /// @notice Highest levy.
    /// @return basis points
    function MAXIMUM_LEVY() external view returns (uint16);

    /// @notice The tariff that holds now.
    /// @return tariff see {Tariff}
    function tariff() external view returns (Tariff memory);

    /// @notice A buyer's lower rate for a title.
    /// @param id title
    /// @param buyer who
    /// @return exemption see {Exemption}; all zero where there is none
    function exemptionOf(uint256 id, address buyer) external view returns (Exemption memory);

    /// @notice What is due for a sale now.
    /// @param id title
    /// @param buyer who
    /// @param price of the sale
    /// @param isExempt whether the buyer's lower rate is claimed
    /// @return tax due
    /// @return levy due
    /// @dev Reverts with {ExemptionMissing}.
    function quote(
        uint256 id,
        address buyer,
        uint256 price,
        bool isExempt
    ) external view returns (uint256 tax, uint256 levy);
}
