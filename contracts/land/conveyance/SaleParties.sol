// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";

import {ISignedActs} from "../../payments/ISignedActs.sol";
import {ISaleConsents} from "./ISaleConsents.sol";
import {SaleRecords} from "./SaleRecords.sol";

/// @title SaleParties
/// @notice Whether the parties of a sale agree to it, and the office where it comes first: see {ISaleConsents}.
abstract contract SaleParties is SaleRecords {
    // --- Constants ---

    /// @dev Sellers and buyer.
    uint256 internal constant CONTRACT = 1 << 0;
    /// @dev Holders of what is released, and the notary.
    uint256 internal constant DISCHARGE = 1 << 1;
    /// @dev Holders of what is entered.
    uint256 internal constant FINANCE = 1 << 2;

    // --- Internal writes ---

    /// @dev In mirror mode the office comes first. One confirmation serves one settlement.
    function _useConfirmation(bytes32 statement) internal {
        if (!isMirror) return;
        require(_confirmed[statement], ISaleConsents.SaleUnconfirmed(statement));
        delete _confirmed[statement];
    }

    // --- Internal reads ---

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
            require(!_tariff.needsNotary, ISaleConsents.NotaryMissing());
        } else {
            _requireParty(sale.notary, statement, signatures[next]);
            require(_isNotary(sale.notary), ISaleConsents.NotaryUnfit(sale.notary));
        }
    }

    function _requireParty(address account, bytes32 statement, bytes calldata signature) private view {
        if (signature.length != 0 || !_assents[account][statement]) {
            _requireAgreed(account, statement, signature);
        } else {
            require(!_isWithdrawn(account, statement), ISignedActs.SignatureIsWithdrawn(statement));
        }
    }

    function _isNotary(address account) internal view returns (bool mayCertify) {
        (mayCertify, ) = IAccessManager(_cityAuthority()).canCall(
            account,
            address(this),
            ISaleConsents.certify.selector
        );
    }

    function _requireCount(Sale calldata sale, uint256 given) private pure {
        uint256 expected = sale.sellers.length + 1 + sale.payoffs.length + sale.charges.length;
        if (sale.notary != address(0)) ++expected;
        require(given == expected, ISaleConsents.SignatureCountDiffers(given, expected));
    }
}
