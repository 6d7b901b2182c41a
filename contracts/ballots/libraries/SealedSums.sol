// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Secp256k1} from "./Secp256k1.sol";
import {BallotProofs} from "./BallotProofs.sol";

/// @notice A ballot's point is the sum of all ballots before it, or its opposite: only who made it can bring that about.
error BallotUnaddable();

/// @title SealedSums
/// @notice The sums of an election's ballots, still sealed: for every contest `ΣA ‖ ΣB_1 … ΣB_n`, two words a point.
/// @dev They begin with `G ‖ Y_1 … Y_n`, no vote sealed with the random scalar 1: so no word is new to a voter.
library SealedSums {
    /// @dev Words of the largest form: 16 contests of two points, or one of eight.
    uint256 internal constant WORDS = 64;

    /// @dev The sums of one election.
    struct Sums {
        uint256[WORDS] words;
    }

    /// @notice Writes the sums without a ballot.
    /// @param sums of an election
    /// @param contests of a ballot
    /// @param keys of the election, coordinate by coordinate
    function begin(Sums storage sums, uint256 contests, uint256[] memory keys) internal {
        uint256 word = 0;
        for (uint256 contest = 0; contest < contests; ++contest) {
            sums.words[word++] = Secp256k1.GENERATOR_X;
            sums.words[word++] = Secp256k1.GENERATOR_Y;
            for (uint256 i = 0; i < keys.length; ++i) sums.words[word++] = keys[i];
        }
    }

    /// @notice Adds ballots.
    /// @param sums of an election
    /// @param contests of a ballot
    /// @param choices of a contest
    /// @param starts where each ballot stands in the transaction's data
    /// @param count how many of them to add
    /// @dev Reverts with {BallotUnaddable}.
    function add(
        Sums storage sums,
        uint256 contests,
        uint256 choices,
        uint256[] memory starts,
        uint256 count
    ) internal {
        uint256 points = contests * choices;
        // Three words a point, and the product of the z before it.
        uint256[] memory room = new uint256[](4 * points);
        uint256 product = 1;
        for (uint256 i = 0; i < points; ++i) {
            uint256 offset = (i / choices) * BallotProofs.CHOICE_BYTES * choices;
            offset += (i % choices) * Secp256k1.POINT_BYTES;
            (room[4 * i], room[4 * i + 1], room[4 * i + 2]) = (sums.words[2 * i], sums.words[2 * i + 1], 1);
            _addAll(room, i, starts, count, offset);
            room[4 * i + 3] = product;
            product = mulmod(product, room[4 * i + 2], Secp256k1.FIELD);
        }
        require(product != 0, BallotUnaddable());
        _write(sums, room, points, Math.invModPrime(product, Secp256k1.FIELD));
    }

    /// @notice All sums.
    /// @param sums of an election
    /// @param points how many
    /// @return words two a point
    function read(Sums storage sums, uint256 points) internal view returns (uint256[] memory words) {
        words = new uint256[](2 * points);
        for (uint256 i = 0; i < words.length; ++i) words[i] = sums.words[i];
    }

    /// @dev One inversion serves all points.
    function _write(Sums storage sums, uint256[] memory room, uint256 points, uint256 inverse) private {
        for (uint256 i = points; i > 0;) {
            --i;
            uint256 own = mulmod(inverse, room[4 * i + 3], Secp256k1.FIELD);
            inverse = mulmod(inverse, room[4 * i + 2], Secp256k1.FIELD);
            uint256 square = mulmod(own, own, Secp256k1.FIELD);
            sums.words[2 * i] = mulmod(room[4 * i], square, Secp256k1.FIELD);
            sums.words[2 * i + 1] = mulmod(room[4 * i + 1], mulmod(square, own, Secp256k1.FIELD), Secp256k1.FIELD);
        }
    }

    /// @dev Adds one point of every ballot to a sum in `room`. A point that is the sum so far or its opposite makes z
    /// zero, and keeps it so.
    function _addAll(
        uint256[] memory room,
        uint256 point,
        uint256[] memory starts,
        uint256 count,
        uint256 offset
    ) private pure {
        uint256 prime = Secp256k1.FIELD;
        // One addition takes 430 gas here and 1,150 in `JacobianPoints`: a batch has hundreds.
        assembly ("memory-safe") {
            let place := add(add(room, 0x20), mul(point, 0x80))
            let x := mload(place)
            let y := mload(add(place, 0x20))
            let z := mload(add(place, 0x40))
            let next := add(starts, 0x20)
            for {
                let end := add(next, mul(count, 0x20))
            } lt(next, end) {
                next := add(next, 0x20)
            } {
                let other := add(mload(next), offset)
                let square := mulmod(z, z, prime)
                let run := addmod(mulmod(calldataload(other), square, prime), sub(prime, x), prime)
                let rise := mulmod(calldataload(add(other, 0x20)), mulmod(square, z, prime), prime)
                rise := addmod(rise, sub(prime, y), prime)
                z := mulmod(z, run, prime)
                square := mulmod(run, run, prime)
                let cube := mulmod(square, run, prime)
                let middle := mulmod(x, square, prime)
                x := addmod(
                    mulmod(rise, rise, prime),
                    sub(prime, addmod(cube, addmod(middle, middle, prime), prime)),
                    prime
                )
                y := addmod(
                    mulmod(rise, addmod(middle, sub(prime, x), prime), prime),
                    sub(prime, mulmod(y, cube, prime)),
                    prime
                )
            }
            mstore(place, x)
            mstore(add(place, 0x20), y)
            mstore(add(place, 0x40), z)
        }
    }
}
