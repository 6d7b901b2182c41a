// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

/// @notice The setter that every probe below offers, guarded in its own way.
interface IGuardProbe {
    /// @notice Stores `newValue`.
    /// @param newValue The value to store.
    function set(uint256 newValue) external;
}

/// @notice The setter without a guard: what the guarded ones are compared with.
contract UnguardedProbe is IGuardProbe {
    uint256 public value = 1;

    /// @inheritdoc IGuardProbe
    function set(uint256 newValue) external {
        value = newValue;
    }
}

/// @notice The setter under the city's authority.
contract RestrictedProbe is IGuardProbe, AccessManaged {
    uint256 public value = 1;

    constructor(address authority) AccessManaged(authority) {}

    /// @inheritdoc IGuardProbe
    function set(uint256 newValue) external restricted {
        value = newValue;
    }
}

/// @notice The setter for the contract's own operators, whom the authority appoints.
contract OperatorProbe is IGuardProbe, AccessManaged {
    uint256 public value = 1;
    mapping(address operator => bool) public isOperator;

    error OperatorProbeRefused(address caller);

    modifier onlyOperator() {
        require(isOperator[msg.sender], OperatorProbeRefused(msg.sender));
        _;
    }

    constructor(address authority) AccessManaged(authority) {}

    /// @notice Appoints operators.
    /// @param operators The accounts that may call {set} from now on.
    function appoint(address[] calldata operators) external restricted {
        for (uint256 i = 0; i < operators.length; ++i) {
            isOperator[operators[i]] = true;
        }
    }

    /// @inheritdoc IGuardProbe
    function set(uint256 newValue) external onlyOperator {
        value = newValue;
    }
}

/// @notice The setter under OpenZeppelin's Ownable, owned by its deployer.
contract OwnableProbe is IGuardProbe, Ownable {
    uint256 public value = 1;

    constructor() Ownable(msg.sender) {}

    /// @inheritdoc IGuardProbe
    function set(uint256 newValue) external onlyOwner {
        value = newValue;
    }
}

/// @notice The setter under OpenZeppelin's AccessControl; the deployer holds the role.
contract AccessControlProbe is IGuardProbe, AccessControl {
    bytes32 public constant SETTER = keccak256("SETTER");

    uint256 public value = 1;

    constructor() {
        _grantRole(SETTER, msg.sender);
    }

    /// @inheritdoc IGuardProbe
    function set(uint256 newValue) external onlyRole(SETTER) {
        value = newValue;
    }
}

/// @notice Calls two probes several times in one transaction, to measure a guard that is already warm.
contract GuardCaller {
    /// @notice Sets three times: bit i of `pattern` picks the probe of call i, so that two patterns differ in nothing
    /// but the guard.
    /// @param probes The two probes.
    /// @param pattern Three bits, the lowest first.
    /// @param newValue The value to store.
    function setThrice(IGuardProbe[2] calldata probes, uint256 pattern, uint256 newValue) external {
        for (uint256 i = 0; i < 3; ++i) {
            probes[(pattern >> i) & 1].set(newValue);
        }
    }
}
