// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {IAgents} from "../../governance/IAgents.sol";
import {ISignedActs} from "../../payments/ISignedActs.sol";
import {ISaleTaxes} from "./ISaleTaxes.sol";
import {SaleRecords} from "./SaleRecords.sol";

/// @title SaleCode
/// @notice How code that {IConveyance} runs on its records reads what lies beside them: it asks the contract itself.
abstract contract SaleCode is SaleRecords {
    // --- Internal reads ---

    /// @inheritdoc SaleRecords
    function _isWithdrawn(address account, bytes32 digest) internal view override returns (bool) {
        return ISignedActs(address(this)).isSignatureWithdrawn(account, digest);
    }

    /// @inheritdoc SaleRecords
    function _taxChecker() internal view override returns (address) {
        return IAgents(address(this)).checkerOf(ISaleTaxes(address(this)).TAX_SETTLED());
    }

    /// @inheritdoc SaleRecords
    function _cityAuthority() internal view override returns (address) {
        return IAccessManaged(address(this)).authority();
    }
}
