// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

import {Elections} from "./Elections.sol";
import {ISealedBallot} from "./ISealedBallot.sol";
import {RelayedBallots} from "./libraries/RelayedBallots.sol";
import {RollPages} from "./libraries/RollPages.sol";
import {RollTree} from "./libraries/RollTree.sol";
import {SealedProofs} from "./libraries/SealedProofs.sol";
import {SealedSettings} from "./libraries/SealedSettings.sol";
import {SealedSums} from "./libraries/SealedSums.sol";
import {Secp256k1} from "./libraries/Secp256k1.sol";
import {SealedElections} from "./sealedBallot/SealedElections.sol";
import {SealedTallies} from "./sealedBallot/SealedTallies.sol";

/// @title SealedBallot
/// @notice See {ISealedBallot}. Ballots are cast here; elections and tallies are in its bases.
contract SealedBallot is SealedTallies {
    using RelayedBallots for RelayedBallots.Relayed;
    using SealedProofs for SealedProofs.Batch;
    using SealedSettings for uint256;
    using SealedSums for SealedSums.Sums;

    // --- Types and constants ---

    /// @dev What a transaction that casts carries.
    struct Casting {
        uint256 electionId;
        uint256 settings;
        bytes32 context;
        uint256 rollId;
        bytes32 rollRoot;
        uint256 rollSize;
        bool hasProofs;
        bytes32 domainSeparator;
        uint256 ballotBytes;
        // Of each ballot: its voter, and where it stands in the transaction's data.
        uint256 count;
        uint256[] indices;
        address[] voters;
        uint256[] places;
        // Statement and context, then index and hash of each ballot: their hash is the weight of the batch.
        bytes32[] words;
    }

    bytes32 private constant BATCH_WEIGHT = keccak256("Civitas SealedBallot batch weight");

    /// @dev Kinds of entries in the running hash.
    uint256 private constant CAST_DIRECTLY = 1;
    uint256 private constant CAST_BY_RELAY = 2;
    uint256 private constant SPOILT = 3;

    /// @dev Two bits a voter, 128 voters a word: a ballot counts, and a ballot is spoilt.
    uint256 private constant HAS_VOTED = 1;
    uint256 private constant HAS_SPOILT = 2;
    uint256 private constant VOTERS_A_WORD = 128;

    /// @dev Bytes before a relayed ballot: kind 1, voter's index 4.
    uint256 private constant HEAD_BYTES = 5;
    uint256 private constant KIND_SHIFT = 248;
    uint256 private constant INDEX_SHIFT = 216;

    /// @dev Bytes of a signature of secp256k1 (ERC-2098), and of P-256 with its key.
    uint256 private constant SECP256K1_BYTES = 64;
    uint256 private constant P256_BYTES = 128;

    // --- Storage ---

    mapping(uint256 electionId => mapping(uint256 word => uint256 bits)) private _voters;

    // --- Constructor ---

    /// @param authority_ the city's authority
    /// @param roll_ the rolls that elections are held on
    /// @param ceremonies_ the trustees' ceremonies
    /// @param predecessor_ contract that this one succeeds; zero for the first
    constructor(
        address authority_,
        address roll_,
        address ceremonies_,
        address predecessor_
    ) Elections(authority_, roll_, predecessor_) SealedElections(ceremonies_) {}

    // --- Writes ---

    /// @inheritdoc ISealedBallot
    function cast(uint256 electionId, uint32 voterIndex, bytes calldata ballot, bytes calldata hints) external {
        State storage state = _requireOpen(electionId);
        address voter = _msgSender();
        _requireOnPage(state, electionId, voterIndex, voter);
        _castDirectly(state, electionId, voterIndex, ballot, hints);
    }

    /// @inheritdoc ISealedBallot
    function castWithProof(
        uint256 electionId,
        uint32 voterIndex,
        bytes calldata ballot,
        bytes calldata hints,
        bytes32[] calldata proof
    ) external {
        State storage state = _requireOpen(electionId);
        _requireOnRoll(electionId, state.rollRoot, state.rollSize, voterIndex, _msgSender(), proof);
        _castDirectly(state, electionId, voterIndex, ballot, hints);
    }

    /// @inheritdoc ISealedBallot
    function castSigned(uint256 electionId, bytes calldata ballots, bytes calldata hints) external {
        _castSigned(electionId, ballots, hints, _noProofs(), false);
    }

    /// @inheritdoc ISealedBallot
    function castSignedWithProofs(
        uint256 electionId,
        bytes calldata ballots,
        bytes calldata hints,
        RollProof[] calldata proofs
    ) external {
        _castSigned(electionId, ballots, hints, proofs, true);
    }

    /// @inheritdoc ISealedBallot
    function spoil(
        uint256 electionId,
        uint32 voterIndex,
        bytes32[] calldata seals,
        bytes32[] calldata proof
    ) external {
        State storage state = _requireOpen(electionId);
        address voter = _msgSender();
        if (proof.length == 0) _requireOnPage(state, electionId, voterIndex, voter);
        else _requireOnRoll(electionId, state.rollRoot, state.rollSize, voterIndex, voter, proof);
        uint256 contests = uint256(state.settings).contestsOf();
        require(seals.length == contests, SealCountWrong(seals.length, contests));
        (bool hasVoted, ) = voterOf(electionId, voterIndex);
        require(!hasVoted, AlreadyVoted(electionId, voterIndex));

        for (uint256 i = 0; i < contests; ++i) isSpoilt[electionId][seals[i]] = true;
        _voters[electionId][voterIndex / VOTERS_A_WORD] |= HAS_SPOILT << _shiftOf(voterIndex);
        _append(state, SPOILT, keccak256(abi.encode(voterIndex, seals)));
        emit BallotSpoilt(electionId, voterIndex, seals);
    }

    // --- Reads ---

    /// @inheritdoc ISealedBallot
    function voterOf(
        uint256 electionId,
        uint32 voterIndex
    ) public view returns (bool hasVoted, bool hasSpoilt) {
        uint256 bits = _voters[electionId][voterIndex / VOTERS_A_WORD] >> _shiftOf(voterIndex);
        return (bits & HAS_VOTED != 0, bits & HAS_SPOILT != 0);
    }

    // --- Internal writes ---

    function _castDirectly(
        State storage state,
        uint256 electionId,
        uint32 voterIndex,
        bytes calldata ballot,
        bytes calldata hints
    ) private {
        Casting memory casting = _begin(state, electionId, 1);
        require(
            ballot.length == casting.ballotBytes,
            BallotLengthWrong(ballot.length, casting.ballotBytes)
        );
        bytes32 ballotHash = keccak256(ballot);
        _take(casting, voterIndex, _msgSender(), Secp256k1.startOf(ballot), ballotHash);
        bytes32[][] memory seals = _requireProofs(casting, hints);
        Refusal refusal = _mark(casting, 0, seals[0]);
        require(refusal != Refusal.AlreadyVoted, AlreadyVoted(electionId, voterIndex));
        require(refusal != Refusal.Spoilt, BallotIsSpoilt(electionId, voterIndex));

        _addUp(state, casting, 1);
        _append(state, CAST_DIRECTLY, keccak256(abi.encode(voterIndex, ballotHash)));
        emit BallotCast(electionId, voterIndex, ballotHash);
    }

    function _castSigned(
        uint256 electionId,
        bytes calldata ballots,
        bytes calldata hints,
        RollProof[] calldata proofs,
        bool hasProofs
    ) private {
        State storage state = _requireOpen(electionId);
        Casting memory casting = _begin(state, electionId, 0);
        casting.hasProofs = hasProofs;
        _readAll(casting, ballots, proofs);
        uint256 counted = _countAll(casting, _requireProofs(casting, hints));
        uint256 refused = casting.count - counted;
        require(counted != 0, NoBallotCounted(electionId, refused));

        _addUp(state, casting, counted);
        bytes32 runningHash = _append(state, CAST_BY_RELAY, keccak256(ballots));
        emit BallotsRelayed(electionId, counted, refused, runningHash);
    }

    /// @dev Marks the voters whose ballots count, and moves these ballots to the front.
    function _countAll(Casting memory casting, bytes32[][] memory seals) private returns (uint256 counted) {
        for (uint256 i = 0; i < casting.count; ++i) {
            Refusal refusal = _mark(casting, i, seals[i]);
            if (refusal == Refusal.None) {
                casting.places[counted++] = casting.places[i];
                continue;
            }
            // An index of the roll has 32 bits.
            emit BallotRefused(casting.electionId, uint32(casting.indices[i]), i, refusal);
        }
    }

    /// @dev Marks a voter as having cast, if the ballot counts.
    function _mark(Casting memory casting, uint256 position, bytes32[] memory seals) private returns (Refusal) {
        uint256 voterIndex = casting.indices[position];
        mapping(uint256 word => uint256 bits) storage voters = _voters[casting.electionId];
        uint256 word = voterIndex / VOTERS_A_WORD;
        uint256 bits = voters[word];
        uint256 shift = _shiftOf(voterIndex);
        if ((bits >> shift) & HAS_VOTED != 0) return Refusal.AlreadyVoted;
        if ((bits >> shift) & HAS_SPOILT != 0) {
            for (uint256 i = 0; i < seals.length; ++i) {
                if (isSpoilt[casting.electionId][seals[i]]) return Refusal.Spoilt;
            }
        }
        voters[word] = bits | (HAS_VOTED << shift);
        return Refusal.None;
    }

    /// @dev Adds the first ballots of a casting to the election's sums.
    function _addUp(State storage state, Casting memory casting, uint256 counted) private {
        uint256 settings = casting.settings;
        state.settings = settings.withMore(counted);
        _sums[casting.electionId].add(settings.contestsOf(), settings.choicesOf(), casting.places, counted);
    }

    // --- Internal reads ---

    /// @param size ballots of the casting, where that is known; otherwise the arrays are made later
    function _begin(
        State storage state,
        uint256 electionId,
        uint256 size
    ) private view returns (Casting memory casting) {
        uint256 settings = state.settings;
        casting.electionId = electionId;
        casting.settings = settings;
        casting.context = contextOf[electionId];
        casting.ballotBytes = settings.contestsOf() * settings.choicesOf() * SealedProofs.CHOICE_BYTES;
        casting.rollId = state.rollId;
        casting.rollSize = state.rollSize;
        _makeRoom(casting, size);
    }

    /// @dev Reads packed ballots and checks who has signed them.
    function _readAll(
        Casting memory casting,
        bytes calldata ballots,
        RollProof[] calldata proofs
    ) private view {
        casting.domainSeparator = _domainSeparatorV4();
        if (casting.hasProofs) casting.rollRoot = _elections[casting.electionId].rollRoot;
        _makeRoom(casting, ballots.length / (HEAD_BYTES + casting.ballotBytes + SECP256K1_BYTES));
        for (uint256 start = 0; start < ballots.length; ) {
            start = _readOne(casting, ballots, start, proofs);
        }
        require(!casting.hasProofs || proofs.length == casting.count, ProofCountWrong(casting.count, proofs.length));
    }

    /// @return end where the next ballot starts
    function _readOne(
        Casting memory casting,
        bytes calldata ballots,
        uint256 start,
        RollProof[] calldata proofs
    ) private view returns (uint256 end) {
        RelayedBallots.Relayed memory ballot = _locate(casting, ballots, start);
        address voter = _voterAt(casting, ballot.voterIndex, proofs);
        uint256 place = Secp256k1.startOf(ballots) + start + HEAD_BYTES;
        bytes32 ballotHash = _hashAt(place, casting.ballotBytes);
        require(
            ballot.isSignedBy(ballots, _digestOf(casting, ballot.voterIndex, ballotHash), voter),
            BallotSignatureWrong(casting.count)
        );
        _take(casting, ballot.voterIndex, voter, place, ballotHash);
        return ballot.endsAt;
    }

    /// @dev The voter of the next ballot, from its proof or from the page of the roll.
    function _voterAt(
        Casting memory casting,
        uint32 voterIndex,
        RollProof[] calldata proofs
    ) private view returns (address voter) {
        if (!casting.hasProofs) {
            voter = RollPages.accountAt(roll, casting.rollId, voterIndex);
            require(voter != address(0), NotOnRoll(casting.electionId, voterIndex, voter));
            return voter;
        }
        uint256 position = casting.count;
        require(position < proofs.length, ProofCountWrong(position + 1, proofs.length));
        RollProof calldata proof = proofs[position];
        voter = proof.account;
        _requireOnRoll(
            casting.electionId,
            casting.rollRoot,
            casting.rollSize,
            voterIndex,
            voter,
            proof.siblings
        );
    }

    /// @dev Checks all proofs of a casting.
    function _requireProofs(
        Casting memory casting,
        bytes calldata hints
    ) private view returns (bytes32[][] memory seals) {
        uint256 count = casting.count;
        SealedProofs.Batch memory batch = SealedProofs.start(
            casting.context,
            casting.settings.choicesOf(),
            casting.settings.contestsOf(),
            count,
            _weightOf(casting),
            hints
        );
        seals = new bytes32[][](count);
        for (uint256 i = 0; i < count; ++i) {
            seals[i] = batch.add(casting.indices[i], casting.voters[i], casting.places[i], i);
        }
        batch.finish(_keysOf(casting.settings));
    }

    function _requireOnPage(
        State storage state,
        uint256 electionId,
        uint32 voterIndex,
        address account
    ) private view {
        require(
            RollPages.accountAt(roll, state.rollId, voterIndex) == account,
            NotOnRoll(electionId, voterIndex, account)
        );
    }

    /// @dev Where the parts of a packed ballot are; its choice is sealed, and it has no ordinal.
    function _locate(
        Casting memory casting,
        bytes calldata ballots,
        uint256 start
    ) private pure returns (RelayedBallots.Relayed memory ballot) {
        uint256 head = Secp256k1.wordAt(Secp256k1.startOf(ballots) + start);
        uint256 kind = head >> KIND_SHIFT;
        ballot.isP256 = kind == 1;
        ballot.voterIndex = uint32(head >> INDEX_SHIFT);
        ballot.signatureAt = start + HEAD_BYTES + casting.ballotBytes;
        ballot.endsAt = ballot.signatureAt + (kind == 1 ? P256_BYTES : SECP256K1_BYTES);
        require(kind <= 1 && ballot.endsAt <= ballots.length, BatchMalformed(casting.count));
    }

    function _digestOf(
        Casting memory casting,
        uint32 voterIndex,
        bytes32 ballotHash
    ) private pure returns (bytes32) {
        return
            MessageHashUtils.toTypedDataHash(
                casting.domainSeparator,
                keccak256(
                    abi.encode(
                        BALLOT_TYPEHASH,
                        casting.electionId,
                        casting.context,
                        voterIndex,
                        ballotHash
                    )
                )
            );
    }

    function _requireOnRoll(
        uint256 electionId,
        bytes32 root,
        uint256 size,
        uint32 voterIndex,
        address account,
        bytes32[] calldata proof
    ) private pure {
        require(
            voterIndex < size &&
                RollTree.proves(
                    root,
                    RollTree.depthOf(size),
                    voterIndex,
                    RollTree.leafOf(voterIndex, account),
                    proof
                ),
            NotOnRoll(electionId, voterIndex, account)
        );
    }

    function _makeRoom(Casting memory casting, uint256 size) private pure {
        casting.indices = new uint256[](size);
        casting.voters = new address[](size);
        casting.places = new uint256[](size);
        casting.words = new bytes32[](2 + 2 * size);
        casting.words[0] = BATCH_WEIGHT;
        casting.words[1] = casting.context;
    }

    /// @dev Takes a ballot into a casting.
    function _take(
        Casting memory casting,
        uint32 voterIndex,
        address voter,
        uint256 place,
        bytes32 ballotHash
    ) private pure {
        uint256 position = casting.count++;
        casting.indices[position] = voterIndex;
        casting.voters[position] = voter;
        casting.places[position] = place;
        casting.words[2 + 2 * position] = bytes32(uint256(voterIndex));
        casting.words[3 + 2 * position] = ballotHash;
    }

    /// @dev The weight that every byte of a casting decides.
    function _weightOf(Casting memory casting) private pure returns (uint256 weight) {
        bytes32[] memory words = casting.words;
        uint256 length = 32 * (2 + 2 * casting.count);
        // There is room for more ballots than there are, where some have longer signatures.
        assembly ("memory-safe") {
            weight := shr(128, keccak256(add(words, 32), length))
        }
    }

    function _hashAt(uint256 place, uint256 length) private pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, place, length)
            hash := keccak256(free, length)
        }
    }

    function _shiftOf(uint256 voterIndex) private pure returns (uint256) {
        return 2 * (voterIndex % VOTERS_A_WORD);
    }

    function _noProofs() private pure returns (RollProof[] calldata proofs) {
        assembly ("memory-safe") {
            proofs.offset := 0
            proofs.length := 0
        }
    }
}
