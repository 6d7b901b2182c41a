// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The roles of the city
/// @notice Role ids of {CityAuthority}, fixed once and for every service. Each role carries one line on what its
/// members may and may never do; the deployed table (holders, delays, functions) is generated into docs/roles.md.
/// A role enters this library with its first function.
library CityRoles {
    /// @notice May configure the city: roles, functions, directory, deployments, openings. May never act at once
    /// (48 hours' delay), undo the court's acts, or appoint the ombudsman.
    /// @dev OpenZeppelin's ADMIN_ROLE.
    uint64 internal constant COUNCIL = 0;

    /// @notice May close a target at once for seven days. May never open, appoint or configure anything.
    uint64 internal constant GUARDIAN = 1;

    /// @notice May cancel the council's pending acts. May never start an act of its own.
    uint64 internal constant OMBUDSMAN = 2;

    /// @notice May appoint the ombudsman and, with seven days' delay, order what a judgment says. May never
    /// configure the city.
    uint64 internal constant COURT_ORDERS = 3;

    /// @notice May freeze at once what a court names, and stop a recovery. May never move anything.
    uint64 internal constant COURT_FREEZE = 4;

    /// @notice May set the minters' limits and appoint minters, with 48 hours' delay. May never mint.
    uint64 internal constant MINT_POLICY = 5;

    /// @notice May create tokens against money received, within its allowance. May never set limits or attest the
    /// reserve.
    uint64 internal constant MINTER = 6;

    /// @notice May attest the reserve that backs the token. May never mint.
    uint64 internal constant TREASURER = 7;

    /// @notice May announce and freeze electoral rolls, and create, open and, before they open, void elections. May
    /// never change a roll, a question or a time, or touch an election that is open.
    uint64 internal constant ELECTION_OFFICE = 9;

    /// @notice May post rolls, sign and issue single bills, void a roll before it opens, carry arrears over, answer
    /// disputes, credit within a limit, refund debtors, and grant instalments. May never change a bill, name a payee, or
    /// take anybody's money.
    uint64 internal constant BILLING_OFFICE = 8;

    /// @notice May name payees, collectors and the accounts that credits draw on, and decide credits and refunds above
    /// the officers' limit, with 24 hours' delay. May never post or sign a bill.
    uint64 internal constant BILLING_HEAD = 11;
    /// @notice May enter titles, and with all owners' signatures encumbrances, divisions, notices and replots; appoints
    /// the desks of the day-book. May never move a title, enter a lien without a signature or an order, or decide a
    /// dispute.
    uint64 internal constant LAND_REGISTRAR = 13;

    /// @notice May, with seven days' delay, open namespaces: districts, and the register before the chain. May never
    /// change what is entered.
    uint64 internal constant LAND_CORRECTIONS = 14;

    /// @notice May register and stop meters and gateways, note calibrations, and publish the hours of certificates. May
    /// never move a meter or a bond, or set a price.
    uint64 internal constant METER_OFFICE = 15;

    /// @notice May name the machines that settle, set the credit of households within a cap, and serve households before
    /// price. May never set a tariff or touch a reading, an order or money.
    uint64 internal constant GRID_OPERATOR = 16;

    /// @notice May open zones of the energy market, set tariffs of days to come, and spend guarantee funds, with 24 hours'
    /// delay. May never change a day that has begun, or touch a household's money.
    uint64 internal constant ENERGY_HEAD = 17;
}
