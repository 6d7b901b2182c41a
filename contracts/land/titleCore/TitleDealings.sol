// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC7943NonFungible} from "../IERC7943NonFungible.sol";
import {ITitleCore} from "../ITitleCore.sol";
import {ITitleOrders} from "../ITitleOrders.sol";
import {EncumbranceWord} from "../libraries/EncumbranceWords.sol";
import {TitleWord, TitleWords} from "../libraries/TitleWords.sol";
import {TitleRecords} from "./TitleRecords.sol";

/// @title TitleDealings
/// @notice The code of owners', holders' and agents' rarer acts on titles. The register holds all records and runs this
/// code on them (delegatecall): together they are more than a contract's code may be. The specification is {ITitleCore}.
/// @dev On its own it holds nothing and means nothing. The register asks the authority, its agents' table and whether it
/// is retired before it calls.
contract TitleDealings is TitleRecords {
    // --- Constants ---

    bytes32 private constant RESERVE_TYPEHASH = keccak256(
        "Reserve(uint256 id,uint256 version,address beneficiary,uint40 expiresAt,bytes32 documentHash,uint256 deadline)"
    );

    bytes32 private constant SHARE_TYPEHASH = keccak256("Share(address holder,uint64 numerator)");

    bytes32 private constant DIVIDE_TYPEHASH = keccak256(
        "Divide(uint256 id,uint256 version,Share[] shares,uint64 denominator,bytes32 documentHash,uint256 deadline)"
        "Share(address holder,uint64 numerator)"
    );

    // --- Writes: holders of encumbrances ---

    /// @notice See {ITitleCore-subordinate}.
    /// @param id title
    /// @param number the encumbrance that goes back
    /// @param advanced the encumbrance that goes forward
    function subordinate(uint256 id, uint256 number, uint256 advanced) external {
        address holder = _msgSender();
        _requireCanSend(holder);
        uint256 last = _requireLive(id).lastNumber();
        EncumbranceWord loser = _requireHeldBy(id, number, holder);
        EncumbranceWord winner = _requireEncumbrance(id, advanced);
        (uint32 ahead, uint32 behind) = (loser.intake(), winner.intake());
        require(ahead < behind, ITitleCore.RankNotAhead(id, number, advanced));
        // Whoever ranks between would lose too, where what goes forward is greater than what goes back.
        for (uint256 i = 1; i <= last; ++i) {
            EncumbranceWord other = _encumbrances[id][i];
            uint256 rank = other.intake();
            require(rank <= ahead || rank >= behind, ITitleCore.RankBetween(id, i));
        }

        _encumbrances[id][number] = loser.withIntake(behind);
        _encumbrances[id][advanced] = winner.withIntake(ahead);
        emit ITitleCore.Subordinated(id, number, advanced);
    }

    /// @notice See {ITitleCore-assign}.
    /// @param id title
    /// @param number of the encumbrance
    /// @param to new holder
    function assign(uint256 id, uint256 number, address to) external {
        address holder = _msgSender();
        _requireCanSend(holder);
        _requireHolder(to);
        _requireLive(id);
        _setHolder(id, number, _requireHeldBy(id, number, holder), to);
    }

    // --- Writes: owners ---

    /// @notice See {ITitleCore-reserve}.
    /// @param id title
    /// @param beneficiary for whom
    /// @param expiresAt last second
    /// @param documentHash contract
    /// @param deadline of the consents
    /// @param consents of all owners
    function reserve(
        uint256 id,
        address beneficiary,
        uint40 expiresAt,
        bytes32 documentHash,
        uint256 deadline,
        ITitleCore.Consent[] calldata consents
    ) external {
        _requireHolder(beneficiary);
        _requireDeadline(deadline);
        _requireDeadline(expiresAt);
        TitleWord title = _requireDealable(id);
        _requireUnreserved(id, title, address(0));
        bytes32 structHash = keccak256(
            abi.encode(RESERVE_TYPEHASH, id, title.version(), beneficiary, expiresAt, documentHash, deadline)
        );
        _requireConsents(id, title, _hashTypedDataV4(structHash), consents);

        _titles[id] = title.with(TitleWords.RESERVED).raised();
        _notices[id] = Notice(beneficiary, expiresAt);
        emit ITitleCore.NoticeEntered(id, beneficiary, expiresAt, documentHash);
    }

    /// @notice See {ITitleCore-waiveNotice}.
    /// @param id title
    function waiveNotice(uint256 id) external {
        TitleWord title = _requireLive(id);
        address account = _msgSender();
        require(
            title.has(TitleWords.RESERVED) && _notices[id].beneficiary == account,
            ITitleCore.NoticeMissing(id, account)
        );
        _requireCanSend(account);
        _titles[id] = title.without(TitleWords.RESERVED);
        emit ITitleCore.NoticeWaived(id);
    }

    /// @notice See {ITitleCore-divide}.
    /// @param id title
    /// @param shares of everyone from now on
    /// @param denominator of the shares
    /// @param documentHash contract
    /// @param deadline of the consents
    /// @param consents of all owners so far
    function divide(
        uint256 id,
        ITitleCore.Share[] calldata shares,
        uint64 denominator,
        bytes32 documentHash,
        uint256 deadline,
        ITitleCore.Consent[] calldata consents
    ) external {
        _requireDeadline(deadline);
        TitleWord title = _requireDealable(id);
        _requireUnreserved(id, title, address(0));
        require(title.blockers() == 0, ITitleCore.TitleBlocked(id, title.blockers()));
        bytes32 structHash = keccak256(
            abi.encode(DIVIDE_TYPEHASH, id, title.version(), _hashOf(shares), denominator, documentHash, deadline)
        );
        _requireConsents(id, title, _hashTypedDataV4(structHash), consents);
        _divide(id, title, shares, denominator, documentHash);
    }

    /// @notice See {ITitleCore-unite}.
    /// @param id title
    /// @param holder of all shares
    function unite(uint256 id, address holder) external {
        TitleWord title = _requireDealable(id);
        require(title.has(TitleWords.SHARED), ITitleCore.TitleNotShared(id));
        (uint256 share, uint256 whole) = _ownedBy(id, title, holder);
        require(share == whole, ITitleCore.ShareTooSmall(id, holder, share, whole));
        _move(id, title.without(TitleWords.SHARED), holder);
        emit ITitleCore.OwnershipUnited(id);
    }

    // --- Writes: settlement ---

    /// @notice See {ITitleCore-conveyShare}.
    /// @param id title
    /// @param version the version that was agreed on
    /// @param from co-owner
    /// @param to who gets it
    /// @param numerator how much
    /// @param documentHash deed
    function conveyShare(
        uint256 id,
        uint256 version,
        address from,
        address to,
        uint64 numerator,
        bytes32 documentHash
    ) external {
        TitleWord title = _requireSettleable(id, version, to);
        require(title.has(TitleWords.SHARED), ITitleCore.TitleNotShared(id));
        require(title.blockers() == 0, ITitleCore.TitleBlocked(id, title.blockers()));
        _requireCanSend(from);
        uint32 round = _shareHeads[id].round;
        uint64 share = _shares[id][round][from];
        require(numerator != 0 && numerator <= share, ITitleCore.ShareTooSmall(id, from, share, numerator));

        _setShare(id, round, from, share - numerator);
        _setShare(id, round, to, _shares[id][round][to] + numerator);
        title = title.raised();
        _titles[id] = title;
        emit ITitleCore.Conveyed(id, title.version(), documentHash);
    }

    /// @notice See {ITitleCore-charge}.
    /// @param id title
    /// @param version the version that was agreed on
    /// @param terms what it says
    /// @param documentHash contract
    /// @return number within the title
    function charge(
        uint256 id,
        uint256 version,
        ITitleCore.Terms calldata terms,
        bytes32 documentHash
    ) external returns (uint256) {
        _requireVoluntary(terms.kind);
        TitleWord title = _requireDealable(id);
        require(title.version() == version, ITitleCore.TitleVersionDiffers(id, title.version(), version));
        _requireUnreserved(id, title, address(0));
        EncumbranceWord encumbrance = _wordOf(terms, _nextIntake());
        title = _encumber(id, title.raised(), encumbrance, documentHash);
        _titles[id] = title;
        return title.lastNumber();
    }

    /// @notice See {ITitleCore-foreclose}.
    /// @param id title
    /// @param to who bought it
    /// @param numbers of every blocking encumbrance, by rank
    /// @param documentHash protocol of the sale
    /// @return holders of the encumbrances, by rank
    /// @return amounts of each, in cents
    function foreclose(
        uint256 id,
        address to,
        uint256[] calldata numbers,
        bytes32 documentHash
    ) external returns (address[] memory holders, uint256[] memory amounts) {
        TitleWord title = _requireForeclosable(id, to);
        uint256 expected = title.blockers();
        require(numbers.length == expected, ITitleCore.EncumbrancesIncomplete(id, numbers.length, expected));
        (holders, amounts) = (new address[](expected), new uint256[](expected));
        uint256 rank = 0;
        for (uint256 i = 0; i < expected; ++i) {
            EncumbranceWord encumbrance = _requireEncumbrance(id, numbers[i]);
            require(encumbrance.blocks() && encumbrance.intake() >= rank, ITitleCore.RankOrderUnfit(id, numbers[i]));
            rank = encumbrance.intake();
            (holders[i], amounts[i]) = (encumbrance.holder(), encumbrance.amount());
            title = _release(id, title, numbers[i], encumbrance, documentHash);
        }
        address from = title.owner();
        _move(id, title.without(TitleWords.SALE_ORDERED | TitleWords.RESERVED | TitleWords.SHARED), to);
        emit ITitleOrders.SaleOrdered(id, false);
        emit IERC7943NonFungible.ForcedTransfer(from, to, id);
    }

    // --- Internal reads ---

    function _requireForeclosable(uint256 id, address to) private view returns (TitleWord title) {
        _requireReceiver(to);
        title = _requireLive(id);
        require(!title.has(TitleWords.FROZEN), ITitleCore.TitleFrozen(id));
        require(!title.has(TitleWords.DISPUTED), ITitleCore.TitleInDispute(id));
        require(title.has(TitleWords.SALE_ORDERED), ITitleCore.TitleNotInForeclosure(id));
    }

    function _hashOf(ITitleCore.Share[] calldata shares) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](shares.length);
        for (uint256 i = 0; i < shares.length; ++i) {
            hashes[i] = keccak256(abi.encode(SHARE_TYPEHASH, shares[i].holder, shares[i].numerator));
        }
        return keccak256(abi.encodePacked(hashes));
    }
}
