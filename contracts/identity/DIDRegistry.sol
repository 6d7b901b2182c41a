// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {ERC165, IERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";

import {PublicNotice} from "../governance/PublicNotice.sol";
import {Succession} from "../governance/Succession.sol";
import {IAccountRecovery} from "./IAccountRecovery.sol";
import {IDIDRegistry} from "./IDIDRegistry.sol";
import {GuardedIdentity} from "./didRegistry/GuardedIdentity.sol";
import {IdentityRecords} from "./didRegistry/IdentityRecords.sol";
import {IERC1056} from "./IERC1056.sol";
import {IIdentityGuardians} from "./IIdentityGuardians.sol";
import {Head} from "./libraries/Heads.sol";

/// @title DIDRegistry
/// @notice See {IDIDRegistry}.
contract DIDRegistry is GuardedIdentity, ERC165 {
    // --- Constants ---

    uint8 private constant CHANGE_OWNER = 1;
    uint8 private constant ADD_DELEGATE = 2;
    uint8 private constant REVOKE_DELEGATE = 3;
    uint8 private constant SET_ATTRIBUTE = 4;
    uint8 private constant REVOKE_ATTRIBUTE = 5;
    uint8 private constant SET_SIGNER = 6;
    uint8 private constant DECLARE_COMPROMISED = 7;
    uint8 private constant DEACTIVATE = 8;

    bytes32 private constant CHANGE_TYPEHASH = keccak256(
        "Change(uint8 kind,bytes32 name,address account,uint40 time,bytes value)"
    );

    bytes32 private constant APPLY_CHANGES_TYPEHASH = keccak256(
        "ApplyChanges(address identity,Change[] changes,uint256 nonce,uint256 deadline)"
        "Change(uint8 kind,bytes32 name,address account,uint40 time,bytes value)"
    );

    // --- Constructor ---

    /// @param authority_ the city's authority
    /// @param predecessor_ registry that this one succeeds; zero for the first
    /// @param legacyAllowed_ see {IDIDRegistry-legacyAllowed}
    /// @param guardianship_ an {IdentityGuardians}
    constructor(
        address authority_,
        address predecessor_,
        bool legacyAllowed_,
        address guardianship_
    )
        PublicNotice(authority_)
        Succession(predecessor_)
        IdentityRecords(legacyAllowed_)
        GuardedIdentity(guardianship_)
    {}

    // --- Writes ---

    /// @inheritdoc IDIDRegistry
    function applyChanges(address identity, Change[] calldata changes) external {
        _applyChanges(identity, changes, _caller());
    }

    /// @inheritdoc IDIDRegistry
    function applySigned(address identity, Change[] calldata changes, Authorization calldata authorization) external {
        bytes32 structHash = keccak256(
            abi.encode(APPLY_CHANGES_TYPEHASH, identity, _hashOf(changes), authorization.nonce, authorization.deadline)
        );
        _applyChanges(identity, changes, _consume(authorization, structHash));
    }

    /// @inheritdoc IDIDRegistry
    function importRecords(address[] calldata identities) external {
        for (uint256 i = 0; i < identities.length; ++i) {
            if (!_heads[identities[i]].isImported()) _takeOver(identities[i]);
        }
    }

    // --- Reads ---

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return
            interfaceId == type(IDIDRegistry).interfaceId ||
            interfaceId == type(IIdentityGuardians).interfaceId ||
            interfaceId == type(IAccountRecovery).interfaceId ||
            interfaceId == type(IERC1056).interfaceId ||
            interfaceId == type(IERC5267).interfaceId ||
            super.supportsInterface(interfaceId);
    }

    // --- Internal writes ---

    function _applyChanges(address identity, Change[] calldata changes, bytes memory signer) private {
        require(changes.length != 0, ChangesMissing());
        Head head = _open(identity);
        _requireActor(identity, head, signer);
        for (uint256 i = 0; i < changes.length; ++i) {
            require(!head.isDeactivated(), IdentityDeactivated(identity));
            head = _applyChange(identity, head, changes[i]);
        }
        _heads[identity] = head;
    }

    function _applyChange(address identity, Head head, Change calldata change) private returns (Head) {
        uint8 kind = change.kind;
        if (kind == SET_ATTRIBUTE || kind == REVOKE_ATTRIBUTE) {
            _requireReadable(change.name);
            uint256 validTo = kind == SET_ATTRIBUTE ? _endOf(change.time) : 0;
            return _logAttribute(identity, head, change.name, change.value, validTo);
        }
        if (kind == CHANGE_OWNER) {
            require(change.account != address(0), IdentityOwnerMissing());
            return _changeOwner(identity, head, change.account);
        }
        if (kind == ADD_DELEGATE) {
            _requireReadable(change.name);
            return _addDelegate(identity, head, change.name, change.account, change.time);
        }
        if (kind == REVOKE_DELEGATE) {
            _requireReadable(change.name);
            return _revokeDelegate(identity, head, change.name, change.account);
        }
        if (kind == SET_SIGNER) {
            _setSigner(identity, change.value, change.name, change.time);
            return head;
        }
        if (kind == DECLARE_COMPROMISED) {
            _declareCompromised(identity, change.name, change.time);
            return head;
        }
        require(kind == DEACTIVATE, ChangeKindUnknown(kind));
        return _changeOwner(identity, head, address(0));
    }

    // --- Internal reads ---

    function _hashOf(Change[] calldata changes) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](changes.length);
        for (uint256 i = 0; i < changes.length; ++i) {
            Change calldata change = changes[i];
            hashes[i] = keccak256(
                abi.encode(
                    CHANGE_TYPEHASH,
                    change.kind,
                    change.name,
                    change.account,
                    change.time,
                    keccak256(change.value)
                )
            );
        }
        return keccak256(abi.encodePacked(hashes));
    }
}
