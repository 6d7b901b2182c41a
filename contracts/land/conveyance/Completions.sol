// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Tills} from "../libraries/Tills.sol";
import {ICompletions} from "./ICompletions.sol";
import {IEscrows} from "./IEscrows.sol";
import {SaleHashes} from "./SaleHashes.sol";
import {SaleOffice} from "./SaleOffice.sol";
import {SaleTitles} from "./SaleTitles.sol";

/// @title Completions
/// @notice See {ICompletions}.
/// @dev All signatures first (they may run foreign code), then titles, then money.
abstract contract Completions is SaleTitles, SaleOffice, ICompletions {
    using Tills for Tills.Till;

    // --- Constants ---

    /// @dev Accounts that money moves of, beside those who sign: the city's, the fund's and this contract's.
    uint256 private constant OTHERS = 3;

    // --- Writes ---

    /// @inheritdoc ICompletions
    function settle(Sale calldata sale, bytes[] calldata signatures) external {
        bytes32 statement = _statementOf(sale, 0);
        _check(sale, statement, signatures);
        Tills.Till memory till = Tills.create(signatures.length + OTHERS);
        _complete(sale, statement, till);
        _payAll(till);
    }

    /// @inheritdoc ICompletions
    function settleChain(Sale[] calldata sales, bytes[][] calldata signatures) external {
        uint256 count = sales.length;
        require(count > 1 && signatures.length == count, ChainUnfit(count, signatures.length));
        bytes32[] memory statements = _hashesOf(sales);
        bytes32 chain = keccak256(abi.encodePacked(statements));
        uint256 accounts = OTHERS;
        uint256 previous = 0;
        for (uint256 i = 0; i < count; ++i) {
            require(sales[i].id > previous, ChainOrderUnfit(sales[i].id));
            previous = sales[i].id;
            statements[i] = _digestOf(statements[i], chain);
            accounts += signatures[i].length;
            _check(sales[i], statements[i], signatures[i]);
        }
        Tills.Till memory till = Tills.create(accounts);
        for (uint256 i = 0; i < count; ++i) _complete(sales[i], statements[i], till);
        emit ChainCompleted(chain, count);
        _payAll(till);
    }

    // --- Reads ---

    /// @inheritdoc ICompletions
    function chainOf(Sale[] calldata sales) external pure returns (bytes32) {
        return keccak256(abi.encodePacked(_hashesOf(sales)));
    }

    /// @inheritdoc ICompletions
    function statementOf(Sale calldata sale, bytes32 chain) external view returns (bytes32) {
        return _statementOf(sale, chain);
    }

    // --- Internal writes ---

    /// @dev Title and tax of one sale, and who owes and gets what in it.
    function _complete(Sale calldata sale, bytes32 statement, Tills.Till memory till) private {
        (uint256 tax, uint256 levy) = _requireTax(sale);
        _requireHolders(sale);
        _useConfirmation(statement);
        uint256 deposit = _escrows[statement].deposit;
        if (deposit != 0) delete _escrows[statement];

        _transferTitle(sale);
        emit SaleCompleted(sale.id, statement, sale.buyer, sale.price, tax, levy);

        uint256 owed = sale.price + tax + levy;
        uint256 funds = _bookFunds(sale, till);
        require(funds <= owed, SaleOverfunded(funds, owed));
        till.addOwed(sale.buyer, owed - funds);
        till.addOwed(address(this), deposit);
        till.addDue(sale.buyer, deposit);
        _bookPrice(sale, till);
        till.addDue(_tariff.revenue, tax);
        till.addDue(assuranceFund, levy);
    }

    // --- Internal reads ---

    /// @dev The statement itself, and the consent of its parties: in escrow, some are bound already.
    function _check(Sale calldata sale, bytes32 statement, bytes[] calldata signatures) private view {
        _requireTimely(sale.deadline);
        _requireShape(sale);
        IEscrows.EscrowState state = _escrows[statement].state;
        require(state != IEscrows.EscrowState.Cancelled, IEscrows.EscrowStateUnfit(statement, state));
        uint256 stages = FINANCE;
        if (state == IEscrows.EscrowState.None) _requireActive();
        if (state == IEscrows.EscrowState.None) stages |= CONTRACT;
        if (state != IEscrows.EscrowState.Tendered) stages |= DISCHARGE;
        _requireParties(sale, statement, signatures, stages);
    }

    /// @dev Who lends to the buyer pays here and nowhere else.
    function _bookFunds(Sale calldata sale, Tills.Till memory till) private pure returns (uint256 funds) {
        Charge[] calldata charges = sale.charges;
        for (uint256 i = 0; i < charges.length; ++i) {
            funds += charges[i].funds;
            till.addOwed(charges[i].holder, charges[i].funds);
        }
    }

    /// @dev Holders of payoffs and sellers get what the statement says.
    function _bookPrice(Sale calldata sale, Tills.Till memory till) private pure {
        Payoff[] calldata payoffs = sale.payoffs;
        for (uint256 i = 0; i < payoffs.length; ++i) till.addDue(payoffs[i].holder, payoffs[i].amount);
        Seller[] calldata sellers = sale.sellers;
        for (uint256 i = 0; i < sellers.length; ++i) till.addDue(sellers[i].account, sellers[i].amount);
    }

    function _hashesOf(Sale[] calldata sales) private pure returns (bytes32[] memory hashes) {
        hashes = new bytes32[](sales.length);
        for (uint256 i = 0; i < hashes.length; ++i) hashes[i] = SaleHashes.hashOf(sales[i]);
    }
}
