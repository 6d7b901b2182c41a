// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICompletions} from "./conveyance/ICompletions.sol";
import {IEscrows} from "./conveyance/IEscrows.sol";
import {IForcedSales} from "./conveyance/IForcedSales.sol";
import {ISaleConsents} from "./conveyance/ISaleConsents.sol";
import {ISalePayments} from "./conveyance/ISalePayments.sol";
import {ISaleTaxes} from "./conveyance/ISaleTaxes.sol";

/// @title Conveyance
/// @notice Sales of titles against money: completion, chains, escrow, forced sale.
/// @dev An agent of the register with `SETTLE` and `FORECLOSE`. A successor is appointed by public notice; titles stay
/// where they are, open escrows and credits end here.
///
/// Assumptions: the register, the city's token and the assurance fund are the city's, fixed at deployment.
/// Trust: nobody's signature is replaced by an officer's. The city can tax within caps, ask for a notary, and, in mirror
/// mode, be first; it cannot sell.
interface IConveyance is ISaleTaxes, ISaleConsents, ISalePayments, ICompletions, IEscrows, IForcedSales {
    /// @notice Nothing moves to a successor: open escrows and credits end here.
    /// @param record that was asked for
    error RecordStays(bytes32 record);
}
