// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Context} from "@openzeppelin/contracts/utils/Context.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {AccountSignatures} from "../../identity/libraries/AccountSignatures.sol";
import {IERC7943NonFungible} from "../IERC7943NonFungible.sol";
import {ITitleCore} from "../ITitleCore.sol";
import {ITitleOrders} from "../ITitleOrders.sol";
import {DatedHash} from "../libraries/DatedHashes.sol";
import {EncumbranceWord, EncumbranceWords} from "../libraries/EncumbranceWords.sol";
import {TitleWord, TitleWords} from "../libraries/TitleWords.sol";

/// @title TitleRecords
/// @notice What {ITitleCore} stores, and the steps that its acts are made of.
/// @dev The register runs the code of several contracts on one storage (delegatecall): all of them begin with this base,
/// and so lay it out alike. Steps take the title's word from memory and hand the new one back: whoever calls stores it,
/// once.
abstract contract TitleRecords is Context, EIP712 {
    using AccountSignatures for address;

    // --- Types and constants ---

    /// @dev One slot. The round grows with each division: shares of earlier rounds mean nothing.
    struct ShareHead {
        uint64 denominator;
        uint32 round;
    }

    /// @dev One slot.
    struct Notice {
        address beneficiary;
        uint40 expiresAt;
    }

    /// @dev One slot.
    struct Recovery {
        address successor;
        uint40 effectiveAt;
        uint40 suspendedUntil;
        ITitleOrders.RecoveryState state;
    }

    /// @dev Longest life of what is signed, and of a priority notice.
    uint256 internal constant LONGEST_DEADLINE = 90 days;

    /// @dev How long an application waits in the day-book.
    uint256 internal constant INTAKE_PERIOD = 30 days;

    /// @dev See {ITitleCore-FIRST_RANKS}.
    uint32 internal constant RANKS_BEFORE = type(uint16).max;

    /// @dev What a title must not be where its owners deal with it.
    uint8 internal constant STANDSTILL = TitleWords.FROZEN | TitleWords.DISPUTED | TitleWords.SALE_ORDERED;

    // --- Storage ---

    mapping(uint256 id => TitleWord title) internal _titles;
    mapping(address owner => uint256 count) internal _balances;
    mapping(uint256 id => mapping(uint256 number => EncumbranceWord encumbrance)) internal _encumbrances;
    mapping(uint256 id => ShareHead head) internal _shareHeads;
    mapping(uint256 id => mapping(uint256 round => mapping(address holder => uint64 numerator))) internal _shares;
    mapping(uint256 id => Notice notice) internal _notices;
    mapping(uint256 intake => DatedHash application) internal _dayBook;
    mapping(address account => Recovery recovery) internal _recoveries;
    mapping(address account => mapping(address successor => bool isBarred)) internal _barred;
    mapping(bytes32 orderHash => bool isUsed) internal _usedOrders;
    mapping(address desk => bool isOpen) internal _desks;
    uint32 internal _lastIntake;

    // --- Constructor ---

    constructor() EIP712("Civitas LandRegistry", "1") {}

    // --- Internal writes: titles ---

    /// @dev Gives a title another owner; stores the word.
    function _move(uint256 id, TitleWord title, address to) internal {
        address from = title.owner();
        _titles[id] = title.conveyed(to);
        --_balances[from];
        ++_balances[to];
        emit IERC721.Transfer(from, to, id);
    }

    /// @dev Enters a title; stores the word.
    function _create(uint256 id, TitleWord title) internal {
        _titles[id] = title;
        ++_balances[title.owner()];
        emit IERC721.Transfer(address(0), title.owner(), id);
    }

    /// @dev Ends a title; stores the word.
    function _end(uint256 id, TitleWord title, uint256 status) internal {
        address from = title.owner();
        _titles[id] = title.ended(status);
        --_balances[from];
        emit IERC721.Transfer(from, address(0), id);
    }

    /// @dev A new division of a title among its owners: checks that the shares make one whole.
    function _divide(
        uint256 id,
        TitleWord title,
        ITitleCore.Share[] memory shares,
        uint64 denominator,
        bytes32 documentHash
    ) internal {
        uint32 round = _shareHeads[id].round + 1;
        _shareHeads[id] = ShareHead(denominator, round);
        emit ITitleCore.OwnershipDivided(id, denominator, documentHash);
        uint256 sum = 0;
        address previous = address(0);
        for (uint256 i = 0; i < shares.length; ++i) {
            (address holder, uint64 numerator) = (shares[i].holder, shares[i].numerator);
            _requireHolder(holder);
            require(holder > previous && numerator != 0, ITitleCore.SharesUnfit(sum, denominator));
            (previous, sum) = (holder, sum + numerator);
            _setShare(id, round, holder, numerator);
        }
        require(sum == denominator && shares.length > 1, ITitleCore.SharesUnfit(sum, denominator));
        _move(id, title.with(TitleWords.SHARED), address(this));
    }

    function _setShare(uint256 id, uint32 round, address holder, uint64 numerator) internal {
        _shares[id][round][holder] = numerator;
        emit ITitleCore.ShareSet(id, holder, numerator);
    }

    // --- Internal writes: encumbrances ---

    /// @dev Puts an encumbrance on a title. The caller stores the word.
    function _encumber(
        uint256 id,
        TitleWord title,
        EncumbranceWord encumbrance,
        bytes32 documentHash
    ) internal returns (TitleWord) {
        title = title.encumbered(encumbrance.blocks());
        uint256 number = title.lastNumber();
        _encumbrances[id][number] = encumbrance;
        emit ITitleCore.Encumbered(id, number, encumbrance.holder(), encumbrance, documentHash);
        return title;
    }

    /// @dev Takes an encumbrance off. The caller stores the word.
    function _release(
        uint256 id,
        TitleWord title,
        uint256 number,
        EncumbranceWord encumbrance,
        bytes32 documentHash
    ) internal returns (TitleWord) {
        _encumbrances[id][number] = EncumbranceWord.wrap(0);
        emit ITitleCore.Released(id, number, documentHash);
        return title.disencumbered(encumbrance.blocks());
    }

    function _setHolder(uint256 id, uint256 number, EncumbranceWord encumbrance, address to) internal {
        _encumbrances[id][number] = encumbrance.withHolder(to);
        emit ITitleCore.EncumbranceAssigned(id, number, encumbrance.holder(), to);
    }

    /// @dev Takes the next number of the day-book.
    function _nextIntake() internal returns (uint32 intake) {
        // Both are of 32 bits.
        intake = uint32(Math.max(_lastIntake, RANKS_BEFORE));
        require(intake != type(uint32).max, ITitleCore.IntakesExhausted());
        unchecked {
            _lastIntake = ++intake;
        }
    }

    // --- Internal reads: titles ---

    /// @dev The word of a title in force. Reverts with {ITitleCore-TitleUnknown}.
    function _requireLive(uint256 id) internal view returns (TitleWord title) {
        title = _titles[id];
        require(title.isLive(), ITitleCore.TitleUnknown(id));
    }

    /// @dev The word of a title that its owners may deal with.
    function _requireDealable(uint256 id) internal view returns (TitleWord title) {
        title = _requireLive(id);
        if (!title.has(STANDSTILL)) return title;
        require(!title.has(TitleWords.FROZEN), ITitleCore.TitleFrozen(id));
        require(!title.has(TitleWords.DISPUTED), ITitleCore.TitleInDispute(id));
        revert ITitleCore.TitleInForeclosure(id);
    }

    /// @dev Reverts with {ITitleCore-TitleReserved} where the title is kept for another account than `to`.
    function _requireUnreserved(uint256 id, TitleWord title, address to) internal view {
        if (!title.has(TitleWords.RESERVED)) return;
        Notice memory notice = _notices[id];
        require(
            block.timestamp > notice.expiresAt || notice.beneficiary == to,
            ITitleCore.TitleReserved(id, notice.beneficiary, notice.expiresAt)
        );
    }

    /// @dev Whether the account may act: its key is not held for stolen, and no recovery of it is under way or done.
    function _canSend(address account) internal view returns (bool) {
        Recovery memory recovery = _recoveries[account];
        bool isOwn =
            recovery.state == ITitleOrders.RecoveryState.None || recovery.state == ITitleOrders.RecoveryState.Barred;
        return isOwn && block.timestamp >= recovery.suspendedUntil;
    }

    function _requireCanSend(address account) internal view {
        require(_canSend(account), IERC7943NonFungible.ERC7943CannotSend(account));
    }

    /// @dev Nobody, and not the register, which would look like a shared title.
    function _canHold(address account) internal view returns (bool) {
        return account != address(0) && account != address(this);
    }

    function _requireHolder(address account) internal view {
        require(_canHold(account), ITitleCore.HolderUnfit(account));
    }

    function _requireReceiver(address account) internal view {
        require(_canHold(account), IERC7943NonFungible.ERC7943CannotReceive(account));
    }

    /// @dev The word of a title that may pass to `to` in the version that was agreed on.
    function _requireSettleable(uint256 id, uint256 version, address to) internal view returns (TitleWord title) {
        _requireReceiver(to);
        title = _requireLive(id);
        require(
            !title.has(TitleWords.FROZEN),
            IERC7943NonFungible.ERC7943InsufficientUnfrozenBalance(title.owner(), id)
        );
        title = _requireDealable(id);
        require(title.version() == version, ITitleCore.TitleVersionDiffers(id, title.version(), version));
        _requireUnreserved(id, title, to);
    }

    /// @dev How much of a title an account owns, and of how much: 1 of 1 where it is the owner.
    function _ownedBy(uint256 id, TitleWord title, address account) internal view returns (uint256, uint256) {
        if (!title.has(TitleWords.SHARED)) return (account == title.owner() ? 1 : 0, 1);
        ShareHead memory head = _shareHeads[id];
        return (_shares[id][head.round][account], head.denominator);
    }

    /// @dev Reverts unless `account` owns some of the title, is named after `previous`, and may act; adds its share up.
    function _addOwner(
        uint256 id,
        TitleWord title,
        address previous,
        address account,
        uint256 sum
    ) internal view returns (uint256) {
        (uint256 share, uint256 whole) = _ownedBy(id, title, account);
        require(account > previous && share != 0, ITitleCore.OwnersIncomplete(id, sum, whole));
        _requireCanSend(account);
        return sum + share;
    }

    /// @dev Reverts unless everyone who owns the title has signed.
    function _requireConsents(
        uint256 id,
        TitleWord title,
        bytes32 digest,
        ITitleCore.Consent[] calldata consents
    ) internal view {
        uint256 sum = 0;
        address previous;
        for (uint256 i = 0; i < consents.length; ++i) {
            address holder = consents[i].holder;
            require(holder.isSignedBy(digest, consents[i].signature), ITitleCore.ConsentInvalid(holder));
            sum = _addOwner(id, title, previous, holder, sum);
            previous = holder;
        }
        _requireWhole(id, title, sum);
    }

    /// @dev Reverts unless the shares that were added up make the whole.
    function _requireWhole(uint256 id, TitleWord title, uint256 sum) internal view {
        (, uint256 whole) = _ownedBy(id, title, address(0));
        require(sum == whole, ITitleCore.OwnersIncomplete(id, sum, whole));
    }

    /// @dev Reverts with {ITitleCore-DeadlineUnfit}.
    function _requireDeadline(uint256 deadline) internal view {
        require(
            block.timestamp <= deadline && deadline <= block.timestamp + LONGEST_DEADLINE,
            ITitleCore.DeadlineUnfit(deadline)
        );
    }

    // --- Internal reads: encumbrances ---

    /// @dev Reverts with {ITitleCore-EncumbranceUnknown}.
    function _requireEncumbrance(uint256 id, uint256 number) internal view returns (EncumbranceWord encumbrance) {
        encumbrance = _encumbrances[id][number];
        require(!encumbrance.isEmpty(), ITitleCore.EncumbranceUnknown(id, number));
    }

    /// @dev Reverts with {ITitleCore-EncumbranceUnknown} or {ITitleCore-EncumbranceHolderDiffers}.
    function _requireHeldBy(
        uint256 id,
        uint256 number,
        address account
    ) internal view returns (EncumbranceWord encumbrance) {
        encumbrance = _requireEncumbrance(id, number);
        address holder = encumbrance.holder();
        require(holder == account, ITitleCore.EncumbranceHolderDiffers(id, number, holder));
    }

    /// @dev Packs what an encumbrance says, once it is good.
    function _wordOf(ITitleCore.Terms memory terms, uint32 intake) internal view returns (EncumbranceWord word) {
        _requireHolder(terms.holder);
        word = EncumbranceWords.create(terms.holder, terms.amount, intake, terms.expiryDay, terms.kind);
        bool needsEnd = terms.kind == EncumbranceWords.CAVEAT;
        require(
            !word.isExpired(block.timestamp) && (!needsEnd || terms.expiryDay != 0),
            ITitleCore.ExpiryUnfit(terms.expiryDay)
        );
    }

    /// @dev Reverts with {ITitleCore-EncumbranceKindUnfit} where the kind needs an order.
    function _requireVoluntary(uint8 kind) internal pure {
        require(
            EncumbranceWords.flagsOf(kind) & EncumbranceWords.INVOLUNTARY == 0,
            ITitleCore.EncumbranceKindUnfit(kind)
        );
    }
}
