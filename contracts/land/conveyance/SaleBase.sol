// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {Agents} from "../../governance/Agents.sol";
import {PublicNotice} from "../../governance/PublicNotice.sol";
import {Succession} from "../../governance/Succession.sol";
import {SignedActs} from "../../payments/SignedActs.sol";
import {SaleHashes} from "../libraries/SaleHashes.sol";
import {ISales} from "./ISales.sol";

/// @title SaleBase
/// @notice What the parts of {IConveyance} share: the city's contracts that they act on, and the digest of a statement.
abstract contract SaleBase is ISales, Agents, Succession, SignedActs {
    // --- Types and immutables ---

    /// @dev What is fixed at deployment.
    struct Setup {
        address registry;
        address token;
        address assuranceFund;
        bool isMirror;
    }

    /// @inheritdoc ISales
    address public immutable registry;

    /// @inheritdoc ISales
    address public immutable token;

    /// @inheritdoc ISales
    address public immutable assuranceFund;

    /// @inheritdoc ISales
    bool public immutable isMirror;

    // --- Constructor ---

    constructor(
        address authority_,
        Setup memory setup,
        address predecessor_
    ) PublicNotice(authority_) Succession(predecessor_) EIP712("Civitas Conveyance", "1") {
        (registry, token) = (setup.registry, setup.token);
        (assuranceFund, isMirror) = (setup.assuranceFund, setup.isMirror);
    }

    // --- Internal reads ---

    /// @dev The digest that the parties sign.
    function _statementOf(Sale calldata sale, bytes32 chain) internal view returns (bytes32) {
        return _digestOf(SaleHashes.hashOf(sale), chain);
    }

    function _digestOf(bytes32 saleHash, bytes32 chain) internal view returns (bytes32) {
        return _hashTypedDataV4(SaleHashes.statementHash(saleHash, chain));
    }

    function _requireTimely(uint40 deadline) internal view {
        uint40 latest = uint40(block.timestamp) + MAXIMUM_DEADLINE;
        require(block.timestamp <= deadline && deadline <= latest, DeadlineWrong(deadline, latest));
    }
}
