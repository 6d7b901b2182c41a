// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ElectionRules} from "./libraries/ElectionRules.sol";
import {RollCallSettings} from "./libraries/RollCallSettings.sol";
import {TallyShares} from "./libraries/TallyShares.sol";

/// @title The verifier of sealed tallies
/// @notice Checks trustees' shares and tallies for {ISealedBallot}, where their statements are drawn, and says what votes
/// decide. It keeps nothing and trusts nobody.
/// @dev Anyone may call it. Sums and keys are given coordinate by coordinate, and votes for each contest and each choice
/// but 0.
/// Assumptions: the caller names sums, keys and context of the election that it means, sums and keys that are points;
/// and it compares what {checkTally} returns with the shares that {checkShare} has passed.
/// Trust: none; the code has no state and no owner.
interface ITallyVerifier {
    // --- Types ---

    /// @notice A counted election.
    /// @param form of the vote
    /// @param rules when something is adopted
    /// @param hasBlank whether choice 0 is blank
    /// @param rollSize voters on the roll
    /// @param ballots cast
    /// @param votes counted
    struct Counted {
        RollCallSettings.Form form;
        ElectionRules.Rules rules;
        bool hasBlank;
        uint256 rollSize;
        uint256 ballots;
        uint256[] votes;
    }

    /// @notice What an election has decided.
    enum Outcome {
        None,
        QuorumMissed,
        Rejected,
        Tied,
        Adopted
    }

    // --- Errors ---

    /// @notice The message has another length than the form and the threshold need.
    /// @param length bytes given
    /// @param needed bytes at least
    error TallyLengthWrong(uint256 length, uint256 needed);

    // --- Reads ---

    /// @notice Checks a share.
    /// @param share the share with its proof
    /// @dev Reverts with {TallyLengthWrong}, {SharePointWrong}, {ShareProofWrong}, {HintWrong}, {HintLengthWrong}.
    function checkShare(TallyShares.ShareProof calldata share) external view;

    /// @notice Checks that shares decrypt the sums to the votes claimed.
    /// @param contests of a ballot
    /// @param sums of the ballots
    /// @param threshold how many shares are combined
    /// @param votes claimed, each below the order
    /// @param proof for each share `trustee 32 | inverse 32 | points`, then the hints; the inverse is that of the product
    /// of the differences to the other trustees, modulo the order
    /// @return trustees whose shares these are, each once
    /// @return shareHashes keccak256 of each one's points
    /// @dev Reverts with {TallyLengthWrong}, {InverseWrong}, {CountWrong}, {HintWrong}, {HintLengthWrong}.
    function checkTally(
        uint256 contests,
        uint256[] calldata sums,
        uint256 threshold,
        uint256[] calldata votes,
        bytes calldata proof
    ) external view returns (uint256[] memory trustees, bytes32[] memory shareHashes);

    /// @notice What votes decide.
    /// @param counted the election
    /// @return outcome of it
    /// @return winner number of the option adopted; 0 where none is, and for approval
    /// @return adopted one bit an option, the lowest for option 1: what is adopted
    function decide(Counted calldata counted) external view returns (Outcome outcome, uint256 winner, uint256 adopted);

    /// @notice Votes for an option.
    /// @param counted the election
    /// @param option its number from 1; 0 for blank ballots
    /// @return number of votes
    function votesFor(Counted calldata counted, uint256 option) external view returns (uint256);
}
