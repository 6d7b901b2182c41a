// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Bills
/// @notice What a bill is, where it stands, and what is owed for it.
/// @dev Amounts are in millionths of a token. Times are Unix seconds.
///
/// A **bill** is roll, terms and commitment. Terms are one word (library `BillTerms`), least significant bits first:
/// amount 60 | index 32 | dueAt 40 | graceDays 8 | flatFee 40 | percentBps 16 | dailyPpm 16 | capBps 16 |
/// isOnBalance 1 | kind 16 | 11 zero bits. The commitment is keccak256(abi.encode(account, document, salt)) with 32 bytes
/// of salt, known to the payer and the city alone.
///
/// The **leaf** of a bill is keccak256(bytes.concat(keccak256(abi.encode(uint256 roll, uint256 terms, bytes32 commit)))),
/// the leaf of OpenZeppelin's merkle-tree package for ["uint256", "uint256", "bytes32"].
///
/// **Late fee**: late is later than the due date (or the opening, if that is later) and the grace days. Once late, the
/// flat fee and the per cent fall due, and the daily rate for every full day since; base is the amount, or where the
/// terms say so what is left of it (payments count against fees first); all together at most the cap, a share of the
/// amount. Every division rounds down, in the citizen's favour. Nothing grows while a bill is held.
///
/// Assumptions: amounts of known citizens are guessable, their commitments are not.
/// Trust: nobody changes a bill; what is owed for it changes by the acts of the other parts of {IBilling} alone.
interface IBills {
    // --- Types ---

    /// @notice Where a bill stands; the two bits of its status.
    /// @custom:value Open nothing was paid or credited, and it was never held
    /// @custom:value Settled all that was owed is paid or credited
    /// @custom:value InLedger see {ledgerOf}: paid by part, credited, refunded, released, deferred or carried over
    /// @custom:value Held in dispute: nobody can pay it, and no fee grows
    enum BillStatus {
        Open,
        Settled,
        InLedger,
        Held
    }

    /// @notice A bill as it stands in the tree.
    /// @param roll id of its roll
    /// @param terms packed terms, with its index
    /// @param commit commitment of account and document
    struct Bill {
        uint256 roll;
        uint256 terms;
        bytes32 commit;
    }

    /// @notice A bill with its place in the tree.
    /// @param bill the bill
    /// @param proof siblings up to the root, or up to a planted node; empty for a planted leaf
    struct ProvenBill {
        Bill bill;
        bytes32[] proof;
    }

    /// @notice What is known of a bill beyond its status.
    /// @param paid what payers have paid, less what was refunded
    /// @param credited what was credited
    /// @param accruedFee late fee fixed so far
    /// @param lateDays full days of lateness that it contains
    /// @param sequence how often the bill was reopened or released; signatures and mandates name it
    /// @param isSurcharged whether it contains the flat fee and the per cent
    /// @param isCarried whether the rest went over into another roll
    /// @param heldSince since when it is held; 0 where it is not
    /// @param pausedSeconds how long it was held before, all together
    /// @param deferredUntil no fee grows before; 0 where nothing was deferred
    /// @param toIndex index of the bill that contains the rest
    /// @param toRoll roll that contains the rest
    struct Ledger {
        uint64 paid;
        uint64 credited;
        uint64 accruedFee;
        uint16 lateDays;
        uint32 sequence;
        bool isSurcharged;
        bool isCarried;
        uint40 heldSince;
        uint40 pausedSeconds;
        uint40 deferredUntil;
        uint32 toIndex;
        uint256 toRoll;
    }

    /// @notice When a bill's fees stood still, and where its rest is.
    /// @param heldSince since when it is held; 0 where it is not
    /// @param pausedSeconds how long it was held before, all together
    /// @param deferredUntil no fee grows before; 0 where nothing was deferred
    /// @param toIndex index of the bill that contains the rest
    struct Clock {
        uint40 heldSince;
        uint40 pausedSeconds;
        uint40 deferredUntil;
        uint32 toIndex;
    }

