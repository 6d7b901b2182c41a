// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RelayedBallots} from "../../../contracts/ballots/libraries/RelayedBallots.sol";
import {Test} from "../../support/Test.sol";

/// @notice Packed ballots are read as they were packed, and their digest is that of plain Solidity.
contract RelayedBallotsTest is Test {
    using RelayedBallots for RelayedBallots.Relayed;

    bytes32 private constant TYPE = keccak256("a type");

    function testFuzz_ballotsComeBack(
        bool isP256,
        uint32 voterIndex,
        uint8 ordinal,
        uint128 choice,
        uint256 choiceBytes,
        bytes calldata before,
        bytes calldata behind
    ) public view {
        choiceBytes = bound(choiceBytes, 1, 16);
        choice = uint128(choice % (1 << (8 * choiceBytes - 1)));
        bytes memory packed = bytes.concat(
            bytes1(isP256 ? 1 : 0),
            bytes4(voterIndex),
            bytes1(ordinal),
            _lowBytes(choice, choiceBytes),
            new bytes(isP256 ? 128 : 64)
        );
        bytes memory batch = bytes.concat(before, packed, behind);
        RelayedBallots.Relayed memory ballot = this.read(batch, before.length, choiceBytes);
        assertEq(ballot.isP256, isP256, "kind");
        assertEq(ballot.voterIndex, voterIndex, "voterIndex");
        assertEq(ballot.ordinal, ordinal, "ordinal");
        assertEq(ballot.choice, choice, "choice");
        assertEq(ballot.signatureAt, before.length + 6 + choiceBytes, "signature");
        assertEq(ballot.endsAt, before.length + packed.length, "end");
        // Without its last byte it is none.
        assembly ("memory-safe") {
            mstore(packed, sub(mload(packed), 1))
        }
        assertEq(this.read(bytes.concat(before, packed), before.length, choiceBytes).endsAt, 0, "a cut ballot is none");
    }

    function testFuzz_otherKindsAreNone(uint8 kind, bytes32[8] calldata rest) public view {
        bytes memory packed = bytes.concat(bytes1(kind), abi.encode(rest));
        assertEq(this.read(packed, 0, 1).endsAt != 0, kind < 2, "two kinds");
    }

    function testFuzz_theDigestIsThatOfPlainSolidity(
        bytes32 separator,
        uint256 electionId,
        bytes32 termsHash,
        uint32 voterIndex,
        uint8 ordinal,
        uint256 choice
    ) public pure {
        bytes32[6] memory message = [TYPE, bytes32(electionId), termsHash, 0, 0, 0];
        RelayedBallots.Relayed memory ballot = RelayedBallots.Relayed(false, voterIndex, ordinal, choice, 0, 0);
        bytes32 plain = keccak256(abi.encode(TYPE, electionId, termsHash, voterIndex, ordinal, choice));
        bytes32 expected = keccak256(abi.encodePacked(hex"1901", separator, plain));
        assertEq(RelayedBallots.digestOf(message, separator, ballot), expected, "digest");
        // The message serves for the next ballot.
        ballot.choice = ~choice;
        plain = keccak256(abi.encode(TYPE, electionId, termsHash, voterIndex, ordinal, ~choice));
        expected = keccak256(abi.encodePacked(hex"1901", separator, plain));
        assertEq(RelayedBallots.digestOf(message, separator, ballot), expected, "next digest");
    }

    function testFuzz_signersAreTold(uint256 key, bytes32 digest, address stranger) public view {
        key = bound(key, 1, type(uint128).max);
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(key, digest);
        bytes memory signature = bytes.concat(r, bytes32((uint256(v - 27) << 255) | uint256(s)));
        RelayedBallots.Relayed memory ballot = RelayedBallots.Relayed(false, 0, 0, 0, 0, 64);
        address signer = VM.addr(key);
        assertTrue(this.isSignedBy(ballot, signature, digest, signer), "the signer has signed");
        assertEq(this.isSignedBy(ballot, signature, digest, stranger), stranger == signer, "nobody else has");
        assertTrue(!this.isSignedBy(ballot, signature, ~digest, signer), "nothing else is signed");
        assertTrue(!this.isSignedBy(ballot, new bytes(64), digest, address(0)), "nobody signs nothing");
    }

    function read(
        bytes calldata ballots,
        uint256 start,
        uint256 choiceBytes
    ) external pure returns (RelayedBallots.Relayed memory) {
        return RelayedBallots.read(ballots, start, choiceBytes);
    }

    function isSignedBy(
        RelayedBallots.Relayed memory ballot,
        bytes calldata ballots,
        bytes32 digest,
        address account
    ) external view returns (bool) {
        return ballot.isSignedBy(ballots, digest, account);
    }

    function _lowBytes(uint256 value, uint256 length) private pure returns (bytes memory low) {
        low = new bytes(length);
        for (uint256 i = 0; i < length; ++i) low[length - 1 - i] = bytes1(uint8(value >> (8 * i)));
    }
}
