// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Zones of the energy market
/// @notice A zone is the market of one feeder: a utility that supplies what neighbours do not, three levels of the grid
/// that take a fee, a guarantee fund, and a tariff that changes at 00:00 UTC alone.
/// @dev Money is in millionths of a token, energy in Wh, prices in millionths of a token per Wh. Days and intervals (a
/// quarter of an hour) are counted in UTC from 1970-01-01.
///
/// Assumptions: a utility keeps its purse filled: its reserve stays while it is withdrawn from.
/// Trust: the ENERGY_HEAD opens zones and sets tariffs, never of a day that has begun. How a zone finds prices and to whom
/// certificates belong never changes. Nobody takes what a purse holds for others.
interface IMarketZones {
    // --- Types ---

    /// @notice How a zone finds its price.
    /// @custom:value Walras where demand meets supply; where a range of prices clears, its middle
    /// @custom:value Mid the middle between the utility's two prices, less the fee; the longer side shares
    enum PricePolicy {
        Walras,
        Mid
    }

    /// @notice To whom certificates of traded energy belong; of what is not traded, to who exported it.
    enum Attribution {
        Seller,
        Buyer
    }

    /// @notice A zone to open.
    /// @param policy how it finds its price
    /// @param attribution to whom certificates belong
    /// @param hasPriority whether priority households are served before price
    /// @param utility account that supplies the rest
    /// @param utilityReserve what it leaves in its purse
    /// @param payees of the levels of the grid: feeder, substation, city
    struct ZoneSetup {
        PricePolicy policy;
        Attribution attribution;
        bool hasPriority;
        address utility;
        uint64 utilityReserve;
        address[3] payees;
    }

    /// @notice A zone as it stands.
    /// @param nextInterval the next one to settle
    /// @param places of its list of readings
    /// @param tariffIndex position of the tariff of the last day settled
    /// @param policy how it finds its price
    /// @param attribution to whom certificates belong
    /// @param hasPriority whether priority households are served before price
    /// @param fund money of its guarantee fund
    /// @param fundLent what the fund has advanced for debts
    struct Zone {
        uint32 nextInterval;
        uint16 places;
        uint16 tariffIndex;
        PricePolicy policy;
        Attribution attribution;
        bool hasPriority;
        uint64 fund;
        uint64 fundLent;
    }

    /// @notice Money of the utility and of the levels of the grid.
    /// @param utility of the utility
    /// @param levels of feeder, substation and city
    struct Purse {
        uint64 utility;
        uint64[3] levels;
    }

    /// @notice A tariff.
    /// @param feedIn what the utility pays for exported energy that no neighbour bought
    /// @param retail what it takes for energy that no neighbour sold, grid included
    /// @param fees of the levels of the grid for traded energy: feeder, substation, city
    /// @param fromDay first day
    struct Tariff {
        uint24 feedIn;
        uint24 retail;
        uint24[3] fees;
        uint16 fromDay;
    }

    // --- Events ---

    /// @notice A zone is open; it settles from the next day on.
    /// @param zone its number
    /// @param utility who supplies the rest
    /// @param policy how it finds its price
    /// @param attribution to whom certificates belong
    /// @param hasPriority whether priority households are served before price
    event ZoneOpened(
        uint16 indexed zone,
        address indexed utility,
        PricePolicy policy,
        Attribution attribution,
        bool hasPriority
    );

    /// @notice A tariff was set; those that were to begin on its first day or later are dropped.
    /// @param zone its number
    /// @param feedIn see {Tariff}
    /// @param retail see {Tariff}
    /// @param fees see {Tariff}
    /// @param fromDay first day
    event TariffSet(uint16 indexed zone, uint24 feedIn, uint24 retail, uint24[3] fees, uint16 fromDay);

    /// @notice A machine may settle before the deadline, or no longer.
    /// @param operator its account
    /// @param isNamed whether it may
    event OperatorSet(address indexed operator, bool isNamed);

    /// @notice Money came into the guarantee fund.
    /// @param zone its number
    /// @param from who paid
    /// @param amount how much
    event FundAdded(uint16 indexed zone, address indexed from, uint256 amount);

    /// @notice Money of the guarantee fund went out.
    /// @param zone its number
    /// @param to who got it
    /// @param amount how much
    event FundWithdrawn(uint16 indexed zone, address indexed to, uint256 amount);

    /// @notice Money came into the utility's purse.
    /// @param zone its number
    /// @param from who paid
    /// @param amount how much
    event UtilityFunded(uint16 indexed zone, address indexed from, uint256 amount);

    /// @notice Money of the utility went out.
    /// @param zone its number
    /// @param to who got it
    /// @param amount how much
    event UtilityWithdrawn(uint16 indexed zone, address indexed to, uint256 amount);

    /// @notice A level of the grid got its fees.
    /// @param zone its number
    /// @param level 0 feeder, 1 substation, 2 city
    /// @param payee who got them
    /// @param amount how much
    event FeesPaid(uint16 indexed zone, uint8 level, address indexed payee, uint256 amount);

    // --- Errors ---

    /// @notice There is no such zone.
    /// @param zone number given
    error ZoneUnknown(uint16 zone);

