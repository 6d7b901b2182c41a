// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ISaleConsents} from "./ISaleConsents.sol";
import {IEscrows} from "./IEscrows.sol";
import {SaleTitles} from "./SaleTitles.sol";

/// @title Escrows
/// @notice See {IEscrows}.
abstract contract Escrows is IEscrows, SaleTitles {
    // --- Types and constants ---

    /// @dev One slot.
    struct Escrow {
        uint128 deposit;
        EscrowState state;
    }

    /// @inheritdoc IEscrows
    uint40 public constant TENDER_PERIOD = 3 days;

    bytes32 private constant CANCELLATION_TYPEHASH = keccak256(
        "Cancellation(bytes32 statement,bool isForfeited,uint40 deadline)"
    );

    // --- Storage ---

    mapping(bytes32 statement => Escrow escrow) internal _escrows;

    // --- Writes ---

    /// @inheritdoc IEscrows
    function open(Sale calldata sale, bytes32 chain, bytes[] calldata signatures) external {
        _requireActive();
        _requireTimely(sale.deadline);
        _requireShape(sale);
        require(sale.deposit != 0, DepositMissing());
        _requireSides(sale);
        bytes32 statement = _statementOf(sale, chain);
        _requireParties(sale, statement, signatures, CONTRACT);
        _requireState(statement, EscrowState.None);
        require(_isSellable(sale), SaleNotReady(sale.id));

        _escrows[statement] = Escrow(SafeCast.toUint128(sale.deposit), EscrowState.Open);
        emit EscrowOpened(sale.id, statement, sale.deposit);
        _collect(sale.buyer, sale.deposit);
    }

    /// @inheritdoc IEscrows
    function tender(Sale calldata sale, bytes32 chain, bytes[] calldata signatures) external {
        uint40 deadline = sale.deadline;
        require(chain == 0 && block.timestamp + TENDER_PERIOD <= deadline, TenderUnfit(deadline));
        bytes32 statement = _statementOf(sale, chain);
        _requireParties(sale, statement, signatures, DISCHARGE);
        _requireState(statement, EscrowState.Open);
        require(_isReady(sale, statement), SaleNotReady(sale.id));

        _escrows[statement].state = EscrowState.Tendered;
        emit Tendered(statement);
    }

    /// @inheritdoc IEscrows
    function challenge(Sale calldata sale, bytes32 chain) external {
        bytes32 statement = _statementOf(sale, chain);
        _requireState(statement, EscrowState.Tendered);
        require(!_isReady(sale, statement), TenderStands(statement));

        _escrows[statement].state = EscrowState.Open;
        emit TenderFell(statement);
    }

    /// @inheritdoc IEscrows
    function refund(Sale calldata sale, bytes32 chain) external {
        bytes32 statement = _statementOf(sale, chain);
        EscrowState state = _requireFunded(statement);
        if (!_isDead(sale)) {
            require(block.timestamp > sale.deadline, EscrowPending(sale.deadline));
            require(state == EscrowState.Open || !_isReady(sale, statement), TenderStands(statement));
        }

        delete _escrows[statement];
        emit EscrowRefunded(statement);
        _payOut(sale.buyer, sale.deposit);
    }

    /// @inheritdoc IEscrows
    function forfeit(Sale calldata sale, bytes32 chain) external {
        bytes32 statement = _statementOf(sale, chain);
        _requireState(statement, EscrowState.Tendered);
        require(block.timestamp > sale.deadline, EscrowPending(sale.deadline));
        require(_isReady(sale, statement), SaleNotReady(sale.id));

        delete _escrows[statement];
        emit EscrowForfeited(statement);
        _payForfeits(sale);
    }

    /// @inheritdoc IEscrows
    function cancel(
        Sale calldata sale,
        bytes32 chain,
        bool isForfeited,
        uint40 deadline,
        bytes[] calldata signatures
    ) external {
        bytes32 statement = _statementOf(sale, chain);
        bytes32 structHash = keccak256(abi.encode(CANCELLATION_TYPEHASH, statement, isForfeited, deadline));
        uint256 sellers = sale.sellers.length;
        require(
            signatures.length == sellers + 1,
            ISaleConsents.SignatureCountDiffers(signatures.length, sellers + 1)
        );
        for (uint256 i = 0; i < sellers; ++i) {
            _requireSigned(sale.sellers[i].account, structHash, deadline, signatures[i]);
        }
        _requireSigned(sale.buyer, structHash, deadline, signatures[sellers]);
        _requireFunded(statement);

        // Kept for good: the parties' signatures of the statement are still about.
        _escrows[statement] = Escrow(0, EscrowState.Cancelled);
        emit EscrowCancelled(statement, isForfeited);
        if (isForfeited) _payForfeits(sale);
        else _payOut(sale.buyer, sale.deposit);
    }

    // --- Reads ---

    /// @inheritdoc IEscrows
    function escrowOf(bytes32 statement) external view returns (EscrowState state, uint256 deposit) {
        Escrow memory escrow = _escrows[statement];
        return (escrow.state, escrow.deposit);
    }

    /// @inheritdoc IEscrows
    function isReady(Sale calldata sale, bytes32 statement) external view returns (bool) {
        return _isReady(sale, statement);
    }

    // --- Internal writes ---

    function _payForfeits(Sale calldata sale) private {
        uint256 rest = sale.deposit;
        for (uint256 i = 0; i < sale.sellers.length; ++i) {
            rest -= sale.sellers[i].forfeit;
            _payOut(sale.sellers[i].account, sale.sellers[i].forfeit);
        }
        _payOut(sale.buyer, rest);
    }

    // --- Internal reads ---

    /// @dev No call here is tried and caught: who gives too little gas makes nothing look unready.
    function _isReady(Sale calldata sale, bytes32 statement) private view returns (bool) {
        return
            _isSellable(sale) &&
            _isDischarged(sale) &&
            _isTaxed(sale) &&
            _isNotarised(sale) &&
            _isEntered(statement) &&
            _isAgentFor(sale);
    }

    /// @dev Whoever stands on both sides could make the sale fail, and win by it.
    function _requireSides(Sale calldata sale) private pure {
        address buyer = sale.buyer;
        for (uint256 i = 0; i < sale.payoffs.length; ++i) {
            require(sale.payoffs[i].holder != buyer, EscrowPartyUnfit(buyer));
        }
        for (uint256 i = 0; i < sale.sellers.length; ++i) {
            address seller = sale.sellers[i].account;
            require(seller != buyer, EscrowPartyUnfit(buyer));
            for (uint256 k = 0; k < sale.charges.length; ++k) {
                require(sale.charges[k].holder != seller, EscrowPartyUnfit(seller));
            }
        }
    }

    function _requireState(bytes32 statement, EscrowState expected) private view {
        EscrowState state = _escrows[statement].state;
        require(state == expected, EscrowStateUnfit(statement, state));
    }

    function _requireFunded(bytes32 statement) private view returns (EscrowState state) {
        state = _escrows[statement].state;
        require(state == EscrowState.Open || state == EscrowState.Tendered, EscrowStateUnfit(statement, state));
    }
}
