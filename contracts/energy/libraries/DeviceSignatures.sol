// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";

/// @title DeviceSignatures
/// @notice Whether the key of a device or gateway has signed a digest. A key is known by the last 20 bytes of
/// keccak256(x ‖ y): of secp256k1 that is its address, of P-256 the signature brings the key along.
/// @dev Linked, so that its curves' code is deployed once. A chain without the P-256 precompile (EIP-7951) answers as
/// well, for about 260,000 gas.
library DeviceSignatures {
    /// @dev r, s, x and y, 32 bytes each.
    uint256 private constant P256_BYTES = 128;

    /// @notice Whether a key has signed a digest.
    /// @param keyHash last 20 bytes of keccak256(x ‖ y); 0 signs nothing: it is no known key's
    /// @param isSecp256k1 whether the curve is secp256k1, not P-256
    /// @param digest what was signed
    /// @param signature of P-256: r, s, x, y, with s in the lower half; of secp256k1: r, s, v
    /// @return true where it has
    function isSignedBy(
        uint160 keyHash,
        bool isSecp256k1,
        bytes32 digest,
        bytes calldata signature
    ) external view returns (bool) {
        if (isSecp256k1) {
            (address signer, ECDSA.RecoverError problem, ) = ECDSA.tryRecoverCalldata(digest, signature);
            return problem == ECDSA.RecoverError.NoError && uint160(signer) == keyHash;
        }
        if (signature.length != P256_BYTES) return false;
        (bytes32 x, bytes32 y) = (bytes32(signature[64:]), bytes32(signature[96:]));
        return
            uint160(uint256(Hashes.efficientKeccak256(x, y))) == keyHash &&
            P256.verify(digest, bytes32(signature), bytes32(signature[32:]), x, y);
    }
}
