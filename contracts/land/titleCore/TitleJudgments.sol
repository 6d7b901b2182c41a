// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IAgents} from "../../governance/IAgents.sol";
import {IAccountRecovery} from "../../identity/IAccountRecovery.sol";
import {ITitleCore} from "../ITitleCore.sol";
import {ITitleOrders} from "../ITitleOrders.sol";
import {EncumbranceWord, EncumbranceWords} from "../libraries/EncumbranceWords.sol";
import {TitleWord, TitleWords} from "../libraries/TitleWords.sol";
import {OrderedActs} from "./OrderedActs.sol";

/// @title TitleJudgments
/// @notice The code of courts' orders, objections and recoveries. The register holds all records and runs this code on
/// them (delegatecall). The specification is {ITitleOrders}.
/// @dev On its own it holds nothing and means nothing. The register asks the authority before it calls.
contract TitleJudgments is OrderedActs {
    using SafeCast for uint256;

    // --- Constructor ---

    /// @param before_ register that the one on whose storage this runs succeeds; zero for the first
    constructor(address before_) OrderedActs(before_) {}

    // --- Writes: courts ---

    /// @notice See {ITitleOrders-encumberByOrder}.
    /// @param id title
    /// @param terms what it says
    /// @param orderHash order
    /// @param intake number in the day-book
    /// @param salt of the application
    /// @return number within the title
    function encumberByOrder(
        uint256 id,
        ITitleCore.Terms calldata terms,
        bytes32 orderHash,
        uint256 intake,
        bytes32 salt
    ) external returns (uint256) {
        require(
            EncumbranceWords.flagsOf(terms.kind) & EncumbranceWords.INVOLUNTARY != 0,
            ITitleCore.EncumbranceKindUnfit(terms.kind)
        );
        TitleWord title = _requireLive(id);
        _useOrder(id, orderHash);
        EncumbranceWord encumbrance = _useIntake(id, terms, orderHash, intake, salt);
        title = _encumber(id, title, encumbrance, orderHash);
        _titles[id] = title;
        return title.lastNumber();
    }

    /// @notice See {ITitleOrders-divideByOrder}.
    /// @param id title
    /// @param shares of everyone
    /// @param denominator of the shares
    /// @param orderHash order
    function divideByOrder(
        uint256 id,
        ITitleCore.Share[] calldata shares,
        uint64 denominator,
        bytes32 orderHash
    ) external {
        TitleWord title = _requireLive(id);
        _useOrder(id, orderHash);
        _divide(id, title, shares, denominator, orderHash);
    }

    /// @notice See {ITitleOrders-releaseByOrder}.
    /// @param id title
    /// @param number of the encumbrance
    /// @param orderHash order
    function releaseByOrder(uint256 id, uint256 number, bytes32 orderHash) external {
        TitleWord title = _requireLive(id);
        EncumbranceWord encumbrance = _requireEncumbrance(id, number);
        _useOrder(id, orderHash);
        _titles[id] = _release(id, title, number, encumbrance, orderHash);
    }

    /// @notice See {ITitleOrders-orderSale}.
    /// @param id title
    /// @param isOrdered whether it is to be sold
    /// @param orderHash order
    function orderSale(uint256 id, bool isOrdered, bytes32 orderHash) external {
        TitleWord title = _requireLive(id);
        _useOrder(id, orderHash);
        _titles[id] = isOrdered ? title.with(TitleWords.SALE_ORDERED) : title.without(TitleWords.SALE_ORDERED);
        emit ITitleOrders.SaleOrdered(id, isOrdered);
    }

    /// @notice See {ITitleOrders-settleDispute}.
    /// @param id title
    /// @param orderHash order
    function settleDispute(uint256 id, bytes32 orderHash) external {
        TitleWord title = _requireLive(id);
        require(title.has(TitleWords.DISPUTED), ITitleOrders.TitleNotInDispute(id));
        _useOrder(id, orderHash);
        _titles[id] = title.without(TitleWords.DISPUTED);
        emit ITitleOrders.DisputeSettled(id);
    }

    /// @notice See {ITitleOrders-lodgeObjection}.
    /// @param id title
    /// @param documentHash objection
    function lodgeObjection(uint256 id, bytes32 documentHash) external {
        address desk = _msgSender();
        require(_desks[desk], ITitleCore.DeskUnknown(desk));
        TitleWord title = _requireLive(id);
        require(title.status() == TitleWords.PROVISIONAL, ITitleOrders.TitleAlreadyAbsolute(id));
        _titles[id] = title.with(TitleWords.DISPUTED);
        emit ITitleOrders.ObjectionLodged(id, documentHash);
        emit ITitleOrders.TitleDisputed(id);
    }

    // --- Writes: recovery ---

    /// @notice See {ITitleOrders-suspend}.
    /// @param account who
    function suspend(address account) external {
        _setSuspended(account, _registry().frozenUntil(account));
    }

    /// @notice See {ITitleOrders-announceRecovery}.
    /// @param account whose titles
    function announceRecovery(address account) external {
        IAccountRecovery registry = _registry();
        address heir = registry.successorOf(account);
        require(_canSucceed(account, heir), ITitleOrders.RecoveryUnfounded(account, heir));
        Recovery memory recovery = _recoveries[account];
        require(
            recovery.successor != heir && !_barred[account][heir],
            ITitleOrders.RecoveryAlreadyAnnounced(account, heir)
        );

        // A key that was reported stolen does not object to its own replacement.
        bool isSilent = _isSuspended(recovery) || block.timestamp < registry.frozenUntil(account);
        recovery.state = isSilent ? ITitleOrders.RecoveryState.Silent : ITitleOrders.RecoveryState.Announced;
        recovery.successor = heir;
        recovery.effectiveAt = block.timestamp.toUint40() + NOTICE_OF_RECOVERY;
        _recoveries[account] = recovery;
        emit ITitleOrders.RecoveryAnnounced(account, heir, recovery.effectiveAt);
    }

    /// @notice See {ITitleOrders-contestRecovery}.
    function contestRecovery() external {
        address account = _msgSender();
        Recovery memory recovery = _recoveries[account];
        bool isOpen = recovery.state == ITitleOrders.RecoveryState.Announced && block.timestamp < recovery.effectiveAt;
        bool isStolen = _isSuspended(recovery) || block.timestamp < _registry().frozenUntil(account);
        require(isOpen && !isStolen, ITitleOrders.RecoveryContestUnfit(account));
        _setState(account, ITitleOrders.RecoveryState.Contested);
        emit ITitleOrders.RecoveryContested(account);
    }

    /// @notice See {ITitleOrders-contestRecoveryByOrder}.
    /// @param account whose titles
    /// @param orderHash order
    function contestRecoveryByOrder(address account, bytes32 orderHash) external {
        Recovery memory recovery = _recoveries[account];
        bool isOpen =
            recovery.state == ITitleOrders.RecoveryState.Announced ||
                recovery.state == ITitleOrders.RecoveryState.Silent;
        require(isOpen, ITitleOrders.RecoveryNotDue(account, recovery.state, recovery.effectiveAt));
        _useOrder(0, orderHash);
        _setState(account, ITitleOrders.RecoveryState.Contested);
        emit ITitleOrders.RecoveryContested(account);
    }

    /// @notice See {ITitleOrders-decideRecovery}.
    /// @param account whose titles
    /// @param isAllowed whether they move
    /// @param orderHash order
    function decideRecovery(address account, bool isAllowed, bytes32 orderHash) external {
        Recovery memory recovery = _recoveries[account];
        require(
            recovery.state == ITitleOrders.RecoveryState.Contested,
            ITitleOrders.RecoveryNotDue(account, recovery.state, recovery.effectiveAt)
        );
        _useOrder(0, orderHash);
        if (!isAllowed) _barred[account][recovery.successor] = true;
        _setState(account, isAllowed ? ITitleOrders.RecoveryState.Allowed : ITitleOrders.RecoveryState.Barred);
        emit ITitleOrders.RecoveryDecided(account, isAllowed);
    }

    /// @notice See {ITitleOrders-recoverTitles}.
    /// @param account whose titles
    /// @param ids which
    function recoverTitles(address account, uint256[] calldata ids) external {
        address heir = _requireRecoverable(account);
        for (uint256 i = 0; i < ids.length; ++i) {
            uint256 id = ids[i];
            TitleWord title = _requireLive(id);
            require(!title.has(TitleWords.FROZEN), ITitleCore.TitleFrozen(id));
            (uint256 share, ) = _ownedBy(id, title, account);
            require(share != 0, ITitleCore.OwnerUnknown(id, account));
            if (title.has(TitleWords.SHARED)) _moveShare(id, title, account, heir);
            else _move(id, title, heir);
            emit ITitleOrders.TitleRecovered(id, account, heir);
        }
    }

    /// @notice See {ITitleOrders-recoverEncumbrances}.
    /// @param account who holds them
    /// @param id title
    /// @param numbers which
    function recoverEncumbrances(address account, uint256 id, uint256[] calldata numbers) external {
        address heir = _requireRecoverable(account);
        _requireLive(id);
        for (uint256 i = 0; i < numbers.length; ++i) {
            _setHolder(id, numbers[i], _requireHeldBy(id, numbers[i], account), heir);
        }
    }

    // --- Internal writes ---

    function _moveShare(uint256 id, TitleWord title, address from, address to) private {
        uint32 round = _shareHeads[id].round;
        uint64 share = _shares[id][round][from];
        _setShare(id, round, from, 0);
        _setShare(id, round, to, _shares[id][round][to] + share);
        _titles[id] = title.raised();
    }

    function _setState(address account, ITitleOrders.RecoveryState state) private {
        _recoveries[account].state = state;
    }

    function _setSuspended(address account, uint40 until) private {
        _recoveries[account].suspendedUntil = until;
        emit ITitleOrders.AccountSuspended(account, until);
    }

    // --- Internal reads ---

    /// @dev The successor to whom everything moves now.
    function _requireRecoverable(address account) private view returns (address heir) {
        Recovery memory recovery = _recoveries[account];
        bool isPending =
            recovery.state == ITitleOrders.RecoveryState.Announced ||
                recovery.state == ITitleOrders.RecoveryState.Silent;
        bool isDue = recovery.state == ITitleOrders.RecoveryState.Allowed || isPending;
        require(
            isDue && block.timestamp >= recovery.effectiveAt,
            ITitleOrders.RecoveryNotDue(account, recovery.state, recovery.effectiveAt)
        );
        heir = _registry().successorOf(account);
        require(heir == recovery.successor, ITitleOrders.RecoveryUnfounded(account, heir));
    }

    function _canSucceed(address account, address heir) private view returns (bool) {
        return _canHold(heir) && heir != account;
    }

    function _isSuspended(Recovery memory recovery) private view returns (bool) {
        return block.timestamp < recovery.suspendedUntil;
    }

    /// @dev The register, whose agents' table names the registry, is the contract on whose storage this code runs.
    function _registry() private view returns (IAccountRecovery registry) {
        registry = IAccountRecovery(IAgents(address(this)).checkerOf(RECOVERY_QUESTION));
        require(address(registry) != address(0), ITitleOrders.RecoveryUnavailable());
    }
}
