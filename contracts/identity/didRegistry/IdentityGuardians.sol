// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ContractCode} from "../../governance/ContractCode.sol";
import {GuardianRecords} from "./GuardianRecords.sol";
import {IDIDRegistry} from "../IDIDRegistry.sol";
import {IERC1056} from "../IERC1056.sol";
import {IIdentityGuardians} from "../IIdentityGuardians.sol";
import {Head} from "../libraries/Heads.sol";

/// @title IdentityGuardians
/// @notice The code of the guardians' functions of {DIDRegistry}, which holds all records and runs this code on them
/// (delegatecall): together they are more than a contract's code may be. The specification is {IIdentityGuardians}.
/// @dev On its own it holds nothing and means nothing. The registry opens the record before it calls, and asks the
/// authority where a function is an officer's.
contract IdentityGuardians is GuardianRecords {
    using SafeCast for uint256;

    // --- Types and constants ---

    /// @dev A record on its way to the successor.
    struct MovingRecord {
        Head head;
        Safety safety;
        Attempt attempt;
        IIdentityGuardians.GuardianSet inForce;
        IIdentityGuardians.GuardianSet announced;
        uint256 votesForNewOwner;
        uint256 votesForRival;
    }

    /// @dev So that no guardian recovers alone.
    uint8 private constant MINIMUM_THRESHOLD = 2;

    /// @dev A guardian freezes twice in that time.
    uint40 private constant FREEZE_YEAR = 365 days;

    /// @dev How long a freeze outlasts the delay of a recovery, so that somebody completes it before the thief wakes up.
    uint40 private constant COMPLETION_PERIOD = 7 days;

    /// @dev How long a veto of an objecting key makes the next attempt a dispute.
    uint40 private constant DISPUTE_PERIOD = 90 days;

    bytes32 private constant RIGHT_TO_ACT = "act";
    bytes32 private constant RIGHT_TO_OBJECT = "object";
    bytes32 private constant RIGHT_TO_BOTH = "act+object";

    bytes32 private constant SET_GUARDIANS_TYPEHASH = keccak256(
        "SetGuardians(address identity,address[] guardians,uint8 threshold,uint32 delay,uint256 nonce,uint256 deadline)"
    );

    bytes32 private constant FREEZE_TYPEHASH = keccak256("Freeze(address identity,uint256 nonce,uint256 deadline)");

    bytes32 private constant UNFREEZE_TYPEHASH = keccak256(
        "Unfreeze(address identity,uint40 until,uint256 nonce,uint256 deadline)"
    );

    bytes32 private constant SUPPORT_TYPEHASH = keccak256(
        "SupportRecovery(address identity,address newOwner,uint256 round,uint256 nonce,uint256 deadline)"
    );

    bytes32 private constant WITHDRAW_SUPPORT_TYPEHASH = keccak256(
        "WithdrawSupport(address identity,address newOwner,uint256 round,uint256 nonce,uint256 deadline)"
    );

    bytes32 private constant VETO_TYPEHASH = keccak256(
        "VetoRecovery(address identity,uint256 round,uint256 nonce,uint256 deadline)"
    );

    // --- Writes: keys ---

    /// @notice Sets a key's rights, for {IDIDRegistry-applyChanges}.
    /// @param identity whose key
    /// @param signer account, or verifier and key
    /// @param rights see {IDIDRegistry-Change}
    /// @param validity seconds from now
    /// @dev The right to object begins only after the recovery delay, and ends no sooner: a thief neither gains it nor
    /// takes it away before the guardians can freeze.
    function setSigner(address identity, bytes calldata signer, bytes32 rights, uint40 validity) external {
        _requireSigner(signer);
        Head head = _heads[identity];
        IDIDRegistry.Enrolment memory enrolment = _changedEnrolment(
            identity,
            head,
            keccak256(signer),
            rights,
            validity
        );
        _enrolments[identity][head.tenure()][keccak256(signer)] = StoredEnrolment(
            enrolment.actsUntil,
            enrolment.objectsFrom,
            enrolment.objectsUntil,
            true
        );
        emit IDIDRegistry.SignerSet(
            identity,
            keccak256(signer),
            signer,
            enrolment.actsUntil,
            enrolment.objectsFrom,
            enrolment.objectsUntil
        );
    }

    /// @notice Declares a key compromised, for {IDIDRegistry-applyChanges}.
    /// @param identity whose key
    /// @param keyHash keccak256 of the key
    /// @param since Unix seconds
    /// @dev Within a tenure a date only moves back. The owner after a recovery may correct what a thief declared.
    function declareCompromised(address identity, bytes32 keyHash, uint40 since) external {
        (uint40 declared, uint16 tenure) = IDIDRegistry(address(this)).compromisedSince(identity, keyHash);
        uint16 tenureNow = _heads[identity].tenure();
        bool isFree = declared == 0 || tenure != tenureNow;
        require(
            since != 0 && since <= block.timestamp && (isFree || since < declared),
            IDIDRegistry.CompromiseDateInvalid(keyHash, since, declared)
        );
        _compromises[identity][keyHash] = Compromise(since, tenureNow);
        emit IDIDRegistry.KeyCompromised(identity, keyHash, since);
    }

    // --- Writes: the owner ---

    /// @notice See {IIdentityGuardians-setGuardians}.
    function setGuardians(address identity, address[] calldata guardians, uint8 threshold, uint32 delay) external {
        _setGuardians(identity, guardians, threshold, delay, _caller());
    }

    /// @notice See {IIdentityGuardians-setGuardiansSigned}.
    function setGuardiansSigned(
        address identity,
        address[] calldata guardians,
        uint8 threshold,
        uint32 delay,
        IIdentityGuardians.Authorization calldata authorization
    ) external {
        bytes32 structHash = keccak256(
            abi.encode(
                SET_GUARDIANS_TYPEHASH,
                identity,
                keccak256(abi.encodePacked(guardians)),
                threshold,
                delay,
                authorization.nonce,
                authorization.deadline
            )
        );
        _setGuardians(identity, guardians, threshold, delay, _consume(authorization, structHash));
    }

    // --- Writes: a stolen phone ---

    /// @notice See {IIdentityGuardians-freeze}.
    function freeze(address identity) external {
        _freeze(identity, _caller());
    }

    /// @notice See {IIdentityGuardians-freezeSigned}.
    function freezeSigned(address identity, IIdentityGuardians.Authorization calldata authorization) external {
        bytes32 structHash = keccak256(
            abi.encode(FREEZE_TYPEHASH, identity, authorization.nonce, authorization.deadline)
        );
        _freeze(identity, _consume(authorization, structHash));
    }

    /// @notice See {IIdentityGuardians-unfreeze}.
    function unfreeze(address identity) external {
        _unfreeze(identity, _heads[identity], _caller());
    }

    /// @notice See {IIdentityGuardians-unfreezeSigned}.
    function unfreezeSigned(
        address identity,
        uint40 until,
        IIdentityGuardians.Authorization calldata authorization
    ) external {
        bytes32 structHash = keccak256(
            abi.encode(UNFREEZE_TYPEHASH, identity, until, authorization.nonce, authorization.deadline)
        );
        bytes memory signer = _consume(authorization, structHash);
        Head head = _heads[identity];
        require(head.frozenUntil() == until, IIdentityGuardians.FreezeMissing(identity, head.frozenUntil()));
        _unfreeze(identity, head, signer);
    }

    // --- Writes: a recovery ---

    /// @notice See {IIdentityGuardians-supportRecovery}.
    function supportRecovery(address identity, address newOwner) external {
        _support(identity, newOwner, _caller());
    }

    /// @notice See {IIdentityGuardians-supportRecoverySigned}.
    function supportRecoverySigned(
        address identity,
        address newOwner,
        uint256 round,
        IIdentityGuardians.Authorization calldata authorization
    ) external {
        bytes memory signer = _consumeForRound(SUPPORT_TYPEHASH, identity, newOwner, round, authorization);
        _support(identity, newOwner, signer);
    }

    /// @notice See {IIdentityGuardians-withdrawSupport}.
    function withdrawSupport(address identity, address newOwner) external {
        _withdrawSupport(identity, newOwner, _caller());
    }

    /// @notice See {IIdentityGuardians-withdrawSupportSigned}.
    function withdrawSupportSigned(
        address identity,
        address newOwner,
        uint256 round,
        IIdentityGuardians.Authorization calldata authorization
    ) external {
        bytes memory signer = _consumeForRound(WITHDRAW_SUPPORT_TYPEHASH, identity, newOwner, round, authorization);
        _withdrawSupport(identity, newOwner, signer);
    }

    /// @notice See {IIdentityGuardians-vetoRecovery}.
    function vetoRecovery(address identity) external {
        _veto(identity, _caller());
    }

    /// @notice See {IIdentityGuardians-vetoRecoverySigned}.
    function vetoRecoverySigned(
        address identity,
        uint256 round,
        IIdentityGuardians.Authorization calldata authorization
    ) external {
        bytes32 structHash = keccak256(
            abi.encode(VETO_TYPEHASH, identity, round, authorization.nonce, authorization.deadline)
        );
        bytes memory signer = _consume(authorization, structHash);
        _requireRound(identity, round);
        _veto(identity, signer);
    }

    /// @notice See {IIdentityGuardians-executeRecovery}.
    function executeRecovery(address identity) external {
        Head head = _heads[identity];
        (Safety memory safety, Attempt memory attempt) = _settled(identity);
        _requireAnnounced(identity, attempt);
        require(block.timestamp >= attempt.readyAt, IIdentityGuardians.RecoveryNotDue(identity, attempt.readyAt));

        _complete(identity, head, safety, attempt, attempt.newOwner);
    }

    /// @notice See {IIdentityGuardians-decideRecovery}.
    function decideRecovery(address identity, address newOwner, bytes32 orderHash) external {
        require(orderHash != 0, IIdentityGuardians.RecoveryOrderMissing());
        Head head = _heads[identity];
        (Safety memory safety, Attempt memory attempt) = _settled(identity);
        require(attempt.isContested, IIdentityGuardians.RecoveryUncontested(identity));
        emit IIdentityGuardians.OrderExecuted(identity, orderHash);
        if (newOwner != address(0)) {
            uint256 voters = _votes[identity][_supportOf(safety.round, newOwner)];
            require(
                _count(voters) >= _sets[identity][safety.inForce].threshold,
                IIdentityGuardians.RecoveryCandidateUnknown(newOwner)
            );
            _complete(identity, head, safety, attempt, newOwner);
            return;
        }
        safety.disputedUntil = 0;
        _stop(identity, safety, attempt, 0);
        _setFrozen(identity, head, 0, 0);
    }

    // --- Writes: succession ---

    /// @notice Whatever can be listed of an identity, as {MovingRecord}, for the successor.
    /// @param identity whose
    /// @return encoded record
    function exportRecord(address identity) external view returns (bytes memory) {
        (Safety memory safety, Attempt memory attempt) = _settled(identity);
        IIdentityGuardians.GuardianSet[2] storage sets = _sets[identity];
        mapping(uint256 question => uint256 voters) storage votes = _votes[identity];
        MovingRecord memory moving = MovingRecord(
            _heads[identity],
            safety,
            attempt,
            sets[safety.inForce],
            sets[1 - safety.inForce],
            votes[_supportOf(safety.round, attempt.newOwner)],
            votes[_supportOf(safety.round, attempt.rival)]
        );
        return abi.encode(moving);
    }

    /// @notice Stores what the predecessor has exported. Logs the owner anew, so that published clients know it from
    /// here on.
    /// @param identity whose
    /// @param predecessor registry that held it
    /// @param data record as {exportRecord} encodes it
    /// @return head the identity's word
    function importRecord(address identity, address predecessor, bytes memory data) external returns (Head head) {
        MovingRecord memory moving = abi.decode(data, (MovingRecord));
        head = moving.head.imported();
        uint256 previousChange = head.changedAt();
        emit IDIDRegistry.RecordImported(identity, predecessor, previousChange);
        if (previousChange != 0) {
            emit IERC1056.DIDOwnerChanged(identity, _ownerOf(identity, head), 0);
            head = head.withChangedAt(block.number);
        }
        _heads[identity] = head;

        (Safety memory safety, Attempt memory attempt) = (moving.safety, moving.attempt);
        safety.inForce = 0;
        _store(identity, safety, attempt);
        _sets[identity][0] = moving.inForce;
        _sets[identity][1] = moving.announced;
        _votes[identity][_supportOf(safety.round, attempt.newOwner)] = moving.votesForNewOwner;
        _votes[identity][_supportOf(safety.round, attempt.rival)] = moving.votesForRival;
    }

    // --- Internal writes: guardians and freezes ---

    function _setGuardians(
        address identity,
        address[] calldata guardians,
        uint8 threshold,
        uint32 delay,
        bytes memory signer
    ) private {
        Head head = _heads[identity];
        _requireActor(identity, head, signer);
        _requireGuardians(identity, _ownerOf(identity, head), guardians, threshold, delay);
        (Safety memory safety, Attempt memory attempt) = _settled(identity);
        require(!attempt.isContested, IIdentityGuardians.RecoveryContested(identity));

        uint40 effectiveAt = block.timestamp.toUint40();
        uint8 place = safety.inForce;
        IIdentityGuardians.GuardianSet storage current = _sets[identity][place];
        if (current.guardians.length != 0) {
            effectiveAt += current.delay;
            safety.effectiveAt = effectiveAt;
            place = 1 - place;
        }
        _sets[identity][place] = IIdentityGuardians.GuardianSet(guardians, threshold, delay);
        _store(identity, safety, attempt);
        emit IIdentityGuardians.GuardiansAnnounced(identity, guardians, threshold, delay, effectiveAt);
    }

    function _freeze(address identity, bytes memory signer) private {
        Head head = _heads[identity];
        (Safety memory safety, Attempt memory attempt) = _settled(identity);
        bool isFrozen = _isFrozen(head);
        bool isOwnAct =
            (!isFrozen && _acts(identity, head, signer)) ||
                _objects(identity, head, signer, _objectionTime(head, safety));
        if (!isOwnAct) _countFreeze(identity, signer, safety);

        if (!isFrozen) safety.frozenAt = block.timestamp.toUint40();
        _voidGuardianChange(identity, safety);
        _store(identity, safety, attempt);
        // No freeze before, and no hold for a recovery, lasts longer than that.
        uint40 until = attempt.isContested ? FOR_EVER : block.timestamp.toUint40() + FREEZE_LENGTH;
        _setFrozen(identity, head, until, keccak256(signer));
    }

    /// @dev A guardian freezes twice in a year, so that none of them keeps an identity frozen.
    function _countFreeze(address identity, bytes memory signer, Safety memory safety) private {
        (address guardian, uint256 bit) = _findGuardian(identity, signer, safety);
        require(bit != 0, IIdentityGuardians.SafetyActorUnauthorized(identity, signer));
        Freezes memory freezes = _freezes[identity][guardian];
        uint40 nextAt = freezes.beforeLast == 0 ? 0 : freezes.beforeLast + FREEZE_YEAR;
        require(block.timestamp >= nextAt, IIdentityGuardians.FreezeQuotaExhausted(guardian, nextAt));
        _freezes[identity][guardian] = Freezes(block.timestamp.toUint40(), freezes.last);
    }

    function _unfreeze(address identity, Head head, bytes memory signer) private {
        require(_isFrozen(head), IIdentityGuardians.FreezeMissing(identity, head.frozenUntil()));
        (Safety memory safety, Attempt memory attempt) = _settled(identity);
        require(!attempt.isContested, IIdentityGuardians.RecoveryContested(identity));

        if (_objects(identity, head, signer, safety.frozenAt)) {
            _setFrozen(identity, head, 0, keccak256(signer));
            return;
        }
        uint256 question = _unfreezeOf(safety.frozenAt);
        (address guardian, bool isEnough) = _vote(identity, question, signer, safety);
        emit IIdentityGuardians.UnfreezeSupported(identity, guardian);
        if (isEnough) {
            delete _votes[identity][question];
            _setFrozen(identity, head, 0, 0);
        }
    }

    function _setFrozen(address identity, Head head, uint40 until, bytes32 signerHash) private {
        _heads[identity] = head.withFrozenUntil(until);
        emit IIdentityGuardians.FreezeSet(identity, signerHash, until);
    }

    function _voidGuardianChange(address identity, Safety memory safety) private {
        if (safety.effectiveAt == 0) return;
        safety.effectiveAt = 0;
        emit IIdentityGuardians.GuardianChangeVoided(identity);
    }

    // --- Internal writes: recoveries ---

    function _support(address identity, address newOwner, bytes memory signer) private {
        Head head = _heads[identity];
        (Safety memory safety, Attempt memory attempt) = _settled(identity);
        uint256 question = _supportOf(safety.round, newOwner);
        require(
            newOwner != address(0) && newOwner != identity && newOwner != head.owner() && newOwner != address(this),
            IIdentityGuardians.RecoveryOwnerInvalid(newOwner)
        );
        (address guardian, bool isEnough) = _vote(identity, question, signer, safety);
        emit IIdentityGuardians.RecoverySupported(identity, guardian, newOwner, safety.round);

        if (attempt.openedAt == 0) attempt.openedAt = block.timestamp.toUint40();
        if (isEnough && !attempt.isContested) _announce(identity, head, newOwner, safety, attempt);
        _store(identity, safety, attempt);
    }

    /// @dev `newOwner` has the threshold: the delay begins, or it is a dispute.
    function _announce(
        address identity,
        Head head,
        address newOwner,
        Safety memory safety,
        Attempt memory attempt
    ) private {
        bool isFirst = attempt.readyAt == 0;
        if (!isFirst && attempt.newOwner == newOwner) return;
        if (isFirst) {
            attempt.newOwner = newOwner;
            attempt.readyAt = block.timestamp.toUint40() + _sets[identity][safety.inForce].delay;
        } else {
            attempt.rival = newOwner;
        }
        attempt.isContested = !isFirst || block.timestamp < safety.disputedUntil;
        uint40 hold = FOR_EVER;
        if (attempt.isContested) {
            _voidGuardianChange(identity, safety);
            emit IIdentityGuardians.RecoveryOpposed(identity, attempt.newOwner, attempt.rival, safety.round);
        } else {
            hold = attempt.readyAt + COMPLETION_PERIOD;
            emit IIdentityGuardians.RecoveryAnnounced(identity, newOwner, attempt.readyAt, safety.round);
        }
        if (_isFrozen(head) && hold > head.frozenUntil()) _setFrozen(identity, head, hold, 0);
    }

    function _withdrawSupport(address identity, address newOwner, bytes memory signer) private {
        (Safety memory safety, Attempt memory attempt) = _settled(identity);
        (address guardian, uint256 bit) = _requireGuardian(identity, signer, safety);
        uint256 question = _supportOf(safety.round, newOwner);
        uint256 voters = _votes[identity][question];
        require(voters & bit != 0, IIdentityGuardians.RecoverySupportMissing(guardian, newOwner));

        voters ^= bit;
        _votes[identity][question] = voters;
        emit IIdentityGuardians.RecoverySupportWithdrawn(identity, guardian, newOwner, safety.round);
        bool isBelow = _count(voters) < _sets[identity][safety.inForce].threshold;
        if (isBelow && attempt.newOwner == newOwner && !attempt.isContested) {
            _stop(identity, safety, attempt, 0);
        }
    }

    function _veto(address identity, bytes memory signer) private {
        Head head = _heads[identity];
        (Safety memory safety, Attempt memory attempt) = _settled(identity);
        _requireAnnounced(identity, attempt);

        if (_objects(identity, head, signer, _objectionTime(head, safety))) {
            safety.disputedUntil = block.timestamp.toUint40() + DISPUTE_PERIOD;
            _stop(identity, safety, attempt, keccak256(signer));
            return;
        }
        if (!_isFrozen(head) && _acts(identity, head, signer)) {
            _stop(identity, safety, attempt, keccak256(signer));
            return;
        }
        (address guardian, bool isEnough) = _vote(identity, _vetoOf(safety.round), signer, safety);
        emit IIdentityGuardians.VetoSupported(identity, guardian, safety.round);
        if (isEnough) _stop(identity, safety, attempt, 0);
    }

    /// @dev Ends the round without a recovery.
    function _stop(address identity, Safety memory safety, Attempt memory attempt, bytes32 signerHash) private {
        emit IIdentityGuardians.RecoveryStopped(identity, attempt.newOwner, signerHash, safety.round);
        _closeRound(safety, attempt);
        _store(identity, safety, attempt);
    }

    function _complete(
        address identity,
        Head head,
        Safety memory safety,
        Attempt memory attempt,
        address newOwner
    ) private {
        address previousOwner = _ownerOf(identity, head);
        uint32 round = safety.round;
        _voidGuardianChange(identity, safety);
        safety.disputedUntil = 0;
        _closeRound(safety, attempt);
        _store(identity, safety, attempt);

        bool wasFrozen = head.frozenUntil() != 0;
        if (!head.isDeactivated()) {
            emit IERC1056.DIDOwnerChanged(identity, newOwner, head.changedAt());
            head = head.withChangedAt(block.number);
        }
        _heads[identity] = head.recovered(newOwner);
        emit IIdentityGuardians.RecoveryCompleted(identity, previousOwner, newOwner, round);
        if (wasFrozen) emit IIdentityGuardians.FreezeSet(identity, 0, 0);
    }

    /// @dev A guardian's vote on a question; each guardian votes once.
    function _vote(
        address identity,
        uint256 question,
        bytes memory signer,
        Safety memory safety
    ) private returns (address guardian, bool isEnough) {
        uint256 bit;
        (guardian, bit) = _requireGuardian(identity, signer, safety);
        uint256 voters = _votes[identity][question];
        require(voters & bit == 0, IIdentityGuardians.GuardianActRepeated(guardian));
        voters |= bit;
        _votes[identity][question] = voters;
        isEnough = _count(voters) >= _sets[identity][safety.inForce].threshold;
    }

    function _store(address identity, Safety memory safety, Attempt memory attempt) private {
        _safeties[identity] = safety;
        _attempts[identity] = attempt;
    }

    function _consumeForRound(
        bytes32 typeHash,
        address identity,
        address newOwner,
        uint256 round,
        IIdentityGuardians.Authorization calldata authorization
    ) private returns (bytes memory signer) {
        bytes32 structHash = keccak256(
            abi.encode(typeHash, identity, newOwner, round, authorization.nonce, authorization.deadline)
        );
        signer = _consume(authorization, structHash);
        _requireRound(identity, round);
    }

    // --- Internal reads ---

    /// @dev See {IDIDRegistry-enrolmentOf}: asked of the registry that runs this code, which may read it elsewhere.
    function _enrolmentOf(
        address identity,
        uint16 tenure,
        bytes32 signerHash
    ) internal view override returns (IDIDRegistry.Enrolment memory enrolment) {
        return IDIDRegistry(address(this)).enrolmentOf(identity, tenure, signerHash);
    }

    /// @dev Seconds that the guardians in force take to recover; 0 where there are none.
    function _recoveryDelay(address identity) private view returns (uint32) {
        (Safety memory safety, ) = _settled(identity);
        return _sets[identity][safety.inForce].delay;
    }

    /// @dev The rights that a key has after a change of them.
    function _changedEnrolment(
        address identity,
        Head head,
        bytes32 signerHash,
        bytes32 rights,
        uint40 validity
    ) private view returns (IDIDRegistry.Enrolment memory enrolment) {
        bool isBoth = rights == RIGHT_TO_BOTH;
        bool hasToAct = isBoth || rights == RIGHT_TO_ACT;
        bool hasToObject = isBoth || rights == RIGHT_TO_OBJECT;
        require(hasToAct || hasToObject || rights == 0, IDIDRegistry.SignerRightsUnknown(rights));

        enrolment = _enrolmentOf(identity, head.tenure(), signerHash);
        uint40 until = _endOf(validity);
        enrolment.actsUntil = hasToAct ? until : 0;
        if (hasToObject || enrolment.objectsUntil != 0) {
            _setObjection(enrolment, hasToObject ? until : 0, _endOf(_recoveryDelay(identity)));
        }
    }

    /// @dev `soonestEnd` is the recovery delay from now. `until` 0 takes the right away.
    function _setObjection(IDIDRegistry.Enrolment memory enrolment, uint40 until, uint40 soonestEnd) private view {
        bool isHeld = enrolment.objectsUntil >= block.timestamp;
        bool hasBegun = isHeld && enrolment.objectsFrom <= block.timestamp;
        uint256 kept = hasBegun ? Math.min(enrolment.objectsUntil, soonestEnd) : 0;
        uint40 end = Math.max(until, kept).toUint40();
        if (!isHeld) enrolment.objectsFrom = soonestEnd;
        if (end == 0) enrolment.objectsFrom = 0;
        enrolment.objectsUntil = end;
    }

    function _requireSigner(bytes calldata signer) private view {
        require(signer.length >= 20 && signer.length <= LONGEST_VALUE, IDIDRegistry.SignerInvalid(signer));
        address account = address(bytes20(signer));
        bool isValid = signer.length == 20 ? account != address(0) : ContractCode.isContract(account);
        require(isValid, IDIDRegistry.SignerInvalid(signer));
    }

    function _requireRound(address identity, uint256 given) private view {
        (Safety memory safety, ) = _settled(identity);
        require(given == safety.round, IIdentityGuardians.RecoveryRoundWrong(given, safety.round));
    }

    function _requireAnnounced(address identity, Attempt memory attempt) private pure {
        require(attempt.readyAt != 0, IIdentityGuardians.RecoveryMissing(identity));
        require(!attempt.isContested, IIdentityGuardians.RecoveryContested(identity));
    }

    function _requireGuardian(
        address identity,
        bytes memory signer,
        Safety memory safety
    ) private view returns (address guardian, uint256 bit) {
        (guardian, bit) = _findGuardian(identity, signer, safety);
        require(bit != 0, IIdentityGuardians.SafetyActorUnauthorized(identity, signer));
    }

    /// @dev `bit` is zero where `signer` is no guardian in force.
    function _findGuardian(
        address identity,
        bytes memory signer,
        Safety memory safety
    ) private view returns (address guardian, uint256 bit) {
        address[] storage guardians = _sets[identity][safety.inForce].guardians;
        uint256 count = guardians.length;
        for (uint256 i = 0; i < count; ++i) {
            guardian = guardians[i];
            if (_isAccount(signer, guardian)) return (guardian, 1 << i);
        }
        return (address(0), 0);
    }

    function _requireGuardians(
        address identity,
        address owner,
        address[] calldata guardians,
        uint8 threshold,
        uint32 delay
    ) private pure {
        uint256 count = guardians.length;
        require(count <= MOST_GUARDIANS, IIdentityGuardians.GuardiansTooMany(count, MOST_GUARDIANS));
        if (count == 0) {
            require(threshold == 0, IIdentityGuardians.GuardianThresholdInvalid(threshold, 0));
            require(delay == 0, IIdentityGuardians.RecoveryDelayInvalid(delay));
            return;
        }
        require(
            threshold >= MINIMUM_THRESHOLD && threshold <= count,
            IIdentityGuardians.GuardianThresholdInvalid(threshold, count)
        );
        require(delay >= SHORTEST_DELAY && delay <= LONGEST_DELAY, IIdentityGuardians.RecoveryDelayInvalid(delay));
        for (uint256 i = 0; i < count; ++i) {
            address guardian = guardians[i];
            require(
                guardian != address(0) && guardian != identity && guardian != owner,
                IIdentityGuardians.GuardianInvalid(guardian)
            );
            for (uint256 j = 0; j < i; ++j)
                require(guardians[j] != guardian, IIdentityGuardians.GuardianDuplicate(guardian));
        }
    }
}
