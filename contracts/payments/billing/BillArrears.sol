// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BillLedgers} from "./BillLedgers.sol";
import {BillTerms} from "../libraries/BillTerms.sol";
import {RollId} from "../libraries/RollId.sol";
import {BillPayments} from "./BillPayments.sol";
import {IBillArrears} from "./IBillArrears.sol";

/// @title BillArrears
/// @notice See {IBillArrears}.
abstract contract BillArrears is IBillArrears, BillPayments {
    // --- Writes: the billing office ---

    /// @inheritdoc IBillArrears
    function carry(Arrear[] calldata arrears, uint256 toRoll) external restricted {
        require(RollId.levelsOf(toRoll) != 0, RollIdInvalid(toRoll));
        _requireNew(toRoll);

        for (uint256 i = 0; i < arrears.length; ++i) {
            Bill calldata bill = arrears[i].bill;
            bytes4 problem = _carry(bill, arrears[i].proof, toRoll, arrears[i].toIndex);
            if (problem != 0) emit ArrearSkipped(bill.roll, BillTerms.indexOf(bill.terms), problem);
        }
    }

    // --- Writes: anyone ---

    /// @inheritdoc IBillArrears
    function reinstate(uint256 roll, uint32 index) external {
        (, , uint256 toRoll) = BillLedgers.ledgerWordsOf(_line(), roll, index);
        BillLedgers.reinstate(_line(), roll, index, _isDead(toRoll));
    }

    // --- Internal writes ---

    function _carry(
        Bill calldata bill,
        bytes32[] calldata proof,
        uint256 toRoll,
        uint32 toIndex
    ) private returns (bytes4) {
        if (rollStateOf(bill.roll) != RollState.Payable) return RollStateWrong.selector;
        if (!_isInTree(bill.roll, leafOf(bill), proof)) return BillUnknown.selector;
        return BillLedgers.carry(_line(), bill.roll, bill.terms, toRoll, toIndex);
    }

    // --- Internal reads ---

    /// @dev Whether a roll that bills were carried into can no longer open.
    function _isDead(uint256 roll) private view returns (bool) {
        RollState state = rollStateOf(roll);
        return
            state == RollState.Voided ||
            (state == RollState.Unknown && RollId.opensAtOf(roll) < _latest(OPENING_NOTICE));
    }
}
