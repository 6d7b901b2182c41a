// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Tax accounts of titles
/// @notice Which bills of the land tax are a title's. A title has one place in the rolls of all years, given when it is
/// entered: a new year is one act for the whole city.
/// @dev Positions of rolls count from 0 in the order in which they were added.
///
/// Assumptions: each roll that counts has a bill for every title whose account began with it or before.
/// Trust: BILLING_OFFICE keeps the table and can hold a sale up, or let one pass whose tax is open; it can take nothing.
/// A title without an account is not settled: what was forgotten stops, it does not slip through.
interface ITaxAccounts {
    // --- Types ---

    /// @notice A title's place in the rolls.
    /// @param index of its bill in each roll
    /// @param firstRoll position of the first roll that has one
    /// @param isKnown whether there is an account
    struct TaxAccount {
        uint32 index;
        uint32 firstRoll;
        bool isKnown;
    }

    // --- Events ---

    /// @notice A roll counts from now on.
    /// @param position of the roll
    /// @param roll id in Billing
    event TaxRollAdded(uint256 indexed position, uint256 indexed roll);

    /// @notice Another roll stands in the place of one that was voided or added by mistake.
    /// @param position of the roll
    /// @param roll id in Billing; 0 where none stands there any more
    event TaxRollReplaced(uint256 indexed position, uint256 indexed roll);

    /// @notice Rolls before the one named do not count any more.
    /// @param oldest position of the first that counts
    event TaxRollsDropped(uint256 oldest);

    /// @notice A title has this place in the rolls.
    /// @param id title
    /// @param index of its bill in each roll
    /// @param firstRoll position of the first roll that has one
    event TaxAccountSet(uint256 indexed id, uint32 index, uint32 firstRoll);

    // --- Errors ---

    /// @notice As many rolls count as are asked in one sale.
    /// @param counting how many
    error TaxRollsExhausted(uint256 counting);

    /// @notice There is no such roll, or it does not count any more.
    /// @param position of the roll
    error TaxRollUnknown(uint256 position);

    /// @notice Not as many indices as titles.
    /// @param ids how many titles
    /// @param indices how many indices
    error TaxListsDiffer(uint256 ids, uint256 indices);

    // --- Writes ---

    /// @notice Lets a roll count: once its bills are due, for an open bill holds the title's sale up.
    /// @param roll id in Billing
    /// @dev Caller: BILLING_OFFICE. Reverts with {TaxRollsExhausted}.
    function addRoll(uint256 roll) external;

    /// @notice Puts another roll in the place of one that was voided or added by mistake: a voided roll settles nothing.
    /// @param position of the roll
    /// @param roll id in Billing; 0 leaves the place empty
    /// @dev Caller: BILLING_OFFICE. Reverts with {TaxRollUnknown}.
    function replaceRoll(uint256 position, uint256 roll) external;

    /// @notice Lets old rolls count no more: their arrears were carried over, or are barred.
    /// @param oldest position of the first that counts
    /// @dev Caller: BILLING_OFFICE. Reverts with {TaxRollUnknown}.
    function dropRolls(uint256 oldest) external;

    /// @notice Gives titles their place in the rolls.
    /// @param ids titles
    /// @param indices of their bills in each roll
    /// @param firstRoll position of the first roll that has them; the next one's where none has yet
    /// @dev Caller: BILLING_OFFICE. Reverts with {TaxListsDiffer}, {TaxRollUnknown}.
    function setAccounts(uint256[] calldata ids, uint32[] calldata indices, uint32 firstRoll) external;

    // --- Reads ---

    /// @notice Most rolls that count at a time.
    /// @return number
    function MOST_ROLLS() external view returns (uint256);

    /// @notice The city's bills.
    /// @return contract
    function billing() external view returns (address);

    /// @notice A title's place in the rolls.
    /// @param id title
    /// @return account see {TaxAccount}
    function accountOf(uint256 id) external view returns (TaxAccount memory account);

    /// @notice All rolls in their order.
    /// @return list ids in Billing
    /// @return oldest position of the first that counts
    function rolls() external view returns (uint256[] memory list, uint256 oldest);
}