    /// @notice The zone is open already.
    /// @param zone its number
    error ZoneAlreadyOpen(uint16 zone);

    /// @notice A zone needs a number, a utility and three payees.
    /// @param zone number given
    error ZoneIncomplete(uint16 zone);

    /// @notice Nothing is left between the utility's two prices.
    /// @param feedIn see {Tariff}
    /// @param fee of all levels
    /// @param retail see {Tariff}
    error TariffWithoutBand(uint24 feedIn, uint256 fee, uint24 retail);

    /// @notice The day has begun; a zone's first tariff is that of the next day.
    /// @param fromDay given
    /// @param earliest first day allowed
    error TariffTooEarly(uint16 fromDay, uint16 earliest);

    /// @notice The caller is not the utility.
    /// @param zone its number
    /// @param caller who tried
    error UtilityOnly(uint16 zone, address caller);

    /// @notice The purse, the reserve taken off, or the fund holds less.
    /// @param zone its number
    /// @param amount wanted
    /// @param available there
    error PurseTooSmall(uint16 zone, uint256 amount, uint256 available);

    /// @notice The grid has three levels.
    /// @param level given
    error LevelUnknown(uint8 level);

    // --- Writes ---

    /// @notice Opens a zone.
    /// @param zone its number, which is that of the register of meters
    /// @param setup what never changes
    /// @param tariff its first one; `fromDay` is the next day
    /// @dev Caller: ENERGY_HEAD. Reverts with {ZoneIncomplete}, {ZoneAlreadyOpen}, {TariffWithoutBand}, {TariffTooEarly},
    /// {ISuccession-ContractRetired}.
    function openZone(uint16 zone, ZoneSetup calldata setup, Tariff calldata tariff) external;

    /// @notice Sets the tariff from a day on that has not begun; what was planned for that day or later ones is dropped.
    /// @param zone its number
    /// @param tariff what holds from then on
    /// @dev Caller: ENERGY_HEAD. Reverts with {ZoneUnknown}, {TariffWithoutBand}, {TariffTooEarly}.
    function setTariff(uint16 zone, Tariff calldata tariff) external;

    /// @notice Names a machine that settles, or dismisses it.
    /// @param operator its account
    /// @param isNamed whether it may
    /// @dev Caller: GRID_OPERATOR.
    function setOperator(address operator, bool isNamed) external;

    /// @notice Adds the caller's tokens to a guarantee fund.
    /// @param zone its number
    /// @param amount how much
    /// @dev Caller: anyone. Reverts with {ZoneUnknown}.
    function addToFund(uint16 zone, uint64 amount) external;

    /// @notice Takes money of a guarantee fund out.
    /// @param zone its number
    /// @param to who gets it
    /// @param amount how much
    /// @dev Caller: ENERGY_HEAD. Reverts with {PurseTooSmall}.
    function withdrawFund(uint16 zone, address to, uint64 amount) external;

    /// @notice Adds the caller's tokens to the utility's purse.
    /// @param zone its number
    /// @param amount how much
    /// @dev Caller: anyone. Reverts with {ZoneUnknown}.
    function addToUtility(uint16 zone, uint64 amount) external;

    /// @notice Takes money of the utility out, down to its reserve.
    /// @param zone its number
    /// @param to who gets it
    /// @param amount how much
    /// @dev Caller: the utility. Reverts with {UtilityOnly}, {PurseTooSmall}.
    function withdrawUtility(uint16 zone, address to, uint64 amount) external;

    /// @notice Pays a level of the grid what it has earned.
    /// @param zone its number
    /// @param level 0 feeder, 1 substation, 2 city
    /// @return amount how much
    /// @dev Caller: anyone. Reverts with {ZoneUnknown}, {LevelUnknown}.
    function payFees(uint16 zone, uint8 level) external returns (uint256 amount);

    // --- Reads ---

    /// @notice The municipal token.
    /// @return its address
    function token() external view returns (address);

    /// @notice The register of meters.
    /// @return its address
    function meters() external view returns (address);

    /// @notice Whether a machine may settle before the deadline.
    /// @param operator its account
    /// @return true where it may
    function isOperator(address operator) external view returns (bool);

    /// @notice A zone as it stands.
    /// @param zone its number
    /// @return as it stands
    /// @dev Reverts with {ZoneUnknown}.
    function zoneOf(uint16 zone) external view returns (Zone memory);

    /// @notice Who supplies a zone and whom its fees go to.
    /// @param zone its number
    /// @return utility account of the utility
    /// @return reserve what it leaves in its purse
    /// @return payees of feeder, substation and city
    function partiesOf(uint16 zone) external view returns (address utility, uint64 reserve, address[3] memory payees);

    /// @notice Money of the utility and of the grid.
    /// @param zone its number
    /// @return what each has
    function purseOf(uint16 zone) external view returns (Purse memory);

    /// @notice The tariff of a day.
    /// @param zone its number
    /// @param day its number
    /// @return what holds
    /// @dev Reverts with {ZoneUnknown}; before the first tariff that one is told.
    function tariffOn(uint16 zone, uint16 day) external view returns (Tariff memory);
}
