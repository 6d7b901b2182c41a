// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccountRecovery} from "./IAccountRecovery.sol";
import {IERC1056} from "./IERC1056.sol";
import {IIdentityGuardians} from "./IIdentityGuardians.sol";

/// @title The identities of the city
/// @notice ERC-1056 for third-party software as it is, and what a city needs beyond it: changes in one batch, by
/// signature of any form (keys, contract wallets, passkeys, smart cards), keys beside the owner's, guardians (see
/// {IIdentityGuardians}), and the dating of a compromised key.
/// @dev Times are Unix seconds. Domain of all signatures (EIP-712, ERC-5267): `Civitas DIDRegistry`, version "1". The
/// signatures of ERC-1056 itself name no chain and have no deadline, and its names may be any bytes; both work only where
/// the deployment says so ({legacyAllowed}).
///
/// A key is known here by the keccak256 of its signer: of the 20 bytes of an account, or of verifier and key
/// (ERC-7913).
///
/// Assumptions: verifiers are honest contracts; the block number is the chain's own (not so on Arbitrum).
/// Trust: the owner, and keys that the owner enrolled to act. No office writes here; COURT_ORDERS decides recoveries in
/// dispute, and nothing else. The council can name a successor, which takes records over as they are.
interface IDIDRegistry is IERC1056, IIdentityGuardians, IAccountRecovery {
    // --- Types ---

    /// @notice A change of an identity. Fields that its kind does not name are not read.
    /// @param kind 1 change the owner (`account`); 2 add a delegate (`name`, `account`, `time`); 3 revoke a delegate
    /// (`name`, `account`); 4 set an attribute (`name`, `value`, `time`); 5 revoke an attribute (`name`, `value`);
    /// 6 set a key's rights (`value` its signer, `name` the ASCII text `act`, `object` or `act+object`, or zero to
    /// remove it, `time`); 7 declare a key compromised (`name` its hash, `time` since when); 8 deactivate, for ever
    /// @param name see `kind`
    /// @param account see `kind`
    /// @param time seconds of validity from now, 2^40 - 1 for ever; for kind 7 Unix seconds
    /// @param value see `kind`
    struct Change {
        uint8 kind;
        bytes32 name;
        address account;
        uint40 time;
        bytes value;
    }

    /// @notice What a key may do. All zero where it is not enrolled.
    /// @param actsUntil it acts as the owner until then
    /// @param objectsFrom it objects to recoveries from then on
    /// @param objectsUntil and until then
    struct Enrolment {
        uint40 actsUntil;
        uint40 objectsFrom;
        uint40 objectsUntil;
    }

    // --- Events ---

    /// @notice A key has other rights.
    /// @param identity identity
    /// @param signerHash keccak256 of `signer`
    /// @param signer account (20 bytes), or verifier and key (ERC-7913)
    /// @param actsUntil it acts as the owner until then; 0 or a time past: it does not
    /// @param objectsFrom it objects to recoveries from then on
    /// @param objectsUntil and until then; 0 or a time past: it does not
    event SignerSet(
        address indexed identity,
        bytes32 indexed signerHash,
        bytes signer,
        uint40 actsUntil,
        uint40 objectsFrom,
        uint40 objectsUntil
    );

    /// @notice A key is not to be trusted for what is dated later.
    /// @param identity whose key
    /// @param keyHash keccak256 of the key: of a signer, or of the value of the attribute that published it
    /// @param since from then on
    event KeyCompromised(address indexed identity, bytes32 indexed keyHash, uint40 since);

    /// @notice What was signed with this number does not work any more.
    /// @param signerHash keccak256 of the signer
    /// @param nonce number
    event NonceWithdrawn(bytes32 indexed signerHash, uint256 nonce);

    /// @notice A record came from the predecessor. Its events before this one stand there.
    /// @param identity identity
    /// @param predecessor registry that held it
    /// @param previousChange block of its last event there; 0 where there is none
    event RecordImported(address indexed identity, address indexed predecessor, uint256 previousChange);

    // --- Errors ---

    /// @notice Neither the owner nor a key enrolled to act.
    /// @param identity identity
    /// @param signer who tried: account (20 bytes), or verifier and key
    error IdentityActorUnauthorized(address identity, bytes signer);

    /// @notice The identity is frozen; its owner does nothing.
    /// @param identity identity
    /// @param until Unix seconds
    error IdentityFrozen(address identity, uint40 until);

    /// @notice The identity is deactivated, for ever.
    /// @param identity identity
    error IdentityDeactivated(address identity);

    /// @notice Signatures in the form of ERC-1056 are switched off in this registry: they could be repeated on another
    /// chain. Use {applySigned}.
    error LegacySignaturesOff();

    /// @notice The time to use the signature is over.
    /// @param deadline last second in which it was accepted
    error AuthorizationExpired(uint256 deadline);

    /// @notice The deadline is too far ahead.
    /// @param deadline what was signed
    /// @param latest what would be accepted now
    error AuthorizationDeadlineTooFar(uint256 deadline, uint256 latest);

    /// @notice The signer's number is used, or withdrawn.
    /// @param signer who signs
    /// @param nonce number
    error AuthorizationUsed(bytes signer, uint256 nonce);

    /// @notice The signature is not the signer's, for this act, on this chain.
    /// @param signer who should have signed
    error AuthorizationSignatureInvalid(bytes signer);

    /// @notice The batch is empty.
    error ChangesMissing();

    /// @notice A change of unknown kind.
    /// @param kind what was given
    error ChangeKindUnknown(uint8 kind);

