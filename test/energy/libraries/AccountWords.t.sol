// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccountWord, AccountWords} from "../../../contracts/energy/libraries/AccountWords.sol";
import {Test} from "../../support/Test.sol";

/// @notice The flags stand where the drawing of an account's word has them.
contract AccountWordsTest is Test {
    function testFlagsStandWhereTheyAreDrawn() public pure {
        uint256[6] memory flags = [
            AccountWords.PENDING,
            AccountWords.ONE_OFF,
            AccountWords.PRIORITY,
            AccountWords.CERTIFYING,
            AccountWords.CLOSING,
            AccountWords.INDEBTED
        ];
        for (uint256 i = 0; i < flags.length; ++i) {
            AccountWord word = AccountWord.wrap(0).withFlag(flags[i], true);
            assertEq(AccountWord.unwrap(word), 1 << (232 + i), "one bit, in the drawing's order");
        }
    }
}
