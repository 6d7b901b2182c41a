// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";

/// @title The one authority of the city
/// @notice Who may do what, under which delay, in one public place. OpenZeppelin's AccessManager with its traps
/// closed: an emergency brake that lapses, minimum delays, a council that cannot vanish, an ombudsman's veto,
/// separated powers, and everything enumerable by view.
/// @dev Times are Unix seconds, delays are seconds. The roles it knows by name are those of {CityRoles}.
///
/// Life: the deployer holds COUNCIL without delay until {seal}; from then on the council is made of contracts, each
/// with its delay, and no key of the deployment has any right.
///
/// Assumptions: role holders keep their keys; council members are contracts whose own rules bind their people.
/// Trust: the council may configure everything after its delay, in public; the ombudsman may veto the council and
/// nothing else; the guardian may close a target for seven days and nothing else; the council can neither cancel an
/// act that the court's roles scheduled nor appoint the ombudsman, and who appoints these two never changes once the
/// city is sealed. Holders of a delayed role call the target directly or through {IAccessManager-execute} with exactly
/// the scheduled calldata: a relay that appends bytes makes it another operation.
interface ICityAuthority is IAccessManager {
    // --- Types ---

    /// @notice A first holder of a role.
    /// @param account who holds the role
    /// @param executionDelay seconds between scheduling and executing each of its acts
    struct Holder {
        address account;
        uint32 executionDelay;
    }

    /// @notice A role as it is registered.
    /// @param id role id of {CityRoles}
    /// @param label its name there, kept in the event RoleLabel
    /// @param admin role whose members appoint and dismiss its members
    /// @param guardian role whose members may cancel its pending acts
    /// @param minimumDelay seconds that no grant undercuts
    /// @param exclusionGroup nobody holds two roles of one group; 0 means no group
    /// @param holders its first members
    struct RoleSetup {
        uint64 id;
        string label;
        uint64 admin;
        uint64 guardian;
        uint32 minimumDelay;
        uint8 exclusionGroup;
        Holder[] holders;
    }

    /// @notice A role as it stands.
    /// @param admin role whose members appoint and dismiss its members
    /// @param guardian role whose members may cancel its pending acts
    /// @param grantDelay seconds until a new member's right begins
    /// @param minimumDelay seconds that no grant undercuts
    /// @param exclusionGroup nobody holds two roles of one group; 0 means no group
    struct RoleInfo {
        uint64 admin;
        uint64 guardian;
        uint32 grantDelay;
        uint32 minimumDelay;
        uint8 exclusionGroup;
    }

    /// @notice A member of a role.
    /// @param account who
    /// @param since when the right begins or began
    /// @param executionDelay seconds between scheduling and executing, in force now
    struct RoleMember {
        address account;
        uint48 since;
        uint32 executionDelay;
    }

    /// @notice A function that a role may call.
    /// @param target contract
    /// @param selector function of that contract
    struct RoleFunction {
        address target;
        bytes4 selector;
    }

    /// @notice An act that waits for its time, or that has expired and was not pruned yet.
    /// @param id hash of caller, target and calldata ({IAccessManager-hashOperation})
    /// @param caller who scheduled it
    /// @param role under which role
    /// @param target contract it will call
    /// @param selector function it will call; the whole calldata stands in the event OperationScheduled
    /// @param readyAt when it may be executed; 0 once it can no longer be (expired, or lapsed as {OperationLapsed} says)
    /// @param expiresAt when it can no longer be executed; 0 with `readyAt`
    struct PendingOperation {
        bytes32 id;
        address caller;
        uint64 role;
        address target;
        bytes4 selector;
        uint48 readyAt;
        uint48 expiresAt;
    }

    // --- Events ---

    /// @notice A role entered the city.
    /// @param roleId id
    /// @param minimumDelay seconds that no grant undercuts
    /// @param exclusionGroup its group of mutually exclusive roles; 0 means none
    event RoleRegistered(uint64 indexed roleId, uint32 minimumDelay, uint8 exclusionGroup);

    /// @notice The minimum delay of a role was raised.
    /// @param roleId role
    /// @param minimumDelay new minimum, seconds
    event RoleMinimumDelayRaised(uint64 indexed roleId, uint32 minimumDelay);

    /// @notice The guardian closed a target.
    /// @param target contract whose officers' functions stand still
    /// @param guardian who closed it
    /// @param lapsesAt when the closing ends by itself unless the council confirms it
    event TargetEmergencyClosed(address indexed target, address indexed guardian, uint48 lapsesAt);

    /// @notice The city is in its council's hands; the deployer has no right left.
    /// @param deployer who had deployed it
    event CitySealed(address indexed deployer);

    // --- Errors ---

    /// @notice The role is not registered.
    /// @param roleId role
    error RoleUnknown(uint64 roleId);

    /// @notice The role is registered already.
    /// @param roleId role
    error RoleAlreadyRegistered(uint64 roleId);

    /// @notice The delay is shorter than the role's minimum.
    /// @param roleId role
    /// @param given seconds given
    /// @param minimum seconds required
    error RoleDelayTooShort(uint64 roleId, uint32 given, uint32 minimum);

    /// @notice A delay longer than {MAXIMUM_DELAY} would lock the city.
    /// @param given seconds given
    /// @param maximum seconds allowed
    error DelayTooLong(uint32 given, uint32 maximum);

    /// @notice A minimum delay only ever grows.
    /// @param roleId role
    /// @param given seconds given
    /// @param minimum seconds in force
    error RoleMinimumDelayNotRaised(uint64 roleId, uint32 given, uint32 minimum);

    /// @notice The account already holds a role that excludes this one.
    /// @param account who
    /// @param roleId role to be granted
    /// @param heldRoleId role of the same exclusion group that it holds
    error RolesIncompatible(address account, uint64 roleId, uint64 heldRoleId);

