// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {ERC165, IERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";

import {CityRoles} from "./CityRoles.sol";
import {ContractCode} from "./ContractCode.sol";
import {ICityAuthority} from "./ICityAuthority.sol";

/// @title CityAuthority
/// @notice See {ICityAuthority}.
contract CityAuthority is ICityAuthority, AccessManager, ERC165 {
    using EnumerableSet for EnumerableSet.AddressSet;
    using EnumerableSet for EnumerableSet.Bytes32Set;

    // --- Types, constants and immutables ---

    /// @dev What this contract adds to OpenZeppelin's role.
    struct RolePolicy {
        bool isRegistered;
        uint32 minimumDelay;
        uint8 exclusionGroup;
    }

    /// @dev Under which membership an act was scheduled, and what it will call; `subject` is the role that it grants
    /// or revokes, PUBLIC_ROLE where it does neither.
    struct Scheduled {
        address caller;
        uint64 role;
        uint32 tenure;
        address target;
        bytes4 selector;
        uint64 subject;
    }

    /// @inheritdoc ICityAuthority
    uint32 public constant MAXIMUM_DELAY = 30 days;

    /// @inheritdoc ICityAuthority
    uint32 public constant EMERGENCY_PERIOD = 7 days;

    /// @inheritdoc ICityAuthority
    uint32 public constant EMERGENCY_REST = 7 days;

    /// @inheritdoc ICityAuthority
    address public immutable deployer;

    // --- Storage ---

    uint48 private _sealedAt;

    uint64[] private _roleIds;
    mapping(uint64 roleId => RolePolicy policy) private _policies;
    mapping(uint64 roleId => EnumerableSet.AddressSet accounts) private _members;
    mapping(uint64 roleId => EnumerableSet.Bytes32Set targetsAndSelectors) private _functions;

    /// @dev How often the account has lost the role: acts scheduled under an earlier membership are dead.
    mapping(uint64 roleId => mapping(address account => uint32 losses)) private _tenures;

    /// @dev Role id + 1 that the account holds in the group, 0 for none.
    mapping(uint8 group => mapping(address account => uint64 rolePlusOne)) private _heldInGroup;

    mapping(address target => uint48 lapsesAt) private _lapsesAt;

    EnumerableSet.Bytes32Set private _pendingIds;
    mapping(bytes32 operationId => Scheduled operation) private _scheduled;

    // --- Constructor ---

    /// @param deployer_ holds COUNCIL without delay until it seals the city
    /// @param setups the role table; COUNCIL is in it, and roles stand after those they name as admin or guardian
    /// @dev Reverts with {CouncilDelayMissing} and as {registerRole} does.
    constructor(address deployer_, RoleSetup[] memory setups) AccessManager(deployer_) {
        deployer = deployer_;
        for (uint256 i = 0; i < setups.length; ++i) _registerRole(setups[i]);
        require(_policies[CityRoles.COUNCIL].minimumDelay != 0, CouncilDelayMissing());

        // OpenZeppelin's setter, since ours refuses to map the authority's own functions.
        bytes4 brake = ICityAuthority.emergencyClose.selector;
        super._setTargetFunctionRole(address(this), brake, CityRoles.GUARDIAN);
        _functions[CityRoles.GUARDIAN].add(_functionKey(address(this), brake));
    }

    // --- Writes ---

    /// @inheritdoc ICityAuthority
    function registerRole(RoleSetup calldata role) external onlyAuthorized {
        _registerRole(role);
    }

    /// @inheritdoc ICityAuthority
    function raiseMinimumDelay(uint64 roleId, uint32 minimumDelay) external onlyAuthorized {
        _requireRegistered(roleId);
        _requireDelayInRange(minimumDelay);
        uint32 before = _policies[roleId].minimumDelay;
        require(minimumDelay > before, RoleMinimumDelayNotRaised(roleId, minimumDelay, before));

        _policies[roleId].minimumDelay = minimumDelay;
        emit RoleMinimumDelayRaised(roleId, minimumDelay);
    }

    /// @inheritdoc ICityAuthority
    function emergencyClose(address target) external onlyAuthorized {
        require(!isTargetClosed(target), TargetAlreadyClosed(target));
        // Long past where the guardian had not closed it before.
        uint48 availableAt = _lapsesAt[target] + EMERGENCY_REST;
        uint48 time = Time.timestamp();
        require(time >= availableAt, EmergencyResting(target, availableAt));

        _setTargetClosed(target, true);
        uint48 lapsesAt = time + EMERGENCY_PERIOD;
        _lapsesAt[target] = lapsesAt;
        emit TargetEmergencyClosed(target, _msgSender(), lapsesAt);
    }

    /// @inheritdoc ICityAuthority
    function seal() external {
        address caller = _msgSender();
        require(caller == deployer, SealOnlyByDeployer(caller));
        require(_sealedAt == 0, CityAlreadySealed(_sealedAt));
        address[] memory council = _members[CityRoles.COUNCIL].values();
        for (uint256 i = 0; i < council.length; ++i) {
            if (council[i] != caller) _requireContract(council[i]);
        }

        _sealedAt = Time.timestamp();
        for (uint256 i = 0; i < _roleIds.length; ++i) _revokeRole(_roleIds[i], caller);
        emit CitySealed(caller);
    }

    /// @inheritdoc ICityAuthority
    function prune(bytes32[] calldata operationIds) external {
        for (uint256 i = 0; i < operationIds.length; ++i) {
            // OpenZeppelin's own answer: an act whose caller lost the role stays listed until it has expired too,
            // since forgetting it earlier would forget why it is dead.
            if (super.getSchedule(operationIds[i]) == 0) _forget(operationIds[i]);
        }
    }

    /// @inheritdoc IAccessManager
    function schedule(
        address target,
        bytes calldata data,
        uint48 when
    ) public override(AccessManager, IAccessManager) returns (bytes32 operationId, uint32 nonce) {
        address caller = _msgSender();
        if (_isLapsed(hashOperation(caller, target, data))) cancel(caller, target, data);

        (operationId, nonce) = super.schedule(target, data, when);

        (bytes4 selector, uint64 subject, uint64 role) = _describe(target, data);
        Scheduled storage operation = _scheduled[operationId];
        operation.caller = caller;
        operation.role = role;
        operation.tenure = _tenures[role][caller];
        operation.target = target;
        operation.selector = selector;
        operation.subject = subject;
        _pendingIds.add(operationId);
    }

    /// @inheritdoc IAccessManager
    function cancel(
        address caller,
        address target,
        bytes calldata data
    ) public override(AccessManager, IAccessManager) returns (uint32 nonce) {
        nonce = super.cancel(caller, target, data);
        _forget(hashOperation(caller, target, data));
    }

    // --- Reads ---

    /// @inheritdoc ICityAuthority
    function isSealed() external view returns (bool) {
        return _sealedAt != 0;
    }

    /// @inheritdoc ICityAuthority
    function roles() external view returns (uint64[] memory) {
        return _roleIds;
    }

    /// @inheritdoc ICityAuthority
    function roleInfo(uint64 roleId) external view returns (RoleInfo memory) {
        _requireRegistered(roleId);
        RolePolicy storage policy = _policies[roleId];
        return
            RoleInfo({
                admin: getRoleAdmin(roleId),
                guardian: getRoleGuardian(roleId),
                grantDelay: getRoleGrantDelay(roleId),
                minimumDelay: policy.minimumDelay,
                exclusionGroup: policy.exclusionGroup
            });
    }

    /// @inheritdoc ICityAuthority
    function roleMembers(uint64 roleId) external view returns (RoleMember[] memory members) {
        address[] memory accounts = _members[roleId].values();
        members = new RoleMember[](accounts.length);
        for (uint256 i = 0; i < accounts.length; ++i) {
            (uint48 since, uint32 executionDelay, , ) = getAccess(roleId, accounts[i]);
            members[i] = RoleMember(accounts[i], since, executionDelay);
        }
    }

    /// @inheritdoc ICityAuthority
    function roleFunctions(uint64 roleId) external view returns (RoleFunction[] memory functions) {
        bytes32[] memory keys = _functions[roleId].values();
        functions = new RoleFunction[](keys.length);
        for (uint256 i = 0; i < keys.length; ++i) {
            functions[i] = RoleFunction(address(bytes20(keys[i])), bytes4(keys[i] << 160));
        }
    }

    /// @inheritdoc ICityAuthority
    function closureLapsesAt(address target) external view returns (uint48) {
        return _lapsesAt[target];
    }

    /// @inheritdoc ICityAuthority
    function pendingOperationCount() external view returns (uint256) {
        return _pendingIds.length();
    }

    /// @inheritdoc ICityAuthority
    function pendingOperations(
        uint256 start,
        uint256 end
    ) external view returns (PendingOperation[] memory operations) {
        bytes32[] memory ids = _pendingIds.values(start, end);
        operations = new PendingOperation[](ids.length);
        for (uint256 i = 0; i < ids.length; ++i) {
            Scheduled storage scheduled = _scheduled[ids[i]];
            uint48 readyAt = getSchedule(ids[i]);
            operations[i] = PendingOperation({
                id: ids[i],
                caller: scheduled.caller,
                role: scheduled.role,
                target: scheduled.target,
                selector: scheduled.selector,
                readyAt: readyAt,
                expiresAt: readyAt == 0 ? 0 : readyAt + expiration()
            });
        }
    }

    /// @inheritdoc IAccessManager
    /// @dev 0 also for an act whose caller has lost the role since, or whose function answers to another role.
    function getSchedule(bytes32 id) public view override(AccessManager, IAccessManager) returns (uint48) {
        return _isLapsed(id) ? 0 : super.getSchedule(id);
    }

    /// @inheritdoc IAccessManager
    /// @dev An emergency closing that has lapsed is open; an open target costs no second storage read.
    function isTargetClosed(address target) public view override(AccessManager, IAccessManager) returns (bool) {
        if (!super.isTargetClosed(target)) return false;
        uint48 lapsesAt = _lapsesAt[target];
        return lapsesAt == 0 || Time.timestamp() < lapsesAt;
    }

    /// @inheritdoc IAccessManager
    /// @dev None before {seal}: delays that the deployment sets are in force from the first block.
    function minSetback() public view override(AccessManager, IAccessManager) returns (uint32) {
        return _sealedAt == 0 ? 0 : super.minSetback();
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return
            interfaceId == type(ICityAuthority).interfaceId ||
            interfaceId == type(IAccessManager).interfaceId ||
            super.supportsInterface(interfaceId);
    }

    // --- Internal writes ---

    function _registerRole(RoleSetup memory role) private {
        RolePolicy storage policy = _policies[role.id];
        require(!policy.isRegistered, RoleAlreadyRegistered(role.id));
        _requireDelayInRange(role.minimumDelay);

        _roleIds.push(role.id);
        policy.isRegistered = true;
        policy.minimumDelay = role.minimumDelay;
        policy.exclusionGroup = role.exclusionGroup;
        emit RoleRegistered(role.id, role.minimumDelay, role.exclusionGroup);
        emit RoleLabel(role.id, role.label);
        if (role.id == ADMIN_ROLE) {
            // OpenZeppelin has granted it to the deployer, before its group was known.
            _joinGroup(role.id, deployer);
        } else {
            // Refuses PUBLIC_ROLE too.
            _setRoleAdmin(role.id, role.admin);
            _setRoleGuardian(role.id, role.guardian);
        }
        for (uint256 i = 0; i < role.holders.length; ++i) {
            _grantRole(role.id, role.holders[i].account, 0, role.holders[i].executionDelay);
        }
    }

    /// @dev Runs once inside OpenZeppelin's constructor, for the deployer, before any role is registered.
    function _grantRole(
        uint64 roleId,
        address account,
        uint32 grantDelay,
        uint32 executionDelay
    ) internal override returns (bool newMember) {
        if (_roleIds.length != 0) _requireRegistered(roleId);
        if (_sealedAt != 0 && roleId == ADMIN_ROLE) _requireContract(account);
        uint32 minimum = _policies[roleId].minimumDelay;
        require(executionDelay >= minimum, RoleDelayTooShort(roleId, executionDelay, minimum));
        _requireDelayInRange(executionDelay);
        _joinGroup(roleId, account);

        newMember = super._grantRole(roleId, account, grantDelay, executionDelay);
        _members[roleId].add(account);
    }

    function _revokeRole(uint64 roleId, address account) internal override returns (bool revoked) {
        if (roleId == ADMIN_ROLE) {
            require(account != deployer || _sealedAt != 0, CityNotSealed());
            require(_isCouncilWithout(account), CouncilLastMember(account));
        }

        revoked = super._revokeRole(roleId, account);
        if (revoked) {
            _members[roleId].remove(account);
            delete _heldInGroup[_policies[roleId].exclusionGroup][account];
            ++_tenures[roleId][account];
        }
    }

    /// @dev Notes that `account` holds `roleId` in its exclusion group, if it has one.
    function _joinGroup(uint64 roleId, address account) private {
        uint8 group = _policies[roleId].exclusionGroup;
        if (group == 0) return;
        uint64 held = _heldInGroup[group][account];
        if (held != 0 && held != roleId + 1) revert RolesIncompatible(account, roleId, held - 1);
        _heldInGroup[group][account] = roleId + 1;
    }

    function _setRoleAdmin(uint64 roleId, uint64 admin) internal override {
        _requireLinkable(roleId, admin);
        super._setRoleAdmin(roleId, admin);
    }

    function _setRoleGuardian(uint64 roleId, uint64 guardian) internal override {
        _requireLinkable(roleId, guardian);
        super._setRoleGuardian(roleId, guardian);
    }

    function _setGrantDelay(uint64 roleId, uint32 newDelay) internal override {
        _requireRegistered(roleId);
        _requireDelayInRange(newDelay);
        super._setGrantDelay(roleId, newDelay);
    }

    function _setTargetAdminDelay(address target, uint32 newDelay) internal override {
        _requireDelayInRange(newDelay);
        super._setTargetAdminDelay(target, newDelay);
    }

    function _setTargetFunctionRole(address target, bytes4 selector, uint64 roleId) internal override {
        require(target != address(this), AuthorityFunctionFixed(selector));
        _requireRegistered(roleId);
        bytes32 key = _functionKey(target, selector);
        _functions[getTargetFunctionRole(target, selector)].remove(key);
        super._setTargetFunctionRole(target, selector, roleId);
        _functions[roleId].add(key);
    }

    /// @dev The council's word, either way, ends what the guardian had begun.
    function _setTargetClosed(address target, bool closed) internal override {
        require(target != address(this), AuthorityNotClosable());
        delete _lapsesAt[target];
        super._setTargetClosed(target, closed);
    }

    function _consumeScheduledOp(bytes32 operationId) internal override returns (uint32) {
        if (_isLapsed(operationId)) {
            Scheduled storage operation = _scheduled[operationId];
            revert OperationLapsed(operationId, operation.caller, operation.role);
        }
        _forget(operationId);
        return super._consumeScheduledOp(operationId);
    }

    function _forget(bytes32 operationId) private {
        if (_pendingIds.remove(operationId)) delete _scheduled[operationId];
    }

    // --- Internal reads ---

    /// @dev The caller itself, the guardian of the role, and for the council's acts the ombudsman. OpenZeppelin lets
    /// every council member cancel everything; here the council cannot undo what the court has scheduled.
    function _canCancel(address caller, address target, bytes calldata data) internal view override returns (bool) {
        address sender = _msgSender();
        (, , uint64 role) = _describe(target, data);
        return
            sender == caller ||
            _isMember(getRoleGuardian(role), sender) ||
            (role == ADMIN_ROLE && _isMember(CityRoles.OMBUDSMAN, sender));
    }

    /// @dev What `data` calls, the role that it grants or revokes (PUBLIC_ROLE where it does neither), and the role
    /// under which that may be done.
    function _describe(
        address target,
        bytes calldata data
    ) private view returns (bytes4 selector, uint64 subject, uint64 role) {
        selector = bytes4(data[:4]);
        bool appoints =
            target == address(this) && (selector == this.grantRole.selector || selector == this.revokeRole.selector);
        subject = appoints ? abi.decode(data[4:36], (uint64)) : PUBLIC_ROLE;
        role = _governingRole(target, selector, subject);
    }

    /// @dev For appointments the admin of the role concerned, for the rest of the authority's own configuration the
    /// council. `setAuthority` is mapped to no role, so it is the council's too.
    function _governingRole(address target, bytes4 selector, uint64 subject) private view returns (uint64) {
        return subject == PUBLIC_ROLE ? getTargetFunctionRole(target, selector) : getRoleAdmin(subject);
    }

    /// @dev Whether the caller has lost the role since, or the function answers to another role now.
    function _isLapsed(bytes32 operationId) private view returns (bool) {
        Scheduled storage operation = _scheduled[operationId];
        address caller = operation.caller;
        if (caller == address(0)) return false;
        uint64 role = operation.role;
        return
            _tenures[role][caller] != operation.tenure ||
            _governingRole(operation.target, operation.selector, operation.subject) != role;
    }

    function _isMember(uint64 roleId, address account) private view returns (bool isMember) {
        (isMember, ) = hasRole(roleId, account);
    }

    /// @dev Whether the council has a member in force besides `account`.
    function _isCouncilWithout(address account) private view returns (bool) {
        address[] memory council = _members[ADMIN_ROLE].values();
        for (uint256 i = 0; i < council.length; ++i) {
            if (council[i] != account && _isMember(ADMIN_ROLE, council[i])) return true;
        }
        return false;
    }

    function _requireRegistered(uint64 roleId) private view {
        require(_policies[roleId].isRegistered, RoleUnknown(roleId));
    }

    /// @dev Who appoints the ombudsman and the court, and who cancels the court's acts, is settled at {seal}.
    function _requireLinkable(uint64 roleId, uint64 power) private view {
        _requireRegistered(roleId);
        _requireRegistered(power);
        require(
            _sealedAt == 0 || (roleId != CityRoles.OMBUDSMAN && roleId != CityRoles.COURT_ORDERS),
            AccessManagerLockedRole(roleId)
        );
    }

    function _requireContract(address account) private view {
        require(ContractCode.isContract(account), CouncilNotContract(account));
    }

    function _requireDelayInRange(uint32 delay) private pure {
        require(delay <= MAXIMUM_DELAY, DelayTooLong(delay, MAXIMUM_DELAY));
    }

    /// @dev Target and selector side by side, as {roleFunctions} takes them apart.
    function _functionKey(address target, bytes4 selector) private pure returns (bytes32) {
        return bytes32(abi.encodePacked(target, selector));
    }
}
