// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A direct debit mandate in one word.
type MandateWord is uint256;

using MandateWords for MandateWord global;

/// @title MandateWords
/// @notice Reads and writes the word of a mandate, so that a debit reads and writes one slot.
/// @dev The word, from the highest bit down:
///
/// ```
/// | ordinal 24 | period 16 | periods 16 | periodDays 16 | startsAt 40 | used 48 | perPeriod 48 | perBill 48 |
/// ```
///
/// `perBill`, `perPeriod`, `used`: millionths of a token. `startsAt`: Unix seconds. `periodDays`: length of a period in
/// days of 86,400 seconds. `periods`: how many of them the mandate covers. `period`: the one, counted from 0, in which
/// `used` was debited. `ordinal`: how often this mandate was given or revoked; it outlives the rest.
library MandateWords {
    // --- Constants ---

    uint256 private constant PER_PERIOD = 48;
    uint256 private constant USED = 96;
    uint256 private constant STARTS_AT = 144;
    uint256 private constant PERIOD_DAYS = 184;
    uint256 private constant PERIODS = 200;
    uint256 private constant PERIOD = 216;
    uint256 private constant ORDINAL = 232;

    /// @dev Bits of `used` and of `period`.
    uint256 private constant COUNTED = (uint256(type(uint48).max) << USED) | (uint256(type(uint16).max) << PERIOD);

    // --- Writing ---

    /// @notice The word of a mandate of which nothing is used.
    /// @param perBill_ most for one bill, in millionths of a token
    /// @param perPeriod_ most in one period, in millionths of a token
    /// @param startsAt_ Unix seconds
    /// @param periodDays_ length of a period, days
    /// @param periods_ how many periods_ it covers
    /// @param ordinal_ number of the giving
    /// @return the word
    function pack(
        uint48 perBill_,
        uint48 perPeriod_,
        uint40 startsAt_,
        uint16 periodDays_,
        uint16 periods_,
        uint24 ordinal_
    ) internal pure returns (MandateWord) {
        return
            MandateWord.wrap(
                uint256(perBill_) |
                    (uint256(perPeriod_) << PER_PERIOD) |
                    (uint256(startsAt_) << STARTS_AT) |
                    (uint256(periodDays_) << PERIOD_DAYS) |
                    (uint256(periods_) << PERIODS) |
                    (uint256(ordinal_) << ORDINAL)
            );
    }

    /// @notice The word of a mandate that was revoked: its ordinal_ alone.
    /// @param ordinal_ number of the revocation
    /// @return the word
    function packRevoked(uint24 ordinal_) internal pure returns (MandateWord) {
        return MandateWord.wrap(uint256(ordinal_) << ORDINAL);
    }

    /// @notice The word with what is used of a period.
    /// @param word the mandate
    /// @param period_ number of the period
    /// @param used_ debited in it, in millionths of a token
    /// @return the word
    function withUsed(MandateWord word, uint16 period_, uint48 used_) internal pure returns (MandateWord) {
        uint256 rest = MandateWord.unwrap(word) & ~COUNTED;
        return MandateWord.wrap(rest | (uint256(used_) << USED) | (uint256(period_) << PERIOD));
    }

    // --- Reading ---

    /// @notice Most for one bill, in millionths of a token; 0 where there is no mandate.
    function perBill(MandateWord word) internal pure returns (uint48) {
        return uint48(MandateWord.unwrap(word));
    }

    /// @notice Most in one period, in millionths of a token.
    function perPeriod(MandateWord word) internal pure returns (uint48) {
        return uint48(MandateWord.unwrap(word) >> PER_PERIOD);
    }

    /// @notice Debited in {period}, in millionths of a token.
    function used(MandateWord word) internal pure returns (uint48) {
        return uint48(MandateWord.unwrap(word) >> USED);
    }

    /// @notice From when it may be used, Unix seconds.
    function startsAt(MandateWord word) internal pure returns (uint40) {
        return uint40(MandateWord.unwrap(word) >> STARTS_AT);
    }

    /// @notice Length of a period, days.
    function periodDays(MandateWord word) internal pure returns (uint16) {
        return uint16(MandateWord.unwrap(word) >> PERIOD_DAYS);
    }

    /// @notice How many periods it covers.
    function periods(MandateWord word) internal pure returns (uint16) {
        return uint16(MandateWord.unwrap(word) >> PERIODS);
    }

    /// @notice The period, from 0, in which {used} was debited.
    function period(MandateWord word) internal pure returns (uint16) {
        return uint16(MandateWord.unwrap(word) >> PERIOD);
    }

    /// @notice How often it was given or revoked.
    function ordinal(MandateWord word) internal pure returns (uint24) {
        return uint24(MandateWord.unwrap(word) >> ORDINAL);
    }
}
