// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Artifacts} from "../support/Artifacts.sol";
import {SalesHandler} from "../support/SalesHandler.sol";
import {Test} from "../support/Test.sol";

/// @notice Everything that always holds of sales, in one campaign: of completions, chains, escrows, forced sales and
/// credits.
contract SalesInvariants is Test {
    /// @dev Runs of a campaign by default; the long profile has more.
    uint256 private constant RUNS = 256;
    string private constant RUN_COUNT = "CIVITAS_SALES_RUNS";

    SalesHandler private _handler;

    /// @dev From its artifact, since a test holds no more code than any contract: `hardhat build` first, where this file is
    /// run alone.
    function setUp() public {
        _handler = SalesHandler(Artifacts.deploy("test/support/SalesHandler.sol:SalesHandler", ""));
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev SALE-3, SALE-4 and the deeds of SALE-1 are asserted by the handler in the act, and by its book.
    function invariant_SALE_1_SALE_2_SALE_3_SALE_4_SALE_5_hold() public view {
        uint256 credits = _handler.CONVEYANCE().creditOf(address(_handler.CONVEYANCE()));
        for (uint256 i = 0; i < _handler.PEOPLE(); ++i) credits += _checkBook(_handler.people(i));
        credits += _checkBook(_handler.REVENUE());
        credits += _checkBook(address(_handler.FUND()));
        assertEq(
            _handler.TOKEN().balanceOf(address(_handler.CONVEYANCE())),
            _handler.deposits() + credits,
            "SALE-5: the contract holds open deposits and credits, and nothing else"
        );
        for (uint256 i = 0; i < _handler.TITLES(); ++i) {
            uint256 id = _handler.ids(i);
            assertEq(
                _handler.REGISTRY().titleOf(id).owner(),
                _handler.expectedOwner(id),
                "SALE-1: a title is whose sale completed last"
            );
        }
    }

    function _checkBook(address account) private view returns (uint256 credit) {
        credit = _handler.CONVEYANCE().creditOf(account);
        assertEq(
            _handler.TOKEN().balanceOf(account) + credit,
            _handler.bookOf(account),
            "SALE-2: money in is money out, to the unit"
        );
    }

    /// @dev Every act must have succeeded in a campaign: an invariant holds easily where nothing happens.
    function afterInvariant() public {
        uint256 runs = VM.envOr(RUN_COUNT, uint256(0)) + 1;
        VM.setEnv(RUN_COUNT, VM.toString(runs));
        for (uint256 i = 0; i < _handler.actCount(); ++i) {
            string memory act = _handler.acts(i);
            string memory key = string.concat("CIVITAS_SALES_ACT_", act);
            uint256 successes = VM.envOr(key, uint256(0)) + _handler.successes(act);
            VM.setEnv(key, VM.toString(successes));
            if (runs == RUNS) assertTrue(successes != 0, string.concat("never succeeded in the campaign: ", act));
        }
    }
}
