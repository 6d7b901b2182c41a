// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CityAuthority} from "../../contracts/governance/CityAuthority.sol";
import {CityDirectory} from "../../contracts/governance/CityDirectory.sol";
import {CityFactory} from "../../contracts/governance/CityFactory.sol";
import {CityRoles} from "../../contracts/governance/CityRoles.sol";
import {ICityAuthority} from "../../contracts/governance/ICityAuthority.sol";
import {Office__Double} from "./Office__Double.sol";
import {Register__Double} from "./Register__Double.sol";
import {Test} from "./Test.sol";

/// @notice A governed city for the Solidity tests, deployed through its factory, with the acts of its offices.
contract World is Test {
    uint64 public constant HEAD = 20;
    uint64 public constant OFFICER = 21;
    uint64 public constant CASHIER = 22;
    uint64 public constant INSPECTOR = 23;
    uint32 public constant COUNCIL_DELAY = 48 hours;
    uint32 public constant COURT_DELAY = 7 days;
    uint32 public constant HEAD_DELAY = 24 hours;

    address public immutable deployer = address(0xD1);
    address public immutable guardian = address(0xD2);
    address public immutable court = address(0xD3);
    address public immutable ombudsman = address(0xD4);
    address public immutable head = address(0xD5);
    address public immutable officer = address(0xD6);

    Office__Double public immutable council;
    CityFactory public immutable factory;
    CityAuthority public immutable authority;
    CityDirectory public immutable directory;
    Register__Double public immutable register;
    Register__Double public immutable successor;

    constructor() {
        // A date of our century: the chain of the tests begins in 1970.
        VM.warp(1_800_000_000);
        council = new Office__Double(address(this));
        VM.startPrank(deployer);
        factory = new CityFactory();
        bytes memory code = bytes.concat(type(CityAuthority).creationCode, abi.encode(deployer, _table()));
        authority = CityAuthority(factory.deploy("CityAuthority", 1, code));
        code = bytes.concat(type(CityDirectory).creationCode, abi.encode(authority));
        directory = CityDirectory(factory.deploy("CityDirectory", 1, code));
        register = Register__Double(_deployRegister(1, address(0)));
        successor = Register__Double(_deployRegister(2, address(register)));
        _openDepartment();
        VM.stopPrank();
    }

    function seal() external {
        VM.prank(deployer);
        authority.seal();
    }

    /// @notice Schedules an act of the council, at the earliest time.
    function scheduleAsCouncil(address target, bytes memory data) public returns (bytes32 operationId) {
        council.act(address(authority), abi.encodeCall(authority.schedule, (target, data, 0)));
        return authority.hashOperation(address(council), target, data);
    }

    /// @notice The whole life of an act of the council: scheduled, waited for, done.
    function decide(address target, bytes memory data) public {
        bytes32 operationId = scheduleAsCouncil(target, data);
        uint48 readyAt = authority.getSchedule(operationId);
        if (readyAt > _now()) VM.warp(readyAt);
        council.act(target, data);
    }

    function announceAgent(address agent, uint96 rights) external {
        decide(address(register), abi.encodeCall(register.announceAgent, (agent, rights)));
    }

    function announceChecker(bytes32 question, address checker) external {
        decide(address(register), abi.encodeCall(register.announceChecker, (question, checker)));
    }

    function retire(address heir) external {
        decide(address(register), abi.encodeCall(register.retire, (heir)));
    }

    function enter(bytes32 record, bytes32 content) external {
        VM.prank(officer);
        register.enter(record, content);
    }

    /// @notice Signature of the functions that the department's roles may call.
    function selectors() external view returns (bytes4[3] memory) {
        return [register.enter.selector, register.setTariff.selector, register.rectify.selector];
    }

    function setupOf(
        uint64 id,
        uint64 admin,
        uint64 guard,
        uint32 minimumDelay,
        uint8 group,
        address holder
    ) public pure returns (ICityAuthority.RoleSetup memory setup) {
        setup.id = id;
        setup.admin = admin;
        setup.guardian = guard;
        setup.minimumDelay = minimumDelay;
        setup.exclusionGroup = group;
        if (holder == address(0)) return setup;
        setup.holders = new ICityAuthority.Holder[](1);
        setup.holders[0] = ICityAuthority.Holder(holder, minimumDelay);
    }

    function _deployRegister(uint32 version, address predecessor) private returns (address) {
        bytes memory arguments = abi.encode(authority, predecessor);
        return factory.deploy("Register", version, bytes.concat(type(Register__Double).creationCode, arguments));
    }

    function _openDepartment() private {
        authority.registerRole(setupOf(HEAD, 0, CityRoles.COURT_ORDERS, HEAD_DELAY, 0, head));
        authority.registerRole(setupOf(OFFICER, HEAD, HEAD, 0, 0, officer));
        authority.registerRole(setupOf(CASHIER, 0, 0, 0, 2, address(0)));
        authority.registerRole(setupOf(INSPECTOR, 0, 0, 0, 2, address(0)));
        _map(register.enter.selector, OFFICER);
        _map(register.setTariff.selector, HEAD);
        _map(register.rectify.selector, CityRoles.COURT_ORDERS);
    }

    function _map(bytes4 selector, uint64 roleId) private {
        bytes4[] memory list = new bytes4[](1);
        list[0] = selector;
        authority.setTargetFunctionRole(address(register), list, roleId);
    }

    function _table() private view returns (ICityAuthority.RoleSetup[] memory table) {
        (uint64 orders, uint64 none) = (CityRoles.COURT_ORDERS, CityRoles.COUNCIL);
        table = new ICityAuthority.RoleSetup[](4);
        table[0] = setupOf(CityRoles.COUNCIL, none, none, COUNCIL_DELAY, 1, address(council));
        table[1] = setupOf(CityRoles.GUARDIAN, none, none, 0, 1, guardian);
        table[2] = setupOf(orders, orders, orders, COURT_DELAY, 1, court);
        table[3] = setupOf(CityRoles.OMBUDSMAN, orders, orders, 0, 1, ombudsman);
    }
}
