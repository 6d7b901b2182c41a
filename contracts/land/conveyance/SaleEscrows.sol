// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IAgents} from "../../governance/IAgents.sol";
import {ISuccession} from "../../governance/ISuccession.sol";
import {ITitleCore} from "../ITitleCore.sol";
import {EncumbranceWord} from "../libraries/EncumbranceWords.sol";
import {TitleWord, TitleWords} from "../libraries/TitleWords.sol";
import {IEscrows} from "./IEscrows.sol";
import {ISaleConsents} from "./ISaleConsents.sol";
import {SaleCode} from "./SaleCode.sol";
import {SaleDues} from "./SaleDues.sol";
import {SaleMoney} from "./SaleMoney.sol";
import {SaleParties} from "./SaleParties.sol";
import {SaleRecords} from "./SaleRecords.sol";
import {SaleTitles} from "./SaleTitles.sol";

/// @title SaleEscrows
/// @notice The code of deposits between signing and completion. {IConveyance} holds all records and runs this code on
/// them (delegatecall): together they are more than a contract's code may be. The specification is {IEscrows}.
/// @dev On its own it holds nothing and means nothing. The contract asks whether it is retired before it calls.
contract SaleEscrows is SaleCode, SaleDues, SaleMoney, SaleParties, SaleTitles {
    // --- Constants ---

    /// @dev See {IEscrows-TENDER_PERIOD}.
    uint40 private constant PERIOD_OF_TENDER = 3 days;

    bytes32 private constant CANCELLATION_TYPEHASH = keccak256(
        "Cancellation(bytes32 statement,bool isForfeited,uint40 deadline)"
    );

    // --- Constructor ---

    /// @param setup that of the contract on whose records this runs
    constructor(Setup memory setup) SaleRecords(setup) {}

    // --- Writes ---

    /// @notice See {IEscrows-open}.
    /// @param sale what was signed
    /// @param chain what commits it to its chain
    /// @param signatures of all parties
    function open(Sale calldata sale, bytes32 chain, bytes[] calldata signatures) external {
        _requireTimely(sale.deadline);
        _requireShape(sale);
        require(sale.deposit != 0, IEscrows.DepositMissing());
        _requireSides(sale);
        bytes32 statement = _statementOf(sale, chain);
        _requireParties(sale, statement, signatures, CONTRACT);
        _requireState(statement, IEscrows.EscrowState.None);
        require(_isSellable(sale), IEscrows.SaleNotReady(sale.id));

        _escrows[statement] = Escrow(SafeCast.toUint128(sale.deposit), IEscrows.EscrowState.Open);
        emit IEscrows.EscrowOpened(sale.id, statement, sale.deposit);
        _collect(sale.buyer, sale.deposit);
    }

    /// @notice See {IEscrows-tender}.
    /// @param sale what was signed
    /// @param chain 0
    /// @param signatures of all parties
    function tender(Sale calldata sale, bytes32 chain, bytes[] calldata signatures) external {
        uint40 deadline = sale.deadline;
        require(chain == 0 && block.timestamp + PERIOD_OF_TENDER <= deadline, IEscrows.TenderUnfit(deadline));
        bytes32 statement = _statementOf(sale, chain);
        _requireParties(sale, statement, signatures, DISCHARGE);
        _requireState(statement, IEscrows.EscrowState.Open);
        require(_isReady(sale, statement), IEscrows.SaleNotReady(sale.id));

        _escrows[statement].state = IEscrows.EscrowState.Tendered;
        emit IEscrows.Tendered(statement);
    }

    /// @notice See {IEscrows-challenge}.
    /// @param sale what was signed
    /// @param chain 0
    function challenge(Sale calldata sale, bytes32 chain) external {
        bytes32 statement = _statementOf(sale, chain);
        _requireState(statement, IEscrows.EscrowState.Tendered);
        require(!_isReady(sale, statement), IEscrows.TenderStands(statement));

        _escrows[statement].state = IEscrows.EscrowState.Open;
        emit IEscrows.TenderFell(statement);
    }

    /// @notice See {IEscrows-refund}.
    /// @param sale what was signed
    /// @param chain what commits it to its chain
    function refund(Sale calldata sale, bytes32 chain) external {
        bytes32 statement = _statementOf(sale, chain);
        IEscrows.EscrowState state = _requireFunded(statement);
        if (!_isDead(sale)) {
            require(block.timestamp > sale.deadline, IEscrows.EscrowPending(sale.deadline));
            require(state == IEscrows.EscrowState.Open || !_isReady(sale, statement), IEscrows.TenderStands(statement));
        }

        delete _escrows[statement];
        emit IEscrows.EscrowRefunded(statement);
        _payOut(sale.buyer, sale.deposit);
    }

    /// @notice See {IEscrows-forfeit}.
    /// @param sale what was signed
    /// @param chain 0
    function forfeit(Sale calldata sale, bytes32 chain) external {
        bytes32 statement = _statementOf(sale, chain);
        _requireState(statement, IEscrows.EscrowState.Tendered);
        require(block.timestamp > sale.deadline, IEscrows.EscrowPending(sale.deadline));
        require(_isReady(sale, statement), IEscrows.SaleNotReady(sale.id));

        delete _escrows[statement];
        emit IEscrows.EscrowForfeited(statement);
        _payForfeits(sale);
    }

    /// @notice See {IEscrows-cancel}.
    /// @param sale what was signed
    /// @param chain what commits it to its chain
    /// @param isForfeited whether the sellers get what the statement says is forfeit
    /// @param deadline of the agreement
    /// @param signatures of sellers and buyer
    function cancel(
        Sale calldata sale,
        bytes32 chain,
        bool isForfeited,
        uint40 deadline,
        bytes[] calldata signatures
    ) external {
        bytes32 statement = _statementOf(sale, chain);
        _requireTimely(deadline);
        bytes32 digest = _hashTypedDataV4(
            keccak256(abi.encode(CANCELLATION_TYPEHASH, statement, isForfeited, deadline))
        );
        uint256 sellers = sale.sellers.length;
        require(signatures.length == sellers + 1, ISaleConsents.SignatureCountDiffers(signatures.length, sellers + 1));
        for (uint256 i = 0; i < sellers; ++i) {
            _requireAgreed(sale.sellers[i].account, digest, signatures[i]);
        }
        _requireAgreed(sale.buyer, digest, signatures[sellers]);
        _requireFunded(statement);

        // Kept for good: the parties' signatures of the statement are still about.
        _escrows[statement] = Escrow(0, IEscrows.EscrowState.Cancelled);
        emit IEscrows.EscrowCancelled(statement, isForfeited);
        if (isForfeited) _payForfeits(sale);
        else _payOut(sale.buyer, sale.deposit);
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
            (!isMirror || _confirmed[statement]) &&
            _isAgentFor(sale);
    }

    /// @dev Whether the register would let the sale complete now.
    function _isSellable(Sale calldata sale) private view returns (bool) {
        TitleWord title = ITitleCore(registry).titleOf(sale.id);
        uint8 standstill = TitleWords.FROZEN | TitleWords.DISPUTED | TitleWords.SALE_ORDERED;
        if (!title.isLive() || title.version() != sale.version || title.has(standstill)) return false;
        (address beneficiary, ) = ITitleCore(registry).noticeOf(sale.id);
        if (beneficiary != address(0) && beneficiary != sale.buyer) return false;
        return _isOwned(sale, title);
    }

    /// @dev Whether everything that blocks the title leaves with the consent of its holder, who may give it. What expires
    /// before the deadline may be taken off by anybody, and the statement would be about nothing then.
    function _isDischarged(Sale calldata sale) private view returns (bool) {
        uint256 blockers = 0;
        uint256 previous = 0;
        Payoff[] calldata payoffs = sale.payoffs;
        EncumbranceWord[] memory words = new EncumbranceWord[](payoffs.length);
        for (uint256 i = 0; i < words.length; ++i) {
            Payoff calldata payoff = payoffs[i];
            EncumbranceWord encumbrance = ITitleCore(registry).encumbranceOf(sale.id, payoff.number);
            words[i] = encumbrance;
            uint256 place = _placeOf(encumbrance, payoff.number);
            bool isNext = !encumbrance.isEmpty() && !encumbrance.isExpired(sale.deadline) && place > previous;
            if (!isNext || encumbrance.holder() != payoff.holder || !_canAct(payoff.holder)) return false;
            if (_isPaidBefore(payoffs, words, i)) return false;
            previous = place;
            if (encumbrance.blocks()) ++blockers;
        }
        return ITitleCore(registry).titleOf(sale.id).blockers() == blockers;
    }

    /// @dev Whether the register still takes what this contract does.
    function _isAgentFor(Sale calldata sale) private view returns (bool) {
        uint96 right = ITitleCore(registry).SETTLE();
        bool takesCharges = sale.charges.length == 0 || !ISuccession(registry).isRetired();
        return takesCharges && IAgents(registry).agentRights(address(this)) & right == right;
    }

    function _isDead(Sale calldata sale) private view returns (bool) {
        TitleWord title = ITitleCore(registry).titleOf(sale.id);
        return !title.isLive() || title.version() != sale.version;
    }

    function _isOwned(Sale calldata sale, TitleWord title) private view returns (bool) {
        uint256 sum = 0;
        uint256 whole = 1;
        address previous = address(0);
        for (uint256 i = 0; i < sale.sellers.length; ++i) {
            address account = sale.sellers[i].account;
            if (account <= previous || !_canAct(account)) return false;
            previous = account;
            if (title.has(TitleWords.SHARED)) {
                uint64 share;
                (share, whole) = ITitleCore(registry).shareOf(sale.id, account);
                if (share == 0) return false;
                sum += share;
            } else if (account == title.owner()) {
                ++sum;
            } else {
                return false;
            }
        }
        return sale.numerator == 0 ? sum == whole : title.has(TitleWords.SHARED) && sum >= sale.numerator;
    }

    /// @dev Whether {_requireTax} would pass.
    function _isTaxed(Sale calldata sale) private view returns (bool) {
        (uint256 id, address buyer) = (sale.id, sale.buyer);
        if (sale.isExempt && !_isExempted(id, buyer)) return false;
        (uint256 tax, uint256 levy) = _taxOf(id, buyer, sale.price, sale.isExempt);
        return tax <= sale.tax && levy <= sale.levy && _isCleared(id);
    }

    /// @dev Whether the statement's notary, where the city needs one, is one of the city's now.
    function _isNotarised(Sale calldata sale) private view returns (bool) {
        return sale.notary == address(0) ? !_tariff.needsNotary : _isNotary(sale.notary);
    }

    /// @dev Whoever stands on both sides could make the sale fail, and win by it.
    function _requireSides(Sale calldata sale) private pure {
        address buyer = sale.buyer;
        for (uint256 i = 0; i < sale.payoffs.length; ++i) {
            require(sale.payoffs[i].holder != buyer, IEscrows.EscrowPartyUnfit(buyer));
        }
        for (uint256 i = 0; i < sale.sellers.length; ++i) {
            address seller = sale.sellers[i].account;
            require(seller != buyer, IEscrows.EscrowPartyUnfit(buyer));
            for (uint256 k = 0; k < sale.charges.length; ++k) {
                require(sale.charges[k].holder != seller, IEscrows.EscrowPartyUnfit(seller));
            }
        }
    }

    function _requireState(bytes32 statement, IEscrows.EscrowState expected) private view {
        IEscrows.EscrowState state = _escrows[statement].state;
        require(state == expected, IEscrows.EscrowStateUnfit(statement, state));
    }

    function _requireFunded(bytes32 statement) private view returns (IEscrows.EscrowState state) {
        state = _escrows[statement].state;
        require(
            state == IEscrows.EscrowState.Open || state == IEscrows.EscrowState.Tendered,
            IEscrows.EscrowStateUnfit(statement, state)
        );
    }
}
