// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Tills} from "../../../contracts/land/libraries/Tills.sol";
import {Test} from "../../support/Test.sol";

/// @notice What is owed and what is due, in memory.
contract TillsTest is Test {
    using Tills for Tills.Till;

    uint256 private constant PEOPLE = 5;

    function testFuzz_SALE_2_nettingKeepsWhatEverybodyIsOwed(uint256[8] calldata seeds) public pure {
        Tills.Till memory till = Tills.create(PEOPLE);
        int256[PEOPLE] memory book;
        for (uint256 i = 0; i < seeds.length; ++i) {
            uint256 place = seeds[i] % PEOPLE;
            // Forty bits each: sums stay far below what signs could lose.
            uint256 owed = uint40(seeds[i] >> 8);
            uint256 due = uint40(seeds[i] >> 48);
            till.addOwed(_person(place), owed);
            till.addDue(_person(place), due);
            book[place] += int256(due) - int256(owed);
        }
        till.net();
        for (uint256 i = 0; i < till.count; ++i) {
            uint256 place = uint160(till.entries[i].account) - 1;
            assertEq(
                uint256(int256(till.entries[i].gets) - int256(till.entries[i].owes)),
                uint256(book[place]),
                "SALE-2: what is left is the difference, to the unit"
            );
            assertTrue(till.entries[i].gets == 0 || till.entries[i].owes == 0, "SALE-2: nobody pays and is paid");
        }
    }

    function testFuzz_eachAccountStandsOnce(uint256[8] calldata seeds) public pure {
        Tills.Till memory till = Tills.create(PEOPLE);
        for (uint256 i = 0; i < seeds.length; ++i) till.addDue(_person(seeds[i] % PEOPLE), 1);
        uint256 sum = 0;
        for (uint256 i = 0; i < till.count; ++i) {
            for (uint256 k = 0; k < i; ++k) {
                assertTrue(till.entries[k].account != till.entries[i].account, "an account stands once");
            }
            sum += till.entries[i].gets;
        }
        assertEq(sum, seeds.length, "nothing is lost");
    }

    function test_nothingTakesNoPlace() public pure {
        Tills.Till memory till = Tills.create(0);
        till.addOwed(address(1), 0);
        till.addDue(address(1), 0);
        assertEq(till.count, 0, "an amount of zero is not written down");
    }

    function _person(uint256 place) private pure returns (address) {
        return address(uint160(place + 1));
    }
}
