// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBilling} from "../../contracts/payments/IBilling.sol";
import {Artifacts} from "../support/Artifacts.sol";
import {Test} from "../support/Test.sol";

contract BillingTest is Test {
    function test_Linked() external {
        address b = Artifacts.deploy("Billing", abi.encode(address(1), address(2), address(0)));
        assertTrue(b.code.length > 0, "deployed");
        IBilling(b).statusOf(1, 1);
    }
}
