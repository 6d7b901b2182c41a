// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBills} from "../../contracts/payments/billing/IBills.sol";
import {Artifacts} from "../support/Artifacts.sol";
import {DesksHandler} from "../support/DesksHandler.sol";
import {Test} from "../support/Test.sol";

/// @notice What always holds of bills with their desks, in one campaign: eight bills, mandates, disputes, credits, refunds.
contract DesksInvariants is Test {
    /// @dev Runs of a campaign by default; the long profile has more.
    uint256 private constant RUNS = 256;
    string private constant RUN_COUNT = "CIVITAS_DESKS_RUNS";

    DesksHandler private _handler;

    /// @dev From its artifact, since a test holds no more code than any contract: `hardhat build` first, where this file is
    /// run alone.
    function setUp() public {
        _handler = DesksHandler(Artifacts.deploy("test/support/DesksHandler.sol:DesksHandler", ""));
        _handler.prepare();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev BILL-16, BILL-18, BILL-19 and the refusals of the others are asserted by the handler in the act.
    function invariant_BILL_14_BILL_15_BILL_16_BILL_17_BILL_18_BILL_19_BILL_20_hold() public view {
        (uint256 paid, uint256 credited, uint256 refunded) = (0, 0, 0);
        for (uint256 i = 0; i < _handler.BILLS(); ++i) {
            uint256 settled = _handler.paid(i) + _handler.credited(i) - _handler.refunded(i);
            assertEq(
                _handler.settledOf(i),
                settled,
                "BILL-14: a bill's ledger says what was paid, credited and refunded"
            );
            assertLe(settled, _handler.mostOf(i), "BILL-14: paid and credited are never above what was ever owed");
            assertLe(_handler.refunded(i), _handler.paid(i), "BILL-15: refunds are never above payments");
            if (_handler.statusOf(i) == IBills.BillStatus.Held) {
                assertEq(_handler.dueOf(i), _handler.heldDue(i), "BILL-18: nothing grows on a disputed bill");
            }
            paid += _handler.paid(i);
            credited += _handler.credited(i);
            refunded += _handler.refunded(i);
        }
        for (uint256 i = 0; i < _handler.PEOPLE(); ++i) {
            address person = _handler.people(i);
            assertEq(
                _handler.token().balanceOf(person),
                _handler.WEALTH() - _handler.spent(person) + _handler.regained(person),
                "BILL-17: nobody pays without own call, signature or mandate"
            );
        }
        _checkMoney(paid, credited, refunded);
    }

    /// @dev Every act must have succeeded in a campaign: an invariant holds easily where nothing happens.
    function afterInvariant() public {
        uint256 runs = VM.envOr(RUN_COUNT, uint256(0)) + 1;
        VM.setEnv(RUN_COUNT, VM.toString(runs));
        for (uint256 i = 0; i < _handler.actCount(); ++i) {
            string memory act = _handler.acts(i);
            string memory key = string.concat("CIVITAS_DESKS_ACT_", act);
            uint256 successes = VM.envOr(key, uint256(0)) + _handler.successes(act);
            VM.setEnv(key, VM.toString(successes));
            if (runs == RUNS) assertTrue(successes != 0, string.concat("never succeeded in the campaign: ", act));
        }
    }

    /// @dev A refund that is no longer owed counts as credited without another payment to the payee.
    function _checkMoney(uint256 paid, uint256 credited, uint256 refunded) private view {
        uint256 revenue = _handler.revenue();
        assertEq(
            revenue + refunded,
            paid + _handler.drawn(),
            "BILL-20: what the payee has got was paid, or drawn on the credit account beside refunds"
        );
        assertLe(revenue, paid + credited, "BILL-20: the payee gets no more than was paid and credited");
        address[3] memory desks = [
            address(_handler.billing()),
            address(_handler.mandates()),
            address(_handler.disputes())
        ];
        for (uint256 i = 0; i < desks.length; ++i) {
            assertEq(_handler.token().balanceOf(desks[i]), 0, "BILL-20: bills and desks keep no tokens");
        }
    }
}
