// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// solhint-disable func-name-mixedcase

import {Register__Double} from "../support/Register__Double.sol";
import {Test} from "../support/Test.sol";
import {World} from "../support/World.sol";

/// @notice Fuzz of notices: agents, checkers, succession.
contract AgentsTest is Test {
    World private _world;

    function setUp() external {
        _world = new World();
        _world.seal();
    }

    function testFuzz_GOV_11_rights_change_exactly_when_the_notice_ends(
        uint96 first,
        uint96 second,
        uint256 pause,
        uint256 wait
    ) external {
        address agent = address(_world.directory());
        pause = bound(pause, 0, 90 days);
        wait = bound(wait, 0, 90 days);

        _world.announceAgent(agent, first);
        uint256 firstAt = _now() + 30 days;
        _skip(pause);
        uint96 before = _now() >= firstAt ? first : 0;
        assertEq(_world.register().agentRights(agent), before, "GOV-11: no right before the notice ends");

        _world.announceAgent(agent, second);
        uint256 secondAt = _now() + 30 days;
        // An announcement takes the council's own delay, in which the first may come into force.
        before = secondAt - 30 days >= firstAt ? first : 0;
        _skip(wait);
        uint96 expected = _now() >= secondAt ? second : before;
        assertEq(_world.register().agentRights(agent), expected, "GOV-11: the second notice runs in full");
    }

    function testFuzz_GOV_11_an_agent_acts_with_every_bit_and_not_without(uint96 rights) external {
        address agent = address(_world.directory());
        _world.announceAgent(agent, rights);
        _skip(30 days);
        bool mayNote = rights & 1 != 0;
        bool mayClear = rights & 3 == 3;
        Register__Double register = _world.register();
        bool noted = _tries(agent, address(register), abi.encodeCall(register.note, ()));
        bool cleared = _tries(agent, address(register), abi.encodeCall(register.clear, ()));
        assertEq(noted, mayNote, "GOV-11: note needs its bit");
        assertEq(cleared, mayClear, "GOV-11: clear needs both bits");
    }

    function testFuzz_GOV_12_a_record_moves_once_and_only_to_the_successor(
        bytes32 record,
        bytes32 content,
        address thief,
        uint256 wait
    ) external {
        VM.assume(content != 0);
        wait = bound(wait, 0, 60 days);
        (Register__Double register, Register__Double successor) = (_world.register(), _world.successor());
        _world.enter(record, content);
        _world.retire(address(successor));
        uint256 retiresAt = _now() + 30 days;
        VM.assume(thief != address(successor));
        _skip(wait);
        bool isRetired = _now() >= retiresAt;
        assertEq(register.isRetired(), isRetired, "GOV-13: retired from the end of the notice on");

        bool stolen = _tries(thief, address(register), abi.encodeCall(register.handOver, (record)));
        assertTrue(!stolen, "GOV-12: nobody but the successor takes a record");
        bytes memory take = abi.encodeCall(successor.take, (record));
        bool moved = _tries(address(this), address(successor), take);
        assertEq(moved, isRetired, "GOV-12: the successor takes it once the notice has ended");
        if (!moved) return;
        assertEq(successor.contentOf(record), content, "GOV-12: the record arrives whole");
        assertTrue(!_tries(address(this), address(successor), take), "GOV-12: a record moves at most once");
    }
}
