// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {HintedSums} from "./HintedSums.sol";
import {Secp256k1} from "./Secp256k1.sol";

/// @notice A share holds a point that is none.
/// @param trustee number of the trustee
error SharePointWrong(uint256 trustee);

/// @notice The proof does not show that a share is the trustee's, of this election's sums.
/// @param trustee number of the trustee
error ShareProofWrong(uint256 trustee);

/// @notice What is given for an inverse is none.
/// @param trustee number of the trustee
error InverseWrong(uint256 trustee);

/// @notice The shares do not decrypt the sums to the votes that are claimed.
/// @param vote position of the number that is wrong
error CountWrong(uint256 vote);

/// @title TallyShares
/// @notice Checks the trustees' shares of a tally, and that they decrypt it: see {ISealedBallot} for the statements.
library TallyShares {
    using HintedSums for HintedSums.Sum;

    /// @dev A trustee's share with its proof.
    struct Share {
        bytes32 context;
        uint256 trustee;
        uint256 contests;
        // The sums and the trustee's verification keys, coordinate by coordinate.
        uint256[] sums;
        uint256[] keys;
        // Where the points of the share stand in the transaction's data.
        uint256 place;
        uint256 challenge;
        uint256 response;
    }

    /// @dev Trustees' shares and how they count.
    struct Combination {
        uint256 threshold;
        uint256 contests;
        uint256[] sums;
        uint256 place;
        uint256[] factors;
    }

    bytes32 internal constant SHARE = keccak256("Civitas SealedBallot share");
    bytes32 internal constant SHARE_CHALLENGE = keccak256("Civitas SealedBallot share challenge");

    /// @notice Checks a share: `Dᵢ = s·A` with the secrets of the trustee's verification keys, all in one proof.
    /// @param share with its proof
    /// @param points bytes of the share
    /// @param hints for the sums
    /// @dev There is either one contest or one key: the secret of the combination is the combination of the secrets.
    /// Reverts with {SharePointWrong}, {ShareProofWrong}, {HintWrong}, {HintLengthWrong}.
    function requireShare(Share memory share, bytes calldata points, bytes calldata hints) internal pure {
        uint256 keyCount = share.keys.length / 2;
        uint256 count = share.contests * keyCount;
        HintedSums.Sum memory sum = HintedSums.read(
            hints,
            (share.contests + keyCount + count - 1) * HintedSums.TERM_BYTES - Secp256k1.SCALAR_BYTES
        );
        share.place = Secp256k1.startOf(points);
        require(
            share.challenge < Secp256k1.ORDER && share.response < Secp256k1.ORDER,
            ShareProofWrong(share.trustee)
        );
        bytes32 statement = _statementOf(share, points);
        uint256 rho = uint256(statement) >> 128;
        uint256[2] memory mask = _combineWords(sum, share.sums, 2 * (keyCount + 1), share.contests, rho);
        address first = _firstCommitment(share, _combineWords(sum, share.keys, 2, keyCount, rho));
        _combinePoints(share, sum, count, rho);
        _secondCommitment(share, sum, mask);
        uint256 hash = uint256(keccak256(abi.encode(SHARE_CHALLENGE, statement, first, sum.x, sum.y)));
        require(hash % Secp256k1.ORDER == share.challenge, ShareProofWrong(share.trustee));
    }

    /// @notice How trustees' shares count together (Lagrange).
    /// @param trustees their numbers, each once
    /// @param inverses of each product of the differences to the others
    /// @return factors one a trustee
    /// @dev Reverts with {InverseWrong}, also where a number stands twice.
    function factorsOf(
        uint256[] calldata trustees,
        uint256[] calldata inverses
    ) internal pure returns (uint256[] memory factors) {
        uint256 count = trustees.length;
        factors = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 own = trustees[i];
            uint256 factor = inverses[i];
            uint256 one = factor;
            for (uint256 j = 0; j < count; ++j) {
                if (i == j) continue;
                uint256 other = trustees[j];
                one = mulmod(one, addmod(other, Secp256k1.ORDER - own, Secp256k1.ORDER), Secp256k1.ORDER);
                factor = mulmod(factor, other, Secp256k1.ORDER);
            }
            require(one == 1, InverseWrong(own));
            factors[i] = factor;
        }
    }

    /// @notice Checks that shares decrypt the sums to the votes claimed: `Σ λ·D + m·G = B` for each.
    /// @param combination the shares, trustee by trustee
    /// @param votes claimed
    /// @param hints for the sums
    /// @dev Reverts with {CountWrong}, {HintWrong}, {HintLengthWrong}.
    function requireVotes(
        Combination memory combination,
        uint256[] calldata votes,
        bytes calldata hints
    ) internal pure {
        uint256 count = votes.length;
        HintedSums.Sum memory sum = HintedSums.read(
            hints,
            count * (combination.threshold * HintedSums.TERM_BYTES - Secp256k1.SCALAR_BYTES)
        );
        uint256 keyCount = count / combination.contests;
        for (uint256 i = 0; i < count; ++i) {
            sum.restart(0, 0);
            for (uint256 j = 0; j < combination.threshold; ++j) {
                (uint256 x, uint256 y) = Secp256k1.pointAt(combination.place + Secp256k1.POINT_BYTES * (j * count + i));
                sum.add(x, y, combination.factors[j], j == 0 ? votes[i] : 0);
            }
            // After the mask of the contest and of every contest before it.
            uint256 word = 2 * (i + i / keyCount + 1);
            require(
                sum.x == combination.sums[word] && sum.y == combination.sums[word + 1],
                CountWrong(i)
            );
        }
    }

    /// @dev `Σ ρⁱ·Pᵢ` of points that stand `stride` words apart.
    function _combineWords(
        HintedSums.Sum memory sum,
        uint256[] memory words,
        uint256 stride,
        uint256 count,
        uint256 rho
    ) private pure returns (uint256[2] memory point) {
        sum.restart(words[0], words[1]);
        uint256 power = rho;
        for (uint256 i = 1; i < count; ++i) {
            sum.add(words[stride * i], words[stride * i + 1], power, 0);
            power = mulmod(power, rho, Secp256k1.ORDER);
        }
        return [sum.x, sum.y];
    }

    /// @dev `z·A' − c·D'`, where the sum is D'.
    function _secondCommitment(Share memory share, HintedSums.Sum memory sum, uint256[2] memory mask) private pure {
        (uint256 x, uint256 y) = (sum.x, sum.y);
        sum.restart(0, 0);
        sum.add(mask[0], mask[1], share.response, 0);
        sum.add(x, y, Secp256k1.ORDER - share.challenge, 0);
    }

    /// @dev `z·G − c·VK'`.
    function _firstCommitment(Share memory share, uint256[2] memory key) private pure returns (address first) {
        first = Secp256k1.combine(key[0], key[1], Secp256k1.ORDER - share.challenge, share.response);
        require(first != address(0), ShareProofWrong(share.trustee));
    }

    /// @dev `Σ ρⁱ·Dᵢ` of the share's points, each of which is one.
    function _combinePoints(Share memory share, HintedSums.Sum memory sum, uint256 count, uint256 rho) private pure {
        uint256 power = 1;
        for (uint256 i = 0; i < count; ++i) {
            (uint256 x, uint256 y) = Secp256k1.pointAt(share.place + Secp256k1.POINT_BYTES * i);
            require(Secp256k1.isPoint(x, y), SharePointWrong(share.trustee));
            if (i == 0) sum.restart(x, y);
            else sum.add(x, y, power, 0);
            power = mulmod(power, rho, Secp256k1.ORDER);
        }
    }

    /// @dev keccak256(SHARE ‖ context ‖ trustee ‖ keccak256(sums) ‖ points).
    function _statementOf(Share memory share, bytes calldata points) private pure returns (bytes32) {
        bytes32 sumsHash = keccak256(abi.encodePacked(share.sums));
        return keccak256(abi.encodePacked(SHARE, share.context, share.trustee, sumsHash, points));
    }
}
