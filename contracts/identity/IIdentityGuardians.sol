// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Guardians of an identity
/// @notice What happens after a lost or stolen phone. Whoever holds the phone is "the owner"; so the owner's word does
/// not count while the identity is frozen. Guardians, whom the owner named beforehand, freeze it and name the next
/// owner together; a key that the owner keeps elsewhere can object; what stays in dispute is the court's.
/// @dev Times are Unix seconds. An *objecting key* is one enrolled with the right to object (see {IDIDRegistry}), long
/// enough ago: its right begins, and ends, only after the recovery delay, and while the identity is frozen it counts
/// as it stood when the freeze began. It is never the owner's own key, nor the identity's.
///
/// A round is one attempt at a recovery. Supports are counted in their round; a round ends when a recovery is
/// completed, vetoed or decided, when other guardians come into force, and thirty days after its first support where
/// the threshold was not reached.
///
/// Assumptions: guardians do not collude up to the threshold; an objecting key is kept elsewhere than the owner's.
/// Trust: one guardian alone can freeze for {FREEZE_PERIOD}, twice in any 365 days, and nothing else. The threshold
/// of them names another owner after the delay, which the owner (unless frozen) and objecting keys can veto. The
/// court decides only between what guardians have brought to the threshold and no recovery at all.
interface IIdentityGuardians {
    // --- Types ---

    /// @notice Who signs, and what every signed act here carries.
    /// @param signer who signs: an account (20 bytes), or verifier and key (ERC-7913)
    /// @param nonce a number that the signer has not used; numbers of one group of 256 share a slot
    /// @param deadline last second in which the act is accepted; at most 90 days ahead
    /// @param signature over the EIP-712 form of the act, which names nonce and deadline
    struct Authorization {
        bytes signer;
        uint256 nonce;
        uint256 deadline;
        bytes signature;
    }

    /// @notice The guardians of an identity.
    /// @param guardians accounts
    /// @param threshold how many of them act together
    /// @param delay seconds between the threshold and the change of owner
    struct GuardianSet {
        address[] guardians;
        uint8 threshold;
        uint32 delay;
    }

    /// @notice How a recovery stands.
    /// @param round the round that supports are counted in
    /// @param newOwner who reached the threshold; zero where nobody has
    /// @param readyAt from when it can be completed; 0 where nobody reached the threshold
    /// @param openedAt when the round had its first support; 0 where it has none
    /// @param isContested whether the court decides
    /// @param rival who reached the threshold against `newOwner`; zero where a veto opposes it
    struct RecoveryState {
        uint32 round;
        address newOwner;
        uint40 readyAt;
        uint40 openedAt;
        bool isContested;
        address rival;
    }

    // --- Events ---

    /// @notice Guardians were named; they come into force at once where there were none, else after the delay.
    /// @param identity identity
    /// @param guardians accounts
    /// @param threshold how many of them act together
    /// @param delay seconds between the threshold and the change of owner
    /// @param effectiveAt from when they are the guardians
    event GuardiansAnnounced(
        address indexed identity,
        address[] guardians,
        uint8 threshold,
        uint32 delay,
        uint40 effectiveAt
    );

    /// @notice A freeze or a recovery undid the announcement of other guardians.
    /// @param identity identity
    event GuardianChangeVoided(address indexed identity);

    /// @notice An identity is frozen until the time given, or no longer frozen.
    /// @param identity identity
    /// @param signerHash keccak256 of who did it (see {Authorization}); zero for a threshold, a recovery or the court
    /// @param until Unix seconds; 0 where the freeze is lifted; 2^40 - 1 until the court decides
    event FreezeSet(address indexed identity, bytes32 indexed signerHash, uint40 until);

    /// @notice A guardian agrees to lift the freeze.
    /// @param identity identity
    /// @param guardian who
    event UnfreezeSupported(address indexed identity, address indexed guardian);

    /// @notice A guardian supports a recovery.
    /// @param identity identity
    /// @param guardian who
    /// @param newOwner whom it names
    /// @param round in which round
    event RecoverySupported(address indexed identity, address indexed guardian, address indexed newOwner, uint32 round);

    /// @notice A guardian has withdrawn its support.
    /// @param identity identity
    /// @param guardian who
    /// @param newOwner whom it had named
    /// @param round in which round
    event RecoverySupportWithdrawn(
        address indexed identity,
        address indexed guardian,
        address indexed newOwner,
        uint32 round
    );

