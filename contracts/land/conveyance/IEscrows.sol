// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISales} from "./ISales.sol";

/// @title Escrows
/// @notice A deposit between signing and completion. Opened, the statement binds sellers and buyer until its deadline: no
/// signature of theirs is needed again, and none can be withdrawn.
/// @dev The sellers' side *tenders* when everything but the buyer's money is there, at least {TENDER_PERIOD} before the
/// deadline. Where the buyer does not complete after that, the sellers get what the statement says is forfeit. A tender
/// that cannot be kept falls by anybody's word, and the buyer gets the whole deposit back.
///
/// Assumptions: a buyer, or somebody for it, watches its title between tender and deadline, and calls {challenge} where
/// something stands in the way. Sellers call {forfeit} once the deadline has passed, not some day: until then a tender that
/// cannot be kept any more still pays the buyer back. What owners sign elsewhere, and `ITitleCore-withdraw`, end the sale
/// at once: the buyer has the deposit back and may sue; a priority notice keeps others off meanwhile.
/// Trust: nobody decides who is to blame; the title's state does.
interface IEscrows is ISales {
    // --- Types ---

    /// @notice Where an escrow stands.
    /// @custom:value None never opened, or over
    /// @custom:value Open the deposit is here
    /// @custom:value Tendered the sellers' side has shown that it can complete
    /// @custom:value Cancelled by both sides; the statement never works again
    enum EscrowState {
        None,
        Open,
        Tendered,
        Cancelled
    }

    // --- Events ---

    /// @notice A deposit was paid.
    /// @param id title
    /// @param statement digest
    /// @param deposit how much
    event EscrowOpened(uint256 indexed id, bytes32 indexed statement, uint256 deposit);

    /// @notice The sellers' side has shown that it can complete.
    /// @param statement digest
    event Tendered(bytes32 indexed statement);

    /// @notice The tender could not be kept.
    /// @param statement digest
    event TenderFell(bytes32 indexed statement);

    /// @notice The deposit went back to the buyer.
    /// @param statement digest
    event EscrowRefunded(bytes32 indexed statement);

    /// @notice The buyer did not complete; the sellers got what was forfeit, the buyer the rest.
    /// @param statement digest
    event EscrowForfeited(bytes32 indexed statement);

    /// @notice Both sides have cancelled.
    /// @param statement digest
    /// @param isForfeited whether the sellers got what the statement says is forfeit
    event EscrowCancelled(bytes32 indexed statement, bool isForfeited);

    // --- Errors ---

    /// @notice The escrow is in another state than the act needs.
    /// @param statement digest
    /// @param state where it stands
    error EscrowStateUnfit(bytes32 statement, EscrowState state);

    /// @notice The statement names no deposit.
    error DepositMissing();

    /// @notice The account stands on both sides: a buyer who owns or holds something of the title, a seller who lends to
    /// the buyer. It could make the sale fail and have the deposit for it.
    /// @param account who
    error EscrowPartyUnfit(address account);

    /// @notice The sellers' side cannot complete now.
    /// @param id title
    error SaleNotReady(uint256 id);

    /// @notice The tender can be kept.
    /// @param statement digest
    error TenderStands(bytes32 statement);

    /// @notice Too late to tender: the buyer would have no time, or the sale is part of a chain, where one party's
    /// readiness proves nothing.
    /// @param deadline of the statement
    error TenderUnfit(uint40 deadline);

    /// @notice The sale can still complete.
    /// @param deadline of the statement
    error EscrowPending(uint40 deadline);

    // --- Writes ---

    /// @notice Takes the deposit from the buyer.
    /// @param sale what was signed
    /// @param chain what commits it to its chain; 0 where it stands alone
    /// @param signatures of all parties as {ICompletions} has them; those of sellers and buyer are read
    /// @dev Caller: anyone. Reverts with {EscrowStateUnfit}, {DepositMissing}, {EscrowPartyUnfit}, {SaleNotReady} where
    /// the title is not the sellers' in that version, and as {ICompletions-settle} does for what is wrong with the statement.
    function open(Sale calldata sale, bytes32 chain, bytes[] calldata signatures) external;

    /// @notice Shows that the sellers' side can complete: holders of payoffs and notary have signed, taxes are settled,
    /// nothing blocks.
    /// @param sale what was signed
    /// @param chain 0
    /// @param signatures of all parties; those of holders of payoffs and of the notary are read
    /// @dev Caller: anyone. Reverts with {EscrowStateUnfit}, {TenderUnfit}, {SaleNotReady}.
    function tender(Sale calldata sale, bytes32 chain, bytes[] calldata signatures) external;

    /// @notice Takes a tender back that cannot be kept now.
    /// @param sale what was signed
    /// @param chain 0
    /// @dev Caller: anyone. Reverts with {EscrowStateUnfit}, {TenderStands}.
    function challenge(Sale calldata sale, bytes32 chain) external;

    /// @notice Pays the deposit back: after the deadline where no tender stands that can be kept; at once where the title
    /// is in another version, so that the sale never completes.
    /// @param sale what was signed
    /// @param chain what commits it to its chain
    /// @dev Caller: anyone. Reverts with {EscrowStateUnfit}, {EscrowPending}, {TenderStands}.
    function refund(Sale calldata sale, bytes32 chain) external;

    /// @notice Pays the sellers what is forfeit, the buyer the rest: after the deadline, where a tender can be kept.
    /// @param sale what was signed
    /// @param chain 0
    /// @dev Caller: anyone. Reverts with {EscrowStateUnfit}, {EscrowPending}, {SaleNotReady}.
    function forfeit(Sale calldata sale, bytes32 chain) external;

    /// @notice Ends an escrow as sellers and buyer agree; the statement never works again.
    /// @param sale what was signed
    /// @param chain what commits it to its chain
    /// @param isForfeited whether the sellers get what the statement says is forfeit
    /// @param deadline of the agreement, at most ninety days away
    /// @param signatures of sellers and buyer
    /// @dev Caller: anyone. What is signed: `Cancellation(bytes32 statement,bool isForfeited,uint40 deadline)`. Reverts
    /// with {EscrowStateUnfit}, {ISaleConsents-SignatureCountDiffers} and errors of `ISignedActs`.
    function cancel(
        Sale calldata sale,
        bytes32 chain,
        bool isForfeited,
        uint40 deadline,
        bytes[] calldata signatures
    ) external;

    // --- Reads ---

    /// @notice How long before the deadline a tender comes at the latest.
    /// @return seconds
    function TENDER_PERIOD() external view returns (uint40);

    /// @notice Where an escrow stands.
    /// @param statement digest
    /// @return state see {EscrowState}
    /// @return deposit what is here for it
    function escrowOf(bytes32 statement) external view returns (EscrowState state, uint256 deposit);
}
