// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RollCallSettings} from "../../../contracts/ballots/libraries/RollCallSettings.sol";
import {SealedSettings, SettingsOverflow} from "../../../contracts/ballots/libraries/SealedSettings.sol";
import {Test} from "../../support/Test.sol";

/// @notice Every field of the settings of a sealed election comes back as it was packed, whatever its neighbours hold.
contract SealedSettingsTest is Test {
    using SealedSettings for uint256;

    function testFuzz_fieldsComeBackWhateverTheirNeighboursHold(
        uint256 optionCount,
        bool hasBlank,
        bool isAdvisory,
        uint40 ceremonyId,
        uint32 ballots
    ) public pure {
        optionCount = bound(optionCount, 2, hasBlank ? 7 : 8);
        RollCallSettings.Form form =
            optionCount == 2 && isAdvisory ? RollCallSettings.Form.Motion : RollCallSettings.Form.SingleChoice;
        uint256 settings = SealedSettings.pack(form, optionCount, hasBlank, isAdvisory, ceremonyId);
        settings = settings.withMore(ballots);
        assertEq(uint256(settings.formOf()), uint256(form), "form");
        assertEq(settings.contestsOf(), 1, "contests");
        assertEq(settings.choicesOf(), optionCount + (hasBlank ? 1 : 0), "choices");
        assertEq(settings.optionCountOf(), optionCount, "options");
        assertTrue(settings.hasBlankIn() == hasBlank, "blank");
        assertTrue(settings.isAdvisoryIn() == isAdvisory, "advisory");
        assertEq(settings.ceremonyOf(), ceremonyId, "ceremony");
        assertEq(settings.ballotsOf(), ballots, "ballots");
    }

    function testFuzz_anApprovalHasAContestForEachItem(uint256 items, uint40 ceremonyId) public pure {
        items = bound(items, 1, 16);
        uint256 settings = SealedSettings.pack(RollCallSettings.Form.Approval, items, false, true, ceremonyId);
        assertEq(settings.contestsOf(), items, "contests");
        assertEq(settings.choicesOf(), 2, "choices");
        assertEq(settings.optionCountOf(), items, "items");
    }

    function testFuzz_ballotsAddUpAndNeverPassTheirField(uint32 first, uint32 second) public {
        uint256 settings = SealedSettings.pack(RollCallSettings.Form.Motion, 2, false, true, 7);
        settings = settings.withMore(first);
        uint256 total = uint256(first) + second;
        if (total > type(uint32).max) {
            VM.expectRevert(abi.encodeWithSelector(SettingsOverflow.selector, total));
            this.more(settings, second);
            return;
        }
        settings = settings.withMore(second);
        assertEq(settings.ballotsOf(), total, "ballots");
        assertEq(settings.ceremonyOf(), 7, "the ceremony stays");
    }

    function test_aCeremonyHasFortyBits() public {
        VM.expectRevert(abi.encodeWithSelector(SettingsOverflow.selector, uint256(1 << 40)));
        this.packed(1 << 40);
    }

    function more(uint256 settings, uint256 ballots) external pure returns (uint256) {
        return settings.withMore(ballots);
    }

    function packed(uint256 ceremonyId) external pure returns (uint256) {
        return SealedSettings.pack(RollCallSettings.Form.Motion, 2, false, true, ceremonyId);
    }
}
