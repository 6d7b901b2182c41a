// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITitleCore} from "./ITitleCore.sol";

/// @title What courts order, and what happens to a lost key's titles
/// @notice A court's order names what it does and has a hash; each hash is used once. Nothing is deleted: every order
/// leaves its event, and the register can be read at any past block.
/// @dev Order hashes are keccak256 of the order with its salt. Times are Unix seconds.
///
/// Assumptions: the identity registry that answers {RECOVERY} names a successor only after its own safeguards.
/// Trust: COURT_FREEZE acts at once, but never moves a title: it freezes, enters involuntary encumbrances and stops a
/// recovery. COURT_ORDERS moves and corrects, after its delay of seven days in public. Neither can register.
interface ITitleOrders {
    // --- Types ---

    /// @notice Where a recovery stands.
    /// @dev Announced: moves after the notice, unless contested. Silent: the same, and the old key, reported stolen,
    /// cannot contest. Contested: waits for the court. Allowed: may move. Barred: never moves.
    enum RecoveryState {
        None,
        Announced,
        Silent,
        Contested,
        Allowed,
        Barred
    }

    // --- Events ---

    /// @notice A court's order was carried out; the event beside it says what it did.
    /// @param id title; 0 where it was about an account
    /// @param orderHash order
    event OrderExecuted(uint256 indexed id, bytes32 indexed orderHash);

    /// @notice A court has ordered that a title be sold for its debts, or no longer.
    /// @param id title
    /// @param isOrdered whether it is to be sold
    event SaleOrdered(uint256 indexed id, bool isOrdered);

    /// @notice A title is in dispute: nothing voluntary happens until a court decides.
    /// @param id title
    event TitleDisputed(uint256 indexed id);

    /// @notice The dispute about a title is over.
    /// @param id title
    event DisputeSettled(uint256 indexed id);

    /// @notice Somebody objected to a provisional title at a desk.
    /// @param id title
    /// @param documentHash objection
    event ObjectionLodged(uint256 indexed id, bytes32 documentHash);

    /// @notice An account can, or cannot, act here until the time given, as the identity registry says.
    /// @param account who
    /// @param until Unix seconds; 0 or a time past where it can
    event AccountSuspended(address indexed account, uint40 until);

    /// @notice What a recovered identity holds will move to its successor.
    /// @param account whose titles, shares and encumbrances
    /// @param successor who gets them
    /// @param effectiveAt from when anyone may move them
    event RecoveryAnnounced(address indexed account, address indexed successor, uint40 effectiveAt);

    /// @notice The old key, or a court, objects to a recovery; a court decides.
    /// @param account whose titles
    event RecoveryContested(address indexed account);

    /// @notice A court decided about a contested recovery.
    /// @param account whose titles
    /// @param isAllowed whether they move
    event RecoveryDecided(address indexed account, bool isAllowed);

    /// @notice A title, or a share, of a recovered identity moved.
    /// @param id title
    /// @param account who held it
    /// @param successor who holds it now
    event TitleRecovered(uint256 indexed id, address indexed account, address indexed successor);

    // --- Errors ---

    /// @notice An order needs its hash.
    error OrderMissing();

    /// @notice The order was carried out before.
    /// @param orderHash order
    error OrderUsed(bytes32 orderHash);

    /// @notice The title is shared, and a transfer of the whole must say so: its owner is the register.
    /// @param id title
    /// @param owner who owns it
    error TitleOwnerDiffers(uint256 id, address owner);

    /// @notice The title is not in dispute.
    /// @param id title
    error TitleNotInDispute(uint256 id);

    /// @notice The title is absolute: an objection comes too late, a court can still decide.
    /// @param id title
    error TitleAlreadyAbsolute(uint256 id);

    /// @notice The city has named no identity registry.
    error RecoveryUnavailable();

    /// @notice The identity registry names no successor, or one that cannot hold, or another one than announced.
    /// @param account who
    /// @param successor whom the registry names
    error RecoveryUnfounded(address account, address successor);

