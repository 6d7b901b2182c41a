// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title AssuranceFund
/// @notice Pays who lost a right by a mistake of the register, by order of a court. Every sale pays a levy to it.
/// @dev Amounts are millionths of the city's token. Orders are named by their hash, keccak256 with salt, each used once.
/// Awards are paid in the order in which they were made: an award that the fund cannot pay waits for the next levies,
/// and no later one passes it.
///
/// Assumptions: whoever pays in means it for the fund; there is no way back.
/// Trust: COURT_ORDERS awards, after its delay of seven days in public; nobody else takes anything out.
interface IAssuranceFund {
    // --- Types ---

    /// @notice An award.
    /// @param claimant who is paid
    /// @param amount what is still owed
    struct Award {
        address claimant;
        uint96 amount;
    }

    // --- Events ---

    /// @notice A court has awarded an indemnity.
    /// @param number of the award, from 0
    /// @param claimant who is paid
    /// @param amount how much
    /// @param orderHash order
    event Awarded(uint256 indexed number, address indexed claimant, uint256 amount, bytes32 indexed orderHash);

    /// @notice Part of an award, or all of it, was paid.
    /// @param number of the award
    /// @param claimant who was paid
    /// @param amount how much
    event AwardPaid(uint256 indexed number, address indexed claimant, uint256 amount);

    /// @notice A claimant could not be paid; the money waits here, and the next award is served.
    /// @param claimant whose
    /// @param amount how much
    event AwardCredited(address indexed claimant, uint256 amount);

    /// @notice A credit was paid.
    /// @param claimant whose
    /// @param to who got the money
    /// @param amount how much
    event CreditPaid(address indexed claimant, address indexed to, uint256 amount);

    // --- Errors ---

    /// @notice An award has a claimant other than the fund, an amount and an order.
    error AwardUnfit();

    /// @notice The order was carried out before.
    /// @param orderHash order
    error OrderUsed(bytes32 orderHash);

    /// @notice The claimant has no credit.
    /// @param claimant who
    error CreditMissing(address claimant);

    /// @notice Awards wait that have to be paid first.
    /// @param open how many
    error AwardsOpen(uint256 open);

    /// @notice The fund knows no such record.
    /// @param record that was asked for
    error RecordUnknown(bytes32 record);

    // --- Writes ---

    /// @notice Awards an indemnity, and pays what the fund can.
    /// @param claimant who is paid
    /// @param amount how much
    /// @param orderHash order
    /// @dev Caller: COURT_ORDERS. Works after retirement too: who was promised is paid. Reverts with {AwardUnfit},
    /// {OrderUsed}.
    function award(address claimant, uint96 amount, bytes32 orderHash) external;

    /// @notice Pays awards that wait, as far as the money goes.
    /// @param most how many at most
    /// @dev Caller: anyone.
    function payAwards(uint256 most) external;

    /// @notice Pays the caller's credit.
    /// @param to who gets the money
    /// @dev Caller: its claimant. Reverts with {CreditMissing}, or as the token does.
    function claimCredit(address to) external;

    /// @notice Takes the money of the retired predecessor over.
    /// @dev Caller: anyone. Reverts as `ISuccession-handOver` does, and with {AwardsOpen}.
    function takeOver() external;

    // --- Reads ---

    /// @notice The record of {ISuccession-handOver}: the fund's free money.
    /// @return identifier
    function MONEY() external view returns (bytes32);

    /// @notice The city's token.
    /// @return contract
    function token() external view returns (address);

    /// @notice What the fund can pay now: what it holds, without credits.
    /// @return amount how much
    function available() external view returns (uint256 amount);

    /// @notice What waits for a claimant.
    /// @param claimant who
    /// @return amount how much
    function creditOf(address claimant) external view returns (uint256 amount);

    /// @notice An award as it stands.
    /// @param number from 0
    /// @return award see {Award}; amount 0 where it is paid
    function awardOf(uint256 number) external view returns (Award memory award);

    /// @notice Awards that are not paid in full are those from `first` up to before `end`.
    /// @return first number of the award that is paid next
    /// @return end how many awards there ever were
    function openAwards() external view returns (uint256 first, uint256 end);

    /// @notice Whether an order was carried out here, or by a fund that this one succeeds.
    /// @param orderHash order
    /// @return true where it was
    function isOrderUsed(bytes32 orderHash) external view returns (bool);
}
