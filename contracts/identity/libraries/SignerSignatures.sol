// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC7913SignatureVerifier} from "@openzeppelin/contracts/interfaces/IERC7913.sol";

import {AccountSignatures} from "./AccountSignatures.sol";

/// @title Signatures of signers
/// @notice Whether a signer has signed a digest: an account of 20 bytes by its key or code ({AccountSignatures}), a
/// verifier and key by the verifier (ERC-7913), as passkeys and smart cards have it.
/// @dev Call before state is read. A verifier's answer has at most {AccountSignatures-ERC1271_GAS}, and one word of it
/// is copied.
library SignerSignatures {
    /// @notice Whether `signer` has signed `digest`.
    /// @param signer account, or verifier followed by its key
    /// @param digest what was signed, 32 bytes
    /// @param signature in the form that the signer understands
    /// @return true where it has; false for anything shorter than an account
    function isSignedBy(bytes calldata signer, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        if (signer.length < 20) return false;
        address account = address(bytes20(signer));
        if (signer.length == 20) return AccountSignatures.isSignedBy(account, digest, signature);
        return _isVerified(account, signer[20:], digest, signature);
    }

    function _isVerified(
        address verifier,
        bytes calldata key,
        bytes32 digest,
        bytes calldata signature
    ) private view returns (bool isVerified) {
        bytes memory question = abi.encodeCall(IERC7913SignatureVerifier.verify, (key, digest, signature));
        bytes32 yes = bytes32(IERC7913SignatureVerifier.verify.selector);
        uint256 gasForAnswer = AccountSignatures.ERC1271_GAS;
        // One word is copied, however long the answer: see AccountSignatures. An account without code answers nothing.
        assembly ("memory-safe") {
            mstore(0, 0)
            let isAnswered := staticcall(gasForAnswer, verifier, add(question, 32), mload(question), 0, 32)
            isVerified := and(and(isAnswered, gt(returndatasize(), 31)), eq(mload(0), yes))
        }
    }
}
