// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// solhint-disable contract-name-capwords

import {Address} from "@openzeppelin/contracts/utils/Address.sol";

/// @notice A council, court or office: a contract with one owner, whose calls it makes in its own name.
contract Office__Double {
    address public immutable owner;

    error OfficeOwnerOnly(address caller);

    constructor(address owner_) {
        owner = owner_;
    }

    function act(address target, bytes calldata data) external returns (bytes memory result) {
        require(msg.sender == owner, OfficeOwnerOnly(msg.sender));
        return Address.functionCall(target, data);
    }
}
