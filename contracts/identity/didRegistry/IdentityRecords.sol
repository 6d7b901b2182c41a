// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Succession} from "../../governance/Succession.sol";
import {GuardianRecords} from "./GuardianRecords.sol";
import {IAccountRecovery} from "../IAccountRecovery.sol";
import {IDIDRegistry} from "../IDIDRegistry.sol";
import {IERC1056} from "../IERC1056.sol";
import {Head} from "../libraries/Heads.sol";
import {ReadableNames} from "../libraries/ReadableNames.sol";

/// @title IdentityRecords
/// @notice The records of {IDIDRegistry}: where each one is, what ERC-1056 stores and logs of it.
/// @dev A record is in one registry of a line. A successor reads through to its predecessor until it takes the record
/// over; a predecessor asks its successor for what has left. What cannot be listed (delegates, enrolled keys, dated
/// compromises) stays where it was written and is read through for ever: a value of zero means not written here.
abstract contract IdentityRecords is GuardianRecords, IDIDRegistry, Succession {
    using ReadableNames for bytes32;

    // --- Types, constants and immutables ---

    /// @inheritdoc IDIDRegistry
    uint256 public constant MAXIMUM_VALUE_LENGTH = LONGEST_VALUE;

    /// @inheritdoc IDIDRegistry
    bool public immutable legacyAllowed;

    // --- Storage ---

    mapping(address identity => mapping(bytes32 typeHash => mapping(address delegate => uint256 validTo)))
        private _delegates;

    // --- Constructor ---

    /// @param legacyAllowed_ see {IDIDRegistry-legacyAllowed}
    constructor(bool legacyAllowed_) {
        legacyAllowed = legacyAllowed_;
    }

    // --- Reads ---

    /// @inheritdoc IERC1056
    function identityOwner(address identity) external view returns (address) {
        (Head head, IDIDRegistry other) = _find(identity);
        return address(other) == address(0) ? _ownerOf(identity, head) : other.identityOwner(identity);
    }

    /// @inheritdoc IERC1056
    function owners(address identity) external view returns (address) {
        (Head head, IDIDRegistry other) = _find(identity);
        if (address(other) != address(0)) return other.owners(identity);
        return head.isDeactivated() ? address(0) : head.owner();
    }

    /// @inheritdoc IERC1056
    /// @dev Of a record that is still with the predecessor, the block there, where this registry has logged nothing:
    /// published clients then fail instead of taking the identity for untouched.
    function changed(address identity) external view returns (uint256) {
        (Head head, IDIDRegistry other) = _find(identity);
        return address(other) == address(0) ? head.changedAt() : other.changed(identity);
    }

    /// @inheritdoc IERC1056
    function delegates(address identity, bytes32 delegateTypeHash, address delegate) public view returns (uint256) {
        uint256 validTo = _delegates[identity][delegateTypeHash][delegate];
        if (validTo != 0 || predecessor == address(0)) return validTo;
        return IDIDRegistry(predecessor).delegates(identity, delegateTypeHash, delegate);
    }

    /// @inheritdoc IERC1056
    function validDelegate(address identity, bytes32 delegateType, address delegate) external view returns (bool) {
        (Head head, IDIDRegistry other) = _find(identity);
        if (address(other) != address(0)) return other.validDelegate(identity, delegateType, delegate);
        return !head.isDeactivated() && delegates(identity, _typeHash(delegateType), delegate) > block.timestamp;
    }

    /// @inheritdoc IDIDRegistry
    function isDeactivated(address identity) external view returns (bool) {
        (Head head, IDIDRegistry other) = _find(identity);
        return address(other) == address(0) ? head.isDeactivated() : other.isDeactivated(identity);
    }

    /// @inheritdoc IDIDRegistry
    function tenureOf(address identity) external view returns (uint16) {
        (Head head, IDIDRegistry other) = _find(identity);
        return address(other) == address(0) ? head.tenure() : other.tenureOf(identity);
    }

    /// @inheritdoc IAccountRecovery
    /// @dev Follows the owner: who got an identity by a recovery and hands it on hands on its holdings.
    function successorOf(address account) external view returns (address) {
        (Head head, IDIDRegistry other) = _find(account);
        if (address(other) != address(0)) return other.successorOf(account);
        address owner = head.owner();
        return head.isRecovered() && owner != account ? owner : address(0);
    }

    /// @inheritdoc IAccountRecovery
    function frozenUntil(address account) external view returns (uint40) {
        (Head head, IDIDRegistry other) = _find(account);
        return address(other) == address(0) ? head.frozenUntil() : other.frozenUntil(account);
    }

    // --- Internal writes: records ---

    /// @dev The record of an identity that is about to be dealt with; it is taken over at its first dealing here.
    function _open(address identity) internal returns (Head head) {
        head = _heads[identity];
        if (predecessor != address(0) && !head.isImported()) {
            _requireActive();
            return _takeOver(identity);
        }
        if (head.isEmpty()) _requireActive();
        require(!head.isMoved(), RecordAlreadyMoved(_recordOf(identity)));
    }

    /// @dev Takes the record over from the predecessor and stores it here.
    function _takeOver(address identity) internal virtual returns (Head head);

    /// @dev See {Succession-_markMoved}.
    function _markMoved(bytes32 record) internal override {
        address identity = _identityOf(record);
        _heads[identity] = _heads[identity].moved();
    }

    // --- Internal writes: changes of ERC-1056 ---

    // They log and return the word that the caller stores, once for a whole batch.

    /// @dev Changes the owner; zero deactivates.
    function _changeOwner(address identity, Head head, address newOwner) internal returns (Head) {
        emit DIDOwnerChanged(identity, newOwner, head.changedAt());
        Head next = head.withChangedAt(block.number);
        return newOwner == address(0) ? next.deactivated() : next.withOwner(newOwner);
    }

    function _addDelegate(
        address identity,
        Head head,
        bytes32 delegateType,
        address delegate,
        uint256 validity
    ) internal returns (Head) {
        uint256 validTo = _endOf(validity);
        _delegates[identity][_typeHash(delegateType)][delegate] = validTo;
        emit DIDDelegateChanged(identity, delegateType, delegate, validTo, head.changedAt());
        return head.withChangedAt(block.number);
    }

    /// @dev Logs 0, so that no clock that lags behind the chain's keeps the delegate; stores a time, which is not zero.
    function _revokeDelegate(
        address identity,
        Head head,
        bytes32 delegateType,
        address delegate
    ) internal returns (Head) {
        _delegates[identity][_typeHash(delegateType)][delegate] = block.timestamp;
        emit DIDDelegateChanged(identity, delegateType, delegate, 0, head.changedAt());
        return head.withChangedAt(block.number);
    }

    /// @dev `validTo` 0 revokes.
    function _logAttribute(
        address identity,
        Head head,
        bytes32 name,
        bytes calldata value,
        uint256 validTo
    ) internal returns (Head) {
        require(value.length <= MAXIMUM_VALUE_LENGTH, AttributeValueTooLong(value.length, MAXIMUM_VALUE_LENGTH));
        emit DIDAttributeChanged(identity, name, value, validTo, head.changedAt());
        return head.withChangedAt(block.number);
    }

    // --- Internal reads ---

    /// @dev The word here, and the registry that holds the record where it is not this one.
    function _find(address identity) internal view returns (Head head, IDIDRegistry other) {
        head = _heads[identity];
        if (head.isMoved()) {
            (address successor_, ) = successor();
            return (head, IDIDRegistry(successor_));
        }
        if (predecessor != address(0) && !head.isImported()) return (head, IDIDRegistry(predecessor));
    }

    /// @dev See {Succession-_isMoved}.
    function _isMoved(bytes32 record) internal view override returns (bool) {
        return _heads[_identityOf(record)].isMoved();
    }

    function _requireReadable(bytes32 name) internal pure {
        require(name.isReadable(), NameUnreadable(name));
    }

    /// @dev A record's identifier is its account.
    function _recordOf(address identity) internal pure returns (bytes32) {
        return bytes32(uint256(uint160(identity)));
    }

    function _identityOf(bytes32 record) internal pure returns (address) {
        return address(uint160(uint256(record)));
    }

    /// @dev As ERC-1056 hashes a use for its table.
    function _typeHash(bytes32 delegateType) private pure returns (bytes32) {
        return keccak256(abi.encode(delegateType));
    }
}
