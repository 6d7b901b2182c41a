// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {HintedSums} from "./HintedSums.sol";
import {JacobianPoints} from "./JacobianPoints.sol";
import {Secp256k1} from "./Secp256k1.sol";

/// @notice A message of a ceremony has another length than its plan says.
/// @param length bytes, or proofs, given
/// @param needed how many it has
error MessageLengthWrong(uint256 length, uint256 needed);

/// @notice A message of a ceremony holds a point that is none.
/// @param position of the point
error MessagePointWrong(uint256 position);

/// @notice A message of a ceremony holds a scalar that is not below the order.
/// @param position of the scalar
error MessageScalarWrong(uint256 position);

/// @notice A proof does not show that its author knows the secret.
/// @param key number of the key that it is for; 0 where there is one
error KnowledgeProofWrong(uint256 key);

/// @title Dealings
/// @notice Checks the messages of a ceremony: see {ITrusteeCeremony} for the statements.
library Dealings {
    using HintedSums for HintedSums.Sum;
    using JacobianPoints for JacobianPoints.Point;

    /// @dev What the recipient of a share opens, and what it is bound to.
    struct Opened {
        bytes32 session;
        uint256 dealer;
        uint256 recipient;
        uint256 key;
        // The recipient's key, the dealer's point, and what both exchanged.
        uint256[2] registered;
        uint256[2] ephemeral;
        uint256[2] exchanged;
        uint256 challenge;
        uint256 response;
    }

    bytes32 internal constant REGISTRATION = keccak256("Civitas TrusteeCeremony registration");
    bytes32 internal constant DEALING = keccak256("Civitas TrusteeCeremony dealing");
    bytes32 internal constant PAD = keccak256("Civitas TrusteeCeremony pad");
    bytes32 internal constant COMPLAINT = keccak256("Civitas TrusteeCeremony complaint");

    /// @dev Bytes of the hints of a complaint: two terms and a slope.
    uint256 private constant COMPLAINT_HINTS = HintedSums.FIRST_TERM_BYTES + HintedSums.TERM_BYTES;

    /// @notice Checks a row of points.
    /// @param points 64 bytes each
    /// @param count how many there are
    /// @dev Reverts with {MessageLengthWrong}, {MessagePointWrong}.
    function requirePoints(bytes calldata points, uint256 count) internal pure {
        uint256 needed = count * Secp256k1.POINT_BYTES;
        require(points.length == needed, MessageLengthWrong(points.length, needed));
        _requirePoints(points, count);
    }

    /// @notice Checks the shares of a dealing: a point, then scalars.
    /// @param shares `R ‖ shares`
    /// @param count of scalars
    /// @dev Reverts with {MessageLengthWrong}, {MessagePointWrong}, {MessageScalarWrong}.
    function requireShares(bytes calldata shares, uint256 count) internal pure {
        uint256 needed = Secp256k1.POINT_BYTES + count * Secp256k1.SCALAR_BYTES;
        require(shares.length == needed, MessageLengthWrong(shares.length, needed));
        _requirePoints(shares, 1);
        uint256 place = Secp256k1.startOf(shares) + Secp256k1.POINT_BYTES;
        for (uint256 i = 0; i < count; ++i) {
            require(Secp256k1.wordAt(place + i * Secp256k1.SCALAR_BYTES) < Secp256k1.ORDER, MessageScalarWrong(i));
        }
    }

    /// @notice Checks that the author of a message knows the secret of its first point.
    /// @param statement hash of what the proof is bound to begins with this
    /// @param points 64 bytes each; the first one is what is known
    /// @param challenge scalar
    /// @param response scalar
    /// @param key number of the key
    /// @dev Reverts with {KnowledgeProofWrong}.
    function requireKnowledge(
        bytes memory statement,
        bytes calldata points,
        uint256 challenge,
        uint256 response,
        uint256 key
    ) internal pure {
        (uint256 x, uint256 y) = Secp256k1.pointAt(Secp256k1.startOf(points));
        require(challenge < Secp256k1.ORDER && response < Secp256k1.ORDER, KnowledgeProofWrong(key));
        address commitment = Secp256k1.combine(x, y, Secp256k1.ORDER - challenge, response);
        uint256 hash = uint256(keccak256(abi.encodePacked(statement, points, uint256(uint160(commitment)))));
        require(commitment != address(0) && hash % Secp256k1.ORDER == challenge, KnowledgeProofWrong(key));
    }

    /// @notice Checks that a recipient opens what it exchanged with the dealer.
    /// @param opened what it opens, with the proof
    /// @param hints for the proof
    /// @dev Reverts with {KnowledgeProofWrong}, {HintWrong}, {HintLengthWrong}.
    function requireExchange(Opened memory opened, bytes calldata hints) internal pure {
        uint256 challenge = opened.challenge;
        uint256 response = opened.response;
        require(challenge < Secp256k1.ORDER && response < Secp256k1.ORDER, KnowledgeProofWrong(opened.key));
        address first = Secp256k1.combine(
            opened.registered[0],
            opened.registered[1],
            Secp256k1.ORDER - challenge,
            response
        );
        HintedSums.Sum memory sum = HintedSums.read(hints, COMPLAINT_HINTS);
        sum.add(opened.ephemeral[0], opened.ephemeral[1], response, 0);
        sum.add(opened.exchanged[0], opened.exchanged[1], Secp256k1.ORDER - challenge, 0);
        bytes32 bound = keccak256(
            abi.encode(
                COMPLAINT,
                opened.session,
                opened.dealer,
                opened.recipient,
                opened.ephemeral,
                opened.registered,
                opened.exchanged,
                first,
                sum.x,
                sum.y
            )
        );
        require(first != address(0) && uint256(bound) % Secp256k1.ORDER == challenge, KnowledgeProofWrong(opened.key));
    }

    /// @notice Whether an opened share fits the dealer's points.
    /// @param opened what the recipient opens
    /// @param padded the share as it was dealt
    /// @param commitments all points that the dealer dealt
    /// @param threshold points of each key
    /// @return true where it does
    function isShareRight(
        Opened memory opened,
        uint256 padded,
        bytes calldata commitments,
        uint256 threshold
    ) internal view returns (bool) {
        bytes32 hash = keccak256(
            abi.encode(PAD, opened.session, opened.dealer, opened.recipient, opened.key, opened.exchanged)
        );
        uint256 share = addmod(padded, Secp256k1.ORDER - (uint256(hash) % Secp256k1.ORDER), Secp256k1.ORDER);
        uint256 place = Secp256k1.startOf(commitments) + opened.key * threshold * Secp256k1.POINT_BYTES;
        uint256[] memory row = new uint256[](2 * threshold);
        for (uint256 i = 0; i < row.length; ++i) row[i] = Secp256k1.wordAt(place + i * Secp256k1.SCALAR_BYTES);
        (uint256 x, uint256 y) = valueAt(row, 0, threshold, opened.recipient);
        // The share 0 belongs to the identity, which has no coordinates.
        if (share == 0 || (x == 0 && y == 0)) return share == 0 && x == 0 && y == 0;
        return Secp256k1.addressOf(x, y) == Secp256k1.combine(Secp256k1.GENERATOR_X, Secp256k1.GENERATOR_Y, share, 0);
    }

    /// @notice The value of a polynomial in the exponent (Horner).
    /// @param points coordinates of coefficients; both 0 for the identity
    /// @param first number of the constant one
    /// @param count coefficients
    /// @param number at which to take it, from 1
    /// @return x first coordinate
    /// @return y second coordinate; both 0 for the identity
    function valueAt(
        uint256[] memory points,
        uint256 first,
        uint256 count,
        uint256 number
    ) internal view returns (uint256 x, uint256 y) {
        uint256 last = 2 * (first + count - 1);
        (x, y) = (points[last], points[last + 1]);
        for (uint256 i = count - 1; i > 0; --i) {
            JacobianPoints.Point memory value = JacobianPoints.times(x, y, number);
            uint256 word = 2 * (first + i - 1);
            value.add(points[word], points[word + 1]);
            (x, y) = value.coordinatesOf();
        }
    }

    /// @notice Sums of points of the same place in several messages.
    /// @param messages points, 64 bytes each
    /// @param count points of each message
    /// @return sums coordinates; both 0 for the identity
    function sumOf(bytes[] calldata messages, uint256 count) internal view returns (uint256[] memory sums) {
        sums = new uint256[](2 * count);
        for (uint256 i = 0; i < count; ++i) {
            JacobianPoints.Point memory sum;
            for (uint256 j = 0; j < messages.length; ++j) {
                (uint256 x, uint256 y) = Secp256k1.pointAt(Secp256k1.startOf(messages[j]) + i * Secp256k1.POINT_BYTES);
                sum.add(x, y);
            }
            (sums[2 * i], sums[2 * i + 1]) = sum.coordinatesOf();
        }
    }

    function _requirePoints(bytes calldata points, uint256 count) private pure {
        uint256 place = Secp256k1.startOf(points);
        for (uint256 i = 0; i < count; ++i) {
            (uint256 x, uint256 y) = Secp256k1.pointAt(place + i * Secp256k1.POINT_BYTES);
            require(Secp256k1.isPoint(x, y), MessagePointWrong(i));
        }
    }
}
