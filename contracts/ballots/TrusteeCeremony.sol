// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC165, IERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";

import {PublicNotice} from "../governance/PublicNotice.sol";
import {Succession} from "../governance/Succession.sol";
import {ITrusteeCeremony} from "./ITrusteeCeremony.sol";
import {Dealings, MessageLengthWrong} from "./libraries/Dealings.sol";
import {Secp256k1} from "./libraries/Secp256k1.sol";
import {TrusteeKeys} from "./libraries/TrusteeKeys.sol";

/// @title TrusteeCeremony
/// @notice See {ITrusteeCeremony}.
contract TrusteeCeremony is ITrusteeCeremony, Succession, ERC165 {
    // --- Types and constants ---

    /// @dev Three words and the ballot's.
    struct State {
        CeremonyStage stage;
        uint8 threshold;
        uint8 trusteeCount;
        uint8 keyCount;
        uint8 done;
        uint40 registerUntil;
        uint40 dealUntil;
        uint40 complainUntil;
        address ballot;
        bytes32 session;
        bytes32 keyHash;
    }

    /// @inheritdoc ITrusteeCeremony
    uint256 public constant MAXIMUM_TRUSTEES = 10;

    /// @inheritdoc ITrusteeCeremony
    uint256 public constant MAXIMUM_KEYS = 7;

    /// @inheritdoc ITrusteeCeremony
    uint40 public constant MINIMUM_PERIOD = 10 minutes;

    /// @inheritdoc ITrusteeCeremony
    uint40 public constant MAXIMUM_PERIOD = 90 days;

    bytes32 private constant SESSION = keccak256("Civitas TrusteeCeremony session");
    bytes32 private constant KEY = keccak256("Civitas TrusteeCeremony key");

    // --- Storage ---

    /// @inheritdoc ITrusteeCeremony
    uint256 public ceremonyCount;

    mapping(uint256 ceremonyId => State state) private _ceremonies;
    mapping(uint256 ceremonyId => mapping(uint256 number => Trustee trustee)) private _trustees;

    // --- Constructor ---

    /// @param authority_ the city's authority
    /// @param predecessor_ contract that this one succeeds; zero for the first
    constructor(address authority_, address predecessor_) PublicNotice(authority_) Succession(predecessor_) {}

    // --- Writes ---

    /// @inheritdoc ITrusteeCeremony
    function planCeremony(Plan calldata plan) external restricted returns (uint256 ceremonyId) {
        _requirePlan(plan);
        _requireActive();

        ceremonyId = ++ceremonyCount;
        bytes32 session = keccak256(
            abi.encode(SESSION, block.chainid, address(this), ceremonyId, keccak256(abi.encode(plan)))
        );
        _ceremonies[ceremonyId] = State({
            stage: CeremonyStage.Registering,
            threshold: plan.threshold,
            // At most ten.
            trusteeCount: uint8(plan.trustees.length),
            keyCount: plan.keyCount,
            done: 0,
            registerUntil: plan.registerUntil,
            dealUntil: plan.dealUntil,
            complainUntil: plan.complainUntil,
            ballot: plan.ballot,
            session: session,
            keyHash: 0
        });
        for (uint256 i = 0; i < plan.trustees.length; ++i) {
            _trustees[ceremonyId][i + 1].account = plan.trustees[i];
        }
        emit CeremonyPlanned(ceremonyId, session, plan);
    }

    /// @inheritdoc ITrusteeCeremony
    function register(uint256 ceremonyId, uint256 trustee, bytes calldata key, Proof calldata proof) external {
        State storage state = _inStage(ceremonyId, CeremonyStage.Registering);
        _requireBefore(ceremonyId, state.registerUntil);
        Trustee storage own = _ownOf(ceremonyId, trustee);
        require(own.keyX == 0, AlreadyRegistered(ceremonyId, trustee));
        Dealings.requirePoints(key, 1);
        (uint256 x, uint256 y) = Secp256k1.pointAt(Secp256k1.startOf(key));
        require(Secp256k1.addressOf(x, y) != own.account, KeyOfAccount(trustee));
        Dealings.requireKnowledge(
            abi.encode(Dealings.REGISTRATION, state.session, trustee),
            key,
            proof.challenge,
            proof.response,
            0
        );

        (own.keyX, own.keyY) = (x, y);
        _count(state, CeremonyStage.Dealing);
        emit TrusteeRegistered(ceremonyId, trustee, x, y);
    }

    /// @inheritdoc ITrusteeCeremony
    function deal(
        uint256 ceremonyId,
        uint256 trustee,
        bytes calldata commitments,
        Proof[] calldata proofs,
        bytes calldata shares
    ) external {
        State storage state = _inStage(ceremonyId, CeremonyStage.Dealing);
        _requireBefore(ceremonyId, state.dealUntil);
        Trustee storage own = _ownOf(ceremonyId, trustee);
        require(own.dealingHash == 0, AlreadyDealt(ceremonyId, trustee));
        _requireDealing(state, trustee, commitments, proofs);
        Dealings.requireShares(shares, uint256(state.trusteeCount) * state.keyCount);

        bytes32 dealingHash = _dealingHash(keccak256(commitments), keccak256(shares));
        own.dealingHash = dealingHash;
        _count(state, CeremonyStage.Complaining);
        emit SharesDealt(ceremonyId, trustee, dealingHash);
    }

    /// @inheritdoc ITrusteeCeremony
    function complain(uint256 ceremonyId, Complaint calldata complaint) external {
        State storage state = _inStage(ceremonyId, CeremonyStage.Complaining);
        _requireBefore(ceremonyId, state.complainUntil);
        uint256 dealer = complaint.dealer;
        Dealings.Opened memory opened = _opened(ceremonyId, state, complaint);
        Dealings.requireExchange(opened, complaint.hints);
        uint256 place = Secp256k1.startOf(complaint.shares) + Secp256k1.POINT_BYTES;
        place += ((complaint.recipient - 1) * state.keyCount + complaint.key) * Secp256k1.SCALAR_BYTES;
        bool isUpheld = !Dealings.isShareRight(opened, Secp256k1.wordAt(place), complaint.commitments, state.threshold);

        emit ComplaintJudged(ceremonyId, dealer, complaint.recipient, isUpheld);
        if (isUpheld) _abort(ceremonyId, Failure.WrongShare, dealer);
    }

    /// @inheritdoc ITrusteeCeremony
    function complete(uint256 ceremonyId, bytes[] calldata commitments, bytes32[] calldata sharesHashes) external {
        State storage state = _inStage(ceremonyId, CeremonyStage.Complaining);
        require(block.timestamp > state.complainUntil, CeremonyDeadlineOpen(ceremonyId, state.complainUntil));
        _requireDealings(ceremonyId, state.trusteeCount, commitments, sharesHashes);
        (uint256[] memory points, bool isKey) = _addUp(state, commitments);
        if (!isKey) {
            _abort(ceremonyId, Failure.NoKey, 0);
            return;
        }

        bytes32 keyHash = keccak256(abi.encode(KEY, state.session, keccak256(abi.encodePacked(points))));
        state.stage = CeremonyStage.Ready;
        state.keyHash = keyHash;
        address account = TrusteeKeys.write(ceremonyId, points);
        emit KeyMade(ceremonyId, keyHash, account);
    }

    /// @inheritdoc ITrusteeCeremony
    function abort(uint256 ceremonyId) external {
        State storage state = _ceremonies[ceremonyId];
        CeremonyStage stage = state.stage;
        bool isDealing = stage == CeremonyStage.Dealing;
        require(isDealing || stage == CeremonyStage.Registering, CeremonyStageWrong(ceremonyId, stage));
        uint40 deadline = isDealing ? state.dealUntil : state.registerUntil;
        require(block.timestamp > deadline, CeremonyDeadlineOpen(ceremonyId, deadline));

        // The stage ends with the last trustee: one of them at least is missing.
        uint256 missing = 1;
        mapping(uint256 number => Trustee trustee) storage trustees = _trustees[ceremonyId];
        while (isDealing ? trustees[missing].dealingHash != 0 : trustees[missing].keyX != 0) ++missing;
        _abort(ceremonyId, isDealing ? Failure.NotDealt : Failure.NotRegistered, missing);
    }

    // --- Reads ---

    /// @inheritdoc ITrusteeCeremony
    function ceremonyOf(uint256 ceremonyId) external view returns (Ceremony memory ceremony) {
        State storage state = _ceremonies[ceremonyId];
        require(state.stage != CeremonyStage.None, CeremonyUnknown(ceremonyId));
        return
            Ceremony({
                stage: state.stage,
                ballot: state.ballot,
                threshold: state.threshold,
                trusteeCount: state.trusteeCount,
                keyCount: state.keyCount,
                registerUntil: state.registerUntil,
                dealUntil: state.dealUntil,
                complainUntil: state.complainUntil,
                session: state.session,
                keyHash: state.keyHash
            });
    }

    /// @inheritdoc ITrusteeCeremony
    function trusteeOf(uint256 ceremonyId, uint256 trustee) external view returns (Trustee memory found) {
        return _trustees[ceremonyId][trustee];
    }

    /// @inheritdoc ITrusteeCeremony
    function keyOf(uint256 ceremonyId) external view returns (address account, bytes memory page) {
        account = TrusteeKeys.addressOf(address(this), ceremonyId);
        State storage state = _ceremonies[ceremonyId];
        if (state.stage != CeremonyStage.Ready) return (account, "");
        uint256 points = uint256(state.keyCount) * (1 + state.trusteeCount);
        return (account, abi.encodePacked(TrusteeKeys.read(account, 0, points)));
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return interfaceId == type(ITrusteeCeremony).interfaceId || super.supportsInterface(interfaceId);
    }

    // --- Internal writes ---

    /// @dev One trustee more has done its part of the stage; the last one ends it.
    function _count(State storage state, CeremonyStage next) private {
        uint8 done = state.done + 1;
        bool isLast = done == state.trusteeCount;
        state.done = isLast ? 0 : done;
        if (isLast) state.stage = next;
    }

    function _abort(uint256 ceremonyId, Failure failure, uint256 trustee) private {
        _ceremonies[ceremonyId].stage = CeremonyStage.Aborted;
        emit CeremonyAborted(ceremonyId, failure, trustee);
    }

    /// @inheritdoc Succession
    function _surrender(bytes32 record) internal pure override returns (bytes memory data) {
        // There is nothing to hand over, so no record has data.
        require(data.length != 0, CeremonyStaysHere(record));
    }

    // --- Internal reads ---

    function _inStage(uint256 ceremonyId, CeremonyStage stage) private view returns (State storage state) {
        state = _ceremonies[ceremonyId];
        require(state.stage == stage, CeremonyStageWrong(ceremonyId, state.stage));
    }

    function _requireBefore(uint256 ceremonyId, uint40 deadline) private view {
        require(block.timestamp <= deadline, CeremonyDeadlineOver(ceremonyId, deadline));
    }

    /// @dev The caller's trustee; nobody is the zero account.
    function _ownOf(uint256 ceremonyId, uint256 trustee) private view returns (Trustee storage own) {
        own = _trustees[ceremonyId][trustee];
        address account = _msgSender();
        require(own.account == account, NotTrustee(ceremonyId, trustee, account));
    }

    function _requirePlan(Plan calldata plan) private view {
        uint256 count = plan.trustees.length;
        require(
            plan.ballot != address(0) &&
                count <= MAXIMUM_TRUSTEES &&
                plan.threshold > 1 &&
                plan.threshold <= count &&
                plan.keyCount != 0 &&
                plan.keyCount <= MAXIMUM_KEYS,
            PlanWrong()
        );
        address last = address(0);
        for (uint256 i = 0; i < count; ++i) {
            address account = plan.trustees[i];
            require(account > last, TrusteesUnsorted(i));
            last = account;
        }
        require(
            plan.registerUntil >= block.timestamp + MINIMUM_PERIOD &&
                plan.dealUntil >= uint256(plan.registerUntil) + MINIMUM_PERIOD &&
                plan.complainUntil >= uint256(plan.dealUntil) + MINIMUM_PERIOD &&
                plan.complainUntil <= block.timestamp + MAXIMUM_PERIOD,
            DeadlinesWrong(plan.registerUntil, plan.dealUntil, plan.complainUntil)
        );
    }

    /// @dev Points and proofs of every key.
    function _requireDealing(
        State storage state,
        uint256 trustee,
        bytes calldata commitments,
        Proof[] calldata proofs
    ) private view {
        uint256 keyCount = state.keyCount;
        uint256 threshold = state.threshold;
        bytes32 session = state.session;
        Dealings.requirePoints(commitments, keyCount * threshold);
        require(proofs.length == keyCount, MessageLengthWrong(proofs.length, keyCount));
        uint256 length = threshold * Secp256k1.POINT_BYTES;
        for (uint256 key = 0; key < keyCount; ++key) {
            Dealings.requireKnowledge(
                abi.encode(Dealings.DEALING, session, trustee, key),
                commitments[key * length:(key + 1) * length],
                proofs[key].challenge,
                proofs[key].response,
                key
            );
        }
    }

    /// @dev What a complaint opens, of a dealing that is the dealer's.
    function _opened(
        uint256 ceremonyId,
        State storage state,
        Complaint calldata complaint
    ) private view returns (Dealings.Opened memory opened) {
        Trustee storage recipient = _known(ceremonyId, state, complaint.recipient);
        Trustee storage dealer = _known(ceremonyId, state, complaint.dealer);
        require(complaint.key < state.keyCount, KeyUnknown(complaint.key));
        require(
            dealer.dealingHash == _dealingHash(keccak256(complaint.commitments), keccak256(complaint.shares)),
            DealingUnknown(complaint.dealer)
        );
        Dealings.requirePoints(complaint.exchanged, 1);
        opened.session = state.session;
        opened.dealer = complaint.dealer;
        opened.recipient = complaint.recipient;
        opened.key = complaint.key;
        opened.registered = [recipient.keyX, recipient.keyY];
        opened.challenge = complaint.proof.challenge;
        opened.response = complaint.proof.response;
        (opened.ephemeral[0], opened.ephemeral[1]) = Secp256k1.pointAt(Secp256k1.startOf(complaint.shares));
        (opened.exchanged[0], opened.exchanged[1]) = Secp256k1.pointAt(Secp256k1.startOf(complaint.exchanged));
    }

    function _known(uint256 ceremonyId, State storage state, uint256 trustee) private view returns (Trustee storage) {
        require(trustee != 0 && trustee <= state.trusteeCount, TrusteeUnknown(ceremonyId, trustee));
        return _trustees[ceremonyId][trustee];
    }

    function _requireDealings(
        uint256 ceremonyId,
        uint256 trusteeCount,
        bytes[] calldata commitments,
        bytes32[] calldata sharesHashes
    ) private view {
        require(commitments.length == trusteeCount, DealingCountWrong(commitments.length, trusteeCount));
        require(sharesHashes.length == trusteeCount, DealingCountWrong(sharesHashes.length, trusteeCount));
        for (uint256 i = 0; i < trusteeCount; ++i) {
            bytes32 dealt = _trustees[ceremonyId][i + 1].dealingHash;
            require(dealt == _dealingHash(keccak256(commitments[i]), sharesHashes[i]), DealingUnknown(i + 1));
        }
    }

    /// @dev The keys, then the verification keys trustee by trustee; no key where one of them is no point that a message
    /// may hold, or where two keys are one.
    function _addUp(
        State storage state,
        bytes[] calldata commitments
    ) private view returns (uint256[] memory points, bool isKey) {
        uint256 keyCount = state.keyCount;
        uint256 threshold = state.threshold;
        uint256 trusteeCount = state.trusteeCount;
        uint256[] memory sums = Dealings.sumOf(commitments, keyCount * threshold);
        points = new uint256[](2 * keyCount * (1 + trusteeCount));
        for (uint256 i = 0; i < points.length / 2; ++i) {
            uint256 first = (i % keyCount) * threshold;
            uint256 holder = i / keyCount;
            (points[2 * i], points[2 * i + 1]) =
                holder == 0 ? (sums[2 * first], sums[2 * first + 1]) : Dealings.valueAt(sums, first, threshold, holder);
        }
        isKey = true;
        for (uint256 i = 0; i < points.length / 2; ++i) {
            isKey = isKey && Secp256k1.isPoint(points[2 * i], points[2 * i + 1]);
            for (uint256 j = 0; i < keyCount && j < i; ++j) isKey = isKey && points[2 * i] != points[2 * j];
        }
    }

    function _dealingHash(bytes32 commitmentsHash, bytes32 sharesHash) private pure returns (bytes32) {
        return keccak256(bytes.concat(commitmentsHash, sharesHash));
    }
}
