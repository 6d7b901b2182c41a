// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev What every act on a title reads, in one slot:
///
/// ```text
/// 255  224 223     200 199        188 187  180 179    172 171   164 163    160 159     0
/// |  size  |  version  |  lastNumber  | active | blockers |  flags  |  status  |  owner  |
/// |   32   |    24     |      12      |   8    |    8     |    8    |    4     |   160   |
/// ```
type TitleWord is uint256;

using TitleWords for TitleWord global;

/// @title TitleWords
/// @notice The packed word of a title: see {TitleWord}. What may overflow reverts by name; a count that may not sink
/// below zero is checked by the compiler.
library TitleWords {
    // --- Constants ---

    /// @dev Entered, and open to objections.
    uint256 internal constant PROVISIONAL = 1;

    /// @dev Entered, and the time for objections is over.
    uint256 internal constant ABSOLUTE = 2;

    /// @dev Replaced by other titles. Its reference is never used again.
    uint256 internal constant RETIRED = 3;

    /// @dev Left for the successor of the register.
    uint256 internal constant MOVED = 4;

    /// @dev Moves by a court's order alone.
    uint8 internal constant FROZEN = 1 << 0;

    /// @dev A priority notice was entered; whether it is in force, its deadline says.
    uint8 internal constant RESERVED = 1 << 1;

    /// @dev Owned in fractions; the owner of the word is the register itself.
    uint8 internal constant SHARED = 1 << 2;

    /// @dev An overlap was proven, or an objection made; a court has to decide.
    uint8 internal constant DISPUTED = 1 << 3;

    /// @dev The boundary was proven here; otherwise the registrar attests it.
    uint8 internal constant PROVEN = 1 << 4;

    /// @dev A court has ordered that it be sold for its debts.
    uint8 internal constant SALE_ORDERED = 1 << 5;

    uint256 private constant STATUS_OFFSET = 160;
    uint256 private constant FLAGS_OFFSET = 164;
    uint256 private constant BLOCKERS_OFFSET = 172;
    uint256 private constant ACTIVE_OFFSET = 180;
    uint256 private constant NUMBER_OFFSET = 188;
    uint256 private constant VERSION_OFFSET = 200;
    uint256 private constant SIZE_OFFSET = 224;

    uint256 private constant OWNER_MASK = type(uint160).max;
    uint256 private constant STATUS_MASK = 0xf << STATUS_OFFSET;
    uint256 private constant ACTIVE_MASK = 0xff << ACTIVE_OFFSET;
    uint256 private constant NUMBER_MASK = 0xfff << NUMBER_OFFSET;
    uint256 private constant VERSION_MASK = uint256(type(uint24).max) << VERSION_OFFSET;
    uint256 private constant SIZE_MASK = uint256(type(uint32).max) << SIZE_OFFSET;
    uint256 private constant COUNTS_AND_FLAGS_MASK = 0xffffff << FLAGS_OFFSET;

    // --- Errors ---

    /// @notice The title carries as many encumbrances as can be counted at a time.
    error EncumbrancesExhausted(uint256 active);
    /// @notice The title has had as many encumbrances as can be numbered.
    error EncumbranceNumbersExhausted(uint256 lastNumber);
    /// @notice The title has changed as often as can be counted.
    error TitleVersionsExhausted(uint256 version);

    // --- Reads ---

    /// @notice Whether no title ever had the reference here.
    function isEmpty(TitleWord title) internal pure returns (bool) {
        return TitleWord.unwrap(title) == 0;
    }

    /// @notice Whether the title is in force here, provisional or absolute.
    function isLive(TitleWord title) internal pure returns (bool) {
        uint256 status_ = status(title);
        return status_ == PROVISIONAL || status_ == ABSOLUTE;
    }

    /// @notice The owner; the register itself where the title is shared; zero where it is not in force here.
    function owner(TitleWord title) internal pure returns (address) {
        return address(uint160(TitleWord.unwrap(title)));
    }

    /// @notice The status, as a constant of this library; 0 where there is no title.
    function status(TitleWord title) internal pure returns (uint256) {
        return (TitleWord.unwrap(title) & STATUS_MASK) >> STATUS_OFFSET;
    }

    /// @notice The flags, bits as the constants of this library.
    function flags(TitleWord title) internal pure returns (uint8) {
        return uint8(TitleWord.unwrap(title) >> FLAGS_OFFSET);
    }

    /// @notice Whether any of the flags is set.
    function has(TitleWord title, uint8 flags_) internal pure returns (bool) {
        return flags(title) & flags_ != 0;
    }

    /// @notice How many encumbrances in force keep the title from passing free.
    function blockers(TitleWord title) internal pure returns (uint256) {
        return uint8(TitleWord.unwrap(title) >> BLOCKERS_OFFSET);
    }

    /// @notice How many encumbrances are in force.
    function active(TitleWord title) internal pure returns (uint256) {
        return (TitleWord.unwrap(title) & ACTIVE_MASK) >> ACTIVE_OFFSET;
    }

    /// @notice The number of the last encumbrance that was entered; 0 where there was none.
    function lastNumber(TitleWord title) internal pure returns (uint256) {
        return (TitleWord.unwrap(title) & NUMBER_MASK) >> NUMBER_OFFSET;
    }

    /// @notice How often owner, shares, boundary or voluntary encumbrances changed: what signatures are bound to.
    function version(TitleWord title) internal pure returns (uint256) {
        return uint24(TitleWord.unwrap(title) >> VERSION_OFFSET);
    }

    /// @notice The size, in the unit of the register; of land, whole square metres.
    function size(TitleWord title) internal pure returns (uint32) {
        return uint32(TitleWord.unwrap(title) >> SIZE_OFFSET);
    }

    // --- Another word ---

    /// @notice A title without encumbrances.
    /// @param owner_ see {owner}
    /// @param status_ a constant of this library
    /// @param flags_ bits as the constants of this library
    /// @param size_ see {size}
    function create(
        address owner_,
        uint256 status_,
        uint8 flags_,
        uint32 size_
    ) internal pure returns (TitleWord title) {
        uint256 state = (status_ << STATUS_OFFSET) | (uint256(flags_) << FLAGS_OFFSET);
        return TitleWord.wrap((uint256(size_) << SIZE_OFFSET) | state | uint160(owner_));
    }

    /// @notice With another owner, in the next version.
    /// @dev Reverts with {TitleVersionsExhausted}.
    function conveyed(TitleWord title, address owner_) internal pure returns (TitleWord) {
        return raised(TitleWord.wrap((TitleWord.unwrap(title) & ~OWNER_MASK) | uint160(owner_)));
    }

    /// @notice In the next version.
    /// @dev Reverts with {TitleVersionsExhausted} after 2^24 - 1 changes.
    function raised(TitleWord title) internal pure returns (TitleWord) {
        uint256 word = TitleWord.unwrap(title);
        require(word & VERSION_MASK != VERSION_MASK, TitleVersionsExhausted(version(title)));
        unchecked {
            return TitleWord.wrap(word + (1 << VERSION_OFFSET));
        }
    }

    /// @notice With the flags set.
    function with(TitleWord title, uint8 flags_) internal pure returns (TitleWord) {
        return TitleWord.wrap(TitleWord.unwrap(title) | (uint256(flags_) << FLAGS_OFFSET));
    }

    /// @notice With the flags cleared.
    function without(TitleWord title, uint8 flags_) internal pure returns (TitleWord) {
        return TitleWord.wrap(TitleWord.unwrap(title) & ~(uint256(flags_) << FLAGS_OFFSET));
    }

    /// @notice With another size.
    function withSize(TitleWord title, uint32 size_) internal pure returns (TitleWord) {
        return TitleWord.wrap((TitleWord.unwrap(title) & ~SIZE_MASK) | (uint256(size_) << SIZE_OFFSET));
    }

    /// @notice With another status.
    /// @param status_ a constant of this library
    function withStatus(TitleWord title, uint256 status_) internal pure returns (TitleWord) {
        return TitleWord.wrap((TitleWord.unwrap(title) & ~STATUS_MASK) | (status_ << STATUS_OFFSET));
    }

    /// @notice No longer in force here: without owner, flags and encumbrances; version and numbers stay.
    /// @param status_ {RETIRED} or {MOVED}
    function ended(TitleWord title, uint256 status_) internal pure returns (TitleWord) {
        uint256 kept = TitleWord.unwrap(title) & ~(OWNER_MASK | STATUS_MASK | COUNTS_AND_FLAGS_MASK);
        return TitleWord.wrap(kept | (status_ << STATUS_OFFSET));
    }

    /// @notice With one more encumbrance, whose number is {lastNumber} of the word returned.
    /// @dev Reverts with {EncumbrancesExhausted} beyond 255 in force, {EncumbranceNumbersExhausted} beyond 4,095 ever.
    /// @param blocks whether it keeps the title from passing free
    function encumbered(TitleWord title, bool blocks) internal pure returns (TitleWord) {
        uint256 word = TitleWord.unwrap(title);
        require(word & ACTIVE_MASK != ACTIVE_MASK, EncumbrancesExhausted(active(title)));
        require(word & NUMBER_MASK != NUMBER_MASK, EncumbranceNumbersExhausted(lastNumber(title)));
        // Blockers are among the active ones: below 255 here.
        unchecked {
            word += (1 << ACTIVE_OFFSET) + (1 << NUMBER_OFFSET);
            return TitleWord.wrap(blocks ? word + (1 << BLOCKERS_OFFSET) : word);
        }
    }

    /// @notice With one encumbrance less.
    /// @dev Panics where there is none.
    /// @param blocks whether it kept the title from passing free
    function disencumbered(TitleWord title, bool blocks) internal pure returns (TitleWord) {
        uint256 left = active(title) - 1;
        uint256 leftBlocking = blockers(title) - (blocks ? 1 : 0);
        uint256 word = TitleWord.unwrap(title) & ~(ACTIVE_MASK | (0xff << BLOCKERS_OFFSET));
        return TitleWord.wrap(word | (left << ACTIVE_OFFSET) | (leftBlocking << BLOCKERS_OFFSET));
    }
}
