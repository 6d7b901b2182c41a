// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// solhint-disable contract-name-capwords

import {PublicNotice} from "../../contracts/governance/PublicNotice.sol";
import {Succession} from "../../contracts/governance/Succession.sol";

/// @notice A registry whose records keep the mark of having moved in their own word.
contract Marked__Double is Succession {
    mapping(bytes32 record => bool isGone) public goneOf;

    constructor(address authority_, address predecessor_) PublicNotice(authority_) Succession(predecessor_) {}

    function touch(bytes32 record) external view {
        _requireHere(record);
    }

    function _surrender(bytes32 record) internal pure override returns (bytes memory data) {
        return abi.encode(record);
    }

    function _markMoved(bytes32 record) internal override {
        goneOf[record] = true;
    }

    function _isMoved(bytes32 record) internal view override returns (bool) {
        return goneOf[record];
    }
}
