// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {HintedSums} from "./HintedSums.sol";
import {Secp256k1} from "./Secp256k1.sol";

/// @notice A ballot holds a point that is none.
/// @param position of the ballot in its batch, from 0
error BallotPointWrong(uint256 position);

/// @notice A ballot holds a scalar that is not below the order, or a challenge of 0.
/// @param position of the ballot in its batch, from 0
error BallotScalarWrong(uint256 position);

/// @notice The challenges of a ballot do not add up to the hash of what it says: it is another voter's, of another
/// election, or changed.
/// @param position of the ballot in its batch, from 0
error BallotChallengeWrong(uint256 position);

/// @notice The ballots do not fit their proofs: one of them at least holds something else than one choice a contest.
error BallotProofWrong();

/// @title BallotProofs
/// @notice Checks that every contest of every ballot of a batch seals exactly one choice: see {ISealedBallot} for the
/// statements. Both rows of each proof are checked: the first commitments one by one, as they are recomputed into the
/// challenge; the second ones all together, in one random combination whose weights nobody knows before every byte of
/// the batch is fixed.
library BallotProofs {
    using HintedSums for HintedSums.Sum;

    /// @dev What the check of a batch carries from ballot to ballot.
    struct Batch {
        bytes32 context;
        uint256 choices;
        uint256 contests;
        // Power of the batch's weight that the next equation has, and the weight itself.
        uint256 weight;
        uint256 tau;
        // With what the generator and the keys count in the end.
        uint256 generatorFactor;
        uint256[] keyFactors;
        HintedSums.Sum sum;
        // The first equation's second commitment: it has the weight 1, so that the sum is compared with it.
        uint256 targetX;
        uint256 targetY;
        // Room for the words of a challenge.
        uint256[] words;
    }

    bytes32 internal constant SEAL = keccak256("Civitas SealedBallot seal");
    bytes32 internal constant UNIT_WEIGHT = keccak256("Civitas SealedBallot unit weight");
    bytes32 internal constant CHOICE_CHALLENGE = keccak256("Civitas SealedBallot choice challenge");

    /// @dev Bytes of a contest of a ballot for each choice: two points and two scalars.
    uint256 internal constant CHOICE_BYTES = 192;

    /// @notice Begins to check a batch.
    /// @param context of the election
    /// @param choices of each contest
    /// @param contests of a ballot
    /// @param ballots in the batch
    /// @param tau weight that every byte of the batch decides
    /// @param hints for the equation
    /// @return batch
    /// @dev Reverts with {HintLengthWrong}.
    function start(
        bytes32 context,
        uint256 choices,
        uint256 contests,
        uint256 ballots,
        uint256 tau,
        bytes calldata hints
    ) internal pure returns (Batch memory batch) {
        batch.context = context;
        batch.choices = choices;
        batch.contests = contests;
        batch.weight = 1;
        batch.tau = tau;
        batch.keyFactors = new uint256[](choices - 1);
        batch.words = new uint256[](2 + 3 * choices);
        batch.words[0] = uint256(CHOICE_CHALLENGE);
        // For every contest a term for each choice and one for each key, without the very first; then one for each key.
        uint256 terms = ballots * contests * (2 * choices - 1) + choices - 2;
        batch.sum = HintedSums.read(hints, terms * HintedSums.TERM_BYTES - Secp256k1.SCALAR_BYTES);
    }

    /// @notice Checks everything of a ballot that is checked by itself, and adds its equations to the batch's.
    /// @param batch to add to
    /// @param voterIndex of the voter
    /// @param voter account of the voter
    /// @param place where the ballot stands in the transaction's data
    /// @param position of the ballot in the batch
    /// @param seals where the hash of each contest's ciphertext is written, ballot by ballot
    /// @dev Reverts with {BallotPointWrong}, {BallotScalarWrong}, {BallotChallengeWrong}, {HintWrong}.
    function add(
        Batch memory batch,
        uint256 voterIndex,
        address voter,
        uint256 place,
        uint256 position,
        bytes32[] memory seals
    ) internal pure {
        uint256 contests = batch.contests;
        for (uint256 contest = 0; contest < contests; ++contest) {
            _requirePoints(place, 2 * batch.choices, position);
            bytes32 seal = _sealHash(batch, voterIndex, voter, contest, place);
            _requireChallenge(batch, seal, place, position);
            _addEquations(batch, seal, place);
            seals[position * contests + contest] = seal;
            place += CHOICE_BYTES * batch.choices;
        }
    }

    /// @notice Ends the check of a batch.
    /// @param batch of at least one ballot
    /// @param keys of the election, coordinate by coordinate
    /// @dev Reverts with {HintWrong}, {BallotProofWrong}.
    function finish(Batch memory batch, uint256[] memory keys) internal pure {
        uint256[] memory factors = batch.keyFactors;
        for (uint256 i = 0; i < factors.length; ++i) {
            batch.sum.add(keys[2 * i], keys[2 * i + 1], factors[i], i == 0 ? batch.generatorFactor : 0);
        }
        require(batch.sum.x == batch.targetX && batch.sum.y == batch.targetY, BallotProofWrong());
    }

    /// @dev All points of a contest: ciphertext and second commitments.
    function _requirePoints(uint256 place, uint256 count, uint256 position) private pure {
        for (uint256 i = 0; i < count; ++i) {
            (uint256 x, uint256 y) = Secp256k1.pointAt(place + Secp256k1.POINT_BYTES * i);
            require(Secp256k1.isPoint(x, y), BallotPointWrong(position));
        }
    }

    /// @dev The challenges add up to the hash of statement and commitments. The first commitments, `z·G − c·A`, are not
    /// in the ballot: a proof whose first row is wrong has another hash.
    function _requireChallenge(Batch memory batch, bytes32 seal, uint256 place, uint256 position) private pure {
        uint256[] memory words = batch.words;
        uint256 choices = batch.choices;
        (uint256 x, uint256 y) = Secp256k1.pointAt(place);
        uint256 scalarsAt = place + 2 * Secp256k1.POINT_BYTES * choices;
        uint256 total = 0;
        words[1] = uint256(seal);
        for (uint256 i = 0; i < choices; ++i) {
            uint256 challenge = Secp256k1.wordAt(scalarsAt + Secp256k1.SCALAR_BYTES * i);
            uint256 response = Secp256k1.wordAt(scalarsAt + Secp256k1.SCALAR_BYTES * (choices + i));
            require(challenge < Secp256k1.ORDER && response < Secp256k1.ORDER, BallotScalarWrong(position));
            address commitment = Secp256k1.combine(x, y, Secp256k1.ORDER - challenge, response);
            require(commitment != address(0), BallotScalarWrong(position));
            words[2 + i] = uint160(commitment);
            total = addmod(total, challenge, Secp256k1.ORDER);
        }
        require(total == _challengeOf(words, choices, place) % Secp256k1.ORDER, BallotChallengeWrong(position));
    }

    /// @dev `z·Y' − b − c·(B' − t·G) = 0` for each choice, with `Y' = Σ ρʲ·Yⱼ`, `B' = Σ ρʲ·Bⱼ` and `t` what stands for
    /// the choice, times the next power of the batch's weight.
    function _addEquations(Batch memory batch, bytes32 seal, uint256 place) private pure {
        uint256 rho = uint256(keccak256(bytes.concat(UNIT_WEIGHT, seal))) >> 128;
        (uint256 responses, uint256 challenges) = _weigh(batch, rho, place);
        uint256[] memory factors = batch.keyFactors;
        uint256 power = rho;
        for (uint256 i = 0; i < factors.length; ++i) {
            factors[i] = addmod(factors[i], mulmod(responses, power, Secp256k1.ORDER), Secp256k1.ORDER);
            (uint256 x, uint256 y) = Secp256k1.pointAt(place + Secp256k1.POINT_BYTES * (i + 1));
            batch.sum.add(x, y, Secp256k1.ORDER - mulmod(challenges, power, Secp256k1.ORDER), 0);
            power = mulmod(power, rho, Secp256k1.ORDER);
        }
        _subtractCommitments(batch, place + Secp256k1.POINT_BYTES * batch.choices);
    }

    /// @dev The weighted sums of responses and challenges; what the generator counts with is added to the batch.
    function _weigh(
        Batch memory batch,
        uint256 rho,
        uint256 place
    ) private pure returns (uint256 responses, uint256 challenges) {
        uint256 choices = batch.choices;
        uint256 scalarsAt = place + 2 * Secp256k1.POINT_BYTES * choices;
        uint256 weight = batch.weight;
        uint256 generatorFactor = batch.generatorFactor;
        uint256 choice = 0;
        for (uint256 i = 0; i < choices; ++i) {
            uint256 scalar = Secp256k1.wordAt(scalarsAt + Secp256k1.SCALAR_BYTES * (choices + i));
            responses = addmod(responses, mulmod(weight, scalar, Secp256k1.ORDER), Secp256k1.ORDER);
            scalar = mulmod(weight, Secp256k1.wordAt(scalarsAt + Secp256k1.SCALAR_BYTES * i), Secp256k1.ORDER);
            challenges = addmod(challenges, scalar, Secp256k1.ORDER);
            generatorFactor = addmod(generatorFactor, mulmod(scalar, choice, Secp256k1.ORDER), Secp256k1.ORDER);
            choice = i == 0 ? rho : mulmod(choice, rho, Secp256k1.ORDER);
            weight = mulmod(weight, batch.tau, Secp256k1.ORDER);
        }
        batch.generatorFactor = generatorFactor;
    }

    /// @dev The second commitments of a contest, each with its power of the batch's weight.
    function _subtractCommitments(Batch memory batch, uint256 place) private pure {
        uint256 weight = batch.weight;
        for (uint256 i = 0; i < batch.choices; ++i) {
            (uint256 x, uint256 y) = Secp256k1.pointAt(place + Secp256k1.POINT_BYTES * i);
            if (batch.targetX == 0) (batch.targetX, batch.targetY) = (x, y);
            else batch.sum.add(x, y, Secp256k1.ORDER - weight, 0);
            weight = mulmod(weight, batch.tau, Secp256k1.ORDER);
        }
        batch.weight = weight;
    }

    /// @dev keccak256(SEAL ‖ context ‖ voterIndex ‖ voter ‖ contest ‖ A ‖ B_1 … B_n).
    function _sealHash(
        Batch memory batch,
        uint256 voterIndex,
        address voter,
        uint256 contest,
        uint256 place
    ) private pure returns (bytes32 seal) {
        bytes32 context = batch.context;
        uint256 length = Secp256k1.POINT_BYTES * batch.choices;
        bytes32 statement = SEAL;
        // `abi.encode` would copy the points first into memory of their own.
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, statement)
            mstore(add(free, 0x20), context)
            mstore(add(free, 0x40), voterIndex)
            mstore(add(free, 0x60), voter)
            mstore(add(free, 0x80), contest)
            calldatacopy(add(free, 0xa0), place, length)
            seal := keccak256(free, add(0xa0, length))
        }
    }

    /// @dev keccak256(CHOICE_CHALLENGE ‖ seal ‖ addr(a_0) … addr(a_n) ‖ b_0 … b_n): the words are there, the points not.
    function _challengeOf(uint256[] memory words, uint256 choices, uint256 place) private pure returns (uint256 hash) {
        uint256 length = Secp256k1.POINT_BYTES * choices;
        assembly ("memory-safe") {
            calldatacopy(add(words, add(0x60, mul(32, choices))), add(place, length), length)
            hash := keccak256(add(words, 0x20), mul(32, mload(words)))
        }
    }
}
