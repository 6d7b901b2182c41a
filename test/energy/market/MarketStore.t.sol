// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SlotDerivation} from "@openzeppelin/contracts/utils/SlotDerivation.sol";

import {MarketStore} from "../../../contracts/energy/market/MarketStore.sol";
import {Test} from "../../support/Test.sol";

/// @notice The store stands where ERC-7201 puts its name.
contract MarketStoreTest is Test {
    function testStandsWhereItsNameSays() public pure {
        bytes32 place;
        MarketStore.Store storage store = MarketStore.get();
        assembly ("memory-safe") {
            place := store.slot
        }
        assertEq(
            uint256(place),
            uint256(SlotDerivation.erc7201Slot("civitas.energy.market")),
            "the place of the store"
        );
    }
}
