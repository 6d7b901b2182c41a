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
        uint256 bound = sale.sellers.length + 1;
        if (stages & CONTRACT != 0) _requireContract(sale, statement, signatures);
        if (stages & DISCHARGE != 0) _requireDischarge(sale, statement, signatures, bound);
        if (stages & FINANCE != 0) _requireFinance(sale, statement, signatures, bound + sale.payoffs.length);
    }

    function _requireContract(Sale calldata sale, bytes32 statement, bytes[] calldata signatures) private view {
        Seller[] calldata sellers = sale.sellers;
        for (uint256 i = 0; i < sellers.length; ++i) _requireParty(sellers[i].account, statement, signatures[i]);
        _requireParty(sale.buyer, statement, signatures[sellers.length]);
    }

    /// @param first place of the signatures of holders of payoffs; the notary's is the last of all
    function _requireDischarge(
        Sale calldata sale,
        bytes32 statement,
        bytes[] calldata signatures,
        uint256 first
    ) private view {
        Payoff[] calldata payoffs = sale.payoffs;
        for (uint256 i = 0; i < payoffs.length; ++i) _requireParty(payoffs[i].holder, statement, signatures[first + i]);
        address notary = sale.notary;
        if (notary == address(0)) {
            require(!_tariff.needsNotary, ISaleConsents.NotaryMissing());
        } else {
            _requireParty(notary, statement, signatures[signatures.length - 1]);
            require(_isNotary(notary), ISaleConsents.NotaryUnfit(notary));
        }
    }

    /// @param first place of the signatures of holders of charges
    function _requireFinance(
        Sale calldata sale,
        bytes32 statement,
        bytes[] calldata signatures,
        uint256 first
    ) private view {
        Charge[] calldata charges = sale.charges;
        for (uint256 i = 0; i < charges.length; ++i) _requireParty(charges[i].holder, statement, signatures[first + i]);
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