    /// @notice A recovery has reached the threshold.
    /// @param identity identity
    /// @param newOwner who will own it
    /// @param readyAt from when it can be completed
    /// @param round in which round
    event RecoveryAnnounced(address indexed identity, address indexed newOwner, uint40 readyAt, uint32 round);

    /// @notice A recovery is opposed, by another one or by the veto of an objecting key: the court decides.
    /// @param identity identity
    /// @param newOwner who reached the threshold first
    /// @param rival who reached it against `newOwner`; zero where a veto opposes
    /// @param round in which round
    event RecoveryOpposed(address indexed identity, address indexed newOwner, address rival, uint32 round);

    /// @notice A guardian agrees to veto the recovery.
    /// @param identity identity
    /// @param guardian who
    /// @param round in which round
    event VetoSupported(address indexed identity, address indexed guardian, uint32 round);

    /// @notice A recovery was stopped; the next support opens another round.
    /// @param identity identity
    /// @param newOwner who will not own it
    /// @param signerHash keccak256 of who vetoed; zero for a threshold, a withdrawn support or the court
    /// @param round in which round
    event RecoveryStopped(address indexed identity, address indexed newOwner, bytes32 indexed signerHash, uint32 round);

    /// @notice An identity was recovered: what the former owner enrolled is gone, holdings follow.
    /// @param identity identity
    /// @param previousOwner who owned it; zero where it was deactivated, and stays so
    /// @param newOwner its owner, or where it is deactivated the successor of its holdings
    /// @param round in which round
    event RecoveryCompleted(
        address indexed identity,
        address indexed previousOwner,
        address indexed newOwner,
        uint32 round
    );

    /// @notice A court's order was carried out; the event RecoveryCompleted or RecoveryStopped beside it says how.
    /// @param identity whose recovery it concerned
    /// @param orderHash keccak256 of the order's document with its salt
    event OrderExecuted(address indexed identity, bytes32 indexed orderHash);

    // --- Errors ---

    /// @notice Not a guardian in force, nor, where they may, the owner or an enrolled key with that right.
    /// @param identity identity
    /// @param signer who tried, as in {Authorization}
    error SafetyActorUnauthorized(address identity, bytes signer);

    /// @notice An account that cannot be a guardian: zero, the identity itself or its owner.
    /// @param guardian account
    error GuardianInvalid(address guardian);

    /// @notice The account is named twice.
    /// @param guardian account
    error GuardianDuplicate(address guardian);

    /// @notice Too many guardians.
    /// @param count how many were given
    /// @param maximum how many there may be
    error GuardiansTooMany(uint256 count, uint256 maximum);

    /// @notice The threshold is below two, or above the number of guardians.
    /// @param threshold what was given
    /// @param count number of guardians
    error GuardianThresholdInvalid(uint8 threshold, uint256 count);

    /// @notice The delay is out of bounds, or given without guardians.
    /// @param delay seconds
    error RecoveryDelayInvalid(uint32 delay);

    /// @notice A guardian has frozen the identity twice within 365 days.
    /// @param guardian who
    /// @param nextAt from when it can again
    error FreezeQuotaExhausted(address guardian, uint40 nextAt);

    /// @notice The identity is not frozen until the time named.
    /// @param identity identity
    /// @param until until when it is; 0 or a time past where it is not
    error FreezeMissing(address identity, uint40 until);

    /// @notice Who cannot become the owner by a recovery: zero, the identity itself, its owner, or this registry.
    /// @param newOwner account
    error RecoveryOwnerInvalid(address newOwner);

    /// @notice The signature is for another round.
    /// @param given round signed for
    /// @param current the round
    error RecoveryRoundWrong(uint256 given, uint32 current);

    /// @notice The guardian has done that already in this round, or for this freeze.
    /// @param guardian who
    error GuardianActRepeated(address guardian);

    /// @notice The guardian does not support this recovery.
    /// @param guardian who
    /// @param newOwner whom it would name
    error RecoverySupportMissing(address guardian, address newOwner);

    /// @notice No recovery has reached the threshold.
    /// @param identity identity
    error RecoveryMissing(address identity);

    /// @notice The delay of the recovery has not ended.
    /// @param identity identity
    /// @param readyAt when it ends
    error RecoveryNotDue(address identity, uint40 readyAt);

