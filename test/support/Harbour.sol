// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import {Agents} from "../../contracts/governance/Agents.sol";
import {PublicNotice} from "../../contracts/governance/PublicNotice.sol";

/// @title Lighthouse
/// @notice Contract of a made-up city service: an officer's function, a parameter, agents and checkers.
contract Lighthouse is Agents {
    uint256 public immutable rangeMetres;
    bool public isLit;

    constructor(address authority_, uint256 rangeMetres_) PublicNotice(authority_) {
        rangeMetres = rangeMetres_;
    }

    function kindle() external restricted {
        isLit = true;
    }
}

/// @title PilotStation
/// @notice Contract of the same service that acts on {Lighthouse} and answers its questions.
contract PilotStation is AccessManaged {
    constructor(address authority_) AccessManaged(authority_) {}
}
