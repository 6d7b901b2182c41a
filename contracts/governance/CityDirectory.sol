// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC165, IERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";
import {ERC165Checker} from "@openzeppelin/contracts/utils/introspection/ERC165Checker.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ContractCode} from "./ContractCode.sol";
import {ICityDirectory} from "./ICityDirectory.sol";
import {PublicNotice} from "./PublicNotice.sol";

/// @title CityDirectory
/// @notice See {ICityDirectory}.
contract CityDirectory is ICityDirectory, PublicNotice, ERC165 {
    // --- Storage ---

    bytes32[] private _services;
    mapping(bytes32 service => Entry[] entries) private _entries;
    mapping(address account => bytes32 service) private _serviceOf;

    // --- Constructor ---

    /// @param authority_ the city's authority
    constructor(address authority_) PublicNotice(authority_) {}

    // --- Writes ---

    /// @inheritdoc ICityDirectory
    function register(Registration[] calldata registrations) external restricted {
        uint40 noticeEndsAt = _noticeEndsAt();
        for (uint256 i = 0; i < registrations.length; ++i) _register(registrations[i], noticeEndsAt);
    }

    // --- Reads ---

    /// @inheritdoc ICityDirectory
    function current(bytes32 service) external view returns (Entry memory) {
        Entry[] storage entries = _entries[service];
        uint256 count = entries.length;
        require(count != 0, ServiceUnknown(service, 0));
        Entry memory last = entries[count - 1];
        // At most the last version can be waiting, and the first one never does.
        return block.timestamp >= last.since ? last : entries[count - 2];
    }

    /// @inheritdoc ICityDirectory
    function entryOf(
        bytes32 service,
        uint32 version
    ) external view returns (Entry memory entry, address successor, uint40 succeededAt) {
        Entry[] storage entries = _entries[service];
        require(version != 0 && version <= entries.length, ServiceUnknown(service, version));
        entry = entries[version - 1];
        if (version < entries.length) {
            Entry storage next = entries[version];
            (successor, succeededAt) = (next.account, next.since);
        }
    }

    /// @inheritdoc ICityDirectory
    function versionCount(bytes32 service) external view returns (uint32) {
        return SafeCast.toUint32(_entries[service].length);
    }

    /// @inheritdoc ICityDirectory
    function serviceOf(address account) external view returns (bytes32 service) {
        return _serviceOf[account];
    }

    /// @inheritdoc ICityDirectory
    function services() external view returns (bytes32[] memory) {
        return _services;
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return interfaceId == type(ICityDirectory).interfaceId || super.supportsInterface(interfaceId);
    }

    // --- Internal writes ---

    function _register(Registration calldata registration, uint40 noticeEndsAt) private {
        (bytes32 service, address account) = (registration.service, registration.account);
        bytes4 interfaceId = registration.interfaceId;
        require(service != 0, ServiceUnnamed());
        require(ContractCode.isContract(account), ServiceWithoutCode(service, account));
        require(
            interfaceId == 0 || ERC165Checker.supportsInterface(account, interfaceId),
            ServiceInterfaceMissing(service, account, interfaceId)
        );
        require(_serviceOf[account] == 0, AccountAlreadyRegistered(account, _serviceOf[account]));

        Entry[] storage entries = _entries[service];
        uint40 since = SafeCast.toUint40(block.timestamp);
        if (entries.length == 0) {
            _services.push(service);
        } else {
            uint40 lastSince = entries[entries.length - 1].since;
            require(block.timestamp >= lastSince, ServiceChangePending(service, lastSince));
            since = noticeEndsAt;
        }
        uint32 version = SafeCast.toUint32(entries.length + 1);
        bytes32 codeHash = account.codehash;
        entries.push(Entry(account, version, since, interfaceId, codeHash));
        _serviceOf[account] = service;
        emit ServiceRegistered(service, version, account, since, interfaceId, codeHash);
    }
}
