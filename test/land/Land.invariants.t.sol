// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EncumbranceWord} from "../../contracts/land/libraries/EncumbranceWords.sol";
import {TitleWord, TitleWords} from "../../contracts/land/libraries/TitleWords.sol";
import {Artifacts} from "../support/Artifacts.sol";
import {LandHandler} from "../support/LandHandler.sol";
import {Test} from "../support/Test.sol";

/// @notice Everything that always holds of titles, in one campaign. Replots need proofs made off chain: random ones are
/// in the tests in TypeScript.
contract LandInvariants is Test {
    /// @dev Runs of a campaign by default; the long profile has more.
    uint256 private constant RUNS = 256;
    string private constant RUN_COUNT = "CIVITAS_LAND_RUNS";

    LandHandler private _handler;

    /// @dev From its artifact, since a test holds no more code than any contract: `hardhat build` first, where this file is
    /// run alone.
    function setUp() public {
        _handler = LandHandler(Artifacts.deploy("test/support/LandHandler.sol:LandHandler", ""));
        _handler.becomeAgent();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev LAND-5 and the refusals of LAND-6 are asserted by the handler in the act, too.
    function invariant_LAND_1_LAND_3_LAND_4_LAND_5_LAND_6_hold() public view {
        for (uint256 i = 0; i < _handler.TITLES(); ++i) {
            uint256 id = _handler.ids(i);
            TitleWord title = _handler.REGISTRY().titleOf(id);
            assertEq(title.owner(), _handler.expectedOwner(id), "LAND-6: a title moves by deed or order alone");
            assertEq(title.has(TitleWords.FROZEN), _handler.expectedFrozen(id), "LAND-6: a freeze ends by order alone");
            _checkShares(id, title);
            _checkEncumbrances(id, title);
        }
        _checkBalances();
    }

    function _checkShares(uint256 id, TitleWord title) private view {
        uint256 sum = 0;
        uint256 whole = 0;
        for (uint256 i = 0; i < _handler.PEOPLE(); ++i) {
            (uint64 share, uint64 denominator) = _handler.REGISTRY().shareOf(id, _handler.people(i));
            (sum, whole) = (sum + share, denominator);
        }
        assertEq(sum, whole, "LAND-3: shares add up to one");
        assertEq(whole != 0, title.has(TitleWords.SHARED), "LAND-3: a shared title has shares");
    }

    function _checkEncumbrances(uint256 id, TitleWord title) private view {
        uint256 active = 0;
        uint256 blockers = 0;
        for (uint256 number = 1; number <= title.lastNumber(); ++number) {
            EncumbranceWord encumbrance = _handler.REGISTRY().encumbranceOf(id, number);
            assertEq(
                encumbrance.intake(),
                _handler.expectedRank(id, number),
                "LAND-5: a rank changes by the act of who loses"
            );
            if (!encumbrance.isEmpty()) ++active;
            if (encumbrance.blocks()) ++blockers;
        }
        assertEq(title.active(), active, "LAND-4: active is the number of encumbrances");
        assertEq(title.blockers(), blockers, "LAND-4: blockers is the number of those that block");
    }

    function _checkBalances() private view {
        uint256 sum = _handler.REGISTRY().balanceOf(address(_handler.REGISTRY()));
        for (uint256 i = 0; i < _handler.PEOPLE(); ++i) sum += _handler.REGISTRY().balanceOf(_handler.people(i));
        assertEq(sum, _handler.TITLES(), "LAND-1: each title is somebody's, once");
    }

    /// @dev Every act must have succeeded in a campaign: an invariant holds easily where nothing happens.
    function afterInvariant() public {
        uint256 runs = VM.envOr(RUN_COUNT, uint256(0)) + 1;
        VM.setEnv(RUN_COUNT, VM.toString(runs));
        for (uint256 i = 0; i < _handler.actCount(); ++i) {
            string memory act = _handler.acts(i);
            string memory key = string.concat("CIVITAS_LAND_ACT_", act);
            uint256 successes = VM.envOr(key, uint256(0)) + _handler.successes(act);
            VM.setEnv(key, VM.toString(successes));
            if (runs == RUNS) assertTrue(successes != 0, string.concat("never succeeded in the campaign: ", act));
        }
    }
}
