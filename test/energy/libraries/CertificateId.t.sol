// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CertificateId} from "../../../contracts/energy/libraries/CertificateId.sol";
import {Test} from "../../support/Test.sol";

/// @notice The calendar of certificates at its edges: a month is wrong by a day, if at all, at its beginning or its end.
contract CertificateIdTest is Test {
    function testEveryMonthBeginsAndEndsAsTheCalendarSays() public pure {
        uint256 day = 0;
        uint256 month = 1970 * 12;
        while (true) {
            uint256 length = _lengthOf(month / 12, month % 12);
            assertEq(CertificateId.monthOf(uint16(day)), month, "first day");
            if (day + length - 1 > type(uint16).max) break;
            day += length;
            assertEq(CertificateId.monthOf(uint16(day - 1)), month++, "last day");
        }
        assertEq(CertificateId.monthOf(type(uint16).max), 2149 * 12 + 5, "the last day of 16 bits is one of June 2149");
    }

    /// @dev Days of a month, counted from 0.
    function _lengthOf(uint256 year, uint256 month) private pure returns (uint256) {
        bool isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month];
    }
}
