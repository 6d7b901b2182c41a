// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";

import {ContractCode} from "./ContractCode.sol";
import {IAgents} from "./IAgents.sol";
import {PublicNotice} from "./PublicNotice.sol";

/// @title Agents
/// @notice See {IAgents}.
/// @dev An announced change takes effect by time alone: a right costs its contract one storage read.
abstract contract Agents is IAgents, PublicNotice {
    using EnumerableSet for EnumerableSet.AddressSet;
    using EnumerableSet for EnumerableSet.Bytes32Set;

    // --- Types ---

    /// @dev One slot: what holds until `effectiveAt`, and what holds from then on.
    struct AgentWord {
        uint96 rights;
        uint96 announcedRights;
        uint40 effectiveAt;
    }

    /// @dev The second slot is read only once the announced checker is in force.
    struct CheckerWords {
        address account;
        uint40 effectiveAt;
        address announced;
    }

    // --- Storage ---

    mapping(address agent => AgentWord word) private _agents;
    EnumerableSet.AddressSet private _agentAccounts;
    mapping(bytes32 question => CheckerWords words) private _checkers;
    EnumerableSet.Bytes32Set private _questions;

    // --- Writes ---

    /// @inheritdoc IAgents
    function announceAgent(address agent, uint96 rights) external restricted {
        require(rights == 0 || ContractCode.isContract(agent), AgentWithoutCode(agent));
        AgentWord storage word = _agents[agent];
        uint40 effectiveAt = _noticeEndsAt();

        word.rights = agentRights(agent);
        word.announcedRights = rights;
        word.effectiveAt = effectiveAt;
        _agentAccounts.add(agent);
        emit AgentAnnounced(agent, rights, effectiveAt);
    }

    /// @inheritdoc IAgents
    function announceChecker(bytes32 question, address checker) external restricted {
        require(checker == address(0) || ContractCode.isContract(checker), AgentWithoutCode(checker));
        CheckerWords storage words = _checkers[question];
        uint40 effectiveAt = _noticeEndsAt();

        words.account = checkerOf(question);
        words.announced = checker;
        words.effectiveAt = effectiveAt;
        _questions.add(question);
        emit CheckerAnnounced(question, checker, effectiveAt);
    }

    // --- Reads ---

    /// @inheritdoc IAgents
    function agentRights(address agent) public view returns (uint96) {
        AgentWord memory word = _agents[agent];
        return block.timestamp >= word.effectiveAt ? word.announcedRights : word.rights;
    }

    /// @inheritdoc IAgents
    function checkerOf(bytes32 question) public view returns (address) {
        CheckerWords storage words = _checkers[question];
        (address account, uint40 effectiveAt) = (words.account, words.effectiveAt);
        return block.timestamp >= effectiveAt ? words.announced : account;
    }

    /// @inheritdoc IAgents
    function agents() external view returns (Agent[] memory list) {
        address[] memory accounts = _agentAccounts.values();
        list = new Agent[](accounts.length);
        for (uint256 i = 0; i < accounts.length; ++i) {
            AgentWord memory word = _agents[accounts[i]];
            list[i] = Agent(accounts[i], agentRights(accounts[i]), word.announcedRights, word.effectiveAt);
        }
    }

    /// @inheritdoc IAgents
    function checkers() external view returns (Checker[] memory list) {
        bytes32[] memory questions = _questions.values();
        list = new Checker[](questions.length);
        for (uint256 i = 0; i < questions.length; ++i) {
            CheckerWords memory words = _checkers[questions[i]];
            list[i] = Checker(questions[i], checkerOf(questions[i]), words.announced, words.effectiveAt);
        }
    }

    // --- Internal reads ---

    /// @dev Reverts with {AgentUnauthorized} unless the caller holds every bit of `right`.
    function _requireAgent(uint96 right) internal view {
        address caller = _msgSender();
        require(agentRights(caller) & right == right, AgentUnauthorized(caller, right));
    }
}
