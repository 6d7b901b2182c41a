// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IElections} from "../IElections.sol";

/// @title ElectionRules
/// @notice Quorum and threshold of an election, compared as whole numbers: nothing is ever rounded.
library ElectionRules {
    /// @notice Whether rules can be met and do not adopt by themselves.
    /// @param rules to look at
    /// @return true where both shares are at most the whole, and a threshold that must be exceeded is less
    function areValid(IElections.Rules memory rules) internal pure returns (bool) {
        IElections.Fraction memory threshold = rules.threshold;
        return
            _isShare(rules.quorum) &&
            _isShare(threshold) &&
            !(rules.isStrict && threshold.numerator == threshold.denominator);
    }

    /// @notice Whether enough voters have cast a ballot.
    /// @param rules of the election
    /// @param ballots voters who have cast
    /// @param rollSize voters on the roll
    /// @return true from exactly the quorum on
    function isQuorate(IElections.Rules memory rules, uint256 ballots, uint256 rollSize) internal pure returns (bool) {
        return ballots * rules.quorum.denominator >= rollSize * rules.quorum.numerator;
    }

    /// @notice Whether an option has enough votes.
    /// @param rules of the election
    /// @param votes for the option
    /// @param ballots voters who have cast
    /// @param blank ballots among them that are blank
    /// @param rollSize voters on the roll
    /// @return true where its votes reach the threshold, or exceed it where the rules are strict; never without a vote
    function isAdopted(
        IElections.Rules memory rules,
        uint256 votes,
        uint256 ballots,
        uint256 blank,
        uint256 rollSize
    ) internal pure returns (bool) {
        uint256 measure = rollSize;
        if (rules.measure == IElections.Measure.Decided) measure = ballots - blank;
        if (rules.measure == IElections.Measure.Ballots) measure = ballots;
        uint256 have = votes * rules.threshold.denominator;
        uint256 need = measure * rules.threshold.numerator;
        return votes != 0 && (rules.isStrict ? have > need : have >= need);
    }

    function _isShare(IElections.Fraction memory share) private pure returns (bool) {
        return share.denominator != 0 && share.numerator <= share.denominator;
    }
}
