// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {ERC165, IERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";

import {IBallotVerifier} from "./IBallotVerifier.sol";
import {BallotProofs} from "./libraries/BallotProofs.sol";
import {RelayedBallots} from "./libraries/RelayedBallots.sol";
import {RollPages} from "./libraries/RollPages.sol";
import {RollTree} from "./libraries/RollTree.sol";
import {Secp256k1} from "./libraries/Secp256k1.sol";
import {TrusteeKeys} from "./libraries/TrusteeKeys.sol";

/// @title BallotVerifier
/// @notice See {IBallotVerifier}.
contract BallotVerifier is IBallotVerifier, ERC165 {
    using BallotProofs for BallotProofs.Batch;
    using RelayedBallots for RelayedBallots.Relayed;

    // --- Types and constants ---

    /// @dev Ballots that were read: their voters, and where they start.
    struct Row {
        uint256 ballotBytes;
        uint256 count;
        uint32[] indices;
        address[] voters;
        uint256[] starts;
        // Statement and context, then index and hash of each ballot: their hash is the weight of the batch.
        bytes32[] words;
    }

    /// @inheritdoc IBallotVerifier
    bytes32 public constant BALLOT_TYPEHASH = keccak256(
        "SealedBallot(uint256 electionId,bytes32 context,uint32 voterIndex,bytes32 ballotHash)"
    );

    bytes32 private constant BATCH_WEIGHT = keccak256("Civitas SealedBallot batch weight");

    /// @dev Bytes before a relayed ballot: kind 1, voter's index 4.
    uint256 private constant HEAD_BYTES = 5;
    uint256 private constant KIND_SHIFT = 248;
    uint256 private constant INDEX_SHIFT = 216;

    /// @dev An account stands in the upper 20 bytes of a word.
    uint256 private constant ACCOUNT_SHIFT = 96;

    /// @dev Bytes of a signature of secp256k1 (ERC-2098), and of P-256 with its key.
    uint256 private constant SECP256K1_BYTES = 64;
    uint256 private constant P256_BYTES = 128;

    // --- Reads ---

    /// @inheritdoc IBallotVerifier
    function checkDirect(
        Sealing calldata sealing,
        uint32 voterIndex,
        address voter,
        bytes calldata ballot,
        bytes calldata hints,
        bytes calldata proof
    ) external view returns (bytes32[] memory seals) {
        Row memory row = _roomFor(sealing, 1);
        _requireRollProofs(sealing, proof, 1);
        require(_voterAt(sealing, voterIndex, proof, 0) == voter, NotOnRoll(sealing.electionId, voterIndex, voter));
        require(ballot.length == row.ballotBytes, BallotLengthWrong(ballot.length, row.ballotBytes));
        _take(row, voterIndex, voter, 0, keccak256(ballot));
        return _requireProofs(sealing, row, Secp256k1.startOf(ballot), hints);
    }

    /// @inheritdoc IBallotVerifier
    function checkRelayed(
        Sealing calldata sealing,
        bytes calldata ballots,
        bytes calldata hints,
        bytes calldata proofs
    ) external view returns (Checked memory checked) {
        Row memory row = _read(sealing, ballots, proofs);
        bytes32[] memory seals = _requireProofs(sealing, row, Secp256k1.startOf(ballots), hints);
        return Checked(row.indices, row.starts, seals);
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return interfaceId == type(IBallotVerifier).interfaceId || super.supportsInterface(interfaceId);
    }

    // --- Internal reads ---

    /// @dev Reads packed ballots and checks who has signed them.
    function _read(
        Sealing calldata sealing,
        bytes calldata ballots,
        bytes calldata proofs
    ) private view returns (Row memory row) {
        uint256 ballotBytes = _ballotBytes(sealing);
        row = _roomFor(sealing, _countIn(ballots, ballotBytes));
        _requireRollProofs(sealing, proofs, row.indices.length);
        for (uint256 start = 0; start < ballots.length;) {
            start = _readOne(sealing, row, ballots, start, proofs);
        }
    }

    /// @return end where the next ballot starts
    function _readOne(
        Sealing calldata sealing,
        Row memory row,
        bytes calldata ballots,
        uint256 start,
        bytes calldata proofs
    ) private view returns (uint256 end) {
        RelayedBallots.Relayed memory ballot = _locate(ballots, start, row.ballotBytes, row.count);
        address voter = _voterAt(sealing, ballot.voterIndex, proofs, row.count);
        start += HEAD_BYTES;
        bytes32 ballotHash = keccak256(ballots[start:start + row.ballotBytes]);
        require(
            ballot.isSignedBy(ballots, _digestOf(sealing, ballot.voterIndex, ballotHash), voter),
            BallotSignatureWrong(row.count)
        );
        _take(row, ballot.voterIndex, voter, start, ballotHash);
        return ballot.endsAt;
    }

    /// @dev The voter of a ballot, from its proof or from the page of the roll.
    function _voterAt(
        Sealing calldata sealing,
        uint32 voterIndex,
        bytes calldata proofs,
        uint256 position
    ) private view returns (address voter) {
        if (proofs.length == 0) {
            voter = RollPages.accountAt(sealing.roll, sealing.rollId, voterIndex);
            require(voter != address(0), NotOnRoll(sealing.electionId, voterIndex, voter));
            return voter;
        }
        uint256 place = Secp256k1.startOf(proofs) + position * _rollProofBytes(sealing);
        voter = address(uint160(Secp256k1.wordAt(place) >> ACCOUNT_SHIFT));
        require(
            voterIndex < sealing.rollSize &&
                RollTree.proves(
                    sealing.rollRoot,
                    RollTree.depthOf(sealing.rollSize),
                    voterIndex,
                    RollTree.leafOf(voterIndex, voter),
                    _siblingsAt(place + RollTree.ACCOUNT_BYTES, RollTree.depthOf(sealing.rollSize))
                ),
            NotOnRoll(sealing.electionId, voterIndex, voter)
        );
    }

    /// @dev Checks all proofs of a row in one equation.
    function _requireProofs(
        Sealing calldata sealing,
        Row memory row,
        uint256 place,
        bytes calldata hints
    ) private view returns (bytes32[] memory seals) {
        uint256 contests = sealing.contests;
        BallotProofs.Batch memory batch = BallotProofs.start(
            sealing.context,
            sealing.choices,
            contests,
            row.count,
            uint256(keccak256(abi.encodePacked(row.words))) >> 128,
            hints
        );
        seals = new bytes32[](row.count * contests);
        for (uint256 i = 0; i < row.count; ++i) {
            batch.add(row.indices[i], row.voters[i], place + row.starts[i], i, seals);
        }
        batch.finish(TrusteeKeys.read(sealing.keyPage, 0, sealing.choices - 1));
    }

    function _digestOf(Sealing calldata sealing, uint32 voterIndex, bytes32 ballotHash) private pure returns (bytes32) {
        return
            MessageHashUtils.toTypedDataHash(
                sealing.domainSeparator,
                keccak256(abi.encode(BALLOT_TYPEHASH, sealing.electionId, sealing.context, voterIndex, ballotHash))
            );
    }

    /// @dev How many ballots there are; what they hold is not looked at.
    function _countIn(bytes calldata ballots, uint256 ballotBytes) private pure returns (uint256 count) {
        for (uint256 start = 0; start < ballots.length; ++count) {
            start = _locate(ballots, start, ballotBytes, count).endsAt;
        }
        require(count != 0, BatchMalformed(0));
    }

    /// @dev Where the parts of a packed ballot are; its choice is sealed, and it has no ordinal.
    function _locate(
        bytes calldata ballots,
        uint256 start,
        uint256 ballotBytes,
        uint256 position
    ) private pure returns (RelayedBallots.Relayed memory ballot) {
        uint256 head = Secp256k1.wordAt(Secp256k1.startOf(ballots) + start);
        uint256 kind = head >> KIND_SHIFT;
        ballot.isP256 = kind == 1;
        ballot.voterIndex = uint32(head >> INDEX_SHIFT);
        ballot.signatureAt = start + HEAD_BYTES + ballotBytes;
        ballot.endsAt = ballot.signatureAt + (kind == 1 ? P256_BYTES : SECP256K1_BYTES);
        require(kind <= 1 && ballot.endsAt <= ballots.length, BatchMalformed(position));
    }

    function _roomFor(Sealing calldata sealing, uint256 size) private pure returns (Row memory row) {
        row.ballotBytes = _ballotBytes(sealing);
        row.indices = new uint32[](size);
        row.voters = new address[](size);
        row.starts = new uint256[](size);
        row.words = new bytes32[](2 + 2 * size);
        row.words[0] = BATCH_WEIGHT;
        row.words[1] = sealing.context;
    }

    /// @dev Takes a ballot into a row.
    function _take(Row memory row, uint32 voterIndex, address voter, uint256 start, bytes32 ballotHash) private pure {
        uint256 position = row.count++;
        row.indices[position] = voterIndex;
        row.voters[position] = voter;
        row.starts[position] = start;
        row.words[2 + 2 * position] = bytes32(uint256(voterIndex));
        row.words[3 + 2 * position] = ballotHash;
    }

    /// @dev There is a proof for each ballot, or none at all.
    function _requireRollProofs(Sealing calldata sealing, bytes calldata proofs, uint256 ballots) private pure {
        uint256 needed = ballots * _rollProofBytes(sealing);
        require(proofs.length == 0 || proofs.length == needed, RollProofsWrong(proofs.length, needed));
    }

    function _rollProofBytes(Sealing calldata sealing) private pure returns (uint256) {
        return RollTree.ACCOUNT_BYTES + RollTree.depthOf(sealing.rollSize) * Secp256k1.SCALAR_BYTES;
    }

    /// @dev Words of the transaction's data, without copying them.
    function _siblingsAt(uint256 place, uint256 count) private pure returns (bytes32[] calldata siblings) {
        assembly ("memory-safe") {
            siblings.offset := place
            siblings.length := count
        }
    }

    function _ballotBytes(Sealing calldata sealing) private pure returns (uint256) {
        return sealing.contests * sealing.choices * BallotProofs.CHOICE_BYTES;
    }
}
