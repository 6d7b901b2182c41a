// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// solhint-disable contract-name-capwords

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";

/// @notice What our contracts must not do with `restricted`, so that the tests can show why, and a batch of
/// restricted calls.
contract Guarded__Double is AccessManaged, Multicall {
    uint256 public inner;
    address public lastCaller;

    constructor(address authority_) AccessManaged(authority_) {}

    receive() external payable restricted {}

    fallback() external restricted {}

    function setOuter(uint256 value) external restricted {
        setInner(value);
    }

    function record() external restricted {
        lastCaller = _msgSender();
    }

    function setInner(uint256 value) public restricted {
        inner = value;
    }
}
