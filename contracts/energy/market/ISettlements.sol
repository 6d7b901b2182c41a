// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Settlements of the energy market
/// @notice Whoever settles hands in the readings that the gateway has signed and says for each interval the price and how
/// ties are shared; the market proves in one pass that this is the clearing: every household of the zone present, limits,
/// caps and readings kept, sold = bought, the price where the limits cross (the middle, where a range does), the volume
/// the largest, ties in proportion. Intervals are settled once, in their order, and never across 00:00 UTC.
/// @dev An account that exports m and sells x of it to neighbours (both below zero where it draws and buys) gets
/// price·x + feedIn·(m − x)⁺ − retail·(x − m)⁺ − fee·bought. Readings see library `Readings`, hints library
/// `ClearingHints`. Shares are cumulative: of the places in their order the first k together get ⌊c·numerator/denominator⌋
/// of the c Wh that they ask for.
///
/// Assumptions: readings are true as far as their gateway and its bond say ({IMeterGateways}).
/// Trust: an operator chooses nothing but the moment, until {DEADLINE} after the interval; from then on anyone settles.
/// An account that cannot pay does not stop its neighbours; a utility that cannot does, until it is funded.
interface ISettlements {
    // --- Types ---

    /// @notice A settlement as it was, to be looked up or corrected.
    /// @param zone its number
    /// @param firstInterval its number
    /// @param hints that were proven
    /// @param readings that were settled, as corrected since
    /// @param executed what each place traded in each interval: three bytes each, as readings are
    struct Settlement {
        uint16 zone;
        uint32 firstInterval;
        bytes hints;
        bytes readings;
        bytes executed;
    }

    // --- Events ---

    /// @notice Intervals of a zone were settled.
    /// @param zone its number
    /// @param firstInterval its number
    /// @param intervals how many
    /// @param volume Wh that changed hands
    /// @param readingsHash keccak256 of the readings
    event IntervalsSettled(
        uint16 indexed zone,
        uint32 indexed firstInterval,
        uint256 intervals,
        uint256 volume,
        bytes32 readingsHash
    );

    /// @notice A reading was corrected and the difference settled with the utility.
    /// @param account whose
    /// @param interval its number
    /// @param from Wh as settled
    /// @param to Wh as corrected
    /// @param amount that the account gets, or pays
    event ReadingCorrected(uint32 indexed account, uint32 indexed interval, int24 from, int24 to, int256 amount);

    // --- Errors ---

    /// @notice The caller is no operator, and the deadline not over.
    /// @param caller who tried
    /// @param from when anyone may settle, Unix seconds
    error SettlementTooEarly(address caller, uint256 from);

    /// @notice The market is closed for its operators until the deadline.
    error MarketClosed();

    /// @notice Another interval comes next.
    /// @param zone its number
    /// @param given first interval
    /// @param expected next one
    error IntervalNotNext(uint16 zone, uint32 given, uint32 expected);

    /// @notice The last interval is not over, of another day than the first, or after the market's retirement.
    /// @param zone its number
    /// @param lastInterval given
    error IntervalsWrong(uint16 zone, uint256 lastInterval);

    /// @notice The hints are of no interval, or not whole.
    /// @param length bytes given
    error HintsMalformed(uint256 length);

    /// @notice The readings are not of every place of the zone on that day, in every interval.
    /// @param zone its number
    /// @param length bytes given
    error ReadingsIncomplete(uint16 zone, uint256 length);

    /// @notice A place that is empty on that day has a reading.
    /// @param account of the place
    error ReadingOfAbsent(uint32 account);

    /// @notice A stopped meter has a reading that is not the estimated code.
    /// @param account of the place
    /// @param interval its number
    error ReadingOfStopped(uint32 account, uint32 interval);

    /// @notice The price is outside the band, or not the clearing one.
    /// @param interval its number
    /// @param price given
    error PriceWrong(uint32 interval, uint256 price);

    /// @notice The rationing numbers are not those of the interval: not what is asked for, not balanced, not the largest
    /// volume, or of priority households that are not short.
    /// @param interval its number
    error ClearingWrong(uint32 interval);

    /// @notice The utility cannot pay.
    /// @param zone its number
    /// @param missing in millionths of a token
    error UtilityShort(uint16 zone, uint256 missing);

    /// @notice These intervals were not settled like this, or too long ago.
    /// @param zone its number
    /// @param firstInterval its number
    error SettlementUnknown(uint16 zone, uint32 firstInterval);

    /// @notice The time for corrections is over.
    /// @param until last second
    error CorrectionTooLate(uint256 until);

    /// @notice The corrections are none, not whole, not in order, of a place or interval that is not there, or no change.
    /// @param position in the list
    error CorrectionMalformed(uint256 position);

    /// @notice The gateway of that day has not signed these corrections.
    /// @param zone its number
    error CorrectionSignatureInvalid(uint16 zone);

    // --- Writes ---

    /// @notice Settles consecutive intervals of one day.
    /// @param zone its number
    /// @param firstInterval the next one of the zone
    /// @param hints what to prove, 24 bytes an interval
    /// @param readings of all places and intervals
    /// @param signature of the zone's gateway over the readings
    /// @dev Caller: an operator, anyone after {DEADLINE}. Reverts with the errors above, and with
    /// {IMeterGateways-GatewaySignatureInvalid}, {IMeterGateways-GatewayIsStopped}, {IMarketZones-ZoneUnknown}.
    function settle(
        uint16 zone,
        uint32 firstInterval,
        bytes calldata hints,
        bytes calldata readings,
        bytes calldata signature
    ) external;

    /// @notice Corrects readings of settled intervals. What was traded stays; the difference goes to or comes from the
    /// utility at its prices.
    /// @param settlement as it was, with what was corrected before
    /// @param corrections 6 bytes each, in order: place 2 | number of the interval in the settlement 1 | reading 3
    /// @param signature of the gateway of that day over the corrections
    /// @dev Caller: anyone, for {CORRECTION_PERIOD}. Reverts with {SettlementUnknown}, {CorrectionTooLate},
    /// {CorrectionMalformed}, {CorrectionSignatureInvalid}, {UtilityShort}.
    function correct(Settlement calldata settlement, bytes calldata corrections, bytes calldata signature) external;

    // --- Reads ---

    /// @notice Seconds after an interval from which on anyone may settle it.
    /// @return seconds
    function DEADLINE() external view returns (uint40);

    /// @notice Seconds after the last interval of a settlement in which it is corrected.
    /// @return seconds
    function CORRECTION_PERIOD() external view returns (uint40);

    /// @notice Whether intervals were settled like this, and the ring still knows.
    /// @param settlement as it was, with what was corrected
    /// @return true where they were
    function isSettled(Settlement calldata settlement) external view returns (bool);
}
