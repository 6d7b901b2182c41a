// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC165, IERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";

import {ITallyVerifier} from "./ITallyVerifier.sol";
import {ElectionRules} from "./libraries/ElectionRules.sol";
import {RollCallSettings} from "./libraries/RollCallSettings.sol";
import {Secp256k1} from "./libraries/Secp256k1.sol";
import {TallyShares} from "./libraries/TallyShares.sol";

/// @title TallyVerifier
/// @notice See {ITallyVerifier}.
contract TallyVerifier is ITallyVerifier, ERC165 {
    using ElectionRules for ElectionRules.Rules;

    // --- Constants ---

    /// @dev Bytes before the points of a share in a tally, and before the hints of a share's proof.
    uint256 private constant HEAD_BYTES = 64;

    // --- Reads ---

    /// @inheritdoc ITallyVerifier
    function checkShare(TallyShares.ShareProof calldata share) external pure {
        uint256 needed = share.contests * (share.keys.length / 2) * Secp256k1.POINT_BYTES;
        require(share.points.length == needed, TallyLengthWrong(share.points.length, needed));
        require(share.proof.length >= HEAD_BYTES, TallyLengthWrong(share.proof.length, HEAD_BYTES));
        TallyShares.requireShare(share, share.proof[HEAD_BYTES:]);
    }

    /// @inheritdoc ITallyVerifier
    function checkTally(
        uint256 contests,
        uint256[] calldata sums,
        uint256 threshold,
        uint256[] calldata votes,
        bytes calldata proof
    ) external pure returns (uint256[] memory trustees, bytes32[] memory shareHashes) {
        uint256 length = HEAD_BYTES + votes.length * Secp256k1.POINT_BYTES;
        require(proof.length >= threshold * length, TallyLengthWrong(proof.length, threshold * length));
        trustees = new uint256[](threshold);
        shareHashes = new bytes32[](threshold);
        for (uint256 i = 0; i < threshold; ++i) {
            trustees[i] = Secp256k1.wordAt(Secp256k1.startOf(proof) + i * length);
            shareHashes[i] = keccak256(proof[i * length + HEAD_BYTES:(i + 1) * length]);
        }
        TallyShares.requireVotes(contests, sums, trustees, votes, proof);
    }

    /// @inheritdoc ITallyVerifier
    function decide(Counted calldata counted) external pure returns (Outcome outcome, uint256 winner, uint256 adopted) {
        ElectionRules.Rules memory rules = counted.rules;
        if (!rules.isQuorate(counted.ballots, counted.rollSize)) return (Outcome.QuorumMissed, 0, 0);
        if (counted.form == RollCallSettings.Form.Motion) {
            return _hasEnough(counted, 1) ? (Outcome.Adopted, 1, 1) : (Outcome.Rejected, 0, 0);
        }
        (uint256 first, bool isTied) = _leader(counted);
        if (!_hasEnough(counted, first)) return (Outcome.Rejected, 0, 0);
        if (counted.form != RollCallSettings.Form.Approval) {
            return isTied ? (Outcome.Tied, 0, 0) : (Outcome.Adopted, first, 1 << (first - 1));
        }
        for (uint256 option = 1; option <= counted.votes.length; ++option) {
            if (_hasEnough(counted, option)) adopted |= 1 << (option - 1);
        }
        return (Outcome.Adopted, 0, adopted);
    }

    /// @inheritdoc ITallyVerifier
    function votesFor(Counted calldata counted, uint256 option) external pure returns (uint256) {
        return _votesFor(counted, option);
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return interfaceId == type(ITallyVerifier).interfaceId || super.supportsInterface(interfaceId);
    }

    // --- Internal reads ---

    /// @dev The option with the most votes, the first of several, and whether there are several.
    function _leader(Counted calldata counted) private pure returns (uint256 first, bool isTied) {
        bool hasLast = counted.form != RollCallSettings.Form.Approval && !counted.hasBlank;
        uint256 options = counted.votes.length + (hasLast ? 1 : 0);
        uint256 most = 0;
        first = 1;
        for (uint256 option = 1; option <= options; ++option) {
            uint256 votes = _votesFor(counted, option);
            if (votes > most) (most, first, isTied) = (votes, option, false);
            else if (votes == most) isTied = true;
        }
    }

    function _hasEnough(Counted calldata counted, uint256 option) private pure returns (bool) {
        ElectionRules.Rules memory rules = counted.rules;
        return rules.isAdopted(_votesFor(counted, option), counted.ballots, _votesFor(counted, 0), counted.rollSize);
    }

    /// @dev Whoever chose 0 is all the rest: a blank ballot, or the last option where there is none.
    function _votesFor(Counted calldata counted, uint256 option) private pure returns (uint256 votes) {
        if (option != 0 && option <= counted.votes.length) return counted.votes[option - 1];
        if (option == 0 && !counted.hasBlank) return 0;
        votes = counted.ballots;
        for (uint256 i = 0; i < counted.votes.length; ++i) votes -= counted.votes[i];
    }
}
