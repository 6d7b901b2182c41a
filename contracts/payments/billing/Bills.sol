// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {Succession} from "../../governance/Succession.sol";
import {BillLedgers} from "./BillLedgers.sol";
import {BillLine} from "../libraries/BillLine.sol";
import {BillStore} from "./BillStore.sol";
import {BillTerms} from "../libraries/BillTerms.sol";
import {LateFee} from "../libraries/LateFee.sol";
import {LedgerWord} from "../libraries/LedgerWord.sol";
import {RollId} from "../libraries/RollId.sol";
import {StatusWord} from "../libraries/StatusWord.sol";
import {IBills} from "./IBills.sol";

/// @title Bills
/// @notice See {IBills}.
/// @dev A bill that is paid whole and in time changes two bits and nothing else; every other bill gets a ledger. Rolls
/// and bills stand in {BillStore}, which the linked library {BillLedgers} shares. The record of a succession is a word
/// of 127 statuses: from the moment it moves, each of its bills is dealt with by the successor alone, which reads roots,
/// planted nodes and ledgers here, where they no longer change.
abstract contract Bills is IBills, Succession {
    using SafeCast for uint256;

    // --- Immutables ---

    /// @inheritdoc IBills
    address public immutable token;

    /// @inheritdoc IBills
    uint8 public immutable generation;

    // --- Constructor ---

    /// @param token_ the municipal token
    /// @param predecessor_ contract that this one succeeds; zero for the first
    constructor(address token_, address predecessor_) Succession(predecessor_) {
        token = token_;
        generation = predecessor_ == address(0) ? 0 : IBills(predecessor_).generation() + 1;
    }

    // --- Writes: succession ---

    /// @inheritdoc IBills
    function takeOver(uint256 roll, uint32 index) external {
        require(_isOlder(roll), RollIdInvalid(roll));
        BillLedgers.takeOver(_line(), roll, index);
    }

    // --- Reads ---

    /// @inheritdoc IBills
    function leafOf(Bill calldata bill) public pure returns (bytes32) {
        return BillTerms.leafOf(bill.roll, bill.terms, bill.commit);
    }

    /// @inheritdoc IBills
    function statusOf(uint256 roll, uint32 index) external view returns (BillStatus) {
        return BillStatus(BillLedgers.statusOf(_line(), roll, index));
    }

    /// @inheritdoc IBills
    function isSettled(uint256 roll, uint32 index) external view returns (bool) {
        return BillLedgers.isSettled(_line(), roll, index);
    }

    /// @inheritdoc IBills
    function ledgerOf(uint256 roll, uint32 index) external view returns (Ledger memory) {
        (uint256 word, Clock memory clock, uint256 toRoll) = BillLedgers.ledgerWordsOf(_line(), roll, index);
        return
            Ledger({
                paid: LedgerWord.paidOf(word).toUint64(),
                credited: LedgerWord.creditedOf(word).toUint64(),
                accruedFee: LedgerWord.accruedFeeOf(word).toUint64(),
                lateDays: LedgerWord.lateDaysOf(word),
                sequence: LedgerWord.sequenceOf(word),
                isSurcharged: LedgerWord.isSurcharged(word),
                isCarried: LedgerWord.isCarried(word),
                heldSince: clock.heldSince,
                pausedSeconds: clock.pausedSeconds,
                deferredUntil: clock.deferredUntil,
                toIndex: clock.toIndex,
                toRoll: toRoll
            });
    }

    /// @inheritdoc IBills
    function ledgerWordsOf(
        uint256 roll,
        uint32 index
    ) external view returns (uint256 ledger, Clock memory clock, uint256 toRoll) {
        return BillLedgers.ledgerWordsOf(_line(), roll, index);
    }

    /// @inheritdoc IBills
    function recordOf(uint256 roll, uint32 index) external pure returns (bytes32) {
        return StatusWord.keyOf(roll, index);
    }

    /// @inheritdoc IBills
    function owedOf(Bill calldata bill, uint40 time) external view returns (Owed memory) {
        (uint256 due, uint256 fee, uint256 settled, uint32 sequence, uint8 status) = BillLedgers.owedOf(
            _line(),
            bill.roll,
            bill.terms,
            time
        );
        return Owed(due, fee, settled, sequence, BillStatus(status));
    }

    // --- Internal writes: succession ---

    /// @dev A record is a status word; each can move, since each bill can be dealt with.
    function _surrender(bytes32 record) internal view override returns (bytes memory) {
        return abi.encode(BillStore.get().statusWords[record]);
    }

    function _markMoved(bytes32 record) internal override {
        BillStore.get().statusWords[record] = StatusWord.asMoved(BillStore.get().statusWords[record]);
    }

    // --- Internal reads ---

    /// @dev The status word of a bill, and whether the bill is plain: open, not late, and here.
    function _look(uint256 roll, uint256 terms) internal view returns (bool isPlain, bytes32 record, uint256 word) {
        uint32 index = BillTerms.indexOf(terms);
        record = StatusWord.keyOf(roll, index);
        word = BillStore.get().statusWords[record];
        isPlain =
            StatusWord.statusOf(word, index) == uint256(BillStatus.Open) &&
            !StatusWord.isMoved(word) &&
            !BillLine.isForeign(_line(), roll, word) &&
            block.timestamp <= LateFee.lateAfter(terms, RollId.opensAtOf(roll), 0, 0);
    }

    function _line() internal view returns (uint256) {
        return BillLine.pack(predecessor, generation);
    }

    /// @dev Whether a roll was posted by a predecessor.
    function _isOlder(uint256 roll) internal view returns (bool) {
        return BillLine.isOlder(_line(), roll);
    }

    function _isMoved(bytes32 record) internal view override returns (bool) {
        return StatusWord.isMoved(BillStore.get().statusWords[record]);
    }

    function _requireNotClosed() internal view {
        require(!IAccessManager(authority()).isTargetClosed(address(this)), BillingClosed());
    }

    function _now() private view returns (uint40) {
        return block.timestamp.toUint40();
    }

    function _latest(uint40 span) internal view returns (uint40) {
        return _now() + span;
    }
}
