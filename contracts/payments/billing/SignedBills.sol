// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";

import {AccountSignatures} from "../../identity/libraries/AccountSignatures.sol";
import {ISignedBills} from "../billing/ISignedBills.sol";
import {BillStore} from "./BillStore.sol";
import {BillTerms} from "../libraries/BillTerms.sol";
import {RollId} from "../libraries/RollId.sol";
import {BillPayments} from "./BillPayments.sol";
import {BillSignatures} from "./BillSignatures.sol";
import {ISignedBills} from "./ISignedBills.sol";

/// @title SignedBills
/// @notice See {ISignedBills}.
abstract contract SignedBills is ISignedBills, BillPayments, BillSignatures {
    // --- Constants ---

    /// @inheritdoc ISignedBills
    uint40 public constant LONGEST_ISSUE = 366 days;

    bytes32 private constant ISSUE_BILL_TYPEHASH = keccak256(
        "IssueBill(address officer,address payee,uint256 roll,uint32 index,uint64 amount,uint40 dueAt,bytes32 bill,uint40 validUntil)"
    );

    // --- Writes: the billing office ---

    /// @inheritdoc ISignedBills
    function postSeries(uint256 roll) external restricted {
        require(RollId.levelsOf(roll) == 0, RollIdInvalid(roll));
        _requireNew(roll);

        BillStore.get().roots[roll] = BillStore.SERIES;
        emit SeriesPosted(roll);
    }

    /// @inheritdoc ISignedBills
    function issue(uint256 roll, bytes32[] calldata leaves) external restricted {
        require(leaves.length != 0, ListInvalid());
        _requireActive();
        _requireOpenSeries(roll);

        for (uint256 i = 0; i < leaves.length; ++i) _issue(roll, leaves[i], _msgSender());
    }

    /// @inheritdoc ISignedBills
    function withdrawIssue(Bill calldata bill, uint40 validUntil) external {
        _withdraw(_issueDigest(_msgSender(), bill, leafOf(bill), validUntil), validUntil);
    }

    // --- Writes: anyone with the office's signature ---

    /// @inheritdoc ISignedBills
    function issueSigned(Bill calldata bill, Issue calldata issued) external {
        _requireActive();
        bytes32 leaf = _requireIssued(bill, issued);
        _issue(bill.roll, leaf, issued.officer);
    }

    /// @inheritdoc ISignedBills
    function paySigned(Bill calldata bill, uint256 maxAmount, Issue calldata issued) external returns (uint256) {
        _requireIssued(bill, issued);
        return _payWhole(bill.roll, bill.terms, maxAmount);
    }

    // --- Internal writes ---

    function _issue(uint256 roll, bytes32 leaf, address officer) private {
        BillStore.get().planted[roll][leaf] = true;
        emit BillIssued(roll, leaf, officer);
    }

    // --- Internal reads ---

    function _requireOpenSeries(uint256 roll) private view {
        require(RollId.levelsOf(roll) == 0, RollIdInvalid(roll));
        _requireState(roll, RollState.Payable);
    }

    /// @dev Reverts unless the office has signed the bill and may sign it now.
    function _requireIssued(Bill calldata bill, Issue calldata issued) private view returns (bytes32 leaf) {
        _requireOpenSeries(bill.roll);
        (address officer, uint40 validUntil) = (issued.officer, issued.validUntil);
        leaf = leafOf(bill);
        bytes32 digest = _issueDigest(officer, bill, leaf, validUntil);
        require(!_isWithdrawnBy(validUntil, digest), SignatureIsWithdrawn(digest));
        (bool mayIssue, ) = IAccessManager(authority()).canCall(officer, address(this), ISignedBills.issue.selector);
        require(
            mayIssue &&
                _isTimely(validUntil, LONGEST_ISSUE) &&
                AccountSignatures.isSignedBy(officer, digest, issued.signature),
            IssueInvalid(officer)
        );
    }

    function _issueDigest(
        address officer,
        Bill calldata bill,
        bytes32 leaf,
        uint40 validUntil
    ) private view returns (bytes32) {
        uint256 terms = bill.terms;
        return
            _hashTypedDataV4(
                keccak256(
                    abi.encode(
                        ISSUE_BILL_TYPEHASH,
                        officer,
                        RollId.payeeOf(bill.roll),
                        bill.roll,
                        BillTerms.indexOf(terms),
                        BillTerms.amountOf(terms),
                        BillTerms.dueAtOf(terms),
                        leaf,
                        validUntil
                    )
                )
            );
    }
}