    /// @notice The recovery is in dispute: the court decides.
    /// @param identity identity
    error RecoveryContested(address identity);

    /// @notice The recovery is not in dispute: the court has nothing to decide.
    /// @param identity identity
    error RecoveryUncontested(address identity);

    /// @notice The guardians have not brought this account to the threshold.
    /// @param newOwner account that the court was to name
    error RecoveryCandidateUnknown(address newOwner);

    /// @notice The order needs its hash.
    error RecoveryOrderMissing();

    // --- Writes: the owner ---

    /// @notice Names the guardians. With none before they are in force at once; else after the delay in force, unless
    /// the identity is frozen or recovered meanwhile. An announcement replaces the one before it.
    /// @param identity identity
    /// @param guardians accounts, at most {MAXIMUM_GUARDIANS}; none: the identity has no recovery
    /// @param threshold at least 2, at most their number; 0 without guardians
    /// @param delay seconds, from {MINIMUM_RECOVERY_DELAY} to {MAXIMUM_RECOVERY_DELAY}; 0 without guardians
    /// @dev Caller: the owner or a key enrolled to act, while not frozen. Reverts with {GuardiansTooMany},
    /// {GuardianThresholdInvalid}, {RecoveryDelayInvalid}, {GuardianInvalid}, {GuardianDuplicate} and as
    /// {IDIDRegistry-applyChanges} does for who may not act.
    function setGuardians(address identity, address[] calldata guardians, uint8 threshold, uint32 delay) external;

    /// @notice {setGuardians} by signature.
    /// @param identity identity
    /// @param guardians accounts
    /// @param threshold how many of them act together
    /// @param delay seconds
    /// @param authorization over `SetGuardians(address identity,address[] guardians,uint8 threshold,uint32 delay,
    /// uint256 nonce,uint256 deadline)`
    /// @dev Caller: anyone.
    function setGuardiansSigned(
        address identity,
        address[] calldata guardians,
        uint8 threshold,
        uint32 delay,
        Authorization calldata authorization
    ) external;

    // --- Writes: a stolen phone ---

    /// @notice Freezes an identity for {FREEZE_PERIOD}: neither its owner nor a key enrolled to act does anything, and
    /// an announcement of other guardians is void.
    /// @param identity identity
    /// @dev Caller: the owner or a key enrolled to act, while not frozen; an objecting key; a guardian, twice in any 365
    /// days. Reverts with {SafetyActorUnauthorized}, {FreezeQuotaExhausted}.
    function freeze(address identity) external;

    /// @notice {freeze} by signature.
    /// @param identity identity
    /// @param authorization over `Freeze(address identity,uint256 nonce,uint256 deadline)`
    /// @dev Caller: anyone.
    function freezeSigned(address identity, Authorization calldata authorization) external;

    /// @notice Lifts the freeze: an objecting key at once, guardians at the threshold.
    /// @param identity identity
    /// @dev Reverts with {FreezeMissing}, {RecoveryContested}, {SafetyActorUnauthorized}, {GuardianActRepeated}.
    function unfreeze(address identity) external;

    /// @notice {unfreeze} by signature.
    /// @param identity identity
    /// @param until which freeze: {IAccountRecovery-frozenUntil} as it is when the signature is used
    /// @param authorization over `Unfreeze(address identity,uint40 until,uint256 nonce,uint256 deadline)`
    /// @dev Caller: anyone. Reverts with {FreezeMissing} where the freeze is another one.
    function unfreezeSigned(address identity, uint40 until, Authorization calldata authorization) external;

    // --- Writes: a recovery ---

    /// @notice Supports a recovery. At the threshold the delay begins; where another account has reached it in this
    /// round, or an objecting key vetoed in the last 90 days, the court decides instead. A freeze then lasts until
    /// seven days after the delay, or until the court decides.
    /// @param identity identity
    /// @param newOwner whom the guardian names
    /// @dev Caller: a guardian. Reverts with {SafetyActorUnauthorized}, {RecoveryOwnerInvalid}, {GuardianActRepeated}.
    function supportRecovery(address identity, address newOwner) external;

    /// @notice {supportRecovery} by signature.
    /// @param identity identity
    /// @param newOwner whom the guardian names
    /// @param round round of {recoveryOf} in which it counts
    /// @param authorization over `SupportRecovery(address identity,address newOwner,uint256 round,uint256 nonce,
    /// uint256 deadline)`
    /// @dev Caller: anyone. Reverts with {RecoveryRoundWrong}.
    function supportRecoverySigned(
        address identity,
        address newOwner,
        uint256 round,
        Authorization calldata authorization
    ) external;

