// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title CertificateId
/// @notice What a certificate says, in its token id, and the months of its periods.
/// @dev Bits, from the highest down: zero 192 | kind 8 | zone 16 | technology 8 | period 32. Kind 0: by month; the period
/// is year · 12 + month − 1 of the last day settled when it was drawn. Kind 1: granular; the period is the hour, counted
/// from 1970-01-01 00:00 UTC. Technology: the meter's class, 0 where a zone's buyers hold the attribute.
library CertificateId {
    /// @notice Kind of certificates by month.
    uint8 internal constant MONTHLY = 0;

    /// @notice Kind of certificates by hour.
    uint8 internal constant GRANULAR = 1;

    /// @dev 1 March 2100: the calendar leaves out the day before.
    uint256 private constant FIRST_AFTER_MISSING_LEAP_DAY = 47_541;

    /// @notice The id of a certificate.
    /// @param kind of it
    /// @param zone its number
    /// @param technology the meter's class
    /// @param period see above
    /// @return id packed
    function pack(uint8 kind, uint16 zone, uint8 technology, uint32 period) internal pure returns (uint256 id) {
        return (uint256(kind) << 56) | (uint256(zone) << 40) | (uint256(technology) << 32) | period;
    }

    /// @notice Kind of a certificate.
    function kindOf(uint256 id) internal pure returns (uint8) {
        return uint8(id >> 56);
    }

    /// @notice Zone of a certificate.
    function zoneOf(uint256 id) internal pure returns (uint16) {
        return uint16(id >> 40);
    }

    /// @notice Technology of a certificate.
    function technologyOf(uint256 id) internal pure returns (uint8) {
        return uint8(id >> 32);
    }

    /// @notice Period of a certificate.
    function periodOf(uint256 id) internal pure returns (uint32) {
        return uint32(id);
    }

    /// @notice The month of a day.
    /// @param day from 1970-01-01
    /// @return month year · 12 + month − 1
    function monthOf(uint16 day) internal pure returns (uint32 month) {
        // Years are counted from 1 March 1968, so that the leap day comes last of four; 2100 has none.
        uint256 dayCount = uint256(day) + 671;
        if (day >= FIRST_AFTER_MISSING_LEAP_DAY) ++dayCount;
        uint256 year = (dayCount * 4 + 3) / 1461;
        uint256 dayOfYear = dayCount - (year * 1461) / 4;
        uint256 monthFromMarch = (dayOfYear * 5 + 2) / 153;
        return uint32((1968 + year) * 12 + monthFromMarch + 2);
    }
}
