// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Agents and checkers of a contract that holds things
/// @notice A contract that holds (titles, money, meters) knows the contracts that act on it only through this table:
/// agents carry rights, checkers answer questions of policy. Both change by public notice.
/// @dev Rights are bits whose meaning each contract publishes as constants. Times are Unix seconds.
///
/// Assumptions: agents and checkers are contracts whose code the public can read during the notice.
/// Trust: the council appoints and dismisses, after thirty days once the city is sealed; a dismissal takes the same
/// notice, so that nobody's pending business is cut off by surprise. What an agent may do is bounded by its rights.
interface IAgents {
    /// @notice An agent as it stands.
    /// @param account contract that acts
    /// @param rights bits in force now
    /// @param announcedRights bits in force from `effectiveAt`
    /// @param effectiveAt when the announced rights take effect, or took effect
    struct Agent {
        address account;
        uint96 rights;
        uint96 announcedRights;
        uint40 effectiveAt;
    }

    /// @notice A checker as it stands.
    /// @param question what it answers
    /// @param account contract that answers now; zero where nobody does
    /// @param announced contract that answers from `effectiveAt`
    /// @param effectiveAt when the announced checker takes over, or took over
    struct Checker {
        bytes32 question;
        address account;
        address announced;
        uint40 effectiveAt;
    }

    /// @notice Rights of an agent were announced.
    /// @param agent contract that acts
    /// @param rights bits it will have; 0 means none
    /// @param effectiveAt from when
    event AgentAnnounced(address indexed agent, uint96 rights, uint40 effectiveAt);

    /// @notice A checker was announced.
    /// @param question what it answers
    /// @param checker contract that will answer; zero means nobody
    /// @param effectiveAt from when
    event CheckerAnnounced(bytes32 indexed question, address indexed checker, uint40 effectiveAt);

    /// @notice The caller lacks a right of an agent.
    /// @param account caller
    /// @param right bits required
    error AgentUnauthorized(address account, uint96 right);

    /// @notice An agent or checker must be a deployed contract (an account with delegated code is a key).
    /// @param account the account without such code
    error AgentWithoutCode(address account);

    /// @notice Announces which rights an agent will have; an earlier announcement for it that is not in force yet is
    /// replaced and the notice begins anew.
    /// @param agent contract that acts
    /// @param rights bits it will have; 0 dismisses it
    /// @dev Caller: COUNCIL. Reverts with {AgentWithoutCode}.
    function announceAgent(address agent, uint96 rights) external;

    /// @notice Announces who will answer a question of policy; an earlier announcement for it that is not in force
    /// yet is replaced and the notice begins anew.
    /// @param question what is asked: an identifier that the contract publishes
    /// @param checker contract that will answer; zero leaves the question unanswered
    /// @dev Caller: COUNCIL. Reverts with {AgentWithoutCode}.
    function announceChecker(bytes32 question, address checker) external;

    /// @notice The rights of an agent, in force now.
    /// @param agent contract that acts
    /// @return bits
    function agentRights(address agent) external view returns (uint96);

    /// @notice Who answers a question now.
    /// @param question what is asked
    /// @return contract; zero where nobody does
    function checkerOf(bytes32 question) external view returns (address);

    /// @notice Everyone who ever was announced as an agent.
    /// @return agents in no fixed order
    function agents() external view returns (Agent[] memory);

    /// @notice Every question that ever had a checker announced.
    /// @return checkers in no fixed order
    function checkers() external view returns (Checker[] memory);
}
