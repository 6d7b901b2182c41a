// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "../support/Test.sol";
import {Artifacts} from "../support/Artifacts.sol";
import {PaymentsHandler} from "../support/PaymentsHandler.sol";

/// @notice Everything that always holds in payments, in one campaign: two tokens of one line, their desks, six people.
contract PaymentsInvariants is Test {
    /// @dev Runs of a campaign by default; the long profile has more.
    uint256 private constant RUNS = 256;
    string private constant RUN_COUNT = "CIVITAS_PAYMENTS_RUNS";

    PaymentsHandler private _handler;

    /// @dev From its artifact, since a test holds no more code than any contract: `hardhat build` first, where this file is
    /// run alone.
    function setUp() public {
        _handler = PaymentsHandler(Artifacts.deploy("test/support/PaymentsHandler.sol:PaymentsHandler", ""));
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev TOKEN-2, TOKEN-4, TOKEN-6 and the refusals of TOKEN-3 and TOKEN-5 are asserted by the handler in the act.
    function invariant_TOKEN_1_TOKEN_2_TOKEN_3_TOKEN_4_TOKEN_5_TOKEN_6_TOKEN_7_TOKEN_8_hold() public view {
        uint256 supply = 0;
        for (uint256 line = 0; line < 2; ++line) {
            uint256 sum = 0;
            for (uint256 i = 0; i < _handler.PEOPLE(); ++i) {
                address person = _handler.people(i);
                uint256 balance = _handler.tokens(line).balanceOf(person);
                sum += balance;
                assertEq(
                    balance,
                    _handler.expectedBalance(line, person),
                    "TOKEN-5: no token leaves an account without its call, signature, allowance, order or recovery"
                );
                assertEq(
                    _handler.tokens(line).getFrozenTokens(person),
                    _handler.expectedFrozen(line, person),
                    "TOKEN-3: a freeze changes by orders, recoveries and swaps alone"
                );
            }
            assertEq(_handler.tokens(line).totalSupply(), sum, "TOKEN-1: the supply is the sum of all balances");
            supply += sum;
            address desk = address(_handler.desks(line));
            assertEq(_handler.tokens(line).balanceOf(desk), 0, "TOKEN-7: the desk keeps nothing");
        }
        assertEq(
            supply,
            _handler.minted() - _handler.burned(),
            "TOKEN-1, TOKEN-8: both supplies are what was minted less what was burned"
        );
    }

    /// @dev Every act must have succeeded in a campaign: an invariant holds easily where nothing happens.
    function afterInvariant() public {
        uint256 runs = VM.envOr(RUN_COUNT, uint256(0)) + 1;
        VM.setEnv(RUN_COUNT, VM.toString(runs));
        for (uint256 i = 0; i < _handler.actCount(); ++i) {
            string memory act = _handler.acts(i);
            string memory key = string.concat("CIVITAS_PAYMENTS_ACT_", act);
            uint256 successes = VM.envOr(key, uint256(0)) + _handler.successes(act);
            VM.setEnv(key, VM.toString(successes));
            if (runs == RUNS) assertTrue(successes != 0, string.concat("never succeeded in the campaign: ", act));
        }
    }
}
