// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISales} from "./ISales.sol";

/// @title Forced sales
/// @notice What a court has ordered to be sold for its debts goes to who bid for it; the price falls through the ranks,
/// and what is left is the owners'.
/// @dev What the bidder signs: `Bid(uint256 id,uint256 version,address buyer,address token,uint256 price,uint256
/// tax,uint256 levy,bytes32 protocolHash,uint40 deadline)`. Amounts are millionths of the token; of encumbrances, cents.
///
/// What an encumbrance secures is paid as the register has it, rank by rank; of one rank, in proportion. A holder who gets
/// more than it is owed by now owes it back, as by law.
///
/// Claims that agree in kind, amount, rank and end may be one right that stands twice, on parcels that were divided and
/// joined again, or two loans of one day. The chain cannot tell: the sale waits until one of them is released, by its
/// holder or by order, or a court has said that they are two ({distinguish}).
///
/// Assumptions: the auction was held as the law says; the chain sees its result alone.
/// Trust: AUCTIONEER completes what a court has ordered and a bidder has signed, and can pay nobody else, leave no claim
/// out and change no rank: the register names holders, amounts and ranks. COURT_ORDERS says which claims are two.
interface IForcedSales is ISales {
    // --- Types ---

    /// @notice The result of an auction.
    /// @param id title
    /// @param version of the title that was bid for
    /// @param buyer whose bid won
    /// @param price of the bid
    /// @param tax most transfer tax that the buyer pays beside the price
    /// @param levy most levy that the buyer pays to the assurance fund
    /// @param owners everyone who owns the title, ascending: who gets what is left
    /// @param numbers of every blocking encumbrance, by rank
    /// @param protocolHash protocol of the auction, keccak256 with its salt
    /// @param deadline of the bid
    struct Auction {
        uint256 id;
        uint256 version;
        address buyer;
        uint256 price;
        uint256 tax;
        uint256 levy;
        address[] owners;
        uint256[] numbers;
        bytes32 protocolHash;
        uint40 deadline;
    }

    // --- Events ---

    /// @notice A title was sold for its debts.
    /// @param id title
    /// @param buyer who has it now
    /// @param price of the bid
    /// @param surplus what the owners got
    /// @param protocolHash protocol of the auction
    event ForcedSaleCompleted(
        uint256 indexed id,
        address indexed buyer,
        uint256 price,
        uint256 surplus,
        bytes32 protocolHash
    );

    /// @notice A claim left the title with its sale, paid or not.
    /// @param id title
    /// @param holder whose
    /// @param claimed what it secured
    /// @param paid what there was for it
    event ClaimSatisfied(uint256 indexed id, address indexed holder, uint256 claimed, uint256 paid);

    /// @notice A court has said that a claim is a right of its own, whatever else on the title looks like it.
    /// @param id title
    /// @param number of the encumbrance
    /// @param orderHash order, keccak256 with its salt
    event ClaimDistinguished(uint256 indexed id, uint256 indexed number, bytes32 orderHash);

    // --- Errors ---

    /// @notice A claim does not say what it secures: paid by rank it would get nothing. Its holder has to have it entered
    /// with its amount, or a court decides.
    /// @param id title
    /// @param number of the encumbrance
    error ClaimUnstated(uint256 id, uint256 number);

    /// @notice The claim looks like another one on the title in all but its holder: paid twice, a right that stands twice
    /// would take what is others'. One of them has to be released, or a court says that they are two.
    /// @param id title
    /// @param number of the encumbrance, which stands behind the other one
    error ClaimTwice(uint256 id, uint256 number);

    // --- Writes ---

    /// @notice Completes a forced sale.
    /// @param auction its result
    /// @param signature of the buyer
    /// @dev Caller: AUCTIONEER. Reverts as {ITitleCore-foreclose} does, with {ITitleCore-TitleVersionDiffers},
    /// {ITitleCore-OwnersIncomplete}, {ClaimUnstated}, {ClaimTwice}, {ISaleTaxes-TaxAboveStatement}, errors of `ISignedActs`,
    /// {ISuccession-ContractRetired}; in mirror mode with {ISaleConsents-SaleUnconfirmed}.
    function foreclose(Auction calldata auction, bytes calldata signature) external;

    /// @notice Says that a claim is a right of its own. Numbers of a title are never used again: it holds for good.
    /// @param id title
    /// @param number of the encumbrance
    /// @param orderHash order, keccak256 with its salt
    /// @dev Caller: COURT_ORDERS.
    function distinguish(uint256 id, uint256 number, bytes32 orderHash) external;

    // --- Reads ---

    /// @notice Whether a court has said that a claim is a right of its own.
    /// @param id title
    /// @param number of the encumbrance
    /// @return true where it has
    function isDistinguished(uint256 id, uint256 number) external view returns (bool);

    /// @notice The digest that a bidder signs, and that the office confirms in mirror mode.
    /// @param auction its result
    /// @return bid digest
    function bidOf(Auction calldata auction) external view returns (bytes32 bid);
}
