// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// solhint-disable func-name-mixedcase

import {CityAuthority} from "../../contracts/governance/CityAuthority.sol";
import {CityDirectory} from "../../contracts/governance/CityDirectory.sol";
import {CityRoles} from "../../contracts/governance/CityRoles.sol";
import {ContractCode} from "../../contracts/governance/ContractCode.sol";
import {ICityAuthority} from "../../contracts/governance/ICityAuthority.sol";
import {ICityDirectory} from "../../contracts/governance/ICityDirectory.sol";
import {Register__Double} from "../support/Register__Double.sol";
import {GovernanceHandler} from "../support/GovernanceHandler.sol";
import {Test} from "../support/Test.sol";
import {World} from "../support/World.sol";

/// @dev The runner finds only what is compiled with the test.
contract GovernanceLife is GovernanceHandler {}

/// @notice The laws of docs/governance.md, checked after every act of a random life of a sealed city.
contract GovernanceInvariants is Test {
    /// @dev From how many runs of a campaign on every action must have succeeded in one of them.
    uint256 private constant RUNS_UNTIL_COVERED = 32;

    GovernanceHandler private _handler;
    World private _world;
    CityAuthority private _authority;

    function setUp() external {
        _handler = new GovernanceLife();
        _world = _handler.world();
        _authority = _handler.authority();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_GOV_1_to_GOV_16_hold_together() external {
        _checkCouncil();
        _checkRoles();
        _checkActs();
        _checkClosures();
        _checkDirectoryAndFactory();
        _checkRegister();
        _checkCourt();
    }

    /// @dev After each run; the counts outlive it in the environment of the process.
    function afterInvariant() external {
        string[23] memory actions = [
            "grantRole",
            "undercut",
            "revokeRole",
            "renounceRole",
            "raiseMinimum",
            "schedule",
            "execute",
            "executed",
            "cancel",
            "veto",
            "mapFunction",
            "emergencyClose",
            "closed",
            "councilCloses",
            "registerService",
            "registerTwice",
            "deploy",
            "announceAgent",
            "announceChecker",
            "enter",
            "retire",
            "take",
            "moved"
        ];
        uint256 runs = _accumulate("CIVITAS_GOV_RUNS", 1);
        for (uint256 i = 0; i < actions.length; ++i) {
            uint256 total = _accumulate(string.concat("CIVITAS_GOV_", actions[i]), _handler.countOf(actions[i]));
            if (runs >= RUNS_UNTIL_COVERED) assertTrue(total != 0, string.concat("never succeeded: ", actions[i]));
        }
    }

    function _accumulate(string memory key, uint256 count) private returns (uint256 total) {
        total = VM.envOr(key, uint256(0)) + count;
        VM.setEnv(key, VM.toString(total));
    }

    function _checkCouncil() private view {
        ICityAuthority.RoleMember[] memory council = _authority.roleMembers(CityRoles.COUNCIL);
        uint256 inForce;
        for (uint256 i = 0; i < council.length; ++i) {
            if (council[i].since <= _now()) ++inForce;
            assertTrue(ContractCode.isContract(council[i].account), "GOV-2: the council is made of contracts");
        }
        assertTrue(inForce != 0, "GOV-1: the council is never empty");
        uint64[] memory roles = _authority.roles();
        for (uint256 i = 0; i < roles.length; ++i) {
            (bool isMember, ) = _authority.hasRole(roles[i], _world.deployer());
            assertTrue(!isMember, "GOV-2: the deployer holds nothing");
        }
    }

    function _checkRoles() private view {
        uint256 accounts = _handler.accountCount();
        for (uint256 r = 0; r < _handler.roleCount(); ++r) {
            uint64 role = _handler.rolesInPlay(r);
            uint256 members;
            for (uint256 i = 0; i < accounts; ++i) {
                address account = _handler.accounts(i);
                bool holds = _handler.holds(role, account);
                (bool isMember, uint32 delay) = _authority.hasRole(role, account);
                assertEq(isMember, holds, "GOV-8: members are those who were granted the role");
                if (!holds) continue;
                ++members;
                assertLe(_handler.grantedUnder(role, account), delay, "GOV-3: no grant undercuts the minimum");
            }
            assertEq(_authority.roleMembers(role).length, members, "GOV-8: roleMembers lists every member once");
            assertEq(_authority.roleInfo(role).minimumDelay, _handler.minimumOf(role), "GOV-3: as it was raised");
        }
        for (uint256 i = 0; i < accounts; ++i) {
            address account = _handler.accounts(i);
            assertTrue(!_holdsBoth(CityRoles.COUNCIL, CityRoles.GUARDIAN, account), "GOV-4: one role of a group");
            assertTrue(!_holdsBoth(_world.CASHIER(), _world.INSPECTOR(), account), "GOV-4: one role of a group");
        }
        bytes4 selector = _handler.register().setTariff.selector;
        uint64 mapped = _handler.roleOfFunction(selector);
        assertEq(_authority.getTargetFunctionRole(address(_handler.register()), selector), mapped, "GOV-8: mapped");
        uint256 listed =
            _authority.roleFunctions(_world.HEAD()).length + _authority.roleFunctions(_world.CASHIER()).length;
        assertEq(listed, 1, "GOV-8: a function is listed once, under its role");
        assertEq(_authority.roleFunctions(mapped).length, 1, "GOV-8: a function is listed once, under its role");
    }

    function _checkActs() private view {
        ICityAuthority.PendingOperation[] memory listed = _authority.pendingOperations(0, type(uint256).max);
        assertEq(listed.length, _authority.pendingOperationCount(), "GOV-8: the count is the length");
        for (uint256 i = 0; i < listed.length; ++i) {
            assertEq(listed[i].readyAt, _authority.getSchedule(listed[i].id), "GOV-8: readyAt is the schedule");
        }
        for (uint256 i = 0; i < _handler.actCount(); ++i) {
            if (!_handler.isLatest(i)) continue;
            GovernanceHandler.Act memory act = _handler.actAt(i);
            uint256 expected = _handler.isAlive(i) ? act.readyAt : 0;
            bytes32 id = _handler.idAt(i);
            assertEq(_authority.getSchedule(id), expected, "GOV-5, GOV-6: only a living act has a schedule");
            bool isListed = _isListed(listed, id);
            assertEq(isListed, act.state == GovernanceHandler.ActState.Pending, "GOV-8: pending acts are listed");
        }
    }

    function _checkClosures() private {
        address[2] memory targets = [address(_handler.register()), address(_handler.directory())];
        for (uint256 i = 0; i < targets.length; ++i) {
            bool isClosed = _handler.isClosed(targets[i]);
            assertEq(_authority.isTargetClosed(targets[i]), isClosed, "GOV-7: closed as the books have it");
        }
        assertTrue(!_authority.isTargetClosed(address(_authority)), "GOV-15: the authority is never closed");
        bytes4 brake = _authority.emergencyClose.selector;
        uint64 holder = _authority.getTargetFunctionRole(address(_authority), brake);
        assertEq(holder, CityRoles.GUARDIAN, "GOV-15: the brake is the guardian's");
        assertTrue(_tries(address(1), targets[0], abi.encodeCall(Register__Double.pay, ())), "GOV-15: citizens go on");
    }

    function _checkDirectoryAndFactory() private view {
        CityDirectory directory = _handler.directory();
        for (uint8 s = 0; s < 3; ++s) {
            bytes32 service = bytes32(bytes1(65 + s));
            (address[] memory versions, uint48[] memory since) = _handler.versionsOf(service);
            assertEq(directory.versionCount(service), versions.length, "GOV-9: versions are consecutive");
            for (uint32 v = 1; v <= versions.length; ++v) {
                (ICityDirectory.Entry memory entry, , ) = directory.entryOf(service, v);
                assertEq(entry.account, versions[v - 1], "GOV-9: entries never change");
                assertEq(entry.version, v, "GOV-9: versions are consecutive");
                assertEq(entry.since, since[v - 1], "GOV-9: entries never change");
                assertEq(directory.serviceOf(entry.account), service, "GOV-9: an account has one service");
            }
            if (versions.length == 0) continue;
            uint256 serving = since[versions.length - 1] <= _now() ? versions.length : versions.length - 1;
            assertEq(directory.current(service).version, serving, "GOV-9: none serves before its notice ends");
        }
        address[] memory deployed = _handler.deployed();
        for (uint256 i = 0; i < deployed.length; ++i) {
            address foretold = _handler.factory().addressOf("Heir", _handler.versionDeployed(deployed[i]));
            assertEq(foretold, deployed[i], "GOV-10: a contract stands where it was foretold");
            assertTrue(foretold.code.length != 0, "GOV-10: a contract stands where it was foretold");
        }
    }

    function _checkRegister() private view {
        Register__Double register = _handler.register();
        uint96 rights = register.agentRights(address(_handler.directory()));
        assertEq(rights, _handler.rightsNow(), "GOV-11: rights change when the notice ends");
        uint160 checker = uint160(register.checkerOf(_handler.QUESTION()));
        assertEq(checker, _handler.checkerNow(), "GOV-11: a checker changes when the notice ends");
        uint48 retiresAt = _handler.retiresAt();
        assertEq(register.isRetired(), retiresAt != 0 && _now() >= retiresAt, "GOV-13: retired for good");
    }

    function _checkCourt() private view {
        for (uint64 role = CityRoles.OMBUDSMAN; role <= CityRoles.COURT_ORDERS; ++role) {
            ICityAuthority.RoleInfo memory info = _authority.roleInfo(role);
            assertEq(info.admin, CityRoles.COURT_ORDERS, "GOV-14: the court appoints");
            assertEq(info.guardian, CityRoles.COURT_ORDERS, "GOV-14: only the court cancels the court's acts");
            assertEq(_authority.roleMembers(role).length, 1, "GOV-14: the council dismissed nobody");
        }
    }

    function _holdsBoth(uint64 one, uint64 other, address account) private view returns (bool) {
        (bool holdsOne, ) = _authority.hasRole(one, account);
        (bool holdsOther, ) = _authority.hasRole(other, account);
        return holdsOne && holdsOther;
    }

    function _isListed(ICityAuthority.PendingOperation[] memory list, bytes32 id) private pure returns (bool) {
        for (uint256 i = 0; i < list.length; ++i) if (list[i].id == id) return true;
        return false;
    }
}
