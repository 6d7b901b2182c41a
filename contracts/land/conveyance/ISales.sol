// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Sales
/// @notice What a completion statement says. Everyone who gives something up signs the same statement: sellers, buyer,
/// holders of what is released, holders of what is entered, and the notary where there is one.
/// @dev Amounts are millionths of the city's token. Times are Unix seconds. What is signed (EIP-712, domain `Civitas
/// Conveyance`, version "1"):
///
/// ```text
/// Statement(Sale sale,bytes32 chain)
/// Charge(address holder,uint256 funds,uint40 secured,uint16 expiryDay,uint8 kind,bytes32 documentHash)
/// Payoff(uint256 number,address holder,uint256 amount)
/// Sale(uint256 id,uint256 version,uint64 numerator,Seller[] sellers,address buyer,address token,uint256 price,
///   Payoff[] payoffs,Charge[] charges,uint256 tax,uint256 levy,bool isExempt,uint256 deposit,address notary,
///   uint40 deadline,bytes32 documentHash)
/// Seller(address account,uint256 amount,uint256 forfeit)
/// ```
///
/// `chain` is 0 where the sale completes alone; else keccak256 of the struct hashes of all its sales, concatenated in
/// ascending order of their titles: what was signed for a chain completes with exactly that chain, or not at all.
interface ISales {
    // --- Types ---

    /// @notice Who sells.
    /// @param account an owner of the title
    /// @param amount what it gets of the price
    /// @param forfeit what it gets of the deposit where the buyer does not complete
    struct Seller {
        address account;
        uint256 amount;
        uint256 forfeit;
    }

    /// @notice An encumbrance that leaves the title, and what its holder gets of the price for it.
    /// @param number of the encumbrance
    /// @param holder who holds it
    /// @param amount what is paid; 0 where it is waived
    struct Payoff {
        uint256 number;
        address holder;
        uint256 amount;
    }

    /// @notice An encumbrance that is entered when the title has passed.
    /// @param holder who will hold it
    /// @param funds what the holder pays of what the buyer owes
    /// @param secured what it secures, in cents
    /// @param expiryDay last day on which it is in force, from 1970; 0 where it does not end
    /// @param kind of encumbrance, see `EncumbranceWords`
    /// @param documentHash contract, keccak256 with its salt
    struct Charge {
        address holder;
        uint256 funds;
        uint40 secured;
        uint16 expiryDay;
        uint8 kind;
        bytes32 documentHash;
    }

    /// @notice A sale.
    /// @param id title
    /// @param version of the title that was agreed on
    /// @param numerator share that is sold, over the title's denominator; 0 for the whole title
    /// @param sellers everyone who owns the title, ascending; of a share, who sells it
    /// @param buyer who gets the title or the share
    /// @param token the city's token
    /// @param price what sellers and holders of payoffs get together
    /// @param payoffs every encumbrance that blocks the title, by rank
    /// @param charges encumbrances that are entered for the buyer's account, in their order of rank
    /// @param tax most transfer tax that the buyer pays beside the price
    /// @param levy most levy that the buyer pays to the assurance fund
    /// @param isExempt whether the buyer has a lower rate for this title
    /// @param deposit what the buyer pays in advance where the sale is put in escrow
    /// @param notary who certifies the statement; zero where nobody does
    /// @param deadline last second of completion, at most ninety days away
    /// @param documentHash deed, keccak256 with its salt
    struct Sale {
        uint256 id;
        uint256 version;
        uint64 numerator;
        Seller[] sellers;
        address buyer;
        address token;
        uint256 price;
        Payoff[] payoffs;
        Charge[] charges;
        uint256 tax;
        uint256 levy;
        bool isExempt;
        uint256 deposit;
        address notary;
        uint40 deadline;
        bytes32 documentHash;
    }

    // --- Errors ---

    /// @notice The statement is about another token than the city's.
    /// @param token of the statement
    /// @param expected the city's
    error SaleTokenDiffers(address token, address expected);

    /// @notice Sellers and holders of payoffs do not get exactly the price.
    /// @param sum what they get together
    /// @param price of the statement
    error SaleSumDiffers(uint256 sum, uint256 price);

    /// @notice Those who lend to the buyer pay more than the buyer owes.
    /// @param funds what they pay together
    /// @param owed what the buyer owes
    error SaleOverfunded(uint256 funds, uint256 owed);

    /// @notice More of the deposit would be forfeit than there is.
    /// @param forfeits of all sellers together
    /// @param deposit of the statement
    error SaleForfeitTooHigh(uint256 forfeits, uint256 deposit);

    /// @notice A share has one seller, and nothing is released or entered with it: that would be all owners' matter.
    /// @param id title
    error ShareSaleUnfit(uint256 id);

    /// @notice Nobody sells, or somebody to himself.
    /// @param id title
    error SalePartiesUnfit(uint256 id);

    /// @notice The notary is a party of the sale that it would certify.
    /// @param notary who
    error NotaryPartial(address notary);

    /// @notice The payoffs are not named by rank.
    /// @param id title
    /// @param number of the first that ranks before its predecessor
    error PayoffRankUnfit(uint256 id, uint256 number);

    /// @notice Two payoffs pay for what may be one right that stands twice: their encumbrances are equal. The whole sum
    /// stands in one of them, and 0 in the other.
    /// @param id title
    /// @param number of the second
    error PayoffTwice(uint256 id, uint256 number);

    /// @notice The key of a holder of an encumbrance is held for stolen, or its recovery is under way.
    /// @param holder who
    error HolderSuspended(address holder);

    // --- Reads ---

    /// @notice The register of titles.
    /// @return contract
    function registry() external view returns (address);

    /// @notice The city's token.
    /// @return contract
    function token() external view returns (address);

    /// @notice Who gets the levy.
    /// @return contract
    function assuranceFund() external view returns (address);

    /// @notice Whether the chain follows the office (mirror), or settlement is registration (constitutive).
    /// @return true for mirror
    function isMirror() external view returns (bool);
}
