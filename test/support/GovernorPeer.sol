// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {GovernorCountingSimple} from "@openzeppelin/contracts/governance/extensions/GovernorCountingSimple.sol";
import {GovernorVotes} from "@openzeppelin/contracts/governance/extensions/GovernorVotes.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC20Votes} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";

/// @notice One vote a member, as OpenZeppelin's votes token counts it.
contract MembershipPeer is ERC20Permit, ERC20Votes {
    constructor() ERC20("Peer", "PEER") ERC20Permit("Peer") {}

    /// @notice Makes a member for the bench; members still delegate to themselves.
    function admit(address account) external {
        _mint(account, 1);
    }

    function nonces(address owner) public view override(ERC20Permit, Nonces) returns (uint256) {
        return super.nonces(owner);
    }

    function _update(address from, address to, uint256 value) internal override(ERC20, ERC20Votes) {
        super._update(from, to, value);
    }
}

/// @notice OpenZeppelin's Governor with its simple counting: yes, no, abstain.
contract GovernorPeer is Governor, GovernorCountingSimple, GovernorVotes {
    constructor(IVotes membership) Governor("Peer") GovernorVotes(membership) {}

    function votingDelay() public pure override returns (uint256) {
        return 0;
    }

    function votingPeriod() public pure override returns (uint256) {
        return 1_000_000;
    }

    function quorum(uint256) public pure override returns (uint256) {
        return 1;
    }
}
