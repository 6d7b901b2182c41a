// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";

import {AccountSignatures} from "../../identity/libraries/AccountSignatures.sol";
import {ISaleConsents} from "./ISaleConsents.sol";
import {SaleTaxes} from "./SaleTaxes.sol";

/// @title SaleConsents
/// @notice See {ISaleConsents}.
abstract contract SaleConsents is ISaleConsents, SaleTaxes {
    // --- Constants ---

    /// @dev Sellers and buyer.
    uint256 internal constant CONTRACT = 1 << 0;
    /// @dev Holders of what is released, and the notary.
    uint256 internal constant DISCHARGE = 1 << 1;
    /// @dev Holders of what is entered.
    uint256 internal constant FINANCE = 1 << 2;

    // --- Storage ---

    mapping(address account => mapping(bytes32 statement => bool)) private _assents;
    mapping(bytes32 statement => bool) private _confirmed;

    // --- Writes ---

    /// @inheritdoc ISaleConsents
    function assent(bytes32 statement) external {
        _assent(statement);
    }

    /// @inheritdoc ISaleConsents
    function certify(bytes32 statement) external restricted {
        _assent(statement);
    }

    /// @inheritdoc ISaleConsents
    function confirm(bytes32 statement, bytes32 entryHash) external restricted {
        require(isMirror, ConfirmationNeedless());
        _confirmed[statement] = true;
        emit SaleConfirmed(statement, entryHash);
    }

    // --- Reads ---

    /// @inheritdoc ISaleConsents
    function hasAssented(address account, bytes32 statement) external view returns (bool) {
        return _assents[account][statement];
    }

    /// @inheritdoc ISaleConsents
    function isConfirmed(bytes32 statement) external view returns (bool) {
        return _confirmed[statement];
    }

    // --- Internal writes ---

    /// @dev In mirror mode the office comes first. One confirmation serves one settlement.
    function _useConfirmation(bytes32 statement) internal {
        if (!isMirror) return;
        require(_confirmed[statement], SaleUnconfirmed(statement));
        delete _confirmed[statement];
    }

    function _assent(bytes32 statement) private {
        _assents[_msgSender()][statement] = true;
        emit Assented(_msgSender(), statement);
    }

    // --- Internal reads ---

    /// @dev Whether the office has done its part.
    function _isEntered(bytes32 statement) internal view returns (bool) {
        return !isMirror || _confirmed[statement];
    }

    /// @dev Reverts unless the parties of the given stages agree to a statement. Foreign code may run (ERC-1271): call
    /// before state is read.
    function _requireParties(
        Sale calldata sale,
        bytes32 statement,
        bytes[] calldata signatures,
        uint256 stages
    ) internal view {
        _requireCount(sale, signatures.length);
        uint256 next = 0;
        for (uint256 i = 0; i < sale.sellers.length; ++i) {
            if (stages & CONTRACT != 0) _requireParty(sale.sellers[i].account, statement, signatures[next]);
            ++next;
        }
        if (stages & CONTRACT != 0) _requireParty(sale.buyer, statement, signatures[next]);
        ++next;
        for (uint256 i = 0; i < sale.payoffs.length; ++i) {
            if (stages & DISCHARGE != 0) _requireParty(sale.payoffs[i].holder, statement, signatures[next]);
            ++next;
        }
        for (uint256 i = 0; i < sale.charges.length; ++i) {
            if (stages & FINANCE != 0) _requireParty(sale.charges[i].holder, statement, signatures[next]);
            ++next;
        }
        if (stages & DISCHARGE == 0) return;
        if (sale.notary == address(0)) {
            require(!_needsNotary(), NotaryMissing());
        } else {
            _requireParty(sale.notary, statement, signatures[next]);
            require(_isNotary(sale.notary), NotaryUnfit(sale.notary));
        }
    }

    function _requireParty(address account, bytes32 statement, bytes calldata signature) internal view {
        bool isAgreed = signature.length == 0 && _assents[account][statement];
        require(
            isAgreed || AccountSignatures.isSignedBy(account, statement, signature),
            SignatureInvalid(account)
        );
        require(!isSignatureWithdrawn(account, statement), SignatureIsWithdrawn(statement));
    }

    /// @dev Whether the statement's notary, where the city needs one, is one of the city's now.
    function _isNotarised(Sale calldata sale) internal view returns (bool) {
        return sale.notary == address(0) ? !_needsNotary() : _isNotary(sale.notary);
    }

    function _isNotary(address account) private view returns (bool mayCertify) {
        (mayCertify, ) = IAccessManager(authority()).canCall(account, address(this), ISaleConsents.certify.selector);
    }

    function _requireCount(Sale calldata sale, uint256 given) private pure {
        uint256 expected = sale.sellers.length + 1 + sale.payoffs.length + sale.charges.length;
        if (sale.notary != address(0)) ++expected;
        require(given == expected, SignatureCountDiffers(given, expected));
    }
}
