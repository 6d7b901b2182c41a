// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DeviceKey, DeviceWords} from "../../../contracts/energy/libraries/DeviceWords.sol";
import {Test} from "../../support/Test.sol";

/// @notice The flags stand where the drawing of the key word has them.
contract DeviceWordsTest is Test {
    function testFlagsStandWhereTheyAreDrawn() public pure {
        DeviceKey key = DeviceWords.packKey(0, true, 0, 0, 0, 0);
        assertEq(DeviceKey.unwrap(key), 1 << 184, "secp256k1");
        key = DeviceWords.packKey(0, false, 0, 0, 0, 0).withStopped(true);
        assertEq(DeviceKey.unwrap(key), 1 << 185, "stopped");
    }
}
