// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EncumbranceWords} from "../../../contracts/land/libraries/EncumbranceWords.sol";
import {Test} from "../../support/Test.sol";

/// @notice The numbers of kinds stand in signed terms, in words and in what others have read of both: they never change.
contract EncumbranceWordsTest is Test {
    function testKindsHaveTheNumbersThatClientsKnow() public pure {
        assertEq(EncumbranceWords.MORTGAGE, 1, "mortgage");
        assertEq(EncumbranceWords.EASEMENT, 2, "easement");
        assertEq(EncumbranceWords.LEASE, 3, "lease");
        assertEq(EncumbranceWords.COVENANT, 4, "covenant");
        assertEq(EncumbranceWords.CAVEAT, 5, "caveat");
        assertEq(EncumbranceWords.PRE_EMPTION, 6, "pre-emption");
        assertEq(EncumbranceWords.JUDGMENT_LIEN, 7, "judgment lien");
        assertEq(EncumbranceWords.TAX_LIEN, 8, "tax lien");
    }

    /// @dev Each kind's flags: 1 blocks, 2 runs with the land, 4 needs an order.
    function testKindsMeanWhatClientsKnow() public pure {
        uint8[8] memory meanings = [1, 2, 2, 2, 5, 1, 5, 5];
        for (uint8 kind = 1; kind <= 8; ++kind) {
            assertEq(EncumbranceWords.flagsOf(kind), meanings[kind - 1], "what a kind means");
        }
    }
}
