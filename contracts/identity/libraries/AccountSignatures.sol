// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title Signatures of accounts
/// @notice Whether an account has signed a digest: by its key (ECDSA) first, then by its code (ERC-1271). An account
/// with delegated code (EIP-7702) keeps signing with its key, and an ordinary signer costs no look at its code.
/// @dev Call before state is read: an ERC-1271 answer runs foreign code, with at most {ERC1271_GAS}. OpenZeppelin's
/// SignatureChecker asks the code first.
library AccountSignatures {
    /// @dev Gas for the answer of a contract: a WebAuthn assertion takes about 285,000 where the chain lacks the P-256
    /// precompile.
    uint256 internal constant ERC1271_GAS = 400_000;

    /// @notice Whether `account` has signed `digest`.
    /// @param account who should have signed
    /// @param digest what was signed, 32 bytes
    /// @param signature 65 bytes of an ECDSA signature, or whatever the account's code understands
    /// @return true where it has
    function isSignedBy(address account, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        (address recovered, ECDSA.RecoverError problem, ) = ECDSA.tryRecoverCalldata(digest, signature);
        if (problem == ECDSA.RecoverError.NoError && recovered == account) return true;
        return account.code.length != 0 && _isApprovedByCode(account, digest, signature);
    }

    function _isApprovedByCode(
        address account,
        bytes32 digest,
        bytes calldata signature
    ) private view returns (bool isApproved) {
        bytes memory question = abi.encodeCall(IERC1271.isValidSignature, (digest, signature));
        bytes32 yes = bytes32(IERC1271.isValidSignature.selector);
        uint256 gasForAnswer = ERC1271_GAS;
        // One word of the answer is copied, however long it is: the memory for it would be the asker's to pay, which
        // Solidity's own call copies whole (570,000 gas instead of 400,000 at worst).
        assembly ("memory-safe") {
            mstore(0, 0)
            let isAnswered := staticcall(gasForAnswer, account, add(question, 32), mload(question), 0, 32)
            isApproved := and(and(isAnswered, gt(returndatasize(), 31)), eq(mload(0), yes))
        }
    }
}
