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
    // --- Types ---

    /// @dev Two slots. Its version is its position, counted from 1.
    struct Version {
        address account;
        uint40 since;
        bytes4 interfaceId;
        bytes32 codeHash;
    }

    // --- Storage ---

    bytes32[] private _services;
    mapping(bytes32 service => Version[] versions) private _versions;
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
        uint32 last = versionCount(service);
        require(last != 0, ServiceUnknown(service, 0));
        // At most the last version can be waiting, and the first one never does.
        return _entry(service, block.timestamp >= _versions[service][last - 1].since ? last : last - 1);
    }

    /// @inheritdoc ICityDirectory
    function entryOf(
        bytes32 service,
        uint32 version
    ) external view returns (Entry memory entry, address successor, uint40 succeededAt) {
        Version[] storage versions = _versions[service];
        require(version != 0 && version <= versions.length, ServiceUnknown(service, version));
        entry = _entry(service, version);
        if (version < versions.length) {
            Version storage next = versions[version];
            (successor, succeededAt) = (next.account, next.since);
        }
    }

    /// @inheritdoc ICityDirectory
    function versionCount(bytes32 service) public view returns (uint32) {
        return SafeCast.toUint32(_versions[service].length);
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

        Version[] storage versions = _versions[service];
        uint40 since = SafeCast.toUint40(block.timestamp);
        if (versions.length == 0) {
            _services.push(service);
        } else {
            uint40 lastSince = versions[versions.length - 1].since;
            require(block.timestamp >= lastSince, ServiceChangePending(service, lastSince));
            since = noticeEndsAt;
        }
        bytes32 codeHash = account.codehash;
        versions.push(Version(account, since, interfaceId, codeHash));
        _serviceOf[account] = service;
        emit ServiceRegistered(service, versionCount(service), account, since, interfaceId, codeHash);
    }

    // --- Internal reads ---

    function _entry(bytes32 service, uint32 number) private view returns (Entry memory) {
        Version storage version = _versions[service][number - 1];
        return Entry(version.account, number, version.since, version.interfaceId, version.codeHash);
    }
}