    /// @notice A recovery of the account with this successor is announced already, or a court has barred it.
    /// @param account who
    /// @param successor whom the registry names
    error RecoveryAlreadyAnnounced(address account, address successor);

    /// @notice The recovery is in another state than the act needs, or its notice has not ended.
    /// @param account who
    /// @param state where it stands
    /// @param effectiveAt from when anyone may move them
    error RecoveryNotDue(address account, RecoveryState state, uint40 effectiveAt);

    /// @notice Only the account itself contests its recovery, with a key that is not reported stolen.
    /// @param account who
    error RecoveryContestUnfit(address account);

    // --- Writes: COURT_FREEZE ---

    /// @notice Freezes a title, or lifts the freeze, by order.
    /// @param id title
    /// @param isFrozen true to freeze
    /// @param orderHash order
    /// @dev Caller: COURT_FREEZE. Reverts with {ITitleCore-TitleUnknown}, {OrderMissing}, {OrderUsed}.
    function freezeByOrder(uint256 id, bool isFrozen, bytes32 orderHash) external;

    /// @notice Enters an involuntary encumbrance by order: caveat, judgment lien, tax lien. The owners' signatures stay
    /// good, but settlement sees the encumbrance.
    /// @param id title
    /// @param terms what it says
    /// @param orderHash order; also its document
    /// @param intake number in the day-book
    /// @param salt of the application
    /// @return number within the title
    /// @dev Caller: COURT_FREEZE. Reverts with {ITitleCore-EncumbranceKindUnfit}, {ITitleCore-IntakeUnfit},
    /// {OrderMissing}, {OrderUsed}.
    function encumberByOrder(
        uint256 id,
        ITitleCore.Terms calldata terms,
        bytes32 orderHash,
        uint256 intake,
        bytes32 salt
    ) external returns (uint256 number);

    /// @notice Stops a recovery until a court decides.
    /// @param account whose titles
    /// @param orderHash order
    /// @dev Caller: COURT_FREEZE. Reverts with {RecoveryNotDue}, {OrderMissing}, {OrderUsed}.
    function contestRecoveryByOrder(address account, bytes32 orderHash) external;

    // --- Writes: COURT_ORDERS ---

    /// @notice Moves a title by order: expropriation, rectification, a divorce. A freeze is lifted before it moves; what
    /// lies on it stays.
    /// @param id title
    /// @param to new owner
    /// @param orderHash order
    /// @dev Caller: COURT_ORDERS. Reverts with {ITitleCore-TitleUnknown},
    /// {IERC7943NonFungible-ERC7943CannotReceive}, {OrderMissing}, {OrderUsed}.
    function transferByOrder(uint256 id, address to, bytes32 orderHash) external;

    /// @notice Divides a title by order, for instance among heirs. A freeze stays.
    /// @param id title
    /// @param shares of everyone, ascending
    /// @param denominator of the shares, which add up to it
    /// @param orderHash order
    /// @dev Caller: COURT_ORDERS. Reverts with {ITitleCore-SharesUnfit}, {ITitleCore-HolderUnfit}, {OrderMissing},
    /// {OrderUsed}.
    function divideByOrder(
        uint256 id,
        ITitleCore.Share[] calldata shares,
        uint64 denominator,
        bytes32 orderHash
    ) external;

    /// @notice Takes an encumbrance off by order.
    /// @param id title
    /// @param number of the encumbrance
    /// @param orderHash order
    /// @dev Caller: COURT_ORDERS. Reverts with {ITitleCore-EncumbranceUnknown}, {OrderMissing}, {OrderUsed}.
    function releaseByOrder(uint256 id, uint256 number, bytes32 orderHash) external;

    /// @notice Orders that a title be sold for its debts, or takes the order back. Until then nothing voluntary happens.
    /// @param id title
    /// @param isOrdered whether it is to be sold
    /// @param orderHash order
    /// @dev Caller: COURT_ORDERS. Reverts with {ITitleCore-TitleUnknown}, {OrderMissing}, {OrderUsed}.
    function orderSale(uint256 id, bool isOrdered, bytes32 orderHash) external;

