// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";

/// @title RelayedBallots
/// @notice Reads packed ballots, as {IRollCallBallot} draws them, and checks who has signed them.
library RelayedBallots {
    /// @dev A ballot of a batch; its signature stays where it is.
    struct Relayed {
        bool isP256;
        uint32 voterIndex;
        uint8 ordinal;
        uint256 choice;
        uint256 signatureAt;
        uint256 endsAt;
    }

    /// @dev Bytes of a signature of secp256k1 (ERC-2098).
    uint256 private constant SECP256K1_BYTES = 64;

    /// @dev Bytes of a signature of P-256 with its key.
    uint256 private constant P256_BYTES = 128;

    /// @dev Bytes before the choice: kind 1, voter's index 4, ordinal 1.
    uint256 private constant HEAD_BYTES = 6;

    /// @dev Where the parts of the head stand in the first word of a ballot.
    uint256 private constant KIND_SHIFT = 248;
    uint256 private constant INDEX_SHIFT = 216;
    uint256 private constant ORDINAL_SHIFT = 208;

    /// @notice Reads a ballot.
    /// @param ballots the batch
    /// @param start where the ballot starts
    /// @param choiceBytes bytes of a choice
    /// @return ballot it ends at 0 where the bytes are none
    function read(
        bytes calldata ballots,
        uint256 start,
        uint256 choiceBytes
    ) internal pure returns (Relayed memory ballot) {
        uint256 head = uint256(_wordAt(ballots, start));
        uint256 kind = head >> KIND_SHIFT;
        ballot.isP256 = kind == 1;
        ballot.signatureAt = start + HEAD_BYTES + choiceBytes;
        ballot.endsAt = ballot.signatureAt + (kind == 1 ? P256_BYTES : SECP256K1_BYTES);
        if (kind > 1 || ballot.endsAt > ballots.length) ballot.endsAt = 0;

        // A choice has at most 16 bytes: the head is in one word.
        ballot.voterIndex = uint32(head >> INDEX_SHIFT);
        ballot.ordinal = uint8(head >> ORDINAL_SHIFT);
        ballot.choice = (head << (8 * HEAD_BYTES)) >> (256 - 8 * choiceBytes);
    }

    /// @notice Whether an account's key has signed a ballot.
    /// @param ballot read from the batch
    /// @param ballots the batch
    /// @param digest what should be signed
    /// @param account who should have signed
    /// @return true where it has
    function isSignedBy(
        Relayed memory ballot,
        bytes calldata ballots,
        bytes32 digest,
        address account
    ) internal view returns (bool) {
        (bytes32 r, bytes32 s) = _pairAt(ballots, ballot.signatureAt);
        if (ballot.isP256) {
            (bytes32 x, bytes32 y) = _pairAt(ballots, ballot.signatureAt + 64);
            return accountOf(x, y) == account && P256.verify(digest, r, s, x, y);
        }
        (address signer, ECDSA.RecoverError problem, ) = ECDSA.tryRecover(digest, r, s);
        return problem == ECDSA.RecoverError.NoError && signer == account;
    }

    /// @notice The account of a key of P-256.
    /// @param x of its point
    /// @param y of its point
    /// @return account the last 20 bytes of keccak256(x ‖ y)
    function accountOf(bytes32 x, bytes32 y) internal pure returns (address account) {
        return address(uint160(uint256(keccak256(bytes.concat(x, y)))));
    }

    /// @notice The digest of a ballot.
    /// @param message words of its EIP-712 struct: type, electionId, termsHash, and voterIndex, ordinal, choice, set here
    /// @param domainSeparator of the contract
    /// @param ballot read from the batch
    /// @return EIP-712 digest
    function digestOf(
        bytes32[6] memory message,
        bytes32 domainSeparator,
        Relayed memory ballot
    ) internal pure returns (bytes32) {
        message[3] = bytes32(uint256(ballot.voterIndex));
        message[4] = bytes32(uint256(ballot.ordinal));
        message[5] = bytes32(ballot.choice);
        bytes32 structHash;
        // `abi.encode` would copy the message for every ballot: 300 gas each.
        assembly ("memory-safe") {
            structHash := keccak256(message, 192)
        }
        return MessageHashUtils.toTypedDataHash(domainSeparator, structHash);
    }

    function _pairAt(bytes calldata ballots, uint256 start) private pure returns (bytes32 left, bytes32 right) {
        return (_wordAt(ballots, start), _wordAt(ballots, start + 32));
    }

    /// @dev The caller has compared the end of the ballot with the end of the batch.
    function _wordAt(bytes calldata ballots, uint256 start) private pure returns (bytes32 word) {
        // A slice of calldata checks its bounds once more: 150 gas a word.
        assembly ("memory-safe") {
            word := calldataload(add(ballots.offset, start))
        }
    }
}