    /// @notice Withdraws a support. A recovery that falls below the threshold stops, unless the court decides.
    /// @param identity identity
    /// @param newOwner whom the guardian had named
    /// @dev Caller: a guardian. Reverts with {SafetyActorUnauthorized}, {RecoverySupportMissing}.
    function withdrawSupport(address identity, address newOwner) external;

    /// @notice {withdrawSupport} by signature.
    /// @param identity identity
    /// @param newOwner whom the guardian had named
    /// @param round round of {recoveryOf} in which it had
    /// @param authorization over `WithdrawSupport(address identity,address newOwner,uint256 round,uint256 nonce,
    /// uint256 deadline)`
    /// @dev Caller: anyone. Reverts with {RecoveryRoundWrong}.
    function withdrawSupportSigned(
        address identity,
        address newOwner,
        uint256 round,
        Authorization calldata authorization
    ) external;

    /// @notice Stops a recovery that has reached the threshold: the owner or a key enrolled to act, while not frozen;
    /// an objecting key at any time; guardians at the threshold. After an objecting key's veto another attempt within
    /// 90 days is the court's.
    /// @param identity identity
    /// @dev Reverts with {RecoveryMissing}, {RecoveryContested}, {SafetyActorUnauthorized}, {GuardianActRepeated}.
    function vetoRecovery(address identity) external;

    /// @notice {vetoRecovery} by signature.
    /// @param identity identity
    /// @param round round of {recoveryOf} that is meant
    /// @param authorization over `VetoRecovery(address identity,uint256 round,uint256 nonce,uint256 deadline)`
    /// @dev Caller: anyone. Reverts with {RecoveryRoundWrong}.
    function vetoRecoverySigned(address identity, uint256 round, Authorization calldata authorization) external;

    /// @notice Completes a recovery after its delay. Enrolled keys are gone, the freeze is lifted, the new owner acts
    /// at once; {IAccountRecovery-successorOf} answers. A deactivated identity stays so: only its holdings follow.
    /// @param identity identity
    /// @dev Caller: anyone. Reverts with {RecoveryMissing}, {RecoveryNotDue}, {RecoveryContested}.
    function executeRecovery(address identity) external;

    /// @notice Decides a recovery in dispute and lifts the freeze.
    /// @param identity identity
    /// @param newOwner whom the order names, one whom guardians brought to the threshold; zero: no recovery
    /// @param orderHash keccak256 of the order's document with its salt
    /// @dev Caller: COURT_ORDERS. Reverts with {RecoveryUncontested}, {RecoveryCandidateUnknown},
    /// {RecoveryOrderMissing}.
    function decideRecovery(address identity, address newOwner, bytes32 orderHash) external;

    // --- Reads ---

    /// @notice How long a freeze lasts.
    /// @return seconds
    function FREEZE_PERIOD() external view returns (uint40);

    /// @notice The shortest recovery delay.
    /// @return seconds
    function MINIMUM_RECOVERY_DELAY() external view returns (uint32);

    /// @notice The longest recovery delay.
    /// @return seconds
    function MAXIMUM_RECOVERY_DELAY() external view returns (uint32);

    /// @notice How many guardians an identity can have.
    /// @return number
    function MAXIMUM_GUARDIANS() external view returns (uint256);

    /// @notice The guardians in force.
    /// @param identity identity
    /// @return set guardians, threshold and delay; empty where it has none
    function guardiansOf(address identity) external view returns (GuardianSet memory set);

    /// @notice The guardians that were announced and are not in force yet.
    /// @param identity identity
    /// @return set guardians, threshold and delay
    /// @return effectiveAt from when they are in force; 0 where none are announced
    function announcedGuardiansOf(address identity) external view returns (GuardianSet memory set, uint40 effectiveAt);

    /// @notice How a recovery stands.
    /// @param identity identity
    /// @return state see {RecoveryState}
    function recoveryOf(address identity) external view returns (RecoveryState memory state);

    /// @notice The guardians who support a recovery in the present round.
    /// @param identity identity
    /// @param newOwner whom they name
    /// @return supporters accounts
    function supportersOf(address identity, address newOwner) external view returns (address[] memory supporters);
}
