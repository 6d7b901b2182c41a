// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignerWebAuthn} from "@openzeppelin/contracts/utils/cryptography/signers/SignerWebAuthn.sol";
import {SignerP256} from "@openzeppelin/contracts/utils/cryptography/signers/SignerP256.sol";

import {AccountSignatures} from "../../contracts/identity/libraries/AccountSignatures.sol";

/// @notice The library behind an external function.
contract AccountSignatures__Harness {
    function isSignedBy(address account, bytes32 digest, bytes calldata signature) external view returns (bool) {
        return AccountSignatures.isSignedBy(account, digest, signature);
    }

    /// @notice The answer and the gas that it took.
    function gasOf(
        address account,
        bytes32 digest,
        bytes calldata signature
    ) external view returns (bool isSigned, uint256 gasUsed) {
        gasUsed = gasleft();
        isSigned = AccountSignatures.isSignedBy(account, digest, signature);
        gasUsed -= gasleft();
    }
}

/// @notice A contract wallet whose owner signs with an ordinary key (ERC-1271).
contract Wallet__Double is IERC1271 {
    address public immutable owner;

    constructor(address owner_) {
        owner = owner_;
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        (address recovered, ECDSA.RecoverError problem, ) = ECDSA.tryRecoverCalldata(digest, signature);
        bool isValid = problem == ECDSA.RecoverError.NoError && recovered == owner;
        return isValid ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}

/// @notice A contract wallet that a passkey opens (ERC-1271 over WebAuthn).
contract Passkey__Double is SignerWebAuthn, IERC1271 {
    constructor(bytes32 qx, bytes32 qy) SignerP256(qx, qy) {}

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        return _rawSignatureValidation(digest, signature) ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}

/// @notice How an odd wallet answers.
enum Oddity {
    Yes,
    No,
    BurnGas,
    AnswerGarbage,
    AnswerLong,
    AnswerShort,
    AnswerNothing,
    Revert,
    DirtyYes,
    BurnMost
}

/// @notice A wallet that says yes to everything, or answers in an odd way.
contract OddWallet__Double {
    Oddity public oddity;

    error NoSignature();

    constructor(Oddity oddity_) {
        oddity = oddity_;
    }

    function setOddity(Oddity oddity_) external {
        oddity = oddity_;
    }

    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        Oddity kind = oddity;
        require(kind != Oddity.Revert, NoSignature());
        bytes4 magic = 0x1626ba7e;
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
            // Memory is paid for by whoever copies the answer, too.
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
            case 9 {
                for {} gt(gas(), 100000) {} {}
            }
        }
        return magic;
    }
}

/// @notice A wallet that says yes while it has at least as much gas as the signature names.
contract GasReader__Double is IERC1271 {
    function isValidSignature(bytes32, bytes calldata signature) external view returns (bytes4) {
        return gasleft() >= uint256(bytes32(signature)) ? IERC1271.isValidSignature.selector : bytes4(0);
    }

    /// @notice Whether it says yes to a caller who hands it exactly `given` gas.
    function agrees(uint256 given, bytes32 digest, bytes calldata signature) external view returns (bool) {
        return this.isValidSignature{gas: given}(digest, signature) == IERC1271.isValidSignature.selector;
    }
}
