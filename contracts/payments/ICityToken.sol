// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC7943Fungible} from "./IERC7943Fungible.sol";

/// @title The municipal token
/// @notice Money of the city with 6 decimals: ERC-20, ERC-2612, ERC-3009, ERC-1363, ERC-5267 and ERC-7943, so that
/// wallets and payment services use it as they are, and a citizen without ether pays by a signature. It never
/// changes; the desks around it can.
/// @dev Amounts are in millionths of a token. Times are Unix seconds. Domain of all signatures (EIP-712): the token's
/// own name, version "1".
///
/// Assumptions: agents with {MINT} create tokens only against money received; the identity registry that the
/// question {RECOVERY} names a successor only after its own safeguards.
/// Trust: a holder's tokens leave by the holder's call, allowance or signature, by a court's order, or to the
/// successor of a recovered identity after {RECOVERY_NOTICE}. COURT_FREEZE freezes amounts at once, COURT_ORDERS
/// moves tokens after its delay, both with the hash of the order. Nobody can stop payments of everybody, and no one
/// changes a balance or a rule by an upgrade.
interface ICityToken is IERC7943Fungible {
    // --- Events ---

    /// @notice A court's order was carried out; the events Frozen, ForcedTransfer or RecoveryCancelled beside it say
    /// what it did.
    /// @param account whose tokens it concerned
    /// @param orderHash keccak256 of the order's document with its salt
    event OrderExecuted(address indexed account, bytes32 indexed orderHash);

    /// @notice An account can, or cannot, send until the time given, as the identity registry says.
    /// @param account who
    /// @param until Unix seconds; 0 or a time past where it can
    event AccountSuspended(address indexed account, uint40 until);

    /// @notice A recovered identity's tokens will move to its successor.
    /// @param account whose tokens
    /// @param successor who gets them
    /// @param effectiveAt from when anyone may move them
    event RecoveryAnnounced(address indexed account, address indexed successor, uint40 effectiveAt);

    /// @notice A court stopped an announced recovery.
    /// @param account whose tokens
    event RecoveryCancelled(address indexed account);

    /// @notice A recovered identity's tokens moved.
    /// @param account who held them
    /// @param successor who holds them now
    /// @param amount how many
    event AccountRecovered(address indexed account, address indexed successor, uint256 amount);

    // --- Errors ---

    /// @notice An order needs its hash.
    error OrderMissing();

    /// @notice The city has named no identity registry.
    error RecoveryUnavailable();

    /// @notice The identity registry names no successor, the account itself, this token, or another one than announced.
    /// @param account whose tokens
    /// @param successor whom the registry names
    error RecoveryUnfounded(address account, address successor);

    /// @notice A recovery of the account with this successor is announced already, or was stopped by a court.
    /// @param account whose tokens
    /// @param effectiveAt from when anyone may move them
    error RecoveryAlreadyAnnounced(address account, uint40 effectiveAt);

    /// @notice No recovery of the account is announced, or its notice has not ended.
    /// @param account whose tokens
    /// @param effectiveAt from when anyone may move them; 0 where none is announced
    error RecoveryNotDue(address account, uint40 effectiveAt);

    /// @notice The signature is not the holder's.
    /// @param holder who should have signed
    error HolderSignatureInvalid(address holder);

    // --- Writes ---

    /// @notice Creates tokens.
    /// @param to who gets them
    /// @param amount how many
    /// @dev Caller: an agent with {MINT}. Reverts with {IAgents-AgentUnauthorized},
    /// {ISuccession-ContractRetired}, {IERC7943Fungible-ERC7943CannotReceive}.
    function mint(address to, uint256 amount) external;

    /// @notice Destroys tokens of the caller.
    /// @param amount how many
    /// @dev Caller: an agent with {BURN}. Reverts with {IAgents-AgentUnauthorized} and as a transfer does.
    function burn(uint256 amount) external;

    /// @notice Sets how many tokens of an account are frozen, by a court's order.
    /// @param account whose tokens
    /// @param amount how many; may be more than it holds, 0 lifts the freeze
    /// @param orderHash keccak256 of the order's document with its salt
    /// @dev Caller: COURT_FREEZE. Reverts with {OrderMissing}. Amounts above 2^104 - 1 revert with OpenZeppelin's
    /// SafeCastOverflowedUintDowncast.
    function freezeByOrder(address account, uint256 amount, bytes32 orderHash) external;

    /// @notice Moves tokens by a court's order: first what is free, then what is frozen, which is unfrozen before it
    /// moves.
    /// @param from who loses them
    /// @param to who gets them
    /// @param amount how many
    /// @param orderHash keccak256 of the order's document with its salt
    /// @dev Caller: COURT_ORDERS. Reverts with {OrderMissing} and where the balance is too small.
    function transferByOrder(address from, address to, uint256 amount, bytes32 orderHash) external;

