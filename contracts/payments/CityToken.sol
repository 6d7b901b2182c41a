// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC1363} from "@openzeppelin/contracts/token/ERC20/extensions/ERC1363.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";

import {Agents} from "../governance/Agents.sol";
import {PublicNotice} from "../governance/PublicNotice.sol";
import {Succession} from "../governance/Succession.sol";
import {IAccountRecovery} from "../identity/IAccountRecovery.sol";
import {AccountSignatures} from "../identity/libraries/AccountSignatures.sol";
import {ICityToken} from "./ICityToken.sol";
import {IERC7943Fungible} from "./IERC7943Fungible.sol";

/// @title CityToken
/// @notice See {ICityToken}.
contract CityToken is ICityToken, ERC20Permit, ERC3009, ERC1363, Agents, Succession {
    using BitMaps for BitMaps.BitMap;
    using SafeCast for uint256;

    // --- Types, constants and immutables ---

    /// @dev One slot, so that frozen amounts and stolen keys cost a transfer no read of their own:
    /// balance 104 | frozen 104 | suspendedUntil 40.
    struct Holding {
        uint104 balance;
        uint104 frozen;
        uint40 suspendedUntil;
    }

    /// @dev One slot.
    struct Recovery {
        address successor;
        uint40 effectiveAt;
    }

    /// @inheritdoc ICityToken
    uint96 public constant MINT = 1 << 0;

    /// @inheritdoc ICityToken
    uint96 public constant BURN = 1 << 1;

    /// @inheritdoc ICityToken
    bytes32 public constant RECOVERY = "RECOVERY";

    /// @inheritdoc ICityToken
    uint40 public constant RECOVERY_NOTICE = 7 days;

    /// @dev A time that never comes.
    uint40 private constant FOR_EVER = type(uint40).max;

    bytes32 private constant PERMIT_TYPEHASH = keccak256(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
    );

    // --- Storage ---

    uint256 private _supply;
    mapping(address account => Holding holding) private _holdings;
    mapping(address account => BitMaps.BitMap usedNonces) private _usedNonces;
    mapping(address account => Recovery recovery) private _recoveries;
    mapping(address account => mapping(address successor => bool isBarred)) private _barred;

    // --- Constructor ---

    /// @param name_ name of the token and of its EIP-712 domain
    /// @param symbol_ symbol of the token
    /// @param authority_ the city's authority
    /// @param predecessor_ token that this one succeeds; zero for the first
    constructor(
        string memory name_,
        string memory symbol_,
        address authority_,
        address predecessor_
    ) ERC20(name_, symbol_) ERC20Permit(name_) PublicNotice(authority_) Succession(predecessor_) {}

    // --- Writes: agents and the court ---

    /// @inheritdoc ICityToken
    function mint(address to, uint256 amount) external {
        _requireAgent(MINT);
        _requireActive();
        _mint(to, amount);
    }

    /// @inheritdoc ICityToken
    function burn(uint256 amount) external {
        _requireAgent(BURN);
        _burn(_msgSender(), amount);
    }

    /// @inheritdoc IERC7943Fungible
    function setFrozenTokens(address account, uint256 amount) external restricted returns (bool) {
        _setFrozen(account, amount.toUint104());
        return true;
    }

    /// @inheritdoc ICityToken
    function freezeByOrder(address account, uint256 amount, bytes32 orderHash) external restricted {
        _citeOrder(account, orderHash);
        _setFrozen(account, amount.toUint104());
    }

    /// @inheritdoc IERC7943Fungible
    function forcedTransfer(address from, address to, uint256 amount) external restricted returns (bool) {
        _forceTransfer(from, to, amount);
        return true;
    }

    /// @inheritdoc ICityToken
    function transferByOrder(address from, address to, uint256 amount, bytes32 orderHash) external restricted {
        _citeOrder(from, orderHash);
        _forceTransfer(from, to, amount);
    }

    // --- Writes: recovery and succession ---

    /// @inheritdoc ICityToken
    function suspend(address account) external {
        IAccountRecovery registry = _registry();
        address heir = registry.successorOf(account);
        bool isSucceeded = _canSucceed(account, heir) && !_barred[account][heir];
        _setSuspended(account, isSucceeded ? FOR_EVER : registry.frozenUntil(account));
    }

    /// @inheritdoc ICityToken
    function announceRecovery(address account) external {
        address heir = _registry().successorOf(account);
        require(_canSucceed(account, heir), RecoveryUnfounded(account, heir));
        require(!_barred[account][heir], RecoveryAlreadyAnnounced(account, FOR_EVER));
        Recovery memory recovery = _recoveries[account];
        require(recovery.successor != heir, RecoveryAlreadyAnnounced(account, recovery.effectiveAt));

        uint40 effectiveAt = block.timestamp.toUint40() + RECOVERY_NOTICE;
        _recoveries[account] = Recovery(heir, effectiveAt);
        emit RecoveryAnnounced(account, heir, effectiveAt);
        _setSuspended(account, FOR_EVER);
    }

    /// @inheritdoc ICityToken
    function cancelRecovery(address account, bytes32 orderHash) external restricted {
        Recovery memory recovery = _recoveries[account];
        require(
            recovery.successor != address(0) && recovery.effectiveAt != FOR_EVER,
            RecoveryNotDue(account, recovery.effectiveAt)
        );
        _citeOrder(account, orderHash);

        // Barred for good, whomever the registry names meanwhile.
        _barred[account][recovery.successor] = true;
        _recoveries[account].effectiveAt = FOR_EVER;
        emit RecoveryCancelled(account);
        _setSuspended(account, 0);
    }

    /// @inheritdoc ICityToken
    function recover(address account) external {
        Recovery memory recovery = _recoveries[account];
        require(
            recovery.successor != address(0) && block.timestamp >= recovery.effectiveAt,
            RecoveryNotDue(account, recovery.effectiveAt)
        );
        address heir = _registry().successorOf(account);
        require(heir == recovery.successor, RecoveryUnfounded(account, heir));

        delete _recoveries[account];
        (uint256 amount, uint104 frozen) = (balanceOf(account), _holdings[account].frozen);
        if (frozen != 0) {
            _setFrozen(account, 0);
            _addFrozen(heir, frozen);
        }
        _move(account, heir, amount);
        emit AccountRecovered(account, heir, amount);
    }

    /// @inheritdoc ICityToken
    function swap() external returns (uint256 amount) {
        address holder = _msgSender();
        uint104 frozen;
        (amount, frozen) = abi.decode(_import(bytes32(uint256(uint160(holder)))), (uint256, uint104));
        if (frozen != 0) _addFrozen(holder, frozen);
        _mint(holder, amount);
    }

    // --- Writes: signatures of any form ---

    /// @inheritdoc ICityToken
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external {
        _requireSigned(
            from,
            keccak256(
                abi.encode(TRANSFER_WITH_AUTHORIZATION_TYPEHASH, from, to, value, validAfter, validBefore, nonce)
            ),
            signature
        );
        _transferWithAuthorization(from, to, value, validAfter, validBefore, nonce);
    }

    /// @inheritdoc ICityToken
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external {
        require(to == _msgSender(), ERC20InvalidReceiver(to));
        _requireSigned(
            from,
            keccak256(abi.encode(RECEIVE_WITH_AUTHORIZATION_TYPEHASH, from, to, value, validAfter, validBefore, nonce)),
            signature
        );
        _transferWithAuthorization(from, to, value, validAfter, validBefore, nonce);
    }

    /// @inheritdoc ICityToken
    function cancelAuthorization(address authorizer, bytes32 nonce, bytes calldata signature) external {
        bytes32 structHash = keccak256(abi.encode(CANCEL_AUTHORIZATION_TYPEHASH, authorizer, nonce));
        _requireSigned(authorizer, structHash, signature);
        _cancelAuthorization(authorizer, nonce);
    }

    /// @inheritdoc ICityToken
    function permit(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline,
        bytes calldata signature
    ) external {
        require(block.timestamp <= deadline, ERC2612ExpiredSignature(deadline));
        uint256 nonce = _useNonce(owner);
        bytes32 structHash = keccak256(abi.encode(PERMIT_TYPEHASH, owner, spender, value, nonce, deadline));
        _requireSigned(owner, structHash, signature);
        _approve(owner, spender, value);
    }

    // --- Reads ---

    /// @inheritdoc IERC20Metadata
    function decimals() public pure override(ERC20) returns (uint8) {
        return 6;
    }

    /// @inheritdoc IERC20
    function totalSupply() public view override(ERC20, IERC20) returns (uint256) {
        return _supply;
    }

    /// @inheritdoc IERC20
    function balanceOf(address account) public view override(ERC20, IERC20) returns (uint256) {
        return _holdings[account].balance;
    }

    /// @inheritdoc IERC7943Fungible
    function getFrozenTokens(address account) external view returns (uint256) {
        return _holdings[account].frozen;
    }

    /// @inheritdoc ICityToken
    function suspendedUntil(address account) external view returns (uint40) {
        return _holdings[account].suspendedUntil;
    }

    /// @inheritdoc ICityToken
    function recoveryOf(address account) external view returns (address successor, uint40 effectiveAt) {
        Recovery memory recovery = _recoveries[account];
        return (recovery.successor, recovery.effectiveAt);
    }

    /// @inheritdoc IERC7943Fungible
    function canSend(address account) public view returns (bool) {
        return block.timestamp >= _holdings[account].suspendedUntil;
    }

    /// @inheritdoc IERC7943Fungible
    /// @dev Not the token itself: what is sent there by mistake would be lost.
    function canReceive(address account) public view returns (bool) {
        return account != address(this);
    }

    /// @inheritdoc IERC7943Fungible
    function canTransfer(address from, address to, uint256 amount) external view returns (bool) {
        Holding memory holding = _holdings[from];
        // A balance too small is not the rules' matter: what is not there cannot be frozen.
        bool isUnfrozen = amount > holding.balance || amount <= _unfrozen(holding);
        return canSend(from) && canReceive(to) && isUnfrozen;
    }

    /// @dev Nonces are bits: counted ones share a slot, random ones work as well.
    function authorizationState(address authorizer, bytes32 nonce) public view override returns (bool) {
        return _usedNonces[authorizer].get(uint256(nonce));
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override(ERC1363, IERC165) returns (bool) {
        return
            interfaceId == type(ICityToken).interfaceId ||
            interfaceId == type(IERC7943Fungible).interfaceId ||
            interfaceId == type(IERC20).interfaceId ||
            interfaceId == type(IERC20Metadata).interfaceId ||
            interfaceId == type(IERC20Permit).interfaceId ||
            interfaceId == type(IERC5267).interfaceId ||
            super.supportsInterface(interfaceId);
    }

    // --- Internal writes ---

    /// @dev Replaces OpenZeppelin's balances by {Holding}; its own stay unused.
    function _update(address from, address to, uint256 value) internal override {
        if (from == address(0)) {
            _supply += value;
        } else {
            _requireUnlocked(from, value);
        }
        require(canReceive(to), ERC7943CannotReceive(to));
        _move(from, to, value);
    }

    /// @dev Moves, creates (`from` zero) or destroys (`to` zero) tokens, locked or not.
    function _move(address from, address to, uint256 value) private {
        if (from != address(0)) {
            Holding storage payer = _holdings[from];
            uint256 balance = payer.balance;
            require(balance >= value, ERC20InsufficientBalance(from, balance, value));
            payer.balance = (balance - value).toUint104();
        }
        if (to == address(0)) {
            _supply -= value;
        } else {
            Holding storage payee = _holdings[to];
            payee.balance = (payee.balance + value).toUint104();
        }
        emit Transfer(from, to, value);
    }

    /// @dev What is frozen is unfrozen first, so that the rest stays frozen as the court said.
    function _forceTransfer(address from, address to, uint256 amount) private {
        require(from != address(0), ERC20InvalidSender(from));
        require(to != address(0), ERC20InvalidReceiver(to));
        require(canReceive(to), ERC7943CannotReceive(to));
        Holding memory holding = _holdings[from];
        uint256 unfrozen = _unfrozen(holding);
        if (amount > unfrozen && amount <= holding.balance) {
            // What is frozen beyond the balance stays so, for what arrives later.
            _setFrozen(from, (holding.frozen - (amount - unfrozen)).toUint104());
        }
        _move(from, to, amount);
        emit ForcedTransfer(from, to, amount);
    }

    function _setFrozen(address account, uint104 amount) private {
        _holdings[account].frozen = amount;
        emit Frozen(account, amount);
    }

    function _addFrozen(address account, uint104 amount) private {
        uint256 sum = uint256(_holdings[account].frozen) + amount;
        _setFrozen(account, Math.min(sum, type(uint104).max).toUint104());
    }

    function _setSuspended(address account, uint40 until) private {
        _holdings[account].suspendedUntil = until;
        emit AccountSuspended(account, until);
    }

    function _citeOrder(address account, bytes32 orderHash) private {
        require(orderHash != 0, OrderMissing());
        emit OrderExecuted(account, orderHash);
    }

    /// @dev Nonces are bits of words instead of OpenZeppelin's slots.
    function _consumeNonce(address authorizer, bytes32 nonce) internal override {
        BitMaps.BitMap storage used = _usedNonces[authorizer];
        require(!used.get(uint256(nonce)), ERC3009UsedAuthorization(authorizer, nonce));
        used.set(uint256(nonce));
    }

    /// @dev A holder's record is its balance: the successor takes it over with what is frozen. It may come again, since
    /// tokens go on moving here.
    function _surrender(bytes32 record) internal override returns (bytes memory) {
        address holder = address(uint160(uint256(record)));
        require(canSend(holder), ERC7943CannotSend(holder));
        (uint256 amount, uint104 frozen) = (balanceOf(holder), _holdings[holder].frozen);
        if (frozen != 0) _setFrozen(holder, 0);
        _move(holder, address(0), amount);
        return abi.encode(amount, frozen);
    }

    function _markMoved(bytes32) internal override {}

    // --- Internal reads ---

    function _isMoved(bytes32) internal pure override returns (bool) {
        return false;
    }

    /// @dev Times are seconds, as ERC-3009 has them; OpenZeppelin's reads some as block numbers.
    function _checkValidity(uint256 validAfter, uint256 validBefore) internal view override {
        require(
            block.timestamp > validAfter && block.timestamp < validBefore,
            ERC3009InvalidAuthorizationTime(validAfter, validBefore)
        );
    }

    function _requireUnlocked(address from, uint256 value) private view {
        Holding memory holding = _holdings[from];
        require(block.timestamp >= holding.suspendedUntil, ERC7943CannotSend(from));
        require(holding.balance >= value, ERC20InsufficientBalance(from, holding.balance, value));
        uint256 unfrozen = _unfrozen(holding);
        require(value <= unfrozen, ERC7943InsufficientUnfrozenBalance(from, value, unfrozen));
    }

    function _unfrozen(Holding memory holding) private pure returns (uint256) {
        return Math.saturatingSub(holding.balance, holding.frozen);
    }

    /// @dev Whether tokens can move there: to somebody else who can send them on.
    function _canSucceed(address account, address heir) private view returns (bool) {
        return heir != address(0) && heir != account && canReceive(heir);
    }

    function _registry() private view returns (IAccountRecovery) {
        address registry = checkerOf(RECOVERY);
        require(registry != address(0), RecoveryUnavailable());
        return IAccountRecovery(registry);
    }

    function _requireSigned(address holder, bytes32 structHash, bytes calldata signature) private view {
        require(
            AccountSignatures.isSignedBy(holder, _hashTypedDataV4(structHash), signature),
            HolderSignatureInvalid(holder)
        );
    }
}
