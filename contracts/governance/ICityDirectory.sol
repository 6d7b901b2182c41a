// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The directory of the city
/// @notice Where a dApp or an auditor starts: which contract serves what, since when, with which code, and what
/// comes next. Entries are added, never changed or removed.
/// @dev A service is named by its contract's name in ASCII, left-aligned in 32 bytes. Times are Unix seconds.
///
/// Assumptions: a successor keeps the promises of the service's name; its code hash is what was published.
/// Trust: the council registers. Once the city is sealed a next version takes over thirty days after it is
/// registered, so everyone sees it before it serves; the versions before it stay readable for ever.
interface ICityDirectory {
    /// @notice A contract to register.
    /// @param service name
    /// @param account its address
    /// @param interfaceId ERC-165 id that the contract supports; 0 where it claims none
    struct Registration {
        bytes32 service;
        address account;
        bytes4 interfaceId;
    }

    /// @notice A version of a service.
    /// @param account its address
    /// @param version 1 for the first, then one more each
    /// @param since when it serves or began to serve
    /// @param interfaceId ERC-165 id that it supported when registered; 0 where it claimed none
    /// @param codeHash keccak256 of its runtime code when registered
    struct Entry {
        address account;
        uint32 version;
        uint40 since;
        bytes4 interfaceId;
        bytes32 codeHash;
    }

    /// @notice A version of a service was registered.
    /// @param service name
    /// @param version 1 for the first, then one more each
    /// @param account its address
    /// @param since when it serves
    /// @param interfaceId ERC-165 id that it supports; 0 where it claims none
    /// @param codeHash keccak256 of its runtime code
    event ServiceRegistered(
        bytes32 indexed service,
        uint32 indexed version,
        address indexed account,
        uint40 since,
        bytes4 interfaceId,
        bytes32 codeHash
    );

    /// @notice A service needs a name.
    error ServiceUnnamed();

    /// @notice No such service or version is registered.
    /// @param service name
    /// @param version version asked for
    error ServiceUnknown(bytes32 service, uint32 version);

    /// @notice The service's next version is announced and does not serve yet: one change at a time.
    /// @param service name
    /// @param since when the announced version serves
    error ServiceChangePending(bytes32 service, uint40 since);

    /// @notice The account holds no code of its own (an account with delegated code is a key).
    /// @param service name
    /// @param account its address
    error ServiceWithoutCode(bytes32 service, address account);

    /// @notice The account does not support the interface that the registration claims.
    /// @param service name
    /// @param account its address
    /// @param interfaceId ERC-165 id claimed
    error ServiceInterfaceMissing(bytes32 service, address account, bytes4 interfaceId);

    /// @notice The account is registered already, here or as another service.
    /// @param account its address
    /// @param service name that it is registered under
    error AccountAlreadyRegistered(address account, bytes32 service);

    /// @notice Registers contracts, each as the next version of its service.
    /// @param registrations contracts, all or none
    /// @dev Caller: COUNCIL. About 120,000 gas each for a first version; 120 fit under 15 million gas. Reverts with
    /// {ServiceUnnamed}, {ServiceWithoutCode}, {ServiceInterfaceMissing}, {AccountAlreadyRegistered},
    /// {ServiceChangePending}.
    function register(Registration[] calldata registrations) external;

    /// @notice The version of a service that serves now.
    /// @param service name
    /// @return the version in force
    /// @dev Reverts with {ServiceUnknown}.
    function current(bytes32 service) external view returns (Entry memory);

    /// @notice A version of a service.
    /// @param service name
    /// @param version 1 for the first
    /// @return entry the version
    /// @return successor the next version's address; zero where none is registered
    /// @return succeededAt when the next version takes over or took over; 0 where none is registered
    /// @dev Reverts with {ServiceUnknown}.
    function entryOf(
        bytes32 service,
        uint32 version
    ) external view returns (Entry memory entry, address successor, uint40 succeededAt);

    /// @notice How many versions of a service are registered.
    /// @param service name
    /// @return count, 0 for an unknown service
    function versionCount(bytes32 service) external view returns (uint32);

    /// @notice The service that an account is or was registered under.
    /// @param account address
    /// @return service name; 0 where it never was
    function serviceOf(address account) external view returns (bytes32 service);

    /// @notice All services.
    /// @return names in the order of registration
    function services() external view returns (bytes32[] memory);
}
