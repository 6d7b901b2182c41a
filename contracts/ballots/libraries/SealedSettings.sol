// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RollCallSettings} from "./RollCallSettings.sol";

/// @notice A field of the settings does not hold so much.
/// @param value that does not fit
error SettingsOverflow(uint256 value);

/// @title SealedSettings
/// @notice The form of a sealed election and its ballots so far, in the 104 bits beside the stage in the word that every
/// ballot reads:
///
///     103    72 71         32 31    26 25         24         23  16 15      8 7      0
///     | ballots | ceremonyId |   0    | hasBlank | isAdvisory | form | contests | choices |
///
library SealedSettings {
    /// @dev Choices of the largest contest: their keys and proofs are one transaction's.
    uint256 internal constant MAXIMUM_CHOICES = 8;

    /// @dev Items of the largest approval.
    uint256 internal constant MAXIMUM_CONTESTS = 16;

    uint256 private constant CONTESTS_AT = 8;
    uint256 private constant FORM_AT = 16;
    uint256 private constant ADVISORY_AT = 24;
    uint256 private constant BLANK_AT = 25;
    uint256 private constant CEREMONY_AT = 32;
    uint256 private constant BALLOTS_AT = 72;

    /// @notice Checks a form and packs it.
    /// @param form of the vote
    /// @param optionCount options or items
    /// @param hasBlank whether a ballot may be blank
    /// @param isAdvisory whether the result binds nobody
    /// @param ceremonyId whose key the ballots are sealed to
    /// @return settings without a ballot; 0 where the form does not allow so many
    /// @dev Reverts with {SettingsOverflow}.
    function pack(
        RollCallSettings.Form form,
        uint256 optionCount,
        bool hasBlank,
        bool isAdvisory,
        uint256 ceremonyId
    ) internal pure returns (uint104 settings) {
        bool isApproval = form == RollCallSettings.Form.Approval;
        uint256 contests = isApproval ? optionCount : 1;
        uint256 choices = isApproval ? 2 : optionCount + (hasBlank ? 1 : 0);
        bool isValid =
            isApproval
                ? contests != 0 && contests <= MAXIMUM_CONTESTS && !hasBlank
                : optionCount > 1 && choices <= MAXIMUM_CHOICES;
        if (form == RollCallSettings.Form.Motion) isValid = isValid && optionCount == 2;
        if (!isValid) return 0;

        require(ceremonyId <= type(uint40).max, SettingsOverflow(ceremonyId));
        // Choices and contests are at most 16, and the number of the ceremony has 40 bits.
        return
            uint104(
                choices |
                    (contests << CONTESTS_AT) |
                    (uint256(form) << FORM_AT) |
                    (isAdvisory ? 1 << ADVISORY_AT : 0) |
                    (hasBlank ? 1 << BLANK_AT : 0) |
                    (ceremonyId << CEREMONY_AT)
            );
    }

    /// @notice The form.
    /// @param settings packed
    /// @return form of the vote
    function formOf(uint256 settings) internal pure returns (RollCallSettings.Form) {
        return RollCallSettings.Form(uint8(settings >> FORM_AT));
    }

    /// @notice Choices of a contest.
    /// @param settings packed
    /// @return number
    function choicesOf(uint256 settings) internal pure returns (uint256) {
        return uint8(settings);
    }

    /// @notice Contests of a ballot.
    /// @param settings packed
    /// @return number
    function contestsOf(uint256 settings) internal pure returns (uint256) {
        return uint8(settings >> CONTESTS_AT);
    }

    /// @notice Options or items.
    /// @param settings packed
    /// @return number
    function optionCountOf(uint256 settings) internal pure returns (uint256) {
        if (formOf(settings) == RollCallSettings.Form.Approval) return contestsOf(settings);
        return choicesOf(settings) - (hasBlankIn(settings) ? 1 : 0);
    }

    /// @notice Whether the result binds nobody.
    /// @param settings packed
    /// @return true where it does not
    function isAdvisoryIn(uint256 settings) internal pure returns (bool) {
        return (settings >> ADVISORY_AT) & 1 == 1;
    }

    /// @notice Whether a ballot may be blank.
    /// @param settings packed
    /// @return true where choice 0 is blank
    function hasBlankIn(uint256 settings) internal pure returns (bool) {
        return (settings >> BLANK_AT) & 1 == 1;
    }

    /// @notice Whose key the ballots are sealed to.
    /// @param settings packed
    /// @return number of the ceremony
    function ceremonyOf(uint256 settings) internal pure returns (uint256) {
        return uint40(settings >> CEREMONY_AT);
    }

    /// @notice Ballots cast so far.
    /// @param settings packed
    /// @return number
    function ballotsOf(uint256 settings) internal pure returns (uint256) {
        return uint32(settings >> BALLOTS_AT);
    }

    /// @notice Settings with more ballots.
    /// @param settings packed
    /// @param ballots how many more
    /// @return settings with them
    /// @dev Reverts with {SettingsOverflow}.
    function withMore(uint256 settings, uint256 ballots) internal pure returns (uint104) {
        uint256 total = ballotsOf(settings) + ballots;
        require(total <= type(uint32).max, SettingsOverflow(total));
        // Fewer than 2^32 above 72 bits.
        return uint104((settings & ((1 << BALLOTS_AT) - 1)) | (total << BALLOTS_AT));
    }
}
