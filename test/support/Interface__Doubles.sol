// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// solhint-disable contract-name-capwords

/// @notice Says yes to every interface, the impossible 0xffffffff too.
contract Boaster__Double {
    function supportsInterface(bytes4) external pure returns (bool) {
        return true;
    }
}

/// @notice Names any predecessor, truthfully or not.
contract Heir__Double {
    address public immutable predecessor;

    constructor(address predecessor_) {
        predecessor = predecessor_;
    }
}

/// @notice Answers every call with the same bytes.
contract Parrot__Double {
    bytes private _answer;

    constructor(bytes memory answer) {
        _answer = answer;
    }

    // solhint-disable-next-line payable-fallback
    fallback(bytes calldata) external returns (bytes memory) {
        return _answer;
    }
}

/// @notice An authority without a city: it allows everybody everything, or nobody anything, and was never sealed.
contract Anarchy__Double {
    bool private immutable _allows;

    constructor(bool allows) {
        _allows = allows;
    }

    function canCall(address, address, bytes4) external view returns (bool, uint32) {
        return (_allows, 0);
    }

    function isSealed() external pure returns (bool) {
        return false;
    }
}
