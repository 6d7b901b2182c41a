// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Head, Heads} from "../../contracts/identity/libraries/Heads.sol";
import {ReadableNames} from "../../contracts/identity/libraries/ReadableNames.sol";
import {Test} from "../support/Test.sol";

/// @notice The packed word of an identity, and its names, against the plainest way to say the same.
contract DIDRegistryFuzz is Test {
    function test_fuzz_every_field_of_a_head_comes_back_and_touches_no_other(
        uint256 word,
        address owner,
        uint40 frozenUntil,
        uint40 changedAt
    ) external pure {
        Head head = Head.wrap(word);
        Head next = head.withOwner(owner);
        assertEq(next.owner(), owner, "the owner comes back");
        assertEq(Head.unwrap(next) >> 160, word >> 160, "the owner touches nothing else");
        next = head.withFrozenUntil(frozenUntil);
        assertEq(next.frozenUntil(), frozenUntil, "the end of the freeze comes back");
        assertEq(Head.unwrap(next.withFrozenUntil(head.frozenUntil())), word, "and touches nothing else");
        next = head.withChangedAt(changedAt);
        assertEq(next.changedAt(), changedAt, "the block comes back");
        assertEq(Head.unwrap(next.withChangedAt(head.changedAt())), word, "and touches nothing else");
        assertTrue(head.isEmpty() == (word == 0), "empty is zero");
    }

    function test_fuzz_each_mark_is_one_bit(uint256 word) external pure {
        Head head = Head.wrap(word & ~(uint256(15) << 160));
        Head[3] memory marked = [head.deactivated(), head.moved(), head.imported()];
        for (uint256 i = 0; i < 3; ++i) {
            uint256 difference = Head.unwrap(marked[i]) ^ Head.unwrap(head);
            assertTrue(difference != 0 && difference & (difference - 1) == 0, "one bit");
            assertTrue(difference >> 160 < 16 && difference >> 160 != 0, "of the flags");
            assertTrue(marked[i].isDeactivated() == (i == 0), "deactivated");
            assertTrue(marked[i].isMoved() == (i == 1), "moved");
            assertTrue(marked[i].isImported() == (i == 2), "imported");
            assertTrue(!marked[i].isRecovered(), "not recovered");
        }
    }

    function test_fuzz_DID_5_a_recovery_begins_the_next_tenure(uint256 word, address owner) external pure {
        // Below the last tenure.
        word &= ~(uint256(1) << 175);
        Head head = Head.wrap(word);
        Head next = head.recovered(owner);
        assertEq(next.owner(), owner, "the owner");
        assertEq(next.tenure(), uint256(head.tenure()) + 1, "the next tenure");
        assertEq(next.frozenUntil(), 0, "not frozen");
        assertEq(next.changedAt(), head.changedAt(), "the block stays");
        assertTrue(next.isRecovered(), "recovered");
        assertTrue(next.isDeactivated() == head.isDeactivated(), "a deactivated one stays so");
        assertTrue(next.isMoved() == head.isMoved() && next.isImported() == head.isImported(), "where it is");
    }

    function test_the_last_tenure_is_counted_and_not_passed() external {
        Head head = Head.wrap(uint256(4094) << 164);
        head = head.recovered(address(1));
        assertEq(head.tenure(), 4095, "the last tenure");
        VM.expectRevert(abi.encodeWithSelector(Heads.TenuresExhausted.selector, 4095));
        this.recover(head);
    }

    function test_fuzz_a_block_beyond_forty_bits_is_refused(uint256 blockNumber) external {
        blockNumber = bound(blockNumber, uint256(type(uint40).max) + 1, type(uint256).max);
        VM.expectRevert();
        this.change(Head.wrap(0), blockNumber);
    }

    /// @dev Half of the names are readable ones with one byte changed, else hardly any would be.
    function test_fuzz_DID_3_a_name_is_readable_as_a_loop_says(
        bytes32 name,
        uint8 length,
        uint8 place,
        uint8 value
    ) external pure {
        assertTrue(ReadableNames.isReadable(name) == _isReadable(name), "any bytes");
        bytes memory text = new bytes(32);
        for (uint256 i = 0; i < 32; ++i) {
            if (i < length % 33) text[i] = bytes1(uint8(0x20 + (uint8(name[i]) % 95)));
        }
        assertTrue(ReadableNames.isReadable(bytes32(text)) == (length % 33 != 0), "a text");
        text[place % 32] = bytes1(value);
        bytes32 changed = bytes32(text);
        assertTrue(ReadableNames.isReadable(changed) == _isReadable(changed), "a text with one byte changed");
    }

    function recover(Head head) external pure returns (Head) {
        return head.recovered(address(2));
    }

    function change(Head head, uint256 blockNumber) external pure returns (Head) {
        return head.withChangedAt(blockNumber);
    }

    function _isReadable(bytes32 name) private pure returns (bool) {
        bool hasEnded = false;
        for (uint256 i = 0; i < 32; ++i) {
            bytes1 character = name[i];
            if (character == 0) hasEnded = true;
            else if (hasEnded || character < 0x20 || character > 0x7e) return false;
        }
        return name[0] != 0;
    }
}
