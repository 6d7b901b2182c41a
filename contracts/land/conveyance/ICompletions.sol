// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISales} from "./ISales.sol";

/// @title Completions
/// @notice The sale that cannot half-happen: deed, money, tax, release and new mortgage in one transaction.
/// @dev Signatures stand in the order sellers, buyer, holders of payoffs, holders of charges, notary (where the statement
/// names one); an account with two parts signs once and its signature stands twice. A signature is empty where the
/// account has assented, or where the statement is in escrow and the party was bound there.
///
/// Assumptions: who submits gains nothing by it and can change nothing.
/// Trust: nobody. Every party has signed every amount.
interface ICompletions is ISales {
    // --- Events ---

    /// @notice A sale was completed.
    /// @param id title
    /// @param statement digest
    /// @param buyer who has the title, or the share, now
    /// @param price what sellers and holders of payoffs got together
    /// @param tax transfer tax
    /// @param levy to the assurance fund
    event SaleCompleted(
        uint256 indexed id,
        bytes32 indexed statement,
        address indexed buyer,
        uint256 price,
        uint256 tax,
        uint256 levy
    );

    /// @notice All sales of a chain were completed together.
    /// @param chain what all their statements name
    /// @param sales how many
    event ChainCompleted(bytes32 indexed chain, uint256 sales);

    // --- Errors ---

    /// @notice A chain has at least two sales, each with its signatures.
    /// @param sales how many
    /// @param signatures lists of signatures
    error ChainUnfit(uint256 sales, uint256 signatures);

    /// @notice The sales of a chain are not in ascending order of their titles, or two are of one title.
    /// @param id title that stands wrong
    error ChainOrderUnfit(uint256 id);

    // --- Writes ---

    /// @notice Completes a sale that stands alone.
    /// @param sale what was signed, with chain 0
    /// @param signatures of all parties
    /// @dev Caller: anyone. Reverts with errors of {ISales}, `ISaleTaxes`, `ISaleConsents`, `ISignedActs`, of the
    /// register and of the token; with {IEscrows-EscrowStateUnfit} where the parties have cancelled it; with
    /// {ISuccession-ContractRetired}, unless it is in escrow.
    function settle(Sale calldata sale, bytes[] calldata signatures) external;

    /// @notice Completes all sales of a chain, or none. Whoever sells in one and buys in another pays with what it gets.
    /// @param sales what was signed, in ascending order of titles
    /// @param signatures of all parties, by sale
    /// @dev Caller: anyone. Reverts with {ChainUnfit}, {ChainOrderUnfit} and as {settle} does.
    function settleChain(Sale[] calldata sales, bytes[][] calldata signatures) external;

    // --- Reads ---

    /// @notice What commits a statement to its chain.
    /// @param sales in ascending order of titles
    /// @return chain keccak256 of the struct hashes
    function chainOf(Sale[] calldata sales) external pure returns (bytes32 chain);

    /// @notice The digest that all parties sign.
    /// @param sale what it says
    /// @param chain 0 where it stands alone
    /// @return statement digest
    function statementOf(Sale calldata sale, bytes32 chain) external view returns (bytes32 statement);
}
