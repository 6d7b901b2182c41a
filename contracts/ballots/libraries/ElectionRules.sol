// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title ElectionRules
/// @notice Quorum and threshold of an election, compared as whole numbers: nothing is ever rounded.
library ElectionRules {
    /// @notice An exact share.
    /// @param numerator at most the denominator
    /// @param denominator not 0
    struct Fraction {
        uint16 numerator;
        uint16 denominator;
    }

    /// @notice What votes are measured against.
    enum Measure {
        Decided,
        Ballots,
        Roll
    }

    /// @notice When something is adopted. Compared without any rounding: `votes * denominator` against
    /// `numerator * measure`; never with no vote at all.
    /// @param quorum share of the roll that must have cast a ballot, blank ones included; at least this much
    /// @param threshold share of `measure` that the votes for an option must reach
    /// @param measure ballots that are not blank, all ballots, or the whole roll
    /// @param isStrict whether the votes must exceed the threshold (more than a half), not just reach it (two thirds)
    struct Rules {
        Fraction quorum;
        Fraction threshold;
        Measure measure;
        bool isStrict;
    }

    /// @notice Whether rules can be met and do not adopt by themselves.
    /// @param rules to look at
    /// @return true where both shares are at most the whole, and a threshold that must be exceeded is less
    function areValid(Rules memory rules) internal pure returns (bool) {
        Fraction memory threshold = rules.threshold;
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
    function isQuorate(Rules memory rules, uint256 ballots, uint256 rollSize) internal pure returns (bool) {
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
        Rules memory rules,
        uint256 votes,
        uint256 ballots,
        uint256 blank,
        uint256 rollSize
    ) internal pure returns (bool) {
        uint256 measure = rollSize;
        if (rules.measure == Measure.Decided) measure = ballots - blank;
        if (rules.measure == Measure.Ballots) measure = ballots;
        uint256 have = votes * rules.threshold.denominator;
        uint256 need = measure * rules.threshold.numerator;
        return votes != 0 && (rules.isStrict ? have > need : have >= need);
    }

    function _isShare(Fraction memory share) private pure returns (bool) {
        return share.denominator != 0 && share.numerator <= share.denominator;
    }
}
