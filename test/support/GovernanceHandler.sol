// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CityAuthority} from "../../contracts/governance/CityAuthority.sol";
import {CityDirectory} from "../../contracts/governance/CityDirectory.sol";
import {CityFactory} from "../../contracts/governance/CityFactory.sol";
import {CityRoles} from "../../contracts/governance/CityRoles.sol";
import {ICityDirectory} from "../../contracts/governance/ICityDirectory.sol";
import {Heir__Double} from "./Interface__Doubles.sol";
import {Office__Double} from "./Office__Double.sol";
import {Register__Double} from "./Register__Double.sol";
import {Test} from "./Test.sol";
import {World} from "./World.sol";

/// @notice Acts at random in a sealed city, and keeps its own books of what must be true.
/// @dev Every action succeeds: it bounds its inputs, and does first what it needs. What must fail is tried and
/// asserted to fail.
contract GovernanceHandler is Test {
    // --- Types ---

    enum ActState {
        Pending,
        Executed,
        Cancelled
    }

    struct Act {
        address caller;
        address target;
        bytes data;
        uint64 role;
        uint32 tenure;
        uint48 readyAt;
        ActState state;
    }

    struct Closure {
        uint48 closedAt;
        bool byCouncil;
        bool wordSince;
    }

    struct Notice {
        uint256 before;
        uint256 announced;
        uint48 effectiveAt;
    }

    // --- Books ---

    World public world;
    CityAuthority public authority;
    CityDirectory public directory;
    CityFactory public factory;
    Register__Double public register;
    Register__Double public successor;

    address[] public accounts;
    uint64[] public rolesInPlay;
    bytes32 public constant QUESTION = "question";

    mapping(uint64 role => mapping(address account => bool isMember)) public holds;
    mapping(uint64 role => mapping(address account => uint32 losses)) public tenureOf;
    mapping(uint64 role => mapping(address account => uint32 minimum)) public grantedUnder;
    mapping(uint64 role => uint32 minimum) public minimumOf;
    mapping(bytes4 selector => uint64 role) public roleOfFunction;
    Act[] private _acts;
    mapping(bytes32 operationId => uint256 indexPlusOne) private _actOf;

    mapping(address target => Closure closure) public closureOf;

    mapping(bytes32 service => address[] versions) private _versions;
    mapping(bytes32 service => uint48[] since) private _since;
    address[] private _deployed;
    mapping(address account => uint48 version) private _versionDeployed;

    Notice private _rights;
    Notice private _checker;
    bytes32[] public records;
    mapping(bytes32 record => bytes32 content) public contentOf;
    mapping(bytes32 record => bool hasMoved) public movedOf;
    uint48 public retiresAt;

    mapping(string action => uint256 count) public countOf;

    // --- Constructor ---

    constructor() {
        world = new World();
        (authority, directory, factory) = (world.authority(), world.directory(), world.factory());
        (register, successor) = (world.register(), world.successor());
        accounts = [address(world.council()), address(new Office__Double(address(this)))];
        accounts.push(address(new Office__Double(address(this))));
        for (uint160 i = 0; i < 4; ++i) accounts.push(address(0xE0 + i));
        accounts.push(world.head());
        accounts.push(world.guardian());
        rolesInPlay = [CityRoles.COUNCIL, CityRoles.GUARDIAN, world.HEAD(), world.CASHIER(), world.INSPECTOR()];
        _note(CityRoles.COUNCIL, address(world.council()));
        _note(CityRoles.GUARDIAN, world.guardian());
        _note(world.HEAD(), world.head());
        minimumOf[CityRoles.COUNCIL] = world.COUNCIL_DELAY();
        minimumOf[world.HEAD()] = world.HEAD_DELAY();
        roleOfFunction[register.setTariff.selector] = world.HEAD();
        world.seal();
    }

    // --- Actions ---

    function grantRole(uint256 who, uint256 which, uint256 delay) external counted("grantRole") {
        uint64 role = rolesInPlay[which % rolesInPlay.length];
        address account = accounts[who % accounts.length];
        if (role == CityRoles.COUNCIL) account = accounts[who % 3];
        uint64 other = _excluding(role, account);
        if (other == CityRoles.COUNCIL && _inForce() < 2) return _refuseGrant(role, account);
        if (other != type(uint64).max) {
            if (delay % 2 == 0) return _refuseGrant(role, account);
            _revoke(other, account);
        }
        uint256 longest = role == CityRoles.GUARDIAN ? minimumOf[role] : minimumOf[role] + 2 days;
        _grant(role, account, uint32(bound(delay, minimumOf[role], longest)));
    }

    function undercut(uint256 who, uint256 which, uint256 delay) external counted("undercut") {
        uint64 role = which % 2 == 0 ? CityRoles.COUNCIL : world.HEAD();
        address account = role == CityRoles.COUNCIL ? accounts[who % 3] : accounts[3 + (who % 4)];
        _refuse(
            address(authority),
            abi.encodeCall(authority.grantRole, (role, account, uint32(delay % minimumOf[role]))),
            "GOV-3: no grant undercuts the minimum"
        );
    }

    function revokeRole(uint256 who, uint256 which) external counted("revokeRole") {
        uint64 role = rolesInPlay[which % rolesInPlay.length];
        address account = _memberOr(role, who);
        if (role == CityRoles.COUNCIL && !_mayLeave(account)) {
            bytes memory act = abi.encodeCall(authority.revokeRole, (role, account));
            return _refuse(address(authority), act, "GOV-1: the council is never empty");
        }
        _revoke(role, account);
    }

    function renounceRole(uint256 who, uint256 which) external counted("renounceRole") {
        uint64 role = rolesInPlay[which % rolesInPlay.length];
        address account = _memberOr(role, who);
        bytes memory act = abi.encodeCall(authority.renounceRole, (role, account));
        if (role != CityRoles.COUNCIL) {
            VM.prank(account);
            authority.renounceRole(role, account);
            return _forget(role, account);
        }
        bool mayLeave = _mayLeave(account);
        bool hasLeft = _tryAs(account, address(authority), act);
        assertEq(hasLeft, mayLeave, "GOV-1: the council is never empty");
        if (hasLeft) _forget(role, account);
    }

    function raiseMinimum(uint256 which, uint256 delay) external counted("raiseMinimum") {
        uint64 role = rolesInPlay[3 + (which % 2)];
        uint32 minimum = minimumOf[role] + uint32(bound(delay, 1, 1 hours));
        if (minimum > 20 days) return;
        _decide(address(authority), abi.encodeCall(authority.raiseMinimumDelay, (role, minimum)));
        minimumOf[role] = minimum;
    }

    function schedule(uint256 who, uint256 tariff, uint256 later) external counted("schedule") {
        _openTarget(address(register));
        uint64 role = roleOfFunction[register.setTariff.selector];
        address caller = _delayedMember(role, who);
        _schedule(caller, address(register), abi.encodeCall(register.setTariff, (tariff)), bound(later, 0, 12 days));
    }

    function execute(uint256 which) external counted("execute") {
        if (_acts.length == 0) _scheduleSomething(which);
        _openTarget(address(register));
        Act storage act = _acts[which % _acts.length];
        if (act.state == ActState.Pending && act.readyAt > _now()) VM.warp(act.readyAt);
        bool isDue = isAlive(which % _acts.length) && act.readyAt <= _now();
        // A cancelled or executed act may have been scheduled again: its latest entry speaks for it.
        if (_actOf[_idOf(act)] != (which % _acts.length) + 1) return;
        bool executed = _tryAs(act.caller, act.target, act.data);
        bool isImmediate = !executed || act.state != ActState.Pending;
        assertEq(executed, isDue, isImmediate ? "GOV-5, GOV-6: a dead act never executes" : "GOV-5: only its own");
        if (executed) {
            act.state = ActState.Executed;
            ++countOf["executed"];
        }
    }

    function cancel(uint256 which) external counted("cancel") {
        _scheduleSomething(which);
        Act storage act = _acts[_acts.length - 1];
        VM.prank(which % 2 == 0 ? act.caller : world.court());
        authority.cancel(act.caller, act.target, act.data);
        act.state = ActState.Cancelled;
    }

    function veto(uint256 label, bool wait) external counted("veto") {
        Office__Double councillor = _councillor();
        bytes memory act = abi.encodeCall(authority.raiseMinimumDelay, (1, uint32(1 + (label % 1 days))));
        bytes32 id = _scheduleAs(councillor, address(authority), act);
        if (wait) VM.warp(authority.getSchedule(id));
        VM.prank(world.ombudsman());
        authority.cancel(address(councillor), address(authority), act);
        _skip(4 days);
        assertTrue(!_tryAs(address(councillor), address(authority), act), "GOV-6: a vetoed act never executes");
    }

    function mapFunction(uint256 which) external counted("mapFunction") {
        uint64 role = which % 3 == 0 ? world.CASHIER() : world.HEAD();
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = register.setTariff.selector;
        _decide(
            address(authority),
            abi.encodeCall(authority.setTargetFunctionRole, (address(register), selectors, role))
        );
        roleOfFunction[selectors[0]] = role;
    }

    function emergencyClose(uint256 which, uint256 wait) external counted("emergencyClose") {
        address target = which % 2 == 0 ? address(register) : address(directory);
        address guardian = _guardian();
        Closure memory closure = closureOf[target];
        _skip(bound(wait, 0, 16 days));
        bool mayClose =
            !isClosed(target) && (closure.closedAt == 0 || closure.wordSince || _now() >= closure.closedAt + 14 days);
        bytes memory act = abi.encodeCall(authority.emergencyClose, (target));
        assertEq(_tries(guardian, address(authority), act), mayClose, "GOV-7: seven days in fourteen");
        if (mayClose) {
            closureOf[target] = Closure(_now(), false, false);
            ++countOf["closed"];
        }
    }

    function councilCloses(uint256 which, bool closed) external counted("councilCloses") {
        _word(which % 2 == 0 ? address(register) : address(directory), closed);
    }

    function registerService(uint256 which) external counted("registerService") {
        bytes32 service = bytes32(bytes1(uint8(65 + (which % 3))));
        _openTarget(address(directory));
        uint256 count = _since[service].length;
        if (count != 0 && _since[service][count - 1] > _now()) {
            if (which % 2 == 0) {
                bytes memory early = _registration(service, address(new Heir__Double(address(0))));
                Office__Double councillor = _councillor();
                _announce(councillor, address(directory), early);
                bool isWaiting = _since[service][count - 1] > _now();
                bool registered = _tryAs(address(councillor), address(directory), early);
                assertEq(registered, !isWaiting, "GOV-9: one change at a time");
                if (registered) _noteVersion(service, early);
                return;
            }
            VM.warp(_since[service][count - 1]);
            _openTarget(address(directory));
        }
        bytes memory act = _registration(service, address(new Heir__Double(address(0))));
        _decide(address(directory), act);
        _noteVersion(service, act);
    }

    function registerTwice(uint256 which) external counted("registerTwice") {
        bytes32 service = bytes32(bytes1(uint8(65 + (which % 3))));
        _openTarget(address(directory));
        if (_versions[service].length == 0) {
            bytes memory act = _registration(service, address(new Heir__Double(address(0))));
            _decide(address(directory), act);
            _noteVersion(service, act);
        }
        address account = _versions[service][which % _versions[service].length];
        _refuse(address(directory), _registration("Z", account), "GOV-9: an account is registered once");
    }

    function deploy(uint256 which) external counted("deploy") {
        uint32 version = uint32(which % 8);
        bytes memory code = bytes.concat(type(Heir__Double).creationCode, abi.encode(address(0)));
        bytes memory act = abi.encodeCall(factory.deploy, ("Heir", version, code));
        address foretold = factory.addressOf("Heir", version);
        if (_versionDeployed[foretold] != 0) return _refuse(address(factory), act, "GOV-10: deployed at most once");
        _decide(address(factory), act);
        _versionDeployed[foretold] = version + 1;
        _deployed.push(foretold);
    }

    function announceAgent(uint96 rights) external counted("announceAgent") {
        _openTarget(address(register));
        uint256 before = rightsNow();
        uint48 effectiveAt = _rights.effectiveAt;
        _decide(address(register), abi.encodeCall(register.announceAgent, (address(directory), rights)));
        if (effectiveAt <= _now()) before = _rights.announced;
        _rights = Notice(before, rights, _now() + 30 days);
    }

    function announceChecker(uint256 which) external counted("announceChecker") {
        _openTarget(address(register));
        uint256 before = checkerNow();
        uint48 effectiveAt = _checker.effectiveAt;
        address checker = [address(0), address(factory), address(directory)][which % 3];
        _decide(address(register), abi.encodeCall(register.announceChecker, (QUESTION, checker)));
        if (effectiveAt <= _now()) before = _checker.announced;
        _checker = Notice(before, uint160(checker), _now() + 30 days);
    }

    function enter(bytes32 record, bytes32 content) external counted("enter") {
        if (content == 0) content = "content";
        _openTarget(address(register));
        bool isHere = !movedOf[record] && (retiresAt == 0 || _now() < retiresAt);
        bytes memory act = abi.encodeCall(register.enter, (record, content));
        assertEq(_tries(world.officer(), address(register), act), isHere, "GOV-13: a retired contract starts nothing");
        if (!isHere) return;
        if (contentOf[record] == 0) records.push(record);
        contentOf[record] = content;
    }

    function retire(uint256 which) external counted("retire") {
        if (which % 4 != 0) return;
        _openTarget(address(register));
        bytes memory act = abi.encodeCall(register.retire, (address(successor)));
        if (retiresAt != 0 && _now() >= retiresAt) return _refuse(address(register), act, "GOV-13: retired for good");
        Office__Double councillor = _councillor();
        _announce(councillor, address(register), act);
        bool isFinal = retiresAt != 0 && _now() >= retiresAt;
        assertEq(_tryAs(address(councillor), address(register), act), !isFinal, "GOV-13: retired for good");
        if (!isFinal) retiresAt = _now() + 30 days;
    }

    function take(uint256 which, address thief) external counted("take") {
        if (records.length == 0) return;
        bytes32 record = records[which % records.length];
        bool isRetired = retiresAt != 0 && _now() >= retiresAt;
        if (thief != address(successor)) {
            bool stolen = _tries(thief, address(register), abi.encodeCall(register.handOver, (record)));
            assertTrue(!stolen, "GOV-12: only the named successor takes a record");
        }
        bool taken = _tries(address(this), address(successor), abi.encodeCall(successor.take, (record)));
        assertEq(taken, isRetired && !movedOf[record], "GOV-12: a record moves at most once");
        if (taken) {
            movedOf[record] = true;
            ++countOf["moved"];
        }
    }

    function passTime(uint256 duration) external counted("passTime") {
        _skip(bound(duration, 1 hours, 5 days));
    }

    // --- Reads ---

    function actCount() external view returns (uint256) {
        return _acts.length;
    }

    function actAt(uint256 index) external view returns (Act memory) {
        return _acts[index];
    }

    function idAt(uint256 index) external view returns (bytes32) {
        return _idOf(_acts[index]);
    }

    function isLatest(uint256 index) external view returns (bool) {
        return _actOf[_idOf(_acts[index])] == index + 1;
    }

    function accountCount() external view returns (uint256) {
        return accounts.length;
    }

    function roleCount() external view returns (uint256) {
        return rolesInPlay.length;
    }

    function versionsOf(bytes32 service) external view returns (address[] memory versions, uint48[] memory since) {
        return (_versions[service], _since[service]);
    }

    function deployed() external view returns (address[] memory) {
        return _deployed;
    }

    function versionDeployed(address account) external view returns (uint32) {
        return uint32(_versionDeployed[account] - 1);
    }

    function rightsNow() public view returns (uint256) {
        return _now() >= _rights.effectiveAt ? _rights.announced : _rights.before;
    }

    function checkerNow() public view returns (uint256) {
        return _now() >= _checker.effectiveAt ? _checker.announced : _checker.before;
    }

    function isClosed(address target) public view returns (bool) {
        Closure memory closure = closureOf[target];
        if (closure.byCouncil) return true;
        return closure.closedAt != 0 && !closure.wordSince && _now() < closure.closedAt + 7 days;
    }

    /// @notice Whether an act can still be executed, as the books have it.
    function isAlive(uint256 index) public view returns (bool) {
        Act storage act = _acts[index];
        return
            act.state == ActState.Pending &&
            tenureOf[act.role][act.caller] == act.tenure &&
            roleOfFunction[bytes4(act.data)] == act.role &&
            _now() < act.readyAt + 7 days;
    }

    // --- Internals ---

    modifier counted(string memory action) {
        _;
        ++countOf[action];
    }

    function _note(uint64 role, address account) private {
        holds[role][account] = true;
        grantedUnder[role][account] = minimumOf[role];
    }

    function _forget(uint64 role, address account) private {
        holds[role][account] = false;
        ++tenureOf[role][account];
    }

    function _grant(uint64 role, address account, uint32 delay) private {
        _decide(address(authority), abi.encodeCall(authority.grantRole, (role, account, delay)));
        _note(role, account);
    }

    function _revoke(uint64 role, address account) private {
        _decide(address(authority), abi.encodeCall(authority.revokeRole, (role, account)));
        _forget(role, account);
    }

    function _refuseGrant(uint64 role, address account) private {
        bytes memory act = abi.encodeCall(authority.grantRole, (role, account, 20 days));
        _refuse(address(authority), act, "GOV-4: nobody holds two roles of one group");
    }

    /// @dev The role of the same group that `account` holds; the largest number for none.
    function _excluding(uint64 role, address account) private view returns (uint64) {
        uint64[2] memory pair =
            role < 2 ? [CityRoles.COUNCIL, CityRoles.GUARDIAN] : [world.CASHIER(), world.INSPECTOR()];
        if (role == world.HEAD()) return type(uint64).max;
        uint64 other = pair[0] == role ? pair[1] : pair[0];
        return holds[other][account] ? other : type(uint64).max;
    }

    function _inForce() private view returns (uint256 count) {
        for (uint256 i = 0; i < 3; ++i) if (holds[CityRoles.COUNCIL][accounts[i]]) ++count;
    }

    function _mayLeave(address account) private view returns (bool) {
        return !holds[CityRoles.COUNCIL][account] || _inForce() > 1;
    }

    function _councillor() private view returns (Office__Double) {
        for (uint256 i = 0; i < 3; ++i) {
            if (holds[CityRoles.COUNCIL][accounts[i]]) return Office__Double(accounts[i]);
        }
        revert NotTrue("GOV-1: the council is never empty");
    }

    function _memberOr(uint64 role, uint256 seed) private returns (address) {
        for (uint256 i = 0; i < accounts.length; ++i) {
            address account = accounts[addmod(seed, i, accounts.length)];
            if (holds[role][account]) return account;
        }
        for (uint256 i = 3; i < accounts.length; ++i) {
            if (_excluding(role, accounts[i]) == type(uint64).max) {
                _grant(role, accounts[i], minimumOf[role]);
                return accounts[i];
            }
        }
        revert NotTrue("books: somebody is free for every role");
    }

    function _guardian() private returns (address) {
        return _memberOr(CityRoles.GUARDIAN, 3);
    }

    /// @dev A member whose acts are delayed: without a delay there is nothing to schedule.
    function _delayedMember(uint64 role, uint256 seed) private returns (address account) {
        account = _memberOr(role, seed);
        (, uint32 delay) = authority.hasRole(role, account);
        if (delay == 0) _grant(role, account, minimumOf[role] + 1 days);
    }

    function _scheduleSomething(uint256 seed) private {
        _openTarget(address(register));
        // Heads' acts only: the court is their guardian.
        if (roleOfFunction[register.setTariff.selector] != world.HEAD()) this.mapFunction(1);
        _openTarget(address(register));
        address caller = _delayedMember(world.HEAD(), seed);
        bytes memory act = abi.encodeCall(register.setTariff, (uint256(keccak256(abi.encode(seed, _acts.length)))));
        _openTarget(address(register));
        _schedule(caller, address(register), act, 0);
    }

    function _schedule(address caller, address target, bytes memory data, uint256 later) private {
        bytes32 id = authority.hashOperation(caller, target, data);
        uint256 known = _actOf[id];
        if (known != 0 && isAlive(known - 1)) return;
        uint64 role = roleOfFunction[bytes4(data)];
        (, uint32 delay) = authority.hasRole(role, caller);
        uint48 readyAt = _now() + delay + uint48(later);
        VM.prank(caller);
        authority.schedule(target, data, readyAt);
        if (known != 0 && _acts[known - 1].state == ActState.Pending) _acts[known - 1].state = ActState.Cancelled;
        _acts.push(Act(caller, target, data, role, tenureOf[role][caller], readyAt, ActState.Pending));
        _actOf[id] = _acts.length;
    }

    function _idOf(Act storage act) private view returns (bytes32) {
        return authority.hashOperation(act.caller, act.target, act.data);
    }

    /// @dev The council schedules, waits and acts.
    function _decide(address target, bytes memory data) private {
        Office__Double councillor = _councillor();
        _announce(councillor, target, data);
        _actThrough(councillor, target, data);
    }

    /// @dev The council schedules, waits, acts, and is refused.
    function _refuse(address target, bytes memory data, string memory sentence) private {
        Office__Double councillor = _councillor();
        _announce(councillor, target, data);
        assertTrue(!_tryAs(address(councillor), target, data), sentence);
    }

    function _announce(Office__Double councillor, address target, bytes memory data) private {
        uint48 readyAt = authority.getSchedule(_scheduleAs(councillor, target, data));
        if (readyAt > _now()) VM.warp(readyAt);
    }

    function _scheduleAs(Office__Double councillor, address target, bytes memory data) private returns (bytes32 id) {
        id = authority.hashOperation(address(councillor), target, data);
        if (authority.getSchedule(id) != 0) return id;
        _actThrough(councillor, address(authority), abi.encodeCall(authority.schedule, (target, data, 0)));
    }

    function _actThrough(Office__Double office, address target, bytes memory data) private {
        VM.prank(office.owner());
        office.act(target, data);
    }

    function _tryAs(address actor, address target, bytes memory data) private returns (bool) {
        if (actor.code.length == 0) return _tries(actor, target, data);
        bytes memory act = abi.encodeCall(Office__Double.act, (target, data));
        return _tries(Office__Double(actor).owner(), actor, act);
    }

    function _word(address target, bool closed) private {
        _decide(address(authority), abi.encodeCall(authority.setTargetClosed, (target, closed)));
        closureOf[target].byCouncil = closed;
        closureOf[target].wordSince = true;
    }

    function _openTarget(address target) private {
        if (closureOf[target].byCouncil) return _word(target, false);
        if (isClosed(target)) VM.warp(closureOf[target].closedAt + 7 days);
    }

    function _registration(bytes32 service, address account) private view returns (bytes memory) {
        ICityDirectory.Registration[] memory list = new ICityDirectory.Registration[](1);
        list[0] = ICityDirectory.Registration(service, account, 0);
        return abi.encodeCall(directory.register, (list));
    }

    function _noteVersion(bytes32 service, bytes memory registration) private {
        bytes memory arguments = new bytes(registration.length - 4);
        for (uint256 i = 0; i < arguments.length; ++i) arguments[i] = registration[i + 4];
        ICityDirectory.Registration[] memory list = abi.decode(arguments, (ICityDirectory.Registration[]));
        uint256 notice = _since[service].length == 0 ? 0 : 30 days;
        _versions[service].push(list[0].account);
        _since[service].push(_now() + uint48(notice));
    }
}