    /// @notice Ends a dispute.
    /// @param id title
    /// @param orderHash order
    /// @dev Caller: COURT_ORDERS. Reverts with {TitleNotInDispute}, {OrderMissing}, {OrderUsed}.
    function settleDispute(uint256 id, bytes32 orderHash) external;

    /// @notice Decides about a contested recovery.
    /// @param account whose titles
    /// @param isAllowed whether they move
    /// @param orderHash order
    /// @dev Caller: COURT_ORDERS. Reverts with {RecoveryNotDue}, {OrderMissing}, {OrderUsed}.
    function decideRecovery(address account, bool isAllowed, bytes32 orderHash) external;

    // --- Writes: objections and recovery ---

    /// @notice Brings an objection to a provisional title in; it is in dispute until a court decides.
    /// @param id title
    /// @param documentHash objection
    /// @dev Caller: a desk. Reverts with {ITitleCore-DeskUnknown}, {TitleAlreadyAbsolute}.
    function lodgeObjection(uint256 id, bytes32 documentHash) external;

    /// @notice Brings here until when the identity registry holds the account's key for stolen.
    /// @param account who
    /// @dev Caller: anyone. Reverts with {RecoveryUnavailable}.
    function suspend(address account) external;

    /// @notice Announces that what a recovered identity holds moves to its successor. The old key cannot act here
    /// meanwhile; it can object, unless it is reported stolen.
    /// @param account whose titles
    /// @dev Caller: anyone. Reverts with {RecoveryUnavailable}, {RecoveryUnfounded}, {RecoveryAlreadyAnnounced}.
    function announceRecovery(address account) external;

    /// @notice Objects to the caller's own recovery; a court decides.
    /// @dev Caller: the account. Reverts with {RecoveryContestUnfit}.
    function contestRecovery() external;

    /// @notice Moves titles and shares of a recovered identity to its successor, each as it is: what lies on them stays.
    /// @param account whose titles
    /// @param ids which
    /// @dev Caller: anyone, after the notice. Reverts with {RecoveryNotDue}, {RecoveryUnfounded},
    /// {ITitleCore-TitleFrozen}, {ITitleCore-OwnerUnknown}.
    function recoverTitles(address account, uint256[] calldata ids) external;

    /// @notice Moves encumbrances of a recovered identity to its successor.
    /// @param account who holds them
    /// @param id title
    /// @param numbers which
    /// @dev Caller: anyone, after the notice. Reverts with {RecoveryNotDue}, {RecoveryUnfounded},
    /// {ITitleCore-EncumbranceHolderDiffers}.
    function recoverEncumbrances(address account, uint256 id, uint256[] calldata numbers) external;

    // --- Reads ---

    /// @notice Question to a checker: the identity registry, an {IAccountRecovery}.
    /// @return identifier
    function RECOVERY() external view returns (bytes32);

    /// @notice Seconds between the announcement of a recovery and the move.
    /// @return seconds
    function RECOVERY_NOTICE() external view returns (uint40);

    /// @notice How the recovery of an account stands.
    /// @param account whose titles
    /// @return state see {RecoveryState}
    /// @return successor who gets them; zero where none was announced
    /// @return effectiveAt from when anyone may move them
    function recoveryOf(
        address account
    ) external view returns (RecoveryState state, address successor, uint40 effectiveAt);

    /// @notice Until when an account's key is held for stolen.
    /// @param account who
    /// @return until Unix seconds; 0 or a time past where it is not
    function suspendedUntil(address account) external view returns (uint40 until);

    /// @notice Whether an order was carried out, here or in a register that this one succeeds.
    /// @param orderHash order
    /// @return true where it was
    function isOrderUsed(bytes32 orderHash) external view returns (bool);
}