    /// @notice A batch names no owner by mistake; to deactivate, say so.
    error IdentityOwnerMissing();

    /// @notice The name is empty or not printable ASCII: published clients could not read the identity any more.
    /// @param name what was given
    error NameUnreadable(bytes32 name);

    /// @notice The value is longer than clients with their usual gas could write.
    /// @param length bytes given
    /// @param maximum bytes accepted
    error AttributeValueTooLong(uint256 length, uint256 maximum);

    /// @notice Not a signer: an account of 20 bytes that is not zero, or a verifier with code and a key.
    /// @param signer what was given
    error SignerInvalid(bytes signer);

    /// @notice Neither `act`, `object`, `act+object` nor zero.
    /// @param rights what was given
    error SignerRightsUnknown(bytes32 rights);

    /// @notice A compromise is dated in the past, and within a tenure only earlier than before.
    /// @param keyHash which key
    /// @param since what was given
    /// @param declared what is declared; 0 where nothing is
    error CompromiseDateInvalid(bytes32 keyHash, uint40 since, uint40 declared);

    // --- Writes ---

    /// @notice Changes an identity: all changes in order, or none.
    /// @param identity identity
    /// @param changes see {Change}
    /// @dev Caller: the owner or a key enrolled to act. Reverts with {ChangesMissing}, {IdentityDeactivated},
    /// {IdentityFrozen}, {IdentityActorUnauthorized}, {ChangeKindUnknown}, {IdentityOwnerMissing}, {NameUnreadable},
    /// {AttributeValueTooLong}, {SignerInvalid}, {SignerRightsUnknown}, {CompromiseDateInvalid}.
    function applyChanges(address identity, Change[] calldata changes) external;

    /// @notice {applyChanges} by signature.
    /// @param identity identity
    /// @param changes see {Change}
    /// @param authorization over `ApplyChanges(address identity,Change[] changes,uint256 nonce,uint256 deadline)` with
    /// `Change(uint8 kind,bytes32 name,address account,uint40 time,bytes value)`
    /// @dev Caller: anyone. Reverts with {AuthorizationExpired}, {AuthorizationDeadlineTooFar},
    /// {AuthorizationSignatureInvalid}, {AuthorizationUsed} as every signed act here.
    function applySigned(address identity, Change[] calldata changes, Authorization calldata authorization) external;

    /// @notice Withdraws whatever the caller has signed with a number.
    /// @param nonce_ number
    /// @dev Reverts with {AuthorizationUsed}.
    function withdraw(uint256 nonce_) external;

    /// @notice {withdraw} by signature, for keys that are no accounts.
    /// @param authorization over `Withdraw(uint256 nonce,uint256 deadline)`; its number is the one withdrawn
    /// @dev Caller: anyone.
    function withdrawSigned(Authorization calldata authorization) external;

    /// @notice Takes records over from the retired predecessor, as their first dealing here would. Identities whose
    /// record is here are passed over.
    /// @param identities whose
    /// @dev Caller: anyone. Reverts as {ISuccession-handOver} does. Owner, freeze, guardians and an open recovery move;
    /// enrolled keys, delegates and dated compromises are read through; events stay where they are, and {RecordImported}
    /// says where they end. Delegates and attributes are not shown to published clients until they are set again.
    function importRecords(address[] calldata identities) external;

    // --- Reads ---

    /// @notice The contract that holds the code of the guardians' functions, which this one runs on its own records.
    /// @return named at the deployment, for ever
    function guardianship() external view returns (address);

    /// @notice The longest value of an attribute.
    /// @return bytes
    function MAXIMUM_VALUE_LENGTH() external view returns (uint256);

    /// @notice How far ahead a deadline may be.
    /// @return seconds
    function AUTHORIZATION_PERIOD() external view returns (uint40);

    /// @notice Whether the functions of ERC-1056 do here what the original does to its users' harm: accept signatures
    /// that name neither chain nor deadline, and names that some clients cannot read.
    /// @return set at the deployment, for ever
    function legacyAllowed() external view returns (bool);

    /// @notice Whether an identity is deactivated.
    /// @param identity identity
    /// @return true for ever once it is
    function isDeactivated(address identity) external view returns (bool);

    /// @notice How many recoveries an identity has gone through. Keys are enrolled in one tenure and gone in the next.
    /// @param identity identity
    /// @return number
    function tenureOf(address identity) external view returns (uint16);

    /// @notice What a key may do in a tenure.
    /// @param identity identity
    /// @param tenure {tenureOf} for the present
    /// @param signerHash keccak256 of the signer
    /// @return enrolment see {Enrolment}
    function enrolmentOf(
        address identity,
        uint16 tenure,
        bytes32 signerHash
    ) external view returns (Enrolment memory enrolment);

    /// @notice Since when a key is not to be trusted. What it signed counts where something else than the key dates it
    /// earlier: an anchor on a chain, a time stamp.
    /// @param identity whose key
    /// @param keyHash keccak256 of the key, as in {KeyCompromised}
    /// @return since Unix seconds; 0 where it is trusted
    /// @return tenure in which tenure that was declared
    function compromisedSince(address identity, bytes32 keyHash) external view returns (uint40 since, uint16 tenure);

    /// @notice Whether a number of a signer is used or withdrawn.
    /// @param signerHash keccak256 of the signer
    /// @param nonce_ number
    /// @return true where it is
    function isNonceUsed(bytes32 signerHash, uint256 nonce_) external view returns (bool);
}
