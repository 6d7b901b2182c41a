// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {ERC165, IERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";

import {IAgents} from "../governance/IAgents.sol";
import {ISuccession} from "../governance/ISuccession.sol";
import {ISignedActs} from "../payments/ISignedActs.sol";
import {ForcedSales} from "./conveyance/ForcedSales.sol";
import {SaleBase} from "./conveyance/SaleBase.sol";
import {IConveyance} from "./IConveyance.sol";

/// @title Conveyance
/// @notice See {IConveyance}.
contract Conveyance is IConveyance, ForcedSales, ERC165 {
    // --- Constructor ---

    /// @param authority_ the city's authority
    /// @param setup the register, the token, the assurance fund, and whether the chain follows the office
    /// @param predecessor_ contract that this one succeeds; zero for the first
    constructor(
        address authority_,
        Setup memory setup,
        address predecessor_
    ) SaleBase(authority_, setup, predecessor_) {}

    // --- Reads ---

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return
            interfaceId == type(IConveyance).interfaceId ||
            interfaceId == type(IAgents).interfaceId ||
            interfaceId == type(ISuccession).interfaceId ||
            interfaceId == type(ISignedActs).interfaceId ||
            interfaceId == type(IERC5267).interfaceId ||
            super.supportsInterface(interfaceId);
    }

    // --- Internal writes ---

    /// @dev Open escrows and credits end where they began, and LAND_REVENUE sets the successor's tariff.
    function _surrender(bytes32 record) internal pure override returns (bytes memory data) {
        // There is nothing to hand over, so no record has data.
        require(data.length != 0, RecordStays(record));
    }
}
