// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PayOrder} from "../../../contracts/payments/libraries/PayOrder.sol";
import {Test} from "../../support/Test.sol";

/// @notice An order that nobody has signed says how much and in which sequence, and nothing else.
contract PayOrderTest is Test {
    function testFuzz_AnOrderOfTheWholeHoldsAmountAndSequenceAlone(uint64 amount, uint32 sequence) external pure {
        assertEq(
            PayOrder.packWhole(amount, sequence),
            uint256(amount) | (uint256(sequence) << 128),
            "an order of the whole names its most and its sequence"
        );
    }
}
