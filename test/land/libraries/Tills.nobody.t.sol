// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Tills} from "../../../contracts/land/libraries/Tills.sol";
import {Test} from "../../support/Test.sol";

/// @notice An account like others, whose number is that of a free place.
contract TillsNobodyTest is Test {
    using Tills for Tills.Till;

    function test_whatNobodyIsOwedIsNotLost() public pure {
        Tills.Till memory till = Tills.create(2);
        till.addDue(address(0), 1);
        till.addDue(address(1), 2);
        till.addDue(address(0), 3);
        assertEq(till.count, 2, "each account once");
        assertEq(till.entries[0].gets, 4, "what nobody gets");
        assertEq(till.entries[1].gets, 2, "what the other one gets");
    }
}