    /// @notice Brings here whether the identity registry holds the account's key for stolen.
    /// @param account who
    /// @dev Caller: anyone. Reverts with {RecoveryUnavailable}.
    function suspend(address account) external;

    /// @notice Announces that a recovered identity's tokens move to its successor; the old key cannot send meanwhile.
    /// @param account whose tokens
    /// @dev Caller: anyone. Reverts with {RecoveryUnavailable}, {RecoveryUnfounded}, {RecoveryAlreadyAnnounced}.
    function announceRecovery(address account) external;

    /// @notice Stops an announced recovery for good, by a court's order; the account can send again.
    /// @param account whose tokens
    /// @param orderHash keccak256 of the order's document with its salt
    /// @dev Caller: COURT_FREEZE. Reverts with {OrderMissing}, {RecoveryNotDue} where none is announced
    /// or it is stopped already.
    function cancelRecovery(address account, bytes32 orderHash) external;

    /// @notice Moves a recovered identity's tokens to its successor, with what is frozen of them.
    /// @param account whose tokens
    /// @dev Caller: anyone, after {RECOVERY_NOTICE}. Reverts with {RecoveryNotDue}, {RecoveryUnfounded}.
    function recover(address account) external;

    /// @notice Exchanges the caller's whole balance in the retired predecessor for the same here, one to one, with
    /// what is frozen of it.
    /// @return amount how many
    /// @dev Caller: a holder of the predecessor. Reverts as {ISuccession-handOver} does.
    function swap() external returns (uint256 amount);

    /// @notice ERC-3009's `transferWithAuthorization` with a signature of any form (ERC-1271 wallets, passkeys).
    /// @param from who pays and has signed
    /// @param to who gets the tokens
    /// @param value how many
    /// @param validAfter valid later than this, Unix seconds
    /// @param validBefore valid earlier than this, Unix seconds
    /// @param nonce any 32 bytes, used once; counted ones (0, 1, 2 …) cost less, since 256 of them share a slot
    /// @param signature over TransferWithAuthorization
    /// @dev Reverts with {HolderSignatureInvalid}, ERC3009InvalidAuthorizationTime, ERC3009UsedAuthorization.
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external;

    /// @notice ERC-3009's `receiveWithAuthorization` with a signature of any form.
    /// @param from who pays and has signed
    /// @param to who gets the tokens: the caller
    /// @param value how many
    /// @param validAfter valid later than this, Unix seconds
    /// @param validBefore valid earlier than this, Unix seconds
    /// @param nonce any 32 bytes, used once
    /// @param signature over ReceiveWithAuthorization
    /// @dev Reverts with {HolderSignatureInvalid}, ERC20InvalidReceiver, ERC3009InvalidAuthorizationTime,
    /// ERC3009UsedAuthorization.
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external;

    /// @notice ERC-3009's `cancelAuthorization` with a signature of any form.
    /// @param authorizer who has signed
    /// @param nonce which authorisation never works
    /// @param signature over CancelAuthorization
    /// @dev Reverts with {HolderSignatureInvalid}, ERC3009UsedAuthorization.
    function cancelAuthorization(address authorizer, bytes32 nonce, bytes calldata signature) external;

    /// @notice ERC-2612's `permit` with a signature of any form.
    /// @param owner whose tokens, who has signed
    /// @param spender who may spend them
    /// @param value how many
    /// @param deadline last second in which it is accepted
    /// @param signature over Permit
    /// @dev Reverts with {HolderSignatureInvalid}, ERC2612ExpiredSignature.
    function permit(address owner, address spender, uint256 value, uint256 deadline, bytes calldata signature) external;

    // --- Reads ---

    /// @notice Right of an agent to create tokens.
    /// @return bit of {IAgents-agentRights}
    function MINT() external view returns (uint96);

    /// @notice Right of an agent to destroy its own tokens.
    /// @return bit of {IAgents-agentRights}
    function BURN() external view returns (uint96);

    /// @notice Question whose checker is the identity registry, an {IAccountRecovery}.
    /// @return identifier for {IAgents-checkerOf}
    function RECOVERY() external view returns (bytes32);

    /// @notice Time between the announcement of a recovery and the move.
    /// @return seconds
    function RECOVERY_NOTICE() external view returns (uint40);

    /// @notice Until when an account cannot send, as the identity registry said when it was asked last.
    /// @param account who
    /// @return Unix seconds; 0 or a time past where it can
    function suspendedUntil(address account) external view returns (uint40);

    /// @notice The announced recovery of an account.
    /// @param account whose tokens
    /// @return successor who gets them; zero where none is announced
    /// @return effectiveAt from when anyone may move them; 2^40 - 1 where a court has stopped it
    function recoveryOf(address account) external view returns (address successor, uint40 effectiveAt);
}
