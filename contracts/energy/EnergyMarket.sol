// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ERC165, IERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";

import {IAgents} from "../governance/IAgents.sol";
import {ISuccession} from "../governance/ISuccession.sol";
import {PublicNotice} from "../governance/PublicNotice.sol";
import {Succession} from "../governance/Succession.sol";
import {ISignedActs} from "../payments/ISignedActs.sol";
import {IEnergyMarket} from "./IEnergyMarket.sol";
import {IMarketAccounts} from "./market/IMarketAccounts.sol";
import {IMarketZones} from "./market/IMarketZones.sol";
import {ISettlements} from "./market/ISettlements.sol";
import {IStandingOrders} from "./market/IStandingOrders.sol";
import {SettlementKeeping} from "./market/SettlementKeeping.sol";
import {ZoneKeeping} from "./market/ZoneKeeping.sol";

/// @title EnergyMarket
/// @notice See {IEnergyMarket}.
contract EnergyMarket is IEnergyMarket, SettlementKeeping, ERC165 {
    // --- Constructor ---

    /// @param authority_ the city's authority
    /// @param token_ the municipal token
    /// @param meters_ the register of meters
    /// @param predecessor_ market that this one succeeds; zero for the first
    constructor(
        address authority_,
        address token_,
        address meters_,
        address predecessor_
    )
        PublicNotice(authority_)
        Succession(predecessor_)
        EIP712("Civitas EnergyMarket", "1")
        ZoneKeeping(token_, meters_)
    {}

    // --- Reads ---

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return
            interfaceId == _wholeId() ||
            interfaceId == type(IAgents).interfaceId ||
            interfaceId == type(ISignedActs).interfaceId ||
            interfaceId == type(ISuccession).interfaceId ||
            interfaceId == type(IERC5267).interfaceId ||
            super.supportsInterface(interfaceId);
    }

    // --- Internal reads ---

    /// @dev The id of {IEnergyMarket}, which has its functions from its parts.
    function _wholeId() private pure returns (bytes4) {
        return
            type(IMarketZones).interfaceId ^
            type(IMarketAccounts).interfaceId ^
            type(IStandingOrders).interfaceId ^
            type(ISettlements).interfaceId;
    }
}
