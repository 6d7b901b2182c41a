// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev An encumbrance of a title, in one slot; 0 where there is none:
///
/// ```text
/// 255   252 251  248 247         232 231    200 199    160 159      0
/// |  flags  |  kind  |  expiryDay  |  intake  |  amount  |  holder  |
/// |    4    |   4    |     16      |    32    |    40    |   160    |
/// ```
///
/// Its rank is its intake: the lower goes first.
type EncumbranceWord is uint256;

using EncumbranceWords for EncumbranceWord global;

/// @title EncumbranceWords
/// @notice The packed word of an encumbrance: see {EncumbranceWord}. What a kind means for dealings is fixed here, and
/// stands as flags in the word, so that who settles need not know the kinds.
library EncumbranceWords {
    // --- Constants ---

    /// @dev Secures a claim of money.
    uint8 internal constant MORTGAGE = 1;
    /// @dev A right of way, of pipes, of light.
    uint8 internal constant EASEMENT = 2;
    /// @dev Use for a time.
    uint8 internal constant LEASE = 3;
    /// @dev A duty that goes with the land.
    uint8 internal constant COVENANT = 4;
    /// @dev Somebody claims a right that is not entered yet; lapses at its end.
    uint8 internal constant CAVEAT = 5;
    /// @dev Somebody may buy first.
    uint8 internal constant PRE_EMPTION = 6;
    /// @dev A claim that a court has awarded.
    uint8 internal constant JUDGMENT_LIEN = 7;
    /// @dev Taxes and charges that lie on the land.
    uint8 internal constant TAX_LIEN = 8;

    /// @dev Keeps the title from passing free: must be discharged, waived or decided first.
    uint8 internal constant BLOCKS = 1 << 0;
    /// @dev Stays with the land, whoever buys it.
    uint8 internal constant RUNS = 1 << 1;
    /// @dev Needs no consent of the owner, but an order.
    uint8 internal constant INVOLUNTARY = 1 << 2;

    /// @dev Bit k: kind k.
    uint256 private constant BLOCKING_KINDS =
        (1 << MORTGAGE) | (1 << CAVEAT) | (1 << PRE_EMPTION) | (1 << JUDGMENT_LIEN) | (1 << TAX_LIEN);
    uint256 private constant RUNNING_KINDS = (1 << EASEMENT) | (1 << LEASE) | (1 << COVENANT);
    uint256 private constant INVOLUNTARY_KINDS = (1 << CAVEAT) | (1 << JUDGMENT_LIEN) | (1 << TAX_LIEN);

    uint256 private constant AMOUNT_OFFSET = 160;
    uint256 private constant INTAKE_OFFSET = 200;
    uint256 private constant EXPIRY_OFFSET = 232;
    uint256 private constant KIND_OFFSET = 248;
    uint256 private constant FLAGS_OFFSET = 252;

    uint256 private constant HOLDER_MASK = type(uint160).max;
    uint256 private constant INTAKE_MASK = uint256(type(uint32).max) << INTAKE_OFFSET;

    // --- Errors ---

    /// @notice There is no such kind of encumbrance.
    error EncumbranceKindUnknown(uint8 kind);

    // --- Reads ---

    /// @notice Whether there is no encumbrance.
    function isEmpty(EncumbranceWord encumbrance) internal pure returns (bool) {
        return EncumbranceWord.unwrap(encumbrance) == 0;
    }

    /// @notice Who holds it.
    function holder(EncumbranceWord encumbrance) internal pure returns (address) {
        return address(uint160(EncumbranceWord.unwrap(encumbrance)));
    }

    /// @notice What it secures, in cents; 0 where it is not about money.
    function amount(EncumbranceWord encumbrance) internal pure returns (uint40) {
        return uint40(EncumbranceWord.unwrap(encumbrance) >> AMOUNT_OFFSET);
    }

    /// @notice Its number in the day-book: its rank.
    function intake(EncumbranceWord encumbrance) internal pure returns (uint32) {
        return uint32(EncumbranceWord.unwrap(encumbrance) >> INTAKE_OFFSET);
    }

    /// @notice The last day (since 1970, UTC) on which it is in force; 0 where it does not end.
    function expiryDay(EncumbranceWord encumbrance) internal pure returns (uint16) {
        return uint16(EncumbranceWord.unwrap(encumbrance) >> EXPIRY_OFFSET);
    }

    /// @notice Its kind, a constant of this library.
    function kind(EncumbranceWord encumbrance) internal pure returns (uint8) {
        return uint8(EncumbranceWord.unwrap(encumbrance) >> KIND_OFFSET) & 0xf;
    }

    /// @notice Whether it keeps the title from passing free.
    function blocks(EncumbranceWord encumbrance) internal pure returns (bool) {
        return _has(encumbrance, BLOCKS);
    }

    /// @notice Whether it stays with the land, whoever buys it.
    function runs(EncumbranceWord encumbrance) internal pure returns (bool) {
        return _has(encumbrance, RUNS);
    }

    /// @notice Whether its day has passed.
    function isExpired(EncumbranceWord encumbrance, uint256 timestamp) internal pure returns (bool) {
        uint256 last = expiryDay(encumbrance);
        return last != 0 && timestamp / 1 days > last;
    }

    /// @notice What a kind means for dealings.
    /// @dev Reverts with {EncumbranceKindUnknown}.
    /// @param kind_ a constant of this library
    /// @return flags {BLOCKS}, {RUNS}, {INVOLUNTARY}
    function flagsOf(uint8 kind_) internal pure returns (uint8 flags) {
        require(kind_ != 0 && kind_ <= TAX_LIEN, EncumbranceKindUnknown(kind_));
        if ((BLOCKING_KINDS >> kind_) & 1 != 0) flags |= BLOCKS;
        if ((RUNNING_KINDS >> kind_) & 1 != 0) flags |= RUNS;
        if ((INVOLUNTARY_KINDS >> kind_) & 1 != 0) flags |= INVOLUNTARY;
    }

    // --- Another word ---

    /// @notice Packs an encumbrance.
    /// @dev Reverts with {EncumbranceKindUnknown}. Every field is as wide as its type, but the kind, which is known.
    function create(
        address holder_,
        uint40 amount_,
        uint32 intake_,
        uint16 expiryDay_,
        uint8 kind_
    ) internal pure returns (EncumbranceWord) {
        uint256 word = uint256(flagsOf(kind_)) << FLAGS_OFFSET;
        word |= (uint256(kind_) << KIND_OFFSET) | (uint256(expiryDay_) << EXPIRY_OFFSET);
        word |= (uint256(intake_) << INTAKE_OFFSET) | (uint256(amount_) << AMOUNT_OFFSET);
        return EncumbranceWord.wrap(word | uint160(holder_));
    }

    /// @notice Held by another.
    function withHolder(EncumbranceWord encumbrance, address holder_) internal pure returns (EncumbranceWord) {
        return EncumbranceWord.wrap((EncumbranceWord.unwrap(encumbrance) & ~HOLDER_MASK) | uint160(holder_));
    }

    /// @notice With another rank.
    function withIntake(EncumbranceWord encumbrance, uint32 intake_) internal pure returns (EncumbranceWord) {
        uint256 word = EncumbranceWord.unwrap(encumbrance) & ~INTAKE_MASK;
        return EncumbranceWord.wrap(word | (uint256(intake_) << INTAKE_OFFSET));
    }

    function _has(EncumbranceWord encumbrance, uint8 flag) private pure returns (bool) {
        return (EncumbranceWord.unwrap(encumbrance) >> FLAGS_OFFSET) & flag != 0;
    }
}
