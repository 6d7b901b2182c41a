// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DIDRegistry} from "../../contracts/identity/DIDRegistry.sol";
import {IDIDRegistry} from "../../contracts/identity/IDIDRegistry.sol";
import {IERC1056} from "../../contracts/identity/IERC1056.sol";
import {IIdentityGuardians} from "../../contracts/identity/IIdentityGuardians.sol";
import {ISuccession} from "../../contracts/governance/ISuccession.sol";
import {Artifacts} from "./Artifacts.sol";
import {OfficerTable__Double} from "./Payments__Doubles.sol";
import {Test} from "./Test.sol";

/// @notice Three identities with their owners, spare keys, guardians, a thief and the court, in a line of two
/// registries. It keeps its own books of owners, freezes and guardians, which the registries must match.
contract IdentityHandler is Test {
    // --- Types and constants ---

    /// @dev The books of one identity. `variant` is the set of guardians in force, see {_guardians}.
    struct Books {
        address owner;
        bool isDeactivated;
        bool isImported;
        uint256 frozenUntil;
        uint256 frozenAt;
        uint256 variant;
        uint256 nextVariant;
        uint256 nextAt;
        uint256 compromisedSince;
        uint256 tenure;
        uint256 spareEnrolledAt;
        bool isContested;
    }

    uint256 public constant IDENTITIES = 3;

    uint256 private constant OWNER_KEY = 0xA11CE;
    bytes32 private constant ORDER = keccak256("order");
    bytes32 private constant KEY_HASH = keccak256("a key");
    bytes32 private constant NAME = "did/svc/Hub";

    // --- Storage ---

    DIDRegistry[2] public registries;
    string[] public acts;
    mapping(string act => uint256) public successes;

    OfficerTable__Double private immutable OFFICERS = new OfficerTable__Double();
    mapping(address identity => Books) private _books;
    mapping(address identity => mapping(address guardian => uint256[])) private _freezesOf;
    bool private _isRetired;
    uint256 private _nonce;

    // --- Constructor ---

    constructor() {
        VM.warp(1_800_000_000);
        address code = Artifacts.deploy("IdentityGuardians", "");
        registries[0] = DIDRegistry(Artifacts.deploy("DIDRegistry", abi.encode(OFFICERS, address(0), false, code)));
        registries[1] = DIDRegistry(Artifacts.deploy("DIDRegistry", abi.encode(OFFICERS, registries[0], false, code)));
        bytes4[] memory selectors = new bytes4[](2);
        selectors[0] = IIdentityGuardians.decideRecovery.selector;
        selectors[1] = ISuccession.retire.selector;
        OFFICERS.appoint(address(this), selectors);
        for (uint256 i = 0; i < IDENTITIES; ++i) {
            address identity = identityAt(i);
            Books storage books = _books[identity];
            books.owner = identity;
            books.spareEnrolledAt = _now();
            VM.startPrank(identity);
            (address[] memory guardians, uint8 threshold, uint32 delay) = _guardians(0);
            registries[0].setGuardians(identity, guardians, threshold, delay);
            registries[0].applyChanges(identity, _signer(_spare(identity), "object"));
            registries[0].changeOwner(identity, identity);
            VM.stopPrank();
        }
        VM.warp(_now() + 5 days);
        string[20] memory names = [
            "changeOwner",
            "changeFrozen",
            "steal",
            "applySigned",
            "replay",
            "compromise",
            "announceGuardians",
            "freeze",
            "freezeTooOften",
            "unfreeze",
            "unfreezeTogether",
            "support",
            "veto",
            "objectTo",
            "vetoFrozen",
            "recover",
            "oppose",
            "decide",
            "deactivate",
            "moveOn"
        ];
        for (uint256 i = 0; i < names.length; ++i) acts.push(names[i]);
    }

    // --- Acts: the owner ---

    function changeOwner(uint256 seed, uint256 to) external {
        (address identity, Books storage books) = _pick(seed);
        if (books.isDeactivated || _isFrozen(books)) return;
        address next = address(uint160(0x0E00 + (to % 5)));
        VM.prank(books.owner);
        _home(books).changeOwner(identity, next);
        books.owner = next;
        _succeeded("changeOwner");
    }

    function changeFrozen(uint256 seed, uint256 kind) external {
        (address identity, Books storage books) = _pick(seed);
        if (books.isDeactivated) return;
        if (!_isFrozen(books)) {
            if (books.isContested || !_freezeBy(identity, books, kind)) return;
        }
        bytes[4] memory attempts = [
            abi.encodeCall(IERC1056.changeOwner, (identity, address(0x7E1F))),
            abi.encodeCall(IERC1056.setAttribute, (identity, NAME, "", 1)),
            abi.encodeCall(IDIDRegistry.applyChanges, (identity, _signer(address(0x7E1F), "act+object"))),
            abi.encodeCall(IIdentityGuardians.unfreeze, (identity))
        ];
        assertTrue(
            !_tries(books, books.owner, attempts[kind % 4]),
            "DID-6: while frozen, the owner's key does nothing"
        );
        _succeeded("changeFrozen");
    }

    function steal(uint256 seed, uint256 kind) external {
        (address identity, Books storage books) = _pick(seed);
        bytes[6] memory attempts = [
            abi.encodeCall(IERC1056.changeOwner, (identity, address(0x7E1F))),
            abi.encodeCall(IDIDRegistry.applyChanges, (identity, _signer(address(0x7E1F), "act"))),
            abi.encodeCall(IIdentityGuardians.freeze, (identity)),
            abi.encodeCall(IIdentityGuardians.supportRecovery, (identity, address(0x7E1F))),
            abi.encodeCall(IIdentityGuardians.vetoRecovery, (identity)),
            abi.encodeCall(IIdentityGuardians.decideRecovery, (identity, address(0x7E1F), ORDER))
        ];
        assertTrue(!_tries(books, address(0x7E1F), attempts[kind % 6]), "DID-1: a stranger does nothing");
        _succeeded("steal");
    }

    function applySigned(uint256 seed) external {
        (address identity, Books storage books) = _pick(seed);
        if (books.isDeactivated || _isFrozen(books) || books.owner != identity) return;
        (IDIDRegistry.Change[] memory changes, IIdentityGuardians.Authorization memory authorization) = _signed(
            identity,
            books
        );
        _home(books).applySigned(identity, changes, authorization);
        _succeeded("applySigned");
        bytes memory again = abi.encodeCall(IDIDRegistry.applySigned, (identity, changes, authorization));
        assertTrue(!_tries(books, address(this), again), "DID-10: a signature works once");
        _succeeded("replay");
    }

    function compromise(uint256 seed, uint256 since) external {
        (address identity, Books storage books) = _pick(seed);
        if (books.isDeactivated || _isFrozen(books)) return;
        since = bound(since, 1, _now());
        IDIDRegistry.Change[] memory changes = new IDIDRegistry.Change[](1);
        changes[0] = IDIDRegistry.Change(7, KEY_HASH, address(0), uint40(since), "");
        bool isDone = _tries(books, books.owner, abi.encodeCall(IDIDRegistry.applyChanges, (identity, changes)));
        bool isEarlier = books.compromisedSince == 0 || since < books.compromisedSince;
        assertTrue(isDone == isEarlier, "DID-9: within a tenure a date only moves back");
        if (!isDone) return;
        books.compromisedSince = since;
        _succeeded("compromise");
    }

    function announceGuardians(uint256 seed) external {
        (address identity, Books storage books) = _pick(seed);
        if (books.isDeactivated || _isFrozen(books) || books.isContested) return;
        (, , uint32 delay) = _guardians(books.variant);
        uint256 variant = 1 - books.variant;
        (address[] memory guardians, uint8 threshold, uint32 nextDelay) = _guardians(variant);
        VM.prank(books.owner);
        _home(books).setGuardians(identity, guardians, threshold, nextDelay);
        (books.nextVariant, books.nextAt) = (variant, _now() + delay);
        _succeeded("announceGuardians");
    }

    function deactivate(uint256 seed) external {
        (address identity, Books storage books) = _pick(seed);
        // Rarely: it is for ever.
        if (seed % 4 != 0 || books.isDeactivated || _isFrozen(books)) return;
        VM.prank(books.owner);
        _home(books).changeOwner(identity, address(0));
        (books.owner, books.isDeactivated) = (address(0), true);
        _succeeded("deactivate");
    }

    // --- Acts: freezes ---

    function freeze(uint256 seed, uint256 guardian) external {
        (address identity, Books storage books) = _pick(seed);
        if (books.isContested) return;
        if (_freezeBy(identity, books, guardian)) _succeeded("freeze");
    }

    function freezeTooOften(uint256 seed, uint256 guardian) external {
        (address identity, Books storage books) = _pick(seed);
        if (books.isContested) return;
        for (uint256 i = 0; i < 3; ++i) _freezeBy(identity, books, guardian);
        assertTrue(
            !_tries(books, _guardian(books, guardian), abi.encodeCall(IIdentityGuardians.freeze, (identity))),
            "DID-8: a guardian freezes twice in 365 days"
        );
        _succeeded("freezeTooOften");
    }

    function unfreeze(uint256 seed) external {
        (address identity, Books storage books) = _pick(seed);
        if (!_isFrozen(books) || books.isContested) return;
        bool isDone = _tries(books, _spare(identity), abi.encodeCall(IIdentityGuardians.unfreeze, (identity)));
        assertTrue(isDone == _doesSpareObject(books), "DID-6: an objecting key counts as the freeze found it");
        if (!isDone) return;
        books.frozenUntil = 0;
        _succeeded("unfreeze");
    }

    function unfreezeTogether(uint256 seed) external {
        (address identity, Books storage books) = _pick(seed);
        if (!_isFrozen(books) || books.isContested) return;
        for (uint256 i = 0; i < 2; ++i) {
            VM.prank(_guardian(books, i));
            _home(books).unfreeze(identity);
        }
        books.frozenUntil = 0;
        _succeeded("unfreezeTogether");
    }

    // --- Acts: recoveries ---

    function support(uint256 seed, uint256 guardian, uint256 heir) external {
        (address identity, Books storage books) = _pick(seed);
        if (_supports(identity, books, guardian, _heir(heir))) _succeeded("support");
    }

    function veto(uint256 seed) external {
        (address identity, Books storage books) = _pick(seed);
        if (books.isDeactivated || _isFrozen(books) || !_isAnnounced(identity, books)) return;
        VM.prank(books.owner);
        _home(books).vetoRecovery(identity);
        assertEq(_home(books).recoveryOf(identity).readyAt, 0, "DID-5: a vetoed recovery is gone");
        _succeeded("veto");
    }

    function objectTo(uint256 seed) external {
        (address identity, Books storage books) = _pick(seed);
        if (!_isAnnounced(identity, books)) return;
        bool isDone = _tries(books, _spare(identity), abi.encodeCall(IIdentityGuardians.vetoRecovery, (identity)));
        assertTrue(isDone == _doesSpareObject(books), "DID-6: an objecting key vetoes, frozen or not");
        if (isDone) _succeeded("objectTo");
    }

    function vetoFrozen(uint256 seed, uint256 heir) external {
        (address identity, Books storage books) = _pick(seed);
        if (books.isDeactivated || books.isContested) return;
        if (!_isFrozen(books) && !_freezeBy(identity, books, seed)) return;
        for (uint256 i = 0; i < 2; ++i) _supports(identity, books, i, _heir(heir));
        if (!_isAnnounced(identity, books)) return;
        assertTrue(
            !_tries(books, books.owner, abi.encodeCall(IIdentityGuardians.vetoRecovery, (identity))),
            "DID-6: the frozen owner vetoes nothing"
        );
        _succeeded("vetoFrozen");
    }

    /// @dev Guardians support, time passes, anyone completes; sometimes a second too early.
    function recover(uint256 seed, uint256 heir) external {
        (address identity, Books storage books) = _pick(seed);
        if (books.isContested) return;
        for (uint256 i = 0; i < 2; ++i) _supports(identity, books, i, _heir(heir));
        if (!_isAnnounced(identity, books)) return;
        IIdentityGuardians.RecoveryState memory state = _home(books).recoveryOf(identity);
        bytes memory completion = abi.encodeCall(IIdentityGuardians.executeRecovery, (identity));
        if (_now() < state.readyAt) {
            VM.warp(state.readyAt - 1);
            _settleAll();
            assertTrue(!_tries(books, address(this), completion), "DID-5: no recovery before its delay is over");
            VM.warp(state.readyAt);
        }
        _settleAll();
        if (!_isAnnounced(identity, books)) return;
        assertTrue(
            _home(books).supportersOf(identity, state.newOwner).length >= 2,
            "DID-5: the threshold supports what is completed"
        );
        _home(books).executeRecovery(identity);
        _recovered(books, state.newOwner);
        assertEq(_home(books).successorOf(identity), state.newOwner, "DID-5: the heir succeeds");
        _succeeded("recover");
    }

    /// @dev All guardians name somebody else than the one whose delay runs.
    function oppose(uint256 seed, uint256 heir) external {
        (address identity, Books storage books) = _pick(seed);
        if (books.isContested) return;
        for (uint256 i = 0; i < 2; ++i) _supports(identity, books, i, _heir(heir));
        for (uint256 i = 0; i < 2; ++i) _supports(identity, books, i + 1, _heir((heir % 3) + 1));
        if (books.isContested) {
            assertTrue(
                !_tries(books, address(this), abi.encodeCall(IIdentityGuardians.executeRecovery, (identity))),
                "DID-5: what is in dispute nobody completes"
            );
            _succeeded("oppose");
        }
    }

    function decide(uint256 seed, bool isNobody) external {
        (address identity, Books storage books) = _pick(seed);
        if (!books.isContested) return;
        address newOwner = isNobody ? address(0) : _home(books).recoveryOf(identity).newOwner;
        _home(books).decideRecovery(identity, newOwner, ORDER);
        if (isNobody) (books.isContested, books.frozenUntil) = (false, 0);
        else _recovered(books, newOwner);
        _succeeded("decide");
    }

    // --- Acts: succession and time ---

    function moveOn(uint256 seed) external {
        (address identity, Books storage books) = _pick(seed);
        if (!_isRetired) {
            if (seed % 8 != 0) return;
            registries[0].retire(address(registries[1]));
            _isRetired = true;
        }
        address[] memory identities = new address[](1);
        identities[0] = identity;
        registries[1].importRecords(identities);
        books.isImported = true;
        assertTrue(
            !_tries(books.owner, address(registries[0]), abi.encodeCall(IERC1056.changeOwner, (identity, identity))),
            "DID-11: what has moved is not written in the old registry"
        );
        _succeeded("moveOn");
    }

    function wait(uint256 time) external {
        VM.warp(_now() + bound(time, 1 hours, 12 days));
        _settleAll();
    }

    // --- Reads ---

    function actCount() external view returns (uint256) {
        return acts.length;
    }

    function booksOf(address identity) external view returns (Books memory books) {
        books = _books[identity];
    }

    function guardiansInForce(address identity) external view returns (address[] memory guardians) {
        (guardians, , ) = _guardians(_books[identity].variant);
    }

    function identityAt(uint256 index) public pure returns (address) {
        return VM.addr(OWNER_KEY + index);
    }

    // --- Internal ---

    function _pick(uint256 seed) private returns (address identity, Books storage books) {
        identity = identityAt(seed % IDENTITIES);
        books = _books[identity];
        _settle(books);
    }

    /// @dev Announced guardians come into force.
    function _settle(Books storage books) private {
        if (books.nextAt == 0 || _now() < books.nextAt) return;
        (books.variant, books.nextAt) = (books.nextVariant, 0);
    }

    function _settleAll() private {
        for (uint256 i = 0; i < IDENTITIES; ++i) _settle(_books[identityAt(i)]);
    }

    function _home(Books storage books) private view returns (DIDRegistry) {
        return registries[books.isImported ? 1 : 0];
    }

    function _isFrozen(Books storage books) private view returns (bool) {
        return _now() < books.frozenUntil;
    }

    function _isAnnounced(address identity, Books storage books) private view returns (bool) {
        return !books.isContested && _home(books).recoveryOf(identity).readyAt != 0;
    }

    /// @dev In the tenure that it was enrolled in, once its right has begun.
    function _doesSpareObject(Books storage books) private view returns (bool) {
        if (books.tenure != 0) return false;
        return books.spareEnrolledAt + 5 days <= (_isFrozen(books) ? books.frozenAt : _now());
    }

    function _freezeBy(address identity, Books storage books, uint256 seed) private returns (bool isDone) {
        address guardian = _guardian(books, seed);
        uint256[] storage times = _freezesOf[identity][guardian];
        bool mayFreeze = books.isImported || times.length < 2 || times[times.length - 2] + 365 days <= _now();
        bool wasFrozen = _isFrozen(books);
        isDone = _tries(books, guardian, abi.encodeCall(IIdentityGuardians.freeze, (identity)));
        if (!books.isImported) assertTrue(isDone == mayFreeze, "DID-8: a guardian freezes twice in 365 days");
        if (!isDone) return false;
        times.push(_now());
        books.frozenUntil = _now() + 30 days;
        if (!wasFrozen) books.frozenAt = _now();
        books.nextAt = 0;
    }

    function _supports(
        address identity,
        Books storage books,
        uint256 seed,
        address heir
    ) private returns (bool isDone) {
        if (heir == books.owner || heir == identity) return false;
        bytes memory act = abi.encodeCall(IIdentityGuardians.supportRecovery, (identity, heir));
        isDone = _tries(books, _guardian(books, seed), act);
        IIdentityGuardians.RecoveryState memory state = _home(books).recoveryOf(identity);
        if (!isDone) return false;
        if (_isFrozen(books)) books.frozenUntil = _home(books).frozenUntil(identity);
        if (state.isContested && !books.isContested) (books.isContested, books.nextAt) = (true, 0);
    }

    function _recovered(Books storage books, address newOwner) private {
        if (!books.isDeactivated) books.owner = newOwner;
        (books.isContested, books.frozenUntil, books.nextAt, books.compromisedSince) = (false, 0, 0, 0);
        ++books.tenure;
    }

    function _tries(Books storage books, address actor, bytes memory data) private returns (bool) {
        return _tries(actor, address(_home(books)), data);
    }

    function _signed(
        address identity,
        Books storage books
    ) private returns (IDIDRegistry.Change[] memory changes, IIdentityGuardians.Authorization memory authorization) {
        changes = new IDIDRegistry.Change[](1);
        changes[0] = IDIDRegistry.Change(4, NAME, address(0), 1, "hub");
        bytes32[] memory hashes = new bytes32[](1);
        hashes[0] = keccak256(
            abi.encode(
                keccak256("Change(uint8 kind,bytes32 name,address account,uint40 time,bytes value)"),
                changes[0].kind,
                changes[0].name,
                changes[0].account,
                changes[0].time,
                keccak256(changes[0].value)
            )
        );
        uint256 deadline = _now() + 1 hours;
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256(
                    "ApplyChanges(address identity,Change[] changes,uint256 nonce,uint256 deadline)"
                    "Change(uint8 kind,bytes32 name,address account,uint40 time,bytes value)"
                ),
                identity,
                keccak256(abi.encodePacked(hashes)),
                ++_nonce,
                deadline
            )
        );
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", _separator(_home(books)), structHash));
        authorization = IIdentityGuardians.Authorization(
            abi.encodePacked(identity),
            _nonce,
            deadline,
            _sign(_keyOf(identity), digest)
        );
    }

    function _sign(uint256 key, bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function _separator(DIDRegistry registry) private view returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                    keccak256("Civitas DIDRegistry"),
                    keccak256("1"),
                    block.chainid,
                    registry
                )
            );
    }

    function _keyOf(address identity) private pure returns (uint256) {
        for (uint256 i = 0; i < IDENTITIES; ++i) if (identityAt(i) == identity) return OWNER_KEY + i;
        return 0;
    }

    function _signer(address key, bytes32 rights) private pure returns (IDIDRegistry.Change[] memory changes) {
        changes = new IDIDRegistry.Change[](1);
        changes[0] = IDIDRegistry.Change(6, rights, address(0), type(uint40).max, abi.encodePacked(key));
    }

    function _spare(address identity) private pure returns (address) {
        return address(uint160(identity) ^ 0x5A5A);
    }

    function _heir(uint256 seed) private pure returns (address) {
        return address(uint160(0xE100 + (seed % 3)));
    }

    function _guardian(Books storage books, uint256 seed) private view returns (address) {
        (address[] memory guardians, , ) = _guardians(books.variant);
        return guardians[seed % guardians.length];
    }

    /// @dev Two sets: four guardians with five days, three with three days.
    function _guardians(
        uint256 variant
    ) private pure returns (address[] memory guardians, uint8 threshold, uint32 delay) {
        guardians = new address[](variant == 0 ? 4 : 3);
        for (uint256 i = 0; i < guardians.length; ++i) guardians[i] = address(uint160(0x6000 + i));
        return (guardians, 2, variant == 0 ? 5 days : 3 days);
    }

    function _succeeded(string memory act) private {
        ++successes[act];
    }
}