    /// @notice What is owed for a bill at a time.
    /// @param due what is left to pay
    /// @param fee late fee contained in what was ever owed
    /// @param settled paid and credited
    /// @param sequence that signatures and mandates name
    /// @param status where it stands
    struct Owed {
        uint256 due;
        uint256 fee;
        uint256 settled;
        uint32 sequence;
        BillStatus status;
    }

    // --- Errors ---

    /// @notice The id does not fit what is posted, or when.
    /// @param roll id
    error RollIdInvalid(uint256 roll);

    /// @notice The bill is not in the roll: terms, commitment or proof are wrong, or the proof has not its length.
    /// @param roll id
    /// @param leaf of the bill
    error BillUnknown(uint256 roll, bytes32 leaf);

    /// @notice The bill does not stand as it must for this act.
    /// @param roll id
    /// @param index of the bill
    /// @param status how it stands
    error BillStatusWrong(uint256 roll, uint32 index, BillStatus status);

    /// @notice The bill went over into another roll.
    /// @param roll id
    /// @param index of the bill
    error BillCarried(uint256 roll, uint32 index);

    /// @notice The guardian or the council has closed this contract for officers, collectors and agents.
    error BillingClosed();

    // --- Writes ---

    /// @notice Takes the status of a bill and its neighbours over from the retired predecessor, once; the first payment
    /// does the same by itself.
    /// @param roll id of a roll of an earlier generation
    /// @param index of the bill
    /// @dev Caller: anyone. Reverts as {ISuccession-handOver} does and with {RollIdInvalid}.
    function takeOver(uint256 roll, uint32 index) external;

    // --- Reads ---

    /// @notice The municipal token.
    /// @return contract
    function token() external view returns (address);

    /// @notice Which contract of its line this is; ids of its rolls say it.
    /// @return 0 for the first
    function generation() external view returns (uint8);

    /// @notice The leaf of a bill.
    /// @param bill the bill
    /// @return leaf, which signatures name too
    function leafOf(Bill calldata bill) external pure returns (bytes32);

    /// @notice Where a bill stands.
    /// @param roll id
    /// @param index of the bill
    /// @return status
    function statusOf(uint256 roll, uint32 index) external view returns (BillStatus);

    /// @notice Whether nothing is owed for a bill any more: paid or credited here, or in the roll that it was carried
    /// over into.
    /// @param roll id
    /// @param index of the bill
    /// @return true where nothing is owed; false for a bill that does not exist
    function isSettled(uint256 roll, uint32 index) external view returns (bool);

    /// @notice What is owed for a bill at a time, if nothing is paid, credited or held until then.
    /// @param bill the bill; whether it exists is not asked, see {isBill}
    /// @param time Unix seconds, not in the past
    /// @return owed
    function owedOf(Bill calldata bill, uint40 time) external view returns (Owed memory);

    /// @notice What is known of a bill beyond its status; all zero where nothing but the status is.
    /// @param roll id
    /// @param index of the bill
    /// @return ledger
    function ledgerOf(uint256 roll, uint32 index) external view returns (Ledger memory);

    /// @notice What {ledgerOf} says, as it is stored: for a successor.
    /// @param roll id
    /// @param index of the bill
    /// @return ledger packed (library `LedgerWord`); 0 where nothing but the status is known
    /// @return clock meaningful where the ledger says so
    /// @return toRoll roll that contains the rest; 0 where it was not carried over
    function ledgerWordsOf(
        uint256 roll,
        uint32 index
    ) external view returns (uint256 ledger, Clock memory clock, uint256 toRoll);

    /// @notice The record that {ISuccession-handOver} knows a bill by: its status word, which it shares with the 126
    /// bills beside it.
    /// @param roll id
    /// @param index of the bill
    /// @return keccak256(abi.encode(roll, uint256 index / 127))
    function recordOf(uint256 roll, uint32 index) external pure returns (bytes32);
}
