// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// solhint-disable contract-name-capwords

import {Oddity} from "./Signature__Doubles.sol";

/// @notice A verifier (ERC-7913) that says yes to everything, or answers in an odd way.
contract OddVerifier__Double {
    Oddity public immutable oddity;

    error NoSignature();

    constructor(Oddity oddity_) {
        oddity = oddity_;
    }

    function verify(bytes calldata, bytes32, bytes calldata) external view returns (bytes4) {
        Oddity kind = oddity;
        require(kind != Oddity.Revert, NoSignature());
        bytes4 magic = 0x024ad318;
        assembly ("memory-safe") {
            mstore(0, magic)
            switch kind
            case 1 {
                mstore(0, 0)
                return(0, 32)
            }
            case 2 {
                for {} 1 {} {}
            }
            case 3 {
                mstore(0, not(magic))
                return(0, 32)
            }
            // Words after the first are not copied.
            case 4 {
                return(0, 350000)
            }
            case 5 {
                return(0, 31)
            }
            case 6 {
                return(0, 0)
            }
            case 8 {
                mstore(0, or(magic, 1))
                return(0, 32)
            }
        }
        return magic;
    }
}