    /// @notice The role table names no council with a delay: without one the ombudsman's veto has no time to act.
    error CouncilDelayMissing();

    /// @notice The last council member whose right is in force cannot leave.
    /// @param account that member
    error CouncilLastMember(address account);

    /// @notice A council member must be a contract of its own (an account with delegated code is still one key).
    /// @param account the account without such code
    error CouncilNotContract(address account);

    /// @notice Only the deployer seals the city.
    /// @param caller who tried
    error SealOnlyByDeployer(address caller);

    /// @notice The city was sealed before.
    /// @param since when
    error CityAlreadySealed(uint48 since);

    /// @notice The deployer leaves by {seal} only, so that no city is ever left half sealed.
    error CityNotSealed();

    /// @notice Rights over the authority's own functions are fixed in its code.
    /// @param selector function
    error AuthorityFunctionFixed(bytes4 selector);

    /// @notice The authority itself cannot be closed.
    error AuthorityNotClosable();

    /// @notice The target is closed already.
    /// @param target contract
    error TargetAlreadyClosed(address target);

    /// @notice The last emergency closing lapsed without the council's word: the guardian cannot renew it yet.
    /// @param target contract
    /// @param availableAt when the guardian may close it again
    error EmergencyResting(address target, uint48 availableAt);

    /// @notice The caller lost the role after scheduling, or the function answers to another role since; a role granted
    /// anew does not revive old acts.
    /// @param operationId the act
    /// @param caller who scheduled it
    /// @param roleId under which role
    error OperationLapsed(bytes32 operationId, address caller, uint64 roleId);

    // --- Writes ---

    /// @notice Registers a role of a new service, with its first holders.
    /// @param role the role
    /// @dev Caller: COUNCIL. Reverts with {RoleAlreadyRegistered}, {RoleUnknown} for an admin or guardian that is
    /// not registered, {AccessManagerLockedRole} for everybody's role, {DelayTooLong}, and for each holder as
    /// {IAccessManager-grantRole} does.
    function registerRole(RoleSetup calldata role) external;

    /// @notice Raises the minimum delay of a role; members with a shorter delay keep it until they are granted anew.
    /// @param roleId role
    /// @param minimumDelay new minimum, seconds
    /// @dev Caller: COUNCIL. Reverts with {RoleUnknown}, {RoleMinimumDelayNotRaised}, {DelayTooLong}.
    function raiseMinimumDelay(uint64 roleId, uint32 minimumDelay) external;

    /// @notice Closes a target at once: its officers' and operators' functions stand still for {EMERGENCY_PERIOD},
    /// or longer if the council confirms by `setTargetClosed(target, true)`, or shorter if it opens the target.
    /// Citizens' functions never stop.
    /// @param target contract
    /// @dev Caller: GUARDIAN. Reverts with {AuthorityNotClosable}, {TargetAlreadyClosed}, {EmergencyResting}.
    function emergencyClose(address target) external;

    /// @notice Hands the city to its council: the deployer loses every role, in this transaction.
    /// @dev Caller: the deployer. Reverts with {SealOnlyByDeployer}, {CityAlreadySealed}, {CouncilNotContract},
    /// {CouncilLastMember} where no other council member is in force.
    function seal() external;

    /// @notice Takes acts that are expired, cancelled or executed off the list of pending ones.
    /// @param operationIds ids of {pendingOperations}; those that can still be executed are left alone
    /// @dev Caller: anyone.
    function prune(bytes32[] calldata operationIds) external;

    // --- Reads ---

    /// @notice Longest delay that the authority accepts.
    /// @return seconds
    function MAXIMUM_DELAY() external view returns (uint32);

    /// @notice How long an emergency closing lasts by itself.
    /// @return seconds
    function EMERGENCY_PERIOD() external view returns (uint32);

    /// @notice How long after a lapsed emergency closing the guardian cannot close the same target.
    /// @return seconds
    function EMERGENCY_REST() external view returns (uint32);

    /// @notice Who deployed the city.
    /// @return the account that held COUNCIL until {seal}
    function deployer() external view returns (address);

    /// @notice Whether the city is in its council's hands.
    /// @return true after {seal}
    function isSealed() external view returns (bool);

    /// @notice All registered roles.
    /// @return ids in the order of registration
    function roles() external view returns (uint64[] memory);

    /// @notice A role as it stands.
    /// @param roleId role
    /// @return the role
    /// @dev Reverts with {RoleUnknown}.
    function roleInfo(uint64 roleId) external view returns (RoleInfo memory);

    /// @notice The members of a role.
    /// @param roleId role
    /// @return members in no fixed order
    function roleMembers(uint64 roleId) external view returns (RoleMember[] memory);

    /// @notice The functions that a role may call.
    /// @param roleId role
    /// @return functions mapped to the role, in no fixed order; a `restricted` function that is mapped to no role is
    /// the council's
    function roleFunctions(uint64 roleId) external view returns (RoleFunction[] memory);

    /// @notice When the emergency closing of a target ends or ended by itself.
    /// @param target contract
    /// @return Unix seconds; 0 where there was none, or where the council has decided since
    function closureLapsesAt(address target) external view returns (uint48);

    /// @notice How many acts are listed as pending.
    /// @return length of {pendingOperations}
    function pendingOperationCount() external view returns (uint256);

    /// @notice Acts that wait for their time.
    /// @param start first position
    /// @param end position after the last one; more than there are means all
    /// @return acts in no fixed order, expired ones with `readyAt` 0 until they are pruned
    function pendingOperations(uint256 start, uint256 end) external view returns (PendingOperation[] memory);
}
