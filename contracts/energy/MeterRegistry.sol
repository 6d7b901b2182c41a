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
import {IMeterDevices} from "./meters/IMeterDevices.sol";
import {IMeterGateways} from "./meters/IMeterGateways.sol";
import {MeterGateways} from "./meters/MeterGateways.sol";
import {IMeterRegistry} from "./IMeterRegistry.sol";

/// @title MeterRegistry
/// @notice See {IMeterRegistry}.
contract MeterRegistry is IMeterRegistry, MeterGateways, ERC165 {
    // --- Constructor ---

    /// @param authority_ the city's authority
    /// @param token_ the municipal token
    /// @param slashReceiver_ who gets nine tenths of a bond that is lost
    /// @param predecessor_ contract that this one succeeds; zero for the first
    constructor(
        address authority_,
        address token_,
        address slashReceiver_,
        address predecessor_
    )
        PublicNotice(authority_)
        Succession(predecessor_)
        EIP712("Civitas MeterRegistry", "1")
        MeterGateways(token_, slashReceiver_)
    {}

    // --- Reads ---

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return
            interfaceId == type(IMeterDevices).interfaceId ^ type(IMeterGateways).interfaceId ||
            interfaceId == type(IAgents).interfaceId ||
            interfaceId == type(ISignedActs).interfaceId ||
            interfaceId == type(ISuccession).interfaceId ||
            interfaceId == type(IERC5267).interfaceId ||
            super.supportsInterface(interfaceId);
    }
}
