// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

import {AccountSignatures__Harness, Wallet__Double} from "../support/Signature__Doubles.sol";
import {Test} from "../support/Test.sol";

/// @notice A wallet that answers the bytes that it was told, by a return or by a revert.
contract ToldWallet__Double {
    bytes public answer;
    bool public reverts;

    function tell(bytes calldata answer_, bool reverts_) external {
        answer = answer_;
        reverts = reverts_;
    }

    fallback() external {
        bytes memory told = answer;
        bool isRevert = reverts;
        assembly ("memory-safe") {
            if isRevert {
                revert(add(told, 32), mload(told))
            }
            return(add(told, 32), mload(told))
        }
    }
}

contract AccountSignaturesTest is Test {
    uint256 private constant CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    AccountSignatures__Harness private immutable HARNESS = new AccountSignatures__Harness();
    ToldWallet__Double private immutable TOLD = new ToldWallet__Double();

    function testFuzz_OnlyTheKeyAndTheDigestSigned(
        uint256 key,
        uint256 otherKey,
        bytes32 digest,
        bytes32 other
    ) public {
        key = bound(key, 1, CURVE_ORDER - 1);
        otherKey = bound(otherKey, 1, CURVE_ORDER - 1);
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(key, digest);
        bytes memory signature = abi.encodePacked(r, s, v);
        address account = VM.addr(key);
        assertTrue(HARNESS.isSignedBy(account, digest, signature), "a key's own signature counts");
        assertEq(HARNESS.isSignedBy(account, other, signature), other == digest, "it counts for no other digest");
        assertEq(
            HARNESS.isSignedBy(VM.addr(otherKey), digest, signature),
            otherKey == key,
            "it counts for no other account"
        );
        bytes memory twin = abi.encodePacked(r, bytes32(CURVE_ORDER - uint256(s)), v == 27 ? uint8(28) : uint8(27));
        assertTrue(!HARNESS.isSignedBy(account, digest, twin), "a signature has one form");

        Wallet__Double wallet = new Wallet__Double(account);
        assertTrue(HARNESS.isSignedBy(address(wallet), digest, signature), "a wallet's owner signs for it");
        assertEq(HARNESS.isSignedBy(address(wallet), other, signature), other == digest, "and for no other digest");
    }

    function testFuzz_AnyOtherBytesAreNoSignature(
        address account,
        bytes32 digest,
        bytes calldata signature
    ) public view {
        VM.assume(account.code.length == 0);
        assertTrue(!HARNESS.isSignedBy(account, digest, signature), "bytes that no key made do not count");
    }

    /// @dev The copied word against Solidity's own call, which copies the answer whole.
    function testFuzz_AnswersReadAsPlainSolidityReadsThem(
        bytes memory answer,
        uint256 kind,
        bool reverts,
        bytes32 digest,
        bytes calldata signature
    ) public {
        bytes4 magic = IERC1271.isValidSignature.selector;
        kind = bound(kind, 0, 3);
        if (kind == 1) answer = abi.encode(magic);
        if (kind == 2) answer = bytes.concat(abi.encode(magic), answer);
        if (kind == 3) answer = bytes.concat(magic, answer);
        TOLD.tell(answer, reverts);
        bool expected = _asPlainSolidity(address(TOLD), digest, signature);
        assertEq(HARNESS.isSignedBy(address(TOLD), digest, signature), expected, "both read the same answer");
        if (kind == 1 || kind == 2) assertEq(expected, !reverts, "the magic word counts where it is returned");
    }

    function _asPlainSolidity(
        address account,
        bytes32 digest,
        bytes calldata signature
    ) private view returns (bool isApproved) {
        // solhint-disable-next-line avoid-low-level-calls -- this is what the library is held equal to
        (bool success, bytes memory answer) = account.staticcall(
            abi.encodeCall(IERC1271.isValidSignature, (digest, signature))
        );
        return success && answer.length >= 32 && bytes32(answer) == bytes32(IERC1271.isValidSignature.selector);
    }
}
