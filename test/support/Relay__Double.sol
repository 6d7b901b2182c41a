// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// solhint-disable contract-name-capwords

import {Address} from "@openzeppelin/contracts/utils/Address.sol";

/// @notice A relay that appends bytes to every call, as forwarders and some permissioned networks do.
contract Relay__Double {
    bytes private _suffix;

    constructor(bytes memory suffix) {
        _suffix = suffix;
    }

    function relay(address target, bytes calldata data) external returns (bytes memory result) {
        return Address.functionCall(target, bytes.concat(data, _suffix));
    }
}
