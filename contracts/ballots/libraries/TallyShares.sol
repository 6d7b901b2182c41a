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

    /// @notice A trustee's share with its proof.
    /// @param context of the election
    /// @param trustee number of the trustee
    /// @param contests of a ballot
    /// @param sums of the ballots
    /// @param keys the trustee's verification keys
    /// @param points of the share, contest by contest and key by key
    /// @param proof `challenge ‖ response ‖ hints`
    struct ShareProof {
        bytes32 context;
        uint256 trustee;
        uint256 contests;
        uint256[] sums;
        uint256[] keys;
        bytes points;
        bytes proof;
    }

    /// @dev Bytes before the points of a share in a tally: trustee and inverse.
    uint256 private constant HEAD_BYTES = 64;

    bytes32 internal constant SHARE = keccak256("Civitas SealedBallot share");
    bytes32 internal constant SHARE_CHALLENGE = keccak256("Civitas SealedBallot share challenge");

    /// @notice Checks a share: `Dᵢ = s·A` with the secrets of the trustee's verification keys, all in one proof.
    /// @param share the share with its proof
    /// @param hints for the sums
    /// @dev There is either one contest or one key: the secret of the combination is the combination of the secrets.
    /// The caller has checked the lengths. Reverts with {SharePointWrong}, {ShareProofWrong}, {HintWrong},
    /// {HintLengthWrong}.
    function requireShare(ShareProof calldata share, bytes calldata hints) internal pure {
        uint256 keyCount = share.keys.length / 2;
        uint256 count = share.contests * keyCount;
        HintedSums.Sum memory sum = HintedSums.read(
            hints,
            (share.contests + keyCount + count - 1) * HintedSums.TERM_BYTES - Secp256k1.SCALAR_BYTES
        );
        (uint256 challenge, uint256 response) = _scalarsOf(share);
        require(challenge < Secp256k1.ORDER && response < Secp256k1.ORDER, ShareProofWrong(share.trustee));
        bytes32 statement = _statementOf(share);
        uint256 rho = uint256(statement) >> 128;
        uint256[2] memory mask = _combineWords(sum, share.sums, 2 * (keyCount + 1), share.contests, rho);
        address first = _firstCommitment(share, _combineWords(sum, share.keys, 2, keyCount, rho));
        _combinePoints(share, sum, count, rho);
        _secondCommitment(share, sum, mask);
        uint256 hash = uint256(keccak256(abi.encode(SHARE_CHALLENGE, statement, first, sum.x, sum.y)));
        require(hash % Secp256k1.ORDER == challenge, ShareProofWrong(share.trustee));
    }

    /// @notice Checks that shares decrypt the sums to the votes claimed: `Σ λ·D + m·G = B` for each.
    /// @param contests of a ballot
    /// @param sums of the ballots, coordinate by coordinate
    /// @param trustees whose shares are combined
    /// @param votes claimed, below the order
    /// @param proof see {ITallyVerifier}; the caller has checked that all shares are there
    /// @dev Reverts with {InverseWrong}, {CountWrong}, {HintWrong}, {HintLengthWrong}.
    function requireVotes(
        uint256 contests,
        uint256[] calldata sums,
        uint256[] memory trustees,
        uint256[] calldata votes,
        bytes calldata proof
    ) internal pure {
        uint256 length = HEAD_BYTES + votes.length * Secp256k1.POINT_BYTES;
        uint256 place = Secp256k1.startOf(proof);
        uint256[] memory factors = _factorsOf(trustees, place, length);
        HintedSums.Sum memory sum = HintedSums.read(
            proof[trustees.length * length:],
            votes.length * (trustees.length * HintedSums.TERM_BYTES - Secp256k1.SCALAR_BYTES)
        );
        uint256 keyCount = votes.length / contests;
        for (uint256 i = 0; i < votes.length; ++i) {
            _combineShares(sum, factors, votes[i], place + HEAD_BYTES + i * Secp256k1.POINT_BYTES, length);
            // After the mask of the contest and of every contest before it.
            uint256 word = 2 * (i + i / keyCount + 1);
            require(sum.x == sums[word] && sum.y == sums[word + 1], CountWrong(i));
        }
    }

    /// @dev `Σ λ·D + m·G` for one of the votes; the points stand `stride` bytes apart.
    function _combineShares(
        HintedSums.Sum memory sum,
        uint256[] memory factors,
        uint256 votes,
        uint256 place,
        uint256 stride
    ) private pure {
        sum.restart(0, 0);
        for (uint256 i = 0; i < factors.length; ++i) {
            (uint256 x, uint256 y) = Secp256k1.pointAt(place + i * stride);
            sum.add(x, y, factors[i], i == 0 ? votes : 0);
        }
    }

    /// @dev How trustees' shares count together (Lagrange). A number that stands twice has no inverse.
    function _factorsOf(
        uint256[] memory trustees,
        uint256 place,
        uint256 stride
    ) private pure returns (uint256[] memory factors) {
        uint256 count = trustees.length;
        factors = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 own = trustees[i];
            require(own < Secp256k1.ORDER, InverseWrong(own));
            uint256 factor = Secp256k1.wordAt(place + i * stride + Secp256k1.SCALAR_BYTES);
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

    /// @dev Challenge and response.
    function _scalarsOf(ShareProof calldata share) private pure returns (uint256 challenge, uint256 response) {
        return Secp256k1.pointAt(Secp256k1.startOf(share.proof));
    }

    /// @dev `Σ ρⁱ·Pᵢ` of points that stand `stride` words apart.
    function _combineWords(
        HintedSums.Sum memory sum,
        uint256[] calldata words,
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
    function _secondCommitment(
        ShareProof calldata share,
        HintedSums.Sum memory sum,
        uint256[2] memory mask
    ) private pure {
        (uint256 x, uint256 y) = (sum.x, sum.y);
        (uint256 challenge, uint256 response) = _scalarsOf(share);
        sum.restart(0, 0);
        sum.add(mask[0], mask[1], response, 0);
        sum.add(x, y, Secp256k1.ORDER - challenge, 0);
    }

    /// @dev `z·G − c·VK'`.
    function _firstCommitment(ShareProof calldata share, uint256[2] memory key) private pure returns (address first) {
        (uint256 challenge, uint256 response) = _scalarsOf(share);
        first = Secp256k1.combine(key[0], key[1], Secp256k1.ORDER - challenge, response);
        require(first != address(0), ShareProofWrong(share.trustee));
    }

    /// @dev `Σ ρⁱ·Dᵢ` of the share's points, each of which is one.
    function _combinePoints(
        ShareProof calldata share,
        HintedSums.Sum memory sum,
        uint256 count,
        uint256 rho
    ) private pure {
        uint256 place = Secp256k1.startOf(share.points);
        uint256 power = 1;
        for (uint256 i = 0; i < count; ++i) {
            (uint256 x, uint256 y) = Secp256k1.pointAt(place + Secp256k1.POINT_BYTES * i);
            require(Secp256k1.isPoint(x, y), SharePointWrong(share.trustee));
            if (i == 0) sum.restart(x, y);
            else sum.add(x, y, power, 0);
            power = mulmod(power, rho, Secp256k1.ORDER);
        }
    }

    /// @dev keccak256(SHARE ‖ context ‖ trustee ‖ keccak256(sums) ‖ points).
    function _statementOf(ShareProof calldata share) private pure returns (bytes32) {
        bytes32 sumsHash = keccak256(abi.encodePacked(share.sums));
        return keccak256(abi.encodePacked(SHARE, share.context, share.trustee, sumsHash, share.points));
    }
}
