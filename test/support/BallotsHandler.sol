// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ElectionRoll} from "../../contracts/ballots/ElectionRoll.sol";
import {IElectionRoll} from "../../contracts/ballots/IElectionRoll.sol";
import {IElections} from "../../contracts/ballots/IElections.sol";
import {IRollCallBallot} from "../../contracts/ballots/IRollCallBallot.sol";
import {RollCallBallot} from "../../contracts/ballots/RollCallBallot.sol";
import {ElectionRules} from "../../contracts/ballots/libraries/ElectionRules.sol";
import {RollCallSettings} from "../../contracts/ballots/libraries/RollCallSettings.sol";
import {Artifacts} from "./Artifacts.sol";
import {OfficerTable__Double} from "./Payments__Doubles.sol";
import {Test} from "./Test.sol";

/// @notice Eight voters, the offices and strangers, who hold elections of all forms and try what they may not. It keeps
/// its own books of every ballot, which the contracts must match.
contract BallotsHandler is Test {
    // --- Types and constants ---

    /// @dev What the handler knows of an election.
    struct Book {
        uint256 rollId;
        RollCallSettings.Form form;
        uint256 optionCount;
        bool isRevotable;
        uint40 opensAt;
        uint40 openUntil;
        uint40 closesAt;
        uint40 finalisesAt;
        bytes32 termsHash;
        bytes32 runningHash;
        bool wasOpened;
        bool isVoid;
        bytes32 finalResult;
    }

    uint256 public constant VOTERS = 8;

    uint256 private constant FIRST_KEY = 0xBA1107;
    bytes32 private constant REASON = keccak256("reason");

    // --- Storage ---

    ElectionRoll public roll;
    RollCallBallot public ballot;
    address[VOTERS] public voters;
    string[] public acts;
    mapping(string act => uint256) public successes;
    mapping(uint256 electionId => Book book) private _books;
    mapping(uint256 electionId => mapping(uint256 index => uint256)) public ballotsOf;
    mapping(uint256 electionId => mapping(uint256 index => uint256)) public choiceOf;
    mapping(uint256 electionId => uint256) public sent;
    mapping(uint256 electionId => uint256) public refused;

    OfficerTable__Double private immutable OFFICERS = new OfficerTable__Double();
    mapping(address voter => uint256 key) private _keyOf;
    mapping(uint256 electionId => bytes) private _lastBatch;
    bytes32[][] private _levels;
    bytes private _accounts;

    // --- Constructor ---

    constructor() {
        VM.warp(1_800_000_000);
        roll = ElectionRoll(Artifacts.deploy("ElectionRoll", abi.encode(OFFICERS, address(0))));
        ballot = RollCallBallot(Artifacts.deploy("RollCallBallot", abi.encode(OFFICERS, roll, address(0))));
        bytes4[] memory selectors = new bytes4[](7);
        selectors[0] = ElectionRoll.announce.selector;
        selectors[1] = ElectionRoll.freeze.selector;
        selectors[2] = ElectionRoll.withdraw.selector;
        selectors[3] = RollCallBallot.create.selector;
        selectors[4] = ballot.open.selector;
        selectors[5] = ballot.voidUnopened.selector;
        selectors[6] = ballot.voidByOrder.selector;
        OFFICERS.appoint(address(this), selectors);
        _drawRoll();
        _announce();
        _skip(3 days + 1);
        roll.freeze(1);
        string[20] memory names = [
            "announce",
            "freeze",
            "withdraw",
            "publish",
            "create",
            "open",
            "openWrongly",
            "cast",
            "castWithProof",
            "castWrongly",
            "relay",
            "replay",
            "close",
            "count",
            "finalise",
            "endEarly",
            "voidUnopened",
            "voidOpened",
            "voidByOrder",
            "voidFinal"
        ];
        for (uint256 i = 0; i < names.length; ++i) acts.push(names[i]);
    }

    // --- Acts: rolls ---

    function announce() external {
        _announce();
        _succeeded("announce");
    }

    function freeze(uint256 seed) external {
        uint256 rollId = _rollIn(IElectionRoll.RollStage.Announced, seed);
        if (rollId == 0) return;
        uint256 until = roll.rollOf(rollId).objectionsUntil;
        if (_now() <= until) {
            assertTrue(
                !_tries(address(this), address(roll), abi.encodeCall(roll.freeze, (rollId))),
                "BALLOT-1: too early"
            );
            if (seed % 3 != 0) return;
            VM.warp(until + 1);
        }
        roll.freeze(rollId);
        _succeeded("freeze");
    }

    function withdraw(uint256 seed) external {
        uint256 rollId = _rollIn(IElectionRoll.RollStage.Announced, seed);
        if (rollId == 0 || seed % 4 != 0) return;
        roll.withdraw(rollId, REASON);
        _succeeded("withdraw");
    }

    function publish(uint256 seed) external {
        uint256 rollId = 1 + (seed % roll.rollCount());
        IElectionRoll.Page[] memory pages = new IElectionRoll.Page[](1);
        pages[0] = IElectionRoll.Page(0, _accounts, new bytes32[](0));
        roll.publishPages(rollId, pages);
        _succeeded("publish");
    }

    // --- Acts: the office ---

    function create(uint256 seed, uint40 wait, uint40 duration) external {
        uint256 rollId = 1 + (seed % roll.rollCount());
        if (roll.rollOf(rollId).stage == IElectionRoll.RollStage.Withdrawn) return;
        IRollCallBallot.Terms memory terms;
        terms.rollId = rollId;
        terms.questionHash = REASON;
        terms.optionsHash = REASON;
        terms.form = RollCallSettings.Form(seed % 3);
        terms.isRevotable = (seed >> 8) % 2 == 0;
        terms.optionCount = terms.form == RollCallSettings.Form.Motion ? 2 : uint16(2 + ((seed >> 16) % 20));
        terms.maxApprovals = terms.form == RollCallSettings.Form.Approval ? terms.optionCount : 1;
        uint40 opensAt = uint40(_now() + bound(wait, 0, 1 days));
        uint40 closesAt = uint40(opensAt + 12 hours + 10 minutes + bound(duration, 0, 1 days));
        terms.schedule = IElections.Schedule(opensAt, opensAt + 12 hours, closesAt, closesAt + 1 hours);
        terms.rules = ElectionRules.Rules(
            ElectionRules.Fraction(uint16((seed >> 32) % 3), 8),
            ElectionRules.Fraction(1, 2),
            ElectionRules.Measure((seed >> 40) % 3),
            true
        );
        uint256 electionId = ballot.create(terms);
        Book storage book = _books[electionId];
        (book.rollId, book.form, book.optionCount) = (rollId, terms.form, terms.optionCount);
        book.isRevotable = terms.isRevotable;
        (book.opensAt, book.openUntil) = (opensAt, opensAt + 12 hours);
        (book.closesAt, book.finalisesAt) = (closesAt, closesAt + 1 hours);
        book.termsHash = keccak256(abi.encode(terms));
        _succeeded("create");
    }

    function open(uint256 seed) external {
        uint256 electionId = _electionIn(IElections.Stage.Draft, seed);
        if (electionId == 0) return;
        Book storage book = _books[electionId];
        if (_now() < book.opensAt) VM.warp(book.opensAt);
        bool isFrozen = roll.rollOf(book.rollId).stage == IElectionRoll.RollStage.Frozen;
        bool isTime = _now() <= book.openUntil;
        bool isOpen = _tries(address(this), address(ballot), abi.encodeCall(ballot.open, (electionId)));
        assertEq(isOpen, isFrozen && isTime, "BALLOT-3: nothing opens before its roll is frozen, or out of its time");
        if (!isOpen) {
            _succeeded("openWrongly");
            return;
        }
        book.wasOpened = true;
        bytes32 root = roll.rollOf(book.rollId).root;
        book.runningHash = keccak256(
            abi.encode(
                ballot.TRANSCRIPT(),
                block.chainid,
                address(ballot),
                electionId,
                book.termsHash,
                root,
                uint32(VOTERS)
            )
        );
        _succeeded("open");
    }

    function openWrongly(uint256 seed, address caller) external {
        uint256 electionId = _electionIn(IElections.Stage.Draft, seed);
        if (electionId == 0 || caller == address(this)) return;
        assertTrue(
            !_tries(caller, address(ballot), abi.encodeCall(ballot.open, (electionId))),
            "BALLOT-3: nobody opens but the office"
        );
        if (_now() >= _books[electionId].opensAt) return;
        assertTrue(
            !_tries(address(this), address(ballot), abi.encodeCall(ballot.open, (electionId))),
            "BALLOT-3: nothing opens before its time"
        );
        _succeeded("openWrongly");
    }

    // --- Acts: voters ---

    function cast(uint256 seed, uint256 choiceSeed) external {
        uint256 electionId = _ready();
        if (electionId == 0) return;
        uint256 index = seed % VOTERS;
        uint256 choice = _choice(electionId, choiceSeed);
        bool isPublished = roll.accountAt(_books[electionId].rollId, uint32(index)) != address(0);
        bytes memory data =
            seed % 2 == 0
                ? abi.encodeCall(ballot.cast, (electionId, uint32(index), choice))
                : abi.encodeCall(ballot.castWithProof, (electionId, uint32(index), choice, _proof(index)));
        bool counts = _mayCast(electionId, index) && (isPublished || seed % 2 == 1);
        assertEq(_tries(voters[index], address(ballot), data), counts, "BALLOT-5: one vote a voter");
        if (!counts) return;
        ++sent[electionId];
        _count(electionId, index, choice);
        _append(electionId, 1, keccak256(abi.encode(index, choice)));
        _succeeded(seed % 2 == 0 ? "cast" : "castWithProof");
    }

    function castWrongly(uint256 seed, uint256 choiceSeed, address caller) external {
        uint256 electionId = _ready();
        if (electionId == 0) return;
        uint256 index = seed % VOTERS;
        if (caller == voters[index]) return;
        uint256 choice = _choice(electionId, choiceSeed);
        bytes memory data = abi.encodeCall(ballot.castWithProof, (electionId, uint32(index), choice, _proof(index)));
        assertTrue(!_tries(caller, address(ballot), data), "BALLOT-5: nobody votes for another one");
        uint256 other = (index + 1 + (choiceSeed % (VOTERS - 1))) % VOTERS;
        data = abi.encodeCall(ballot.castWithProof, (electionId, uint32(other), choice, _proof(other)));
        assertTrue(!_tries(voters[index], address(ballot), data), "BALLOT-5: nor at another's index");
        uint256 none =
            _books[electionId].form == RollCallSettings.Form.Approval
                ? 1 << _books[electionId].optionCount
                : _books[electionId].optionCount + 1;
        data = abi.encodeCall(ballot.castWithProof, (electionId, uint32(index), none, _proof(index)));
        assertTrue(!_tries(voters[index], address(ballot), data), "BALLOT-5: nor for what is no option");
        _succeeded("castWrongly");
    }

    /// @dev Four ballots of one batch, some of which are spoilt in one way or another. A spoilt ordinal is one of the past:
    /// one of the future would count when its turn comes.
    function relay(uint256[4] calldata seeds) external {
        uint256 electionId = _ready();
        if (electionId == 0) return;
        IRollCallBallot.RollProof[] memory proofs = new IRollCallBallot.RollProof[](4);
        uint256[4] memory before;
        bytes memory batch;
        uint256 counted = 0;
        for (uint256 i = 0; i < 4; ++i) {
            uint256 index = seeds[i] % VOTERS;
            proofs[i] = IRollCallBallot.RollProof(voters[index], _proof(index));
            before[i] = ballotsOf[electionId][index];
            uint256 choice = _choice(electionId, seeds[i] >> 8);
            uint256 spoiling = (seeds[i] >> 200) % 6;
            bytes memory packed = _pack(electionId, index, before[i] + (spoiling == 1 ? 0 : 1), choice, spoiling == 2);
            batch = bytes.concat(batch, packed);
            if (_mayCast(electionId, index) && spoiling != 1 && spoiling != 2) {
                ++counted;
                _count(electionId, index, choice);
            }
        }
        bytes memory data = abi.encodeCall(ballot.castSignedWithProofs, (electionId, batch, proofs));
        bool isAccepted = _tries(address(0x4E1A), address(ballot), data);
        assertEq(isAccepted, counted != 0, "BALLOT-7: a batch is recorded where a ballot of it counts");
        if (!isAccepted) return;
        sent[electionId] += 4;
        refused[electionId] += 4 - counted;
        _append(electionId, 2, keccak256(batch));
        _lastBatch[electionId] = data;
        _succeeded("relay");
    }

    function replay(uint256 seed) external {
        uint256 electionId = _ready();
        if (electionId == 0 || _lastBatch[electionId].length == 0) return;
        assertTrue(!_tries(address(0x4E1A), address(ballot), _lastBatch[electionId]), "BALLOT-5: no ballot comes back");
        uint256 elections = ballot.electionCount();
        uint256 other = 1 + (seed % elections);
        if (other == electionId || ballot.stageOf(other) != IElections.Stage.Open) return;
        bytes memory data = _lastBatch[electionId];
        assembly ("memory-safe") {
            mstore(add(data, 36), other)
        }
        assertTrue(!_tries(address(0x4E1A), address(ballot), data), "BALLOT-5: nor in another election");
        _succeeded("replay");
    }

    // --- Acts: the end ---

    function close(uint256 seed) external {
        uint256 electionId = _electionIn(IElections.Stage.Open, seed);
        if (electionId == 0) return;
        uint40 closesAt = _books[electionId].closesAt;
        if (_now() <= closesAt) {
            assertTrue(
                !_tries(address(this), address(ballot), abi.encodeCall(ballot.close, (electionId))),
                "BALLOT-4: nobody closes before the closing second is over"
            );
            _succeeded("endEarly");
            if (seed % 4 != 0) return;
            VM.warp(closesAt + 1);
        }
        bytes memory data = abi.encodeCall(ballot.castWithProof, (electionId, 0, 0, _proof(0)));
        assertTrue(!_tries(voters[0], address(ballot), data), "BALLOT-4: no ballot counts after the closing second");
        ballot.close(electionId);
        _succeeded("close");
    }

    function count(uint256 seed, uint256 maxWords) external {
        uint256 electionId = _electionIn(IElections.Stage.Closed, seed);
        if (electionId == 0) electionId = _electionIn(IElections.Stage.Tallying, seed);
        if (electionId == 0) return;
        ballot.count(electionId, maxWords % 4);
        _succeeded("count");
    }

    function finalise(uint256 seed) external {
        uint256 electionId = _electionIn(IElections.Stage.Tallying, seed);
        if (electionId == 0) return;
        Book storage book = _books[electionId];
        bytes memory data = abi.encodeCall(ballot.finalise, (electionId));
        if (_now() < book.finalisesAt) {
            assertTrue(!_tries(address(this), address(ballot), data), "BALLOT-6: no result before its time");
            VM.warp(book.finalisesAt);
        }
        (uint256 countedWords, uint256 words) = ballot.countOf(electionId);
        bool isFinal = _tries(address(0xF1), address(ballot), data);
        assertEq(isFinal, countedWords == words, "BALLOT-8: a result needs the whole count");
        if (!isFinal) return;
        book.finalResult = _resultHash(electionId);
        _succeeded("finalise");
    }

    function voidUnopened(uint256 seed) external {
        uint256 electionId = _electionIn(IElections.Stage.Draft, seed);
        if (electionId == 0 || seed % 4 != 0) return;
        ballot.voidUnopened(electionId, REASON);
        _books[electionId].isVoid = true;
        _succeeded("voidUnopened");
    }

    function voidOpened(uint256 seed) external {
        uint256 electionId = 1 + (seed % (ballot.electionCount() + 1));
        if (!_books[electionId].wasOpened) return;
        assertTrue(
            !_tries(address(this), address(ballot), abi.encodeCall(ballot.voidUnopened, (electionId, REASON))),
            "BALLOT-6: the office voids nothing that was opened"
        );
        _succeeded("voidOpened");
    }

    function voidByOrder(uint256 seed) external {
        uint256 electionId = 1 + (seed % (ballot.electionCount() + 1));
        if (electionId > ballot.electionCount() || (seed >> 8) % 6 != 0) return;
        IElections.Stage stage = ballot.stageOf(electionId);
        bool isVoided = _tries(
            address(this),
            address(ballot),
            abi.encodeCall(ballot.voidByOrder, (electionId, REASON))
        );
        assertEq(
            isVoided,
            stage != IElections.Stage.Final && stage != IElections.Stage.Void,
            "BALLOT-6: an order voids until the result is final"
        );
        if (isVoided) _books[electionId].isVoid = true;
        _succeeded(isVoided ? "voidByOrder" : "voidFinal");
    }

    // --- Reads ---

    function actCount() external view returns (uint256) {
        return acts.length;
    }

    function bookOf(uint256 electionId) external view returns (Book memory) {
        return _books[electionId];
    }

    function resultHash(uint256 electionId) external view returns (bytes32) {
        return _resultHash(electionId);
    }

    // --- Private ---

    function _succeeded(string memory act) private {
        ++successes[act];
    }

    function _announce() private {
        roll.announce(_levels[3][0], keccak256(_accounts), REASON, uint32(VOTERS), uint40(_now() + 3 days));
    }

    function _drawRoll() private {
        for (uint256 i = 0; i < VOTERS; ++i) {
            voters[i] = VM.addr(FIRST_KEY + i);
            _keyOf[voters[i]] = FIRST_KEY + i;
            for (uint256 j = i; j > 0 && voters[j] < voters[j - 1]; --j) {
                (voters[j], voters[j - 1]) = (voters[j - 1], voters[j]);
            }
        }
        bytes32[] memory nodes = new bytes32[](VOTERS);
        for (uint256 i = 0; i < VOTERS; ++i) {
            nodes[i] = keccak256(bytes.concat(keccak256(abi.encode(i, voters[i]))));
            _accounts = bytes.concat(_accounts, bytes20(voters[i]));
        }
        _levels.push(nodes);
        while (nodes.length > 1) {
            bytes32[] memory above = new bytes32[](nodes.length / 2);
            for (uint256 i = 0; i < above.length; ++i) above[i] = keccak256(abi.encode(nodes[2 * i], nodes[2 * i + 1]));
            _levels.push(above);
            nodes = above;
        }
    }

    function _count(uint256 electionId, uint256 index, uint256 choice) private {
        ++ballotsOf[electionId][index];
        choiceOf[electionId][index] = choice;
    }

    function _append(uint256 electionId, uint256 kind, bytes32 payloadHash) private {
        Book storage book = _books[electionId];
        book.runningHash = keccak256(abi.encode(book.runningHash, kind, uint256(_now()), payloadHash));
    }

    /// @dev An election that takes ballots now; the last one that does.
    function _ready() private view returns (uint256 electionId) {
        for (electionId = ballot.electionCount(); electionId != 0; --electionId) {
            bool isOpen = ballot.stageOf(electionId) == IElections.Stage.Open;
            if (isOpen && _now() <= _books[electionId].closesAt) break;
        }
    }

    function _mayCast(uint256 electionId, uint256 index) private view returns (bool) {
        return ballotsOf[electionId][index] < (_books[electionId].isRevotable ? 15 : 1);
    }

    function _choice(uint256 electionId, uint256 seed) private view returns (uint256) {
        Book storage book = _books[electionId];
        if (book.form == RollCallSettings.Form.Approval) return seed % (1 << book.optionCount);
        return seed % (book.optionCount + 1);
    }

    function _pack(
        uint256 electionId,
        uint256 index,
        uint256 ordinal,
        uint256 choice,
        bool isForged
    ) private view returns (bytes memory) {
        bytes32 digest = ballot.ballotDigest(electionId, uint32(index), uint8(ordinal), choice);
        uint256 key = isForged ? 0xF063E : _keyOf[voters[index]];
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(key, digest);
        uint256 length = ballot.choiceBytesOf(electionId);
        bytes memory low = new bytes(length);
        for (uint256 i = 0; i < length; ++i) low[length - 1 - i] = bytes1(uint8(choice >> (8 * i)));
        bytes32 vs = bytes32((uint256(v - 27) << 255) | uint256(s));
        return bytes.concat(bytes1(0), bytes4(uint32(index)), bytes1(uint8(ordinal)), low, r, vs);
    }

    function _proof(uint256 index) private view returns (bytes32[] memory proof) {
        proof = new bytes32[](3);
        for (uint256 i = 0; i < 3; ++i) proof[i] = _levels[i][(index >> i) ^ 1];
    }

    function _resultHash(uint256 electionId) private view returns (bytes32) {
        uint256[] memory votes = new uint256[](_books[electionId].optionCount + 1);
        for (uint256 i = 0; i < votes.length; ++i) votes[i] = ballot.votesOf(electionId, i);
        return keccak256(abi.encode(ballot.resultOf(electionId), votes, ballot.electionOf(electionId)));
    }

    function _rollIn(IElectionRoll.RollStage stage, uint256 seed) private view returns (uint256) {
        uint256 rolls = roll.rollCount();
        for (uint256 i = 0; i < rolls; ++i) {
            uint256 rollId = 1 + (((seed % rolls) + i) % rolls);
            if (roll.rollOf(rollId).stage == stage) return rollId;
        }
        return 0;
    }

    function _electionIn(IElections.Stage stage, uint256 seed) private view returns (uint256) {
        uint256 elections = ballot.electionCount();
        for (uint256 i = 0; i < elections; ++i) {
            uint256 electionId = 1 + (((seed % elections) + i) % elections);
            if (ballot.stageOf(electionId) == stage) return electionId;
        }
        return 0;
    }
}
