// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Agents} from "../../governance/Agents.sol";
import {BillLedgers} from "./BillLedgers.sol";
import {BillStore} from "./BillStore.sol";
import {BillTerms} from "../libraries/BillTerms.sol";
import {PayOrder} from "../libraries/PayOrder.sol";
import {BillPayments} from "./BillPayments.sol";
import {IBillAgents} from "./IBillAgents.sol";

/// @title BillAgents
/// @notice See {IBillAgents}.
abstract contract BillAgents is IBillAgents, BillPayments, Agents {
    // --- Constants ---

    /// @inheritdoc IBillAgents
    uint96 public constant COLLECT = 1 << 0;

    /// @inheritdoc IBillAgents
    uint96 public constant HOLD = 1 << 1;

    /// @inheritdoc IBillAgents
    uint96 public constant CREDIT = 1 << 2;

    /// @inheritdoc IBillAgents
    uint96 public constant REFUND = 1 << 3;

    /// @inheritdoc IBillAgents
    uint96 public constant DEFER = 1 << 4;

    /// @inheritdoc IBillAgents
    uint40 public constant LONGEST_DEFERRAL = BillLedgers.LONGEST_DEFERRAL;

    /// @inheritdoc IBillAgents
    uint40 public constant REOPENING_GRACE = BillLedgers.REOPENING_GRACE;

    // --- Writes: the head of billing ---

    /// @inheritdoc IBillAgents
    function setCreditAccount(uint256 roll, address account) external restricted {
        BillStore.get().creditAccounts[roll] = account;
        emit CreditAccountSet(roll, account);
    }

    // --- Writes: agents ---

    /// @inheritdoc IBillAgents
    function collect(uint256 roll, Collection[] calldata collections) external returns (uint256[] memory amounts) {
        _requireAgent(COLLECT);
        _requireNotClosed();
        _requireState(roll, RollState.Payable);
        amounts = new uint256[](collections.length);
        for (uint256 i = 0; i < collections.length; ++i) {
            Collection calldata item = collections[i];
            uint256 order = PayOrder.packWhole(item.maxAmount, item.sequence);
            bytes4 problem;
            (problem, amounts[i]) = _carryOut(roll, item.terms, item.payer, order);
            if (problem != 0) emit PaymentSkipped(roll, BillTerms.indexOf(item.terms), item.payer, problem);
        }
    }

    /// @inheritdoc IBillAgents
    function hold(Bill calldata bill, bytes32[] calldata proof) external {
        _requireAgent(HOLD);
        _requireBill(bill, proof);
        BillLedgers.hold(_line(), bill.roll, bill.terms);
    }

    /// @inheritdoc IBillAgents
    function release(uint256 roll, uint32 index) external {
        _requireAgent(HOLD);
        BillLedgers.release(_line(), roll, index);
    }

    /// @inheritdoc IBillAgents
    function credit(Bill calldata bill, bytes32[] calldata proof, uint256 amount, bytes32 reason) external {
        _requireAgent(CREDIT);
        _requireNotClosed();
        _requireBill(bill, proof);
        BillLedgers.credit(_line(), bill.roll, bill.terms, amount, reason, token);
    }

    /// @inheritdoc IBillAgents
    function defer(Bill calldata bill, bytes32[] calldata proof, uint40 until) external {
        _requireAgent(DEFER);
        _requireNotClosed();
        _requireBill(bill, proof);
        BillLedgers.defer(_line(), bill.roll, bill.terms, until);
    }

    /// @inheritdoc IBillAgents
    function refund(
        Bill calldata bill,
        bytes32[] calldata proof,
        address to,
        uint256 amount,
        bool isCredited,
        bytes32 reason
    ) external {
        _requireAgent(REFUND);
        _requireNotClosed();
        require(to != address(this), PayeeRefused(to));
        _requireBill(bill, proof);
        BillLedgers.refund(_line(), bill.roll, bill.terms, to, amount, isCredited, reason, token);
    }

    // --- Reads ---

    /// @inheritdoc IBillAgents
    function creditAccountOf(uint256 roll) external view returns (address) {
        return BillStore.get().creditAccounts[roll];
    }
}
