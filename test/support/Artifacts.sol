// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The cheatcode that reads artifacts.
interface VmArtifacts {
    function getCode(string calldata name) external view returns (bytes memory creationCode);
}

/// @title Artifacts
/// @notice Deploys a contract from its artifact: what is fuzzed is what ships, and the test's own code stays small.
library Artifacts {
    VmArtifacts private constant VM = VmArtifacts(address(uint160(uint256(keccak256("hevm cheat code")))));

    error NotDeployed(string name);

    /// @notice Deploys `name` with its encoded constructor arguments.
    function deploy(string memory name, bytes memory arguments) internal returns (address deployed) {
        bytes memory code = bytes.concat(VM.getCode(name), arguments);
        assembly ("memory-safe") {
            deployed := create(0, add(code, 32), mload(code))
        }
        require(deployed != address(0), NotDeployed(name));
    }
}
