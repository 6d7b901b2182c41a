// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The factory of the city
/// @notice Every contract of a city stands at an address that follows from this factory, the chain, the service's
/// name and its version: the chain itself is the journal of a deployment.
/// @dev CREATE3 (OpenZeppelin): the address does not depend on the code or its arguments. Salt:
/// keccak256(abi.encode(chain id, service, version)).
///
/// Assumptions: the deployer's key is fresh, so that the factory's own address follows from it.
/// Trust: the deployer deploys until the city is sealed, then only the council does; no one can deploy twice to one
/// name and version.
interface ICityFactory {
    /// @notice A contract was deployed.
    /// @param service name
    /// @param version version of the service
    /// @param account its address
    /// @param codeHash keccak256 of its runtime code
    event ContractDeployed(bytes32 indexed service, uint32 indexed version, address account, bytes32 codeHash);

    /// @notice This version of the service is deployed.
    /// @param service name
    /// @param version version of the service
    /// @param account its address
    error ContractAlreadyDeployed(bytes32 service, uint32 version, address account);

    /// @notice The creation code left no code; the name stays free.
    /// @param service name
    /// @param version version of the service
    error ContractWithoutCode(bytes32 service, uint32 version);

    /// @notice Deploys a contract.
    /// @param service name
    /// @param version version of the service, from 1
    /// @param initCode creation code with constructor arguments
    /// @return account its address, equal to {addressOf}
    /// @dev Caller: the deployer until the city is sealed, then COUNCIL. Reverts with {ContractAlreadyDeployed},
    /// {ContractWithoutCode}, `AccessManagedUnauthorized`, and with what the constructor reverts with.
    function deploy(bytes32 service, uint32 version, bytes calldata initCode) external returns (address account);

    /// @notice Where a version of a service stands, or will stand.
    /// @param service name
    /// @param version version of the service
    /// @return account its address
    function addressOf(bytes32 service, uint32 version) external view returns (address account);

    /// @notice Who created the factory.
    /// @return the account that deploys until the city is sealed
    function deployer() external view returns (address);
}
