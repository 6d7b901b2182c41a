// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {AccountSignatures} from "../../identity/libraries/AccountSignatures.sol";
import {ILandRegistry} from "../ILandRegistry.sol";
import {ITitleCore} from "../ITitleCore.sol";
import {ITitleOrders} from "../ITitleOrders.sol";
import {DatedHash} from "../libraries/DatedHashes.sol";
import {EncumbranceWord} from "../libraries/EncumbranceWords.sol";
import {Rings} from "../libraries/Rings.sol";
import {Tiling} from "../libraries/Tiling.sol";
import {TitleWord, TitleWords} from "../libraries/TitleWords.sol";
import {OrderedActs} from "../titleCore/OrderedActs.sol";
import {LandRecords} from "./LandRecords.sol";

/// @title LandSurvey
/// @notice The code of everything that proves or changes boundaries. The register holds all records and runs this code
/// on them (delegatecall). The specification is {ILandRegistry}.
/// @dev On its own it holds nothing and means nothing. The register asks the authority, and whether it is retired, before
/// it calls.
contract LandSurvey is LandRecords {
    using AccountSignatures for address;

    // --- Types and constants ---

    /// @dev A replot on its way: the words of all parcels, and what the old ones have in common.
    struct Change {
        TitleWord[] oldWords;
        TitleWord[] newWords;
        Tiling.Tiles tiles;
        uint256 since;
        bool isProven;
        uint256 status;
        bytes32 structHash;
        bytes32 documentHash;
    }

    bytes32 private constant REPLOT_TYPEHASH = keccak256(
        "Replot(uint256[] oldIds,uint256[] versions,uint256[] newIds,uint256[] continues,bytes newRings,"
        "bytes32 documentHash,uint256 deadline)"
    );

    bytes32 private constant NARROW_TYPEHASH = keccak256(
        "Narrow(bytes32 replot,uint256 id,uint256 number,uint256 heirs)"
    );

    /// @dev Every new parcel.
    uint256 private constant ALL = type(uint256).max;

    // --- Constructor ---

    /// @param before_ register that the one on whose storage this runs succeeds; zero for the first
    constructor(address before_) OrderedActs(before_) {}

    // --- Writes: first registration ---

    /// @notice See {ILandRegistry-registerProven}.
    /// @param plot what is registered
    /// @param ring its ring
    /// @param cuts of the ring
    /// @param outerCuts of its surroundings
    /// @param documentHash application
    function registerProven(
        ILandRegistry.Plot calldata plot,
        bytes calldata ring,
        bytes calldata cuts,
        bytes calldata outerCuts,
        bytes32 documentHash
    ) external {
        uint256 area = Tiling.requireSimple(ring, cuts, outerCuts, 0);
        _registerPlot(plot, keccak256(ring), area, documentHash);
    }

    /// @notice See {ILandRegistry-registerSection}.
    /// @param plots what is registered
    /// @param tiling the outline as the only old ring, the parcels' rings as the new ones
    /// @param cuts of the outline
    /// @param outerCuts of its surroundings
    /// @param documentHash application
    function registerSection(
        ILandRegistry.Plot[] calldata plots,
        Tiling.Replot calldata tiling,
        bytes calldata cuts,
        bytes calldata outerCuts,
        bytes32 documentHash
    ) external {
        Tiling.Tiles memory tiles = Tiling.requireTiling(tiling);
        _requireCount(1, tiles.oldHashes.length);
        _requireCount(plots.length, tiles.newHashes.length);
        // The list of old rings is the outline behind the two bytes of its count of vertices.
        Tiling.requireSimple(tiling.oldRings[2:], cuts, outerCuts, 0);
        for (uint256 i = 0; i < plots.length; ++i) {
            _registerPlot(plots[i], tiles.newHashes[i], tiles.areas[i], documentHash);
        }
    }

    // --- Writes: boundaries ---

    /// @notice See {ILandRegistry-replot}.
    /// @param olds parcels that are replaced
    /// @param news parcels that replace them
    /// @param tiling the proof
    /// @param documentHash plan
    /// @param deadline of all consents
    function replot(
        ILandRegistry.OldParcel[] calldata olds,
        ILandRegistry.NewParcel[] calldata news,
        Tiling.Replot calldata tiling,
        bytes32 documentHash,
        uint256 deadline
    ) external {
        _requireDeadline(deadline);
        Change memory change;
        (change.tiles, change.documentHash) = (Tiling.requireTiling(tiling), documentHash);
        _requireCount(olds.length, change.tiles.oldHashes.length);
        _requireCount(news.length, change.tiles.newHashes.length);
        _closeOlds(change, olds);
        change.structHash = _hashOf(change, olds, news, tiling.newRings, deadline);
        change.newWords = new TitleWord[](news.length);
        for (uint256 i = 0; i < news.length; ++i) _openNew(change, olds, news[i], i);
        for (uint256 i = 0; i < olds.length; ++i) _settleOld(change, i, olds[i], news);
        uint256[] memory newIds = new uint256[](news.length);
        for (uint256 i = 0; i < news.length; ++i) {
            newIds[i] = news[i].id;
            _titles[newIds[i]] = change.newWords[i];
        }
        emit ILandRegistry.Replotted(_idsOf(olds), newIds, documentHash);
    }

    /// @notice See {ILandRegistry-rectifyBoundary}.
    /// @param id title
    /// @param ring its ring
    /// @param cuts of the ring
    /// @param outerCuts of its surroundings
    /// @param orderHash order
    function rectifyBoundary(
        uint256 id,
        bytes calldata ring,
        bytes calldata cuts,
        bytes calldata outerCuts,
        bytes32 orderHash
    ) external {
        TitleWord title = _requireLive(id);
        _useOrder(id, orderHash);
        uint32 size = _sizeOf(id, Tiling.requireSimple(ring, cuts, outerCuts, 0));
        if (title.has(TitleWords.DISPUTED)) emit ITitleOrders.DisputeSettled(id);
        title = title.without(TitleWords.DISPUTED).with(TitleWords.PROVEN);
        _titles[id] = title.withSize(size).raised();
        _setBoundary(id, keccak256(ring), _boundaries[id].time(), size, orderHash);
    }

    /// @notice See {ILandRegistry-proveOverlap}.
    /// @param id title
    /// @param ring its ring
    /// @param otherId title
    /// @param otherRing its ring
    /// @param place strictly inside both
    function proveOverlap(
        uint256 id,
        bytes calldata ring,
        uint256 otherId,
        bytes calldata otherRing,
        Rings.Place calldata place
    ) external {
        require(id != otherId, ILandRegistry.OverlapWithItself(id));
        uint40 since = _requireInside(id, ring, 0, place);
        uint40 otherSince = _requireInside(otherId, otherRing, 1, place);
        emit ILandRegistry.OverlapProven(id, otherId, place);
        if (since >= otherSince) _dispute(id);
        if (otherSince >= since) _dispute(otherId);
    }

    // --- Internal writes ---

    function _registerPlot(
        ILandRegistry.Plot calldata plot,
        bytes32 ringHash,
        uint256 twiceArea,
        bytes32 documentHash
    ) private {
        uint32 size = _sizeOf(plot.id, twiceArea);
        _register(plot.id, plot.owner, ringHash, size, TitleWords.PROVEN, documentHash);
    }

    function _dispute(uint256 id) private {
        _titles[id] = _titles[id].with(TitleWords.DISPUTED);
        emit ITitleOrders.TitleDisputed(id);
    }

    /// @dev Takes the old parcels off the land: each is retired at once, so that none is named twice. Their words stay in
    /// memory. Of their ages the youngest holds for the new parcels: nobody's land grows older by a replot.
    function _closeOlds(Change memory change, ILandRegistry.OldParcel[] calldata olds) private {
        change.oldWords = new TitleWord[](olds.length);
        (change.isProven, change.status) = (true, TitleWords.ABSOLUTE);
        for (uint256 i = 0; i < olds.length; ++i) {
            uint256 id = olds[i].id;
            TitleWord title = _requireDealable(id);
            _requireUnreserved(id, title, address(0));
            DatedHash boundary = _boundaries[id];
            bytes32 ringHash = change.tiles.oldHashes[i];
            require(boundary.matches(ringHash), ILandRegistry.RingDiffers(id, ringHash));

            change.oldWords[i] = title;
            change.since = Math.max(change.since, boundary.time());
            if (!title.has(TitleWords.PROVEN)) change.isProven = false;
            if (title.status() != TitleWords.ABSOLUTE) change.status = TitleWords.PROVISIONAL;
            _titles[id] = title.ended(TitleWords.RETIRED);
        }
    }

    /// @dev Makes the word of a new parcel, and enters its boundary. The word is stored when everything that lies on it is
    /// known.
    function _openNew(
        Change memory change,
        ILandRegistry.OldParcel[] calldata olds,
        ILandRegistry.NewParcel calldata parcel,
        uint256 index
    ) private {
        (uint256 id, uint256 continues) = (parcel.id, parcel.continues);
        require(continues < olds.length, ILandRegistry.ContinuationUnfit(id, continues));
        uint32 size = _sizeOf(id, change.tiles.areas[index]);
        TitleWord title = change.oldWords[continues];
        if (id == olds[continues].id) {
            // Named a second time, it is in force again.
            require(!_titles[id].isLive(), ITitleCore.TitleExists(id));
            title = title.withSize(size).raised();
            _titles[id] = title;
        } else {
            title = _createHeir(change, olds[continues], title, id, size);
        }
        title = change.isProven ? title.with(TitleWords.PROVEN) : title.without(TitleWords.PROVEN);
        change.newWords[index] = title.withStatus(change.status);
        _setBoundary(id, change.tiles.newHashes[index], change.since, size, change.documentHash);
    }

    /// @dev A new title of the old one's owners.
    function _createHeir(
        Change memory change,
        ILandRegistry.OldParcel calldata old,
        TitleWord oldTitle,
        uint256 id,
        uint32 size
    ) private returns (TitleWord title) {
        _requireNew(id);
        uint8 shared = oldTitle.has(TitleWords.SHARED) ? TitleWords.SHARED : 0;
        title = TitleWords.create(oldTitle.owner(), TitleWords.PROVISIONAL, shared, size);
        _create(id, title);
        if (shared != 0) _copyShares(old, id, change.documentHash);
    }

    /// @dev The owners who have signed are all owners.
    function _copyShares(ILandRegistry.OldParcel calldata old, uint256 id, bytes32 documentHash) private {
        (uint32 round, uint64 denominator) = (_shareHeads[old.id].round, _shareHeads[old.id].denominator);
        _shareHeads[id] = ShareHead(denominator, 1);
        emit ITitleCore.OwnershipDivided(id, denominator, documentHash);
        for (uint256 i = 0; i < old.consents.length; ++i) {
            address holder = old.consents[i].holder;
            _setShare(id, 1, holder, _shares[old.id][round][holder]);
        }
    }

    /// @dev Checks the consents to the end of an old parcel and carries over what lies on it.
    function _settleOld(
        Change memory change,
        uint256 index,
        ILandRegistry.OldParcel calldata old,
        ILandRegistry.NewParcel[] calldata news
    ) private {
        (uint256 id, TitleWord title) = (old.id, change.oldWords[index]);
        _requireConsents(id, title, _hashTypedDataV4(change.structHash), old.consents);
        uint256 expected = title.active();
        uint256 named = old.carries.length;
        require(named == expected, ITitleCore.EncumbrancesIncomplete(id, named, expected));

        uint256 kept = _keptAt(index, id, news);
        uint256 previous = 0;
        for (uint256 i = 0; i < named; ++i) {
            ILandRegistry.Carry calldata carry = old.carries[i];
            require(carry.number > previous, ILandRegistry.CarryUnfit(id, carry.number));
            previous = carry.number;
            _carry(change, id, carry, kept, news);
        }
        if (kept != news.length) return;
        --_balances[title.owner()];
        emit IERC721.Transfer(title.owner(), address(0), id);
    }

    /// @dev Puts an encumbrance of an old parcel on the new ones that inherit it. On the parcel that keeps the old one's
    /// reference it stays where it is.
    function _carry(
        Change memory change,
        uint256 id,
        ILandRegistry.Carry calldata carry,
        uint256 kept,
        ILandRegistry.NewParcel[] calldata news
    ) private {
        uint256 heirs = carry.heirs;
        EncumbranceWord encumbrance = _requireEncumbrance(id, carry.number);
        if (heirs != ALL) _requireNarrowing(change, id, carry, encumbrance.holder(), news.length);
        bool stays = false;
        for (uint256 i = 0; i < news.length; ++i) {
            if (heirs != ALL && (heirs >> i) & 1 == 0) continue;
            if (i == kept) stays = true;
            else change.newWords[i] = _encumber(news[i].id, change.newWords[i], encumbrance, change.documentHash);
        }
        if (stays) return;
        if (kept == news.length) {
            _encumbrances[id][carry.number] = EncumbranceWord.wrap(0);
            emit ITitleCore.Released(id, carry.number, change.documentHash);
        } else {
            change.newWords[kept] = _release(id, change.newWords[kept], carry.number, encumbrance, change.documentHash);
        }
    }

    // --- Internal reads ---

    function _requireCount(uint256 references, uint256 rings) private pure {
        require(references == rings, ILandRegistry.ParcelsMiscounted(references, rings));
    }

    /// @dev The holder has signed that the encumbrance goes to these parcels alone, or to none.
    function _requireNarrowing(
        Change memory change,
        uint256 id,
        ILandRegistry.Carry calldata carry,
        address holder,
        uint256 count
    ) private view {
        require(carry.heirs >> count == 0, ILandRegistry.CarryUnfit(id, carry.number));
        bytes32 structHash = keccak256(abi.encode(NARROW_TYPEHASH, change.structHash, id, carry.number, carry.heirs));
        require(holder.isSignedBy(_hashTypedDataV4(structHash), carry.signature), ITitleCore.ConsentInvalid(holder));
        _requireCanSend(holder);
    }

    /// @dev Where the new parcel is that keeps an old one's reference; their number where there is none.
    function _keptAt(
        uint256 index,
        uint256 id,
        ILandRegistry.NewParcel[] calldata news
    ) private pure returns (uint256 place) {
        while (place < news.length && (news[place].continues != index || news[place].id != id)) ++place;
    }

    function _requireInside(
        uint256 id,
        bytes calldata ring,
        uint256 index,
        Rings.Place calldata place
    ) private view returns (uint40 since) {
        _requireLive(id);
        DatedHash boundary = _boundaries[id];
        bytes32 ringHash = keccak256(ring);
        require(boundary.matches(ringHash), ILandRegistry.RingDiffers(id, ringHash));
        require(Rings.contains(ring, index, place), ILandRegistry.PlaceOutside(id));
        return boundary.time();
    }

    function _idsOf(ILandRegistry.OldParcel[] calldata olds) private pure returns (uint256[] memory ids) {
        ids = new uint256[](olds.length);
        for (uint256 i = 0; i < olds.length; ++i) ids[i] = olds[i].id;
    }

    function _hashOf(
        Change memory change,
        ILandRegistry.OldParcel[] calldata olds,
        ILandRegistry.NewParcel[] calldata news,
        bytes calldata newRings,
        uint256 deadline
    ) private pure returns (bytes32) {
        bytes memory parcels = bytes.concat(_hashOfOlds(change, olds), _hashOfNews(news));
        bytes memory rest = abi.encode(keccak256(newRings), change.documentHash, deadline);
        return keccak256(bytes.concat(REPLOT_TYPEHASH, parcels, rest));
    }

    /// @dev The hashes of their ids and versions, as EIP-712 has arrays.
    function _hashOfOlds(
        Change memory change,
        ILandRegistry.OldParcel[] calldata olds
    ) private pure returns (bytes memory) {
        uint256[] memory versions = new uint256[](olds.length);
        for (uint256 i = 0; i < olds.length; ++i) versions[i] = change.oldWords[i].version();
        return abi.encode(keccak256(abi.encodePacked(_idsOf(olds))), keccak256(abi.encodePacked(versions)));
    }

    /// @dev The hashes of their ids and of what they continue, as EIP-712 has arrays.
    function _hashOfNews(ILandRegistry.NewParcel[] calldata news) private pure returns (bytes memory) {
        (uint256[] memory ids, uint256[] memory continues) = (new uint256[](news.length), new uint256[](news.length));
        for (uint256 i = 0; i < news.length; ++i) (ids[i], continues[i]) = (news[i].id, news[i].continues);
        return abi.encode(keccak256(abi.encodePacked(ids)), keccak256(abi.encodePacked(continues)));
    }
}
