// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccountWord} from "../libraries/AccountWords.sol";
import {OneOffOrder, OrderQueue} from "../libraries/OrderWords.sol";
import {IMarketZones} from "./IMarketZones.sol";

/// @title MarketStore
/// @notice Where the market keeps zones and accounts: a struct at a place of its own (ERC-7201), so that {EnergyMarket}
/// and the library {Settlements}, which it delegates to, share it.
library MarketStore {
    // --- Types ---

    /// @notice Whose an account is, with the days that are seldom asked for; one slot.
    /// @dev `appendedOn`: first day of the first household at this place. `closesOn`: 0 where the account stays. Priority
    /// lasts from `priorityFrom` to the day before `priorityUntil`.
    struct Holding {
        address owner;
        uint32 device;
        uint16 appendedOn;
        uint16 closesOn;
        uint16 priorityFrom;
        uint16 priorityUntil;
    }

    /// @notice What an account owes, and what of it is held; one slot.
    struct Debt {
        uint64 owed;
        uint64 creditLimit;
        uint64 frozen;
        uint40 certificateWh;
    }

    /// @notice Who supplies a zone and whom its fees go to.
    struct Parties {
        address utility;
        uint64 reserve;
        address[3] payees;
    }

    /// @notice Everything.
    /// @dev `settled`: a ring of hashes, see {Settlements}.
    /// @custom:storage-location erc7201:civitas.energy.market
    struct Store {
        mapping(uint16 zone => IMarketZones.Zone) zones;
        mapping(uint16 zone => Parties) parties;
        mapping(uint16 zone => IMarketZones.Purse) purses;
        mapping(uint16 zone => IMarketZones.Tariff[]) tariffs;
        mapping(uint16 zone => AccountWord[65536]) accounts;
        mapping(uint32 account => OrderQueue) queues;
        mapping(uint32 account => OneOffOrder) oneOffs;
        mapping(uint32 account => Holding) holdings;
        mapping(uint32 account => Debt) debts;
        mapping(uint16 zone => mapping(uint256 position => bytes32)) settled;
    }

    // --- Constants ---

    // keccak256(abi.encode(uint256(keccak256("civitas.energy.market")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant PLACE = 0x59819f2f2035c16a0e264eb6a5738bea0ea991b0bce84f3cdd9ac3192ffdbc00;

    // --- Reads ---

    /// @notice The store of the contract that runs.
    /// @return store everything
    function get() internal pure returns (Store storage store) {
        assembly ("memory-safe") {
            store.slot := PLACE
        }
    }

    /// @notice Number of an account.
    /// @param zone its number
    /// @param place in its readings
    /// @return account zone · 65,536 + place
    function accountAt(uint16 zone, uint256 place) internal pure returns (uint32 account) {
        return (uint32(zone) << 16) | uint16(place);
    }

    /// @notice Zone and place of an account.
    /// @param account its number
    /// @return zone its number
    /// @return place in its readings
    function placeOf(uint32 account) internal pure returns (uint16 zone, uint16 place) {
        return (uint16(account >> 16), uint16(account));
    }
}
