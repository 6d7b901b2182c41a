// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMarketAccounts} from "../../contracts/energy/market/IMarketAccounts.sol";
import {IMarketZones} from "../../contracts/energy/market/IMarketZones.sol";
import {Artifacts} from "../support/Artifacts.sol";
import {EnergyHandler} from "../support/energy/EnergyHandler.sol";
import {Test} from "../support/Test.sol";

/// @notice Everything that always holds of the energy market, in one campaign: two zones, one of each policy.
contract EnergyInvariants is Test {
    /// @dev Runs of a campaign by default; the long profile has more.
    uint256 private constant RUNS = 256;
    string private constant RUN_COUNT = "CIVITAS_ENERGY_RUNS";

    EnergyHandler private _handler;

    /// @dev From its artifact: `hardhat build` first, where this file is run alone.
    function setUp() public {
        _handler = EnergyHandler(Artifacts.deploy("test/support/energy/EnergyHandler.sol:EnergyHandler", ""));
        _handler.begin();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev ENERGY-2, ENERGY-3 and the refusals of ENERGY-4, ENERGY-5 and ENERGY-6 are asserted by the handler in the act.
    function invariant_ENERGY_1_ENERGY_2_ENERGY_3_ENERGY_4_ENERGY_5_ENERGY_6_hold() public view {
        uint256 owed = 0;
        for (uint16 zone = 1; zone <= _handler.ZONES(); ++zone) owed += _checkZone(zone);
        assertEq(
            _handler.token().balanceOf(address(_handler.market())),
            owed,
            "ENERGY-1: tokens held are balances, purses and guarantee funds"
        );
    }

    /// @dev Every act must have succeeded in a campaign: an invariant holds easily where nothing happens.
    function afterInvariant() public {
        uint256 runs = VM.envOr(RUN_COUNT, uint256(0)) + 1;
        VM.setEnv(RUN_COUNT, VM.toString(runs));
        for (uint256 i = 0; i < _handler.actCount(); ++i) {
            string memory act = _handler.acts(i);
            string memory key = string.concat("CIVITAS_ENERGY_ACT_", act);
            uint256 successes = VM.envOr(key, uint256(0)) + _handler.successes(act);
            VM.setEnv(key, VM.toString(successes));
            if (runs == RUNS) assertTrue(successes != 0, string.concat("never succeeded in the campaign: ", act));
        }
    }

    function _checkZone(uint16 zone) private view returns (uint256 held) {
        IMarketZones.Zone memory state = _handler.market().zoneOf(zone);
        IMarketZones.Purse memory purse = _handler.market().purseOf(zone);
        assertEq(state.nextInterval, _handler.nextInterval(zone), "ENERGY-5: intervals settle once, in their order");
        assertTrue(_handler.isLastAsExpected(zone), "ENERGY-2: every household traded what the rules say, to the Wh");
        (uint256 balances, uint256 debts, int256 certificates) = (0, 0, 0);
        for (uint256 place = 0; place < _handler.places(zone); ++place) {
            uint32 account = uint32(uint256(zone) << 16) | uint32(place);
            IMarketAccounts.Account memory each = _checkAccount(account, state.nextInterval);
            balances += each.balance;
            debts += each.owed;
            certificates += int256(uint256(each.certificateWh)) - int256(uint256(each.certificateDebt));
        }
        assertLe(state.fundLent, debts, "ENERGY-1: what the fund has lent is owed by somebody");
        assertTrue(certificates == _handler.uncertified(zone), "ENERGY-4: a Wh is counted once, and drawn once");
        return balances + purse.utility + purse.levels[0] + purse.levels[1] + purse.levels[2] + state.fund;
    }

    function _checkAccount(
        uint32 account,
        uint32 nextInterval
    ) private view returns (IMarketAccounts.Account memory held) {
        held = _handler.market().accountOf(account);
        (int256 worth, , , ) = _handler.books(account);
        assertTrue(
            int256(uint256(held.balance)) - int256(uint256(held.owed)) == worth,
            "ENERGY-1: what an account has, or owes, is what it paid in, got and paid"
        );
        assertTrue(held.balance == 0 || held.owed == 0, "ENERGY-1: nobody has money and a debt");
        (uint256 free, uint256 reserved) = _handler.market().fundsOf(account);
        uint256 unfrozen = held.balance > held.frozen ? held.balance - held.frozen : 0;
        assertEq(free + reserved, unfrozen, "ENERGY-6: free and reserved are the balance less what is frozen");
        if (_now() / 900 >= uint256(nextInterval) + 192) {
            assertEq(reserved, 0, "ENERGY-6: nothing is reserved after 48 hours of silence");
        }
    }
}
