// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// solhint-disable func-name-mixedcase

import {CityAuthority} from "../../contracts/governance/CityAuthority.sol";
import {CityRoles} from "../../contracts/governance/CityRoles.sol";
import {ICityAuthority} from "../../contracts/governance/ICityAuthority.sol";
import {Office__Double} from "../support/Office__Double.sol";
import {Register__Double} from "../support/Register__Double.sol";
import {Test} from "../support/Test.sol";
import {World} from "../support/World.sol";

/// @notice Fuzz of delays, groups, pending acts and closings.
contract CityAuthorityTest is Test {
    World private _world;
    CityAuthority private _authority;
    Register__Double private _register;

    function setUp() external {
        _world = new World();
        _world.seal();
        _authority = _world.authority();
        _register = _world.register();
    }

    function testFuzz_GOV_3_a_grant_succeeds_exactly_from_the_minimum_to_the_maximum(uint32 delay) external {
        uint64 role = _world.HEAD();
        bytes memory grant = abi.encodeCall(_authority.grantRole, (role, address(0xBEEF), delay));
        _world.scheduleAsCouncil(address(_authority), grant);
        _skip(48 hours);
        Office__Double council = _world.council();
        bool granted = _tries(
            address(_world),
            address(council),
            abi.encodeCall(council.act, (address(_authority), grant))
        );
        assertEq(granted, delay >= 24 hours && delay <= 30 days, "GOV-3: no grant undercuts the minimum");
    }

    function testFuzz_GOV_3_a_minimum_only_grows(uint32 first, uint32 second) external {
        uint64 role = _world.CASHIER();
        first = uint32(bound(first, 1, 30 days));
        _world.decide(address(_authority), abi.encodeCall(_authority.raiseMinimumDelay, (role, first)));
        bytes memory raise = abi.encodeCall(_authority.raiseMinimumDelay, (role, second));
        if (second == first) return;
        _world.scheduleAsCouncil(address(_authority), raise);
        _skip(48 hours);
        Office__Double council = _world.council();
        bool raised = _tries(
            address(_world),
            address(council),
            abi.encodeCall(council.act, (address(_authority), raise))
        );
        assertEq(raised, second > first && second <= 30 days, "GOV-3: a minimum only grows");
    }

    function testFuzz_GOV_4_groups_exclude_each_other(address account, uint8 groupA, uint8 groupB) external {
        World open = new World();
        CityAuthority authority = open.authority();
        VM.assume(account != open.deployer());
        VM.startPrank(open.deployer());
        authority.registerRole(open.setupOf(60, 0, 0, 0, groupA, address(0)));
        authority.registerRole(open.setupOf(61, 0, 0, 0, groupB, address(0)));
        VM.stopPrank();
        bool heldBefore = _holdsOfGroup(authority, account, groupA) || _holdsOfGroup(authority, account, groupB);
        VM.assume(!heldBefore);
        assertTrue(_tries(open.deployer(), address(authority), _grant(60, account)), "GOV-4: a first role of a group");
        bool second = _tries(open.deployer(), address(authority), _grant(61, account));
        assertEq(second, groupA == 0 || groupA != groupB, "GOV-4: nobody holds two roles of one group");
    }

    function testFuzz_GOV_16_an_act_executes_within_its_week_and_at_no_other_time(
        uint256 tariff,
        uint256 later,
        uint256 wait
    ) external {
        later = bound(later, 24 hours, 60 days);
        wait = bound(wait, 0, 90 days);
        uint48 readyAt = _now() + uint48(later);
        bytes memory act = abi.encodeCall(_register.setTariff, (tariff));
        VM.prank(_world.head());
        _authority.schedule(address(_register), act, readyAt);
        _skip(wait);
        bool executed = _tries(_world.head(), address(_register), act);
        assertEq(executed, _now() >= readyAt && _now() < readyAt + 7 days, "GOV-16: not before, not a week after");
    }

    function testFuzz_GOV_6_a_cancelled_act_never_executes(uint256 tariff, uint256 wait, bool byCourt) external {
        bytes memory act = abi.encodeCall(_register.setTariff, (tariff));
        (address head, address court) = (_world.head(), _world.court());
        VM.prank(head);
        _authority.schedule(address(_register), act, 0);
        VM.prank(byCourt ? court : head);
        _authority.cancel(head, address(_register), act);
        _skip(bound(wait, 0, 60 days));
        assertTrue(!_tries(head, address(_register), act), "GOV-6: a vetoed act never executes");
    }

    function testFuzz_GOV_7_the_guardian_alone_closes_seven_days_in_fourteen(uint256[6] memory waits) external {
        uint256 closedUntil;
        address guardian = _world.guardian();
        bytes memory close = abi.encodeCall(_authority.emergencyClose, (address(_register)));
        for (uint256 i = 0; i < waits.length; ++i) {
            _skip(bound(waits[i], 0, 20 days));
            bool isClosed = _tries(guardian, address(_authority), close);
            bool mayClose = closedUntil == 0 || _now() >= closedUntil + 7 days;
            assertEq(isClosed, mayClose, "GOV-7: closed only where it rested for seven days");
            if (isClosed) closedUntil = _now() + 7 days;
            assertEq(_authority.isTargetClosed(address(_register)), _now() < closedUntil, "GOV-7: it lapses");
        }
    }

    function testFuzz_GOV_2_only_a_contract_of_its_own_is_council_once_sealed(bytes memory code) external {
        address account = address(0xC0DE);
        VM.etch(account, code);
        bool isContract = code.length != 0 && !(code.length > 2 && bytes3(code) == 0xef0100);
        bytes memory grant = abi.encodeCall(_authority.grantRole, (CityRoles.COUNCIL, account, 48 hours));
        _world.scheduleAsCouncil(address(_authority), grant);
        _skip(48 hours);
        Office__Double council = _world.council();
        bool granted = _tries(
            address(_world),
            address(council),
            abi.encodeCall(council.act, (address(_authority), grant))
        );
        assertEq(granted, isContract, "GOV-2: the council is made of contracts");
    }

    function _grant(uint64 role, address account) private view returns (bytes memory) {
        return abi.encodeCall(_authority.grantRole, (role, account, 0));
    }

    function _holdsOfGroup(CityAuthority authority, address account, uint8 group) private view returns (bool) {
        if (group == 0) return false;
        uint64[] memory roles = authority.roles();
        for (uint256 i = 0; i < roles.length; ++i) {
            ICityAuthority.RoleInfo memory role = authority.roleInfo(roles[i]);
            (bool holds, ) = authority.hasRole(roles[i], account);
            if (holds && role.exclusionGroup == group) return true;
        }
        return false;
    }
}
