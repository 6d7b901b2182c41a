// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBills} from "../../contracts/payments/billing/IBills.sol";
import {Artifacts} from "../support/Artifacts.sol";
import {BillingHandler} from "../support/BillingHandler.sol";
import {Test} from "../support/Test.sol";

/// @notice Everything that always holds of bills, in one campaign: eight bills, three payers, an agent, a collector.
contract BillingInvariants is Test {
    /// @dev Runs of a campaign by default; the long profile has more.
    uint256 private constant RUNS = 256;
    string private constant RUN_COUNT = "CIVITAS_BILLING_RUNS";

    BillingHandler private _handler;

    /// @dev From its artifact: `hardhat build` first, where this file is run alone.
    function setUp() public {
        _handler = BillingHandler(Artifacts.deploy("test/support/BillingHandler.sol:BillingHandler", ""));
        _handler.begin();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev BILL-4 and the refusals of BILL-1, BILL-2, BILL-7 and BILL-8 are asserted by the handler in the act.
    function invariant_BILL_1_BILL_2_BILL_3_BILL_4_BILL_6_BILL_7_BILL_8_hold() public view {
        for (uint256 index = 0; index < _handler.BILLS(); ++index) _checkBill(index);
        assertEq(
            _handler.token().balanceOf(address(_handler.billing())),
            0,
            "BILL-6: the contract holds no token between transactions"
        );
        for (uint256 i = 0; i < _handler.PEOPLE(); ++i) _checkBalance(_handler.people(i));
        _checkBalance(_handler.budget());
        _checkBalance(_handler.payee());
    }

    /// @dev Every act must have succeeded in a campaign: an invariant holds easily where nothing happens.
    function afterInvariant() public {
        uint256 runs = VM.envOr(RUN_COUNT, uint256(0)) + 1;
        VM.setEnv(RUN_COUNT, VM.toString(runs));
        for (uint256 i = 0; i < _handler.actCount(); ++i) {
            string memory act = _handler.acts(i);
            string memory key = string.concat("CIVITAS_BILLING_ACT_", act);
            uint256 successes = VM.envOr(key, uint256(0)) + _handler.successes(act);
            VM.setEnv(key, VM.toString(successes));
            if (runs == RUNS) assertTrue(successes != 0, string.concat("never succeeded in the campaign: ", act));
        }
    }

    function _checkBill(uint256 index) private view {
        (
            uint256 paid,
            uint256 credited,
            uint256 everPaid,
            uint256 everRefunded,
            IBills.BillStatus status,
            uint32 sequence
        ) = _handler.books(index);
        IBills.Owed memory owed = _handler.owed(index);
        uint256 amount = _handler.AMOUNT();

        assertEq(owed.settled, paid + credited, "BILL-1: what is settled is what was paid and credited");
        assertLe(owed.settled, amount + owed.fee, "BILL-1: nothing is settled above what was owed");
        assertEq(owed.due, amount + owed.fee - owed.settled, "BILL-1: what is due is what is left");
        assertLe(everRefunded, everPaid, "BILL-2: refunds are never above payments");
        assertTrue(owed.status == status, "BILL-3: a status changes by the acts that say so alone");
        assertTrue(
            (status == IBills.BillStatus.Settled) == (owed.due == 0),
            "BILL-3: a bill is settled where nothing is owed, and nowhere else"
        );
        assertEq(owed.sequence, sequence, "BILL-4: the sequence counts releases, refunds and reinstatements");
        assertLe(owed.fee, (amount * 30) / 100, "BILL-8: fees are at most the cap");
    }

    function _checkBalance(address account) private view {
        assertEq(
            _handler.token().balanceOf(account),
            _handler.expectedBalance(account),
            "BILL-7: nobody pays without own call, signature or mandate, and the payee gets it all"
        );
    }
}
