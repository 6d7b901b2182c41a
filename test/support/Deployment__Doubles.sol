// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// solhint-disable contract-name-capwords

import {ICityFactory} from "../../contracts/governance/ICityFactory.sol";

/// @notice Its constructor deploys under a name through the factory that is deploying it.
contract Reentry__Double {
    constructor(ICityFactory factory, bytes32 service, uint32 version, bytes memory initCode) {
        factory.deploy(service, version, initCode);
    }
}

/// @notice Its constructor succeeds and leaves no code.
contract Hollow__Double {
    constructor() {
        assembly ("memory-safe") {
            return(0, 0)
        }
    }
}

/// @notice Its constructor refuses.
contract Refusal__Double {
    error Refused(uint256 reason);

    constructor(uint256 reason) {
        revert Refused(reason);
    }
}
