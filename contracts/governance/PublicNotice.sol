// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ICityAuthority} from "./ICityAuthority.sol";

/// @title PublicNotice
/// @notice Base of what the council may change only after the public could read it: thirty days once the city is
/// sealed, at once while it is being deployed.
abstract contract PublicNotice is AccessManaged {
    /// @notice Seconds between the announcement of a change and the change, once the city is sealed.
    uint40 public constant NOTICE_PERIOD = 30 days;

    /// @dev Asked whether the city is sealed. Not {authority}, which the council may replace: another authority could
    /// deny the sealing, and with it the notice.
    ICityAuthority private immutable _city;

    /// @param authority_ the city's {ICityAuthority}
    constructor(address authority_) AccessManaged(authority_) {
        _city = ICityAuthority(authority_);
    }

    /// @dev When a change that is announced now takes effect, Unix seconds.
    function _noticeEndsAt() internal view returns (uint40) {
        uint40 announcedAt = SafeCast.toUint40(block.timestamp);
        return _city.isSealed() ? announcedAt + NOTICE_PERIOD : announcedAt;
    }
}
