// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @notice What a settlement reads and writes of a household, in one word.
type AccountWord is uint256;

/// @notice Terms of trade, in 96 bits.
type Terms is uint256;

using AccountWords for AccountWord global;
using AccountWords for Terms global;

/// @title AccountWords
/// @notice Reads and writes the hot word of an account, so that an interval reads and writes one slot of a household.
/// @dev The word, from the highest bit down:
///
/// ```
/// | activeFrom 16 | flags 8 | sequence 16 | validUntil 16 | maxSell 24 | maxBuy 24 | sellLimit 24 | buyLimit 24 |
/// | certificateWh 40 | balance 64 |
/// ```
///
/// `balance`: millionths of a token. `certificateWh`: metered surplus for which no certificate is drawn. Limits: millionths
/// of a token per Wh, the buyer's with the grid's fee; caps: Wh an interval; these four are the {Terms}. `validUntil`:
/// last day of the order. `sequence`: number of the next order. `activeFrom`: first day of the household in the zone.
/// Flags: 1 an order waits; 2 a one-off order; 4 a priority household, on the days that its holding says; 8 its surplus
/// is certified; 16 the account closes, or is closed; 32 it has a debt.
library AccountWords {
    using SafeCast for uint256;

    // --- Constants ---

    uint256 private constant CERTIFICATES = 64;
    uint256 private constant TERMS = 104;
    uint256 private constant VALID_UNTIL = 200;
    uint256 private constant SEQUENCE = 216;
    uint256 private constant FLAGS = 232;
    uint256 private constant ACTIVE_FROM = 240;

    uint256 private constant SELL_LIMIT = 24;
    uint256 private constant MAX_BUY = 48;
    uint256 private constant MAX_SELL = 72;

    /// @notice An order waits for its day.
    uint256 internal constant PENDING = 1 << FLAGS;

    /// @notice A one-off order was given.
    uint256 internal constant ONE_OFF = 2 << FLAGS;

    /// @notice A priority household, on the days that its holding says.
    uint256 internal constant PRIORITY = 4 << FLAGS;

    /// @notice Its surplus is certified.
    uint256 internal constant CERTIFYING = 8 << FLAGS;

    /// @notice The account closes, or is closed, on the day that its holding says.
    uint256 internal constant CLOSING = 16 << FLAGS;

    /// @notice It has a debt.
    uint256 internal constant INDEBTED = 32 << FLAGS;

    // --- Writing ---

    /// @notice Terms of trade.
    /// @param buyLimit_ most that is paid, with the grid's fee
    /// @param sellLimit_ least that is taken
    /// @param maxBuy_ Wh an interval
    /// @param maxSell_ Wh an interval
    /// @return the terms
    function packTerms(
        uint24 buyLimit_,
        uint24 sellLimit_,
        uint24 maxBuy_,
        uint24 maxSell_
    ) internal pure returns (Terms) {
        return
            Terms.wrap(
                uint256(buyLimit_) |
                    (uint256(sellLimit_) << SELL_LIMIT) |
                    (uint256(maxBuy_) << MAX_BUY) |
                    (uint256(maxSell_) << MAX_SELL)
            );
    }

    /// @notice The word of a new account without money.
    /// @param activeFrom_ first day
    /// @param sequence_ number of the next order
    /// @param isCertifying whether its surplus is certified
    /// @return the word
    function packNew(uint16 activeFrom_, uint16 sequence_, bool isCertifying) internal pure returns (AccountWord) {
        return
            AccountWord.wrap(
                (uint256(activeFrom_) << ACTIVE_FROM) |
                    (uint256(sequence_) << SEQUENCE) |
                    (isCertifying ? CERTIFYING : 0)
            );
    }

    /// @notice The word with another balance.
    /// @param word the account
    /// @param balance_ millionths of a token
    /// @return the word
    function withBalance(AccountWord word, uint256 balance_) internal pure returns (AccountWord) {
        return AccountWord.wrap(_with(word, 0, type(uint64).max, balance_.toUint64()));
    }

    /// @notice The word with another surplus.
    /// @param word the account
    /// @param wattHours Wh
    /// @return the word
    function withCertificates(AccountWord word, uint256 wattHours) internal pure returns (AccountWord) {
        return AccountWord.wrap(_with(word, CERTIFICATES, type(uint40).max, wattHours.toUint40()));
    }

    /// @notice The word with another order.
    /// @param word the account
    /// @param terms_ of the order
    /// @param validUntil_ its last day
    /// @return the word
    function withOrder(AccountWord word, Terms terms_, uint16 validUntil_) internal pure returns (AccountWord) {
        uint256 order = Terms.unwrap(terms_) | (uint256(validUntil_) << (VALID_UNTIL - TERMS));
        return AccountWord.wrap(_with(word, TERMS, type(uint112).max, order));
    }

    /// @notice The word whose order ends on another day.
    /// @param word the account
    /// @param day last one
    /// @return the word
    function withValidUntil(AccountWord word, uint16 day) internal pure returns (AccountWord) {
        return AccountWord.wrap(_with(word, VALID_UNTIL, type(uint16).max, day));
    }

    /// @notice The word with the number of the order after this one.
    /// @param word the account
    /// @return the word; reverts after the last number
    function withNextSequence(AccountWord word) internal pure returns (AccountWord) {
        return AccountWord.wrap(_with(word, SEQUENCE, type(uint16).max, (uint256(sequence(word)) + 1).toUint16()));
    }

    /// @notice The word with a flag.
    /// @param word the account
    /// @param flag one of the constants
    /// @param isSet whether it is set
    /// @return the word
    function withFlag(AccountWord word, uint256 flag, bool isSet) internal pure returns (AccountWord) {
        uint256 rest = AccountWord.unwrap(word) & ~flag;
        return AccountWord.wrap(isSet ? rest | flag : rest);
    }

    // --- Reading ---

    /// @notice Millionths of a token.
    function balance(AccountWord word) internal pure returns (uint64) {
        return uint64(AccountWord.unwrap(word));
    }

    /// @notice Metered surplus for which no certificate is drawn, Wh.
    function certificateWh(AccountWord word) internal pure returns (uint40) {
        return uint40(AccountWord.unwrap(word) >> CERTIFICATES);
    }

    /// @notice Terms of the order.
    function terms(AccountWord word) internal pure returns (Terms) {
        return Terms.wrap(uint96(AccountWord.unwrap(word) >> TERMS));
    }

    /// @notice Last day of the order.
    function validUntil(AccountWord word) internal pure returns (uint16) {
        return uint16(AccountWord.unwrap(word) >> VALID_UNTIL);
    }

    /// @notice Number of the next order.
    function sequence(AccountWord word) internal pure returns (uint16) {
        return uint16(AccountWord.unwrap(word) >> SEQUENCE);
    }

    /// @notice First day of the household in the zone.
    function activeFrom(AccountWord word) internal pure returns (uint16) {
        return uint16(AccountWord.unwrap(word) >> ACTIVE_FROM);
    }

    /// @notice Whether a flag is set.
    function has(AccountWord word, uint256 flag) internal pure returns (bool) {
        return AccountWord.unwrap(word) & flag != 0;
    }

    /// @notice Most that is paid, with the grid's fee.
    function buyLimit(Terms word) internal pure returns (uint24) {
        return uint24(Terms.unwrap(word));
    }

    /// @notice Least that is taken.
    function sellLimit(Terms word) internal pure returns (uint24) {
        return uint24(Terms.unwrap(word) >> SELL_LIMIT);
    }

    /// @notice Most that is bought from neighbours, Wh an interval.
    function maxBuy(Terms word) internal pure returns (uint24) {
        return uint24(Terms.unwrap(word) >> MAX_BUY);
    }

    /// @notice Most that is sold to neighbours, Wh an interval.
    function maxSell(Terms word) internal pure returns (uint24) {
        return uint24(Terms.unwrap(word) >> MAX_SELL);
    }

    function _with(AccountWord word, uint256 shift, uint256 mask, uint256 value) private pure returns (uint256) {
        return (AccountWord.unwrap(word) & ~(mask << shift)) | (value << shift);
    }
}
