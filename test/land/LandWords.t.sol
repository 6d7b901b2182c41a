// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DatedHash, DatedHashes} from "../../contracts/land/libraries/DatedHashes.sol";
import {EncumbranceWord, EncumbranceWords} from "../../contracts/land/libraries/EncumbranceWords.sol";
import {References} from "../../contracts/land/libraries/References.sol";
import {TitleWord, TitleWords} from "../../contracts/land/libraries/TitleWords.sol";
import {Test} from "../support/Test.sol";

/// @notice The packed words of the register: each field comes back, none touches another, and none overflows silently.
contract LandWordsTest is Test {
    // --- Titles ---

    function testFuzz_TitleFieldsComeBack(uint256 word, address owner, uint8 flags, uint32 size) public pure {
        TitleWord title = TitleWord.wrap(word);
        assertEq(_packed(title), word, "every bit belongs to a field, and no bit to two");

        TitleWord sized = title.withSize(size);
        assertEq(sized.size(), size, "the size comes back");
        assertEq(TitleWord.unwrap(sized.withSize(title.size())), word, "the size touches nothing else");

        TitleWord flagged = title.without(255).with(flags);
        assertEq(flagged.flags(), flags, "the flags come back");
        assertEq(TitleWord.unwrap(flagged.without(255).with(title.flags())), word, "the flags touch nothing else");

        TitleWord standing = title.withStatus(TitleWords.MOVED);
        assertEq(standing.status(), TitleWords.MOVED, "the status comes back");
        assertEq(TitleWord.unwrap(standing.withStatus(title.status())), word, "the status touches nothing else");

        TitleWord created = TitleWords.create(owner, TitleWords.ABSOLUTE, flags, size);
        assertEq(created.owner(), owner, "the owner comes back");
        assertEq(created.status(), TitleWords.ABSOLUTE, "the status is the one given");
        assertEq(created.flags(), flags, "the flags are those given");
        assertEq(created.size(), size, "the size is the one given");
        uint256 rest = created.active() + created.blockers() + created.lastNumber() + created.version();
        assertEq(rest, 0, "a new title has no past");
    }

    function testFuzz_TitleMovesInTheNextVersion(uint256 word, address owner) public pure {
        TitleWord title = TitleWord.wrap(word & ~(uint256(1) << 223));
        TitleWord moved = title.conveyed(owner);
        assertEq(moved.owner(), owner, "the new owner");
        assertEq(moved.version(), title.version() + 1, "the next version");
        uint256 mask = (uint256(type(uint24).max) << 200) | type(uint160).max;
        assertEq(TitleWord.unwrap(moved) & ~mask, TitleWord.unwrap(title) & ~mask, "nothing else changes");
    }

    function testFuzz_EndedTitlesKeepTheirPastAlone(uint256 word) public pure {
        TitleWord title = TitleWord.wrap(word);
        TitleWord ended = title.ended(TitleWords.RETIRED);
        assertTrue(!ended.isLive() && !ended.isEmpty(), "ended, and never empty again");
        assertEq(ended.owner(), address(0), "nobody owns it");
        assertEq(ended.flags() + ended.active() + ended.blockers(), 0, "nothing lies on it");
        assertEq(ended.version(), title.version(), "the version stays");
        assertEq(ended.lastNumber(), title.lastNumber(), "the numbers stay");
        assertEq(ended.size(), title.size(), "the size stays");
    }

    function testFuzz_LAND_4_CountsComeAndGo(uint256 word, bool blocks) public pure {
        // Room for one more of each.
        uint256 mask = (uint256(0xfff) << 188) | (uint256(0xffff) << 172);
        word &= ~mask;
        TitleWord title = TitleWord.wrap(word | (uint256(7) << 172) | (uint256(9) << 180) | (uint256(11) << 188));
        TitleWord more = title.encumbered(blocks);
        assertEq(more.active(), 10, "LAND-4: one more in force");
        assertEq(more.blockers(), blocks ? 8 : 7, "LAND-4: one more that blocks, where it does");
        assertEq(more.lastNumber(), 12, "the next number");
        TitleWord less = more.disencumbered(blocks);
        assertEq(less.active(), 9, "LAND-4: as before");
        assertEq(less.blockers(), 7, "LAND-4: as before");
        assertEq(less.lastNumber(), 12, "numbers are not used again");
        assertEq(TitleWord.unwrap(less) & ~mask, word, "nothing else changes");
    }

    function test_CountersStopAtTheirLimits() public {
        VM.expectRevert(abi.encodeWithSelector(TitleWords.EncumbrancesExhausted.selector, 255));
        this.encumber(TitleWord.wrap(uint256(255) << 180));
        VM.expectRevert(abi.encodeWithSelector(TitleWords.EncumbranceNumbersExhausted.selector, 4_095));
        this.encumber(TitleWord.wrap(uint256(4_095) << 188));
        VM.expectRevert(abi.encodeWithSelector(TitleWords.TitleVersionsExhausted.selector, 2 ** 24 - 1));
        this.raise(TitleWord.wrap(uint256(2 ** 24 - 1) << 200));
        TitleWord last = this.encumber(TitleWord.wrap((uint256(254) << 180) | (uint256(4_094) << 188)));
        assertEq(last.active() + last.lastNumber(), 255 + 4_095, "the last of each");
        assertEq(this.raise(TitleWord.wrap(uint256(2 ** 24 - 2) << 200)).version(), 2 ** 24 - 1, "the last version");
        VM.expectRevert();
        this.disencumber(TitleWord.wrap(0), false);
        VM.expectRevert();
        this.disencumber(TitleWord.wrap(uint256(1) << 180), true);
    }

    function encumber(TitleWord title) external pure returns (TitleWord) {
        return title.encumbered(true);
    }

    function disencumber(TitleWord title, bool blocks) external pure returns (TitleWord) {
        return title.disencumbered(blocks);
    }

    function raise(TitleWord title) external pure returns (TitleWord) {
        return title.raised();
    }

    function _packed(TitleWord title) private pure returns (uint256 word) {
        word = uint256(uint160(title.owner())) | (title.status() << 160) | (uint256(title.flags()) << 164);
        word |= (title.blockers() << 172) | (title.active() << 180) | (title.lastNumber() << 188);
        return word | (title.version() << 200) | (uint256(title.size()) << 224);
    }

    // --- Encumbrances ---

    function testFuzz_EncumbranceFieldsComeBack(
        address holder,
        uint40 amount,
        uint32 intake,
        uint16 expiryDay,
        uint8 kind,
        address other,
        uint32 otherIntake
    ) public pure {
        kind = uint8(bound(kind, 1, 8));
        EncumbranceWord word = EncumbranceWords.create(holder, amount, intake, expiryDay, kind);
        _requireFields(word, holder, amount, intake, expiryDay, kind);
        _requireFields(word.withHolder(other), other, amount, intake, expiryDay, kind);
        _requireFields(word.withIntake(otherIntake), holder, amount, otherIntake, expiryDay, kind);
        uint8 flags = EncumbranceWords.flagsOf(kind);
        assertEq(word.blocks(), flags & EncumbranceWords.BLOCKS != 0, "blocks as its kind does");
        assertEq(word.runs(), flags & EncumbranceWords.RUNS != 0, "runs as its kind does");
        assertTrue(word.blocks() != word.runs(), "what does not run with the land keeps it from passing free");
    }

    function testFuzz_EncumbrancesEndWithTheirDay(uint16 expiryDay, uint40 timestamp) public pure {
        EncumbranceWord word = EncumbranceWords.create(address(1), 0, 1, expiryDay, EncumbranceWords.LEASE);
        bool isOver = expiryDay != 0 && timestamp >= (uint256(expiryDay) + 1) * 1 days;
        assertEq(word.isExpired(timestamp), isOver, "in force to the end of its last day");
    }

    function _requireFields(
        EncumbranceWord word,
        address holder,
        uint40 amount,
        uint32 intake,
        uint16 expiryDay,
        uint8 kind
    ) private pure {
        assertEq(word.holder(), holder, "the holder comes back");
        assertEq(word.amount(), amount, "the amount comes back");
        assertEq(word.intake(), intake, "the rank comes back");
        assertEq(word.expiryDay(), expiryDay, "the last day comes back");
        assertEq(word.kind(), kind, "the kind comes back");
    }

    // --- Dated hashes ---

    function testFuzz_DatedHashesComeBack(bytes32 content, bytes32 other, uint40 time) public pure {
        DatedHash dated = DatedHashes.create(content, time);
        assertEq(dated.time(), time, "the time comes back");
        assertTrue(dated.matches(content), "it is the word of its content");
        assertEq(dated.matches(other), content >> 40 == other >> 40, "and of no other");
    }

    // --- References ---

    /// @dev A slow reading of the rules, character by character, from the end.
    function testFuzz_LAND_1_ReferencesHaveOneSpelling(bytes32 seed) public view {
        bytes memory alphabet = "A0:1/Z9-.a \x00";
        uint256 length = uint256(uint8(seed[31])) % 9;
        uint256 id = 0;
        for (uint256 i = 0; i < length; ++i) {
            id |= uint256(uint8(alphabet[uint8(seed[i]) % alphabet.length])) << (248 - 8 * i);
        }
        bool isFit = false;
        try this.namespaceOf(id) returns (bytes32) {
            isFit = true;
        } catch {}
        assertEq(isFit, _isFit(bytes32(id)), "LAND-1: fit by the rules, and only so");
    }

    function namespaceOf(uint256 id) external pure returns (bytes32) {
        return References.namespaceOf(id);
    }

    function _isFit(bytes32 id) private pure returns (bool) {
        uint256 length = 32;
        while (length != 0 && id[length - 1] == 0) --length;
        uint256 colons = 0;
        for (uint256 i = 0; i < length; ++i) {
            bytes1 c = id[i];
            bool isWord = _isDigit(c) || (c >= "A" && c <= "Z");
            bool isMark = c == ":" || ((c == "-" || c == "." || c == "/"));
            if (!isWord && !isMark) return false;
            if (isMark && (i == 0 || i == length - 1 || !_isWord(id[i - 1]))) return false;
            if (c == ":") ++colons;
            bool beginsNumber = c == "0" && (i == 0 || !_isDigit(id[i - 1]));
            if (beginsNumber && i + 1 < length && _isDigit(id[i + 1])) return false;
        }
        return colons == 1 && length < 32;
    }

    function _isWord(bytes1 c) private pure returns (bool) {
        return _isDigit(c) || (c >= "A" && c <= "Z");
    }

    function _isDigit(bytes1 c) private pure returns (bool) {
        return c >= "0" && c <= "9";
    }
}
