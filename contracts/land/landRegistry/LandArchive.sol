// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ISuccession} from "../../governance/ISuccession.sol";
import {IERC7943NonFungible} from "../IERC7943NonFungible.sol";
import {ILandRegistry} from "../ILandRegistry.sol";
import {ITitleCore} from "../ITitleCore.sol";
import {DatedHash} from "../libraries/DatedHashes.sol";
import {EncumbranceWord, EncumbranceWords} from "../libraries/EncumbranceWords.sol";
import {References} from "../libraries/References.sol";
import {TitleWord, TitleWords} from "../libraries/TitleWords.sol";
import {OrderedActs} from "../titleCore/OrderedActs.sol";
import {LandRecords} from "./LandRecords.sol";

/// @title LandArchive
/// @notice The code of what comes from the register before the chain, and from and to other registers of the line. The
/// register holds all records and runs this code on them (delegatecall). The specification is {ILandRegistry}.
/// @dev On its own it holds nothing and means nothing. The register asks the authority, and whether it is retired, before
/// it calls.
contract LandArchive is LandRecords {
    using SafeCast for uint256;

    // --- Types ---

    /// @dev A title on its way to the successor. Shares are read one by one from the register that it leaves.
    struct MovingTitle {
        TitleWord title;
        DatedHash boundary;
        Notice notice;
        ShareHead shareHead;
        uint256[] numbers;
        EncumbranceWord[] encumbrances;
    }

    // --- Constructor ---

    /// @param before_ register that the one on whose storage this runs succeeds; zero for the first
    constructor(address before_) OrderedActs(before_) {}

    // --- Writes: the register before the chain ---

    /// @notice See {ILandRegistry-openNamespace}.
    /// @param namespace first part of its references
    /// @param root of the register before the chain; zero where titles are entered directly
    /// @param documentHash decision
    function openNamespace(bytes32 namespace, bytes32 root, bytes32 documentHash) external {
        // A namespace is fit if a reference of it is.
        uint256 length = 0;
        while (length < 32 && namespace[length] != 0) ++length;
        require(
            length < 30 && References.namespaceOf(uint256(namespace) | (0x3a41 << (240 - 8 * length))) == namespace,
            ILandRegistry.NamespaceUnfit(namespace)
        );
        require(_namespaces[namespace].root == 0 && root != DIRECT, ILandRegistry.NamespaceTaken(namespace));
        uint40 openedAt = block.timestamp.toUint40();
        if (_before != address(0)) {
            (bool isTaken, bytes32 taken, uint40 takenAt) = ILandRegistry(_before).namespaceOf(namespace);
            require(!isTaken || taken == root, ILandRegistry.NamespaceTaken(namespace));
            // The boundaries of titles that were not entered there grow no younger.
            if (isTaken) openedAt = takenAt;
        }
        _namespaces[namespace] = Namespace(root == 0 ? DIRECT : root, openedAt);
        emit ILandRegistry.NamespaceOpened(namespace, root, documentHash);
    }

    /// @notice See {ILandRegistry-materialise}.
    /// @param leaf the title
    /// @param proof of the leaf
    function materialise(ILandRegistry.Leaf calldata leaf, bytes32[] calldata proof) external {
        _materialise(leaf, proof, 0);
    }

    /// @notice See {ILandRegistry-materialiseFrozen}.
    /// @param leaf the title
    /// @param proof of the leaf
    /// @param orderHash order
    function materialiseFrozen(ILandRegistry.Leaf calldata leaf, bytes32[] calldata proof, bytes32 orderHash) external {
        _useOrder(leaf.id, orderHash);
        _materialise(leaf, proof, TitleWords.FROZEN);
        emit IERC7943NonFungible.Frozen(_titles[leaf.id].owner(), leaf.id, true);
    }

    // --- Writes: succession ---

    /// @notice Gives a title up to the successor, for {ISuccession-handOver}.
    /// @param id title
    /// @return data an encoded {MovingTitle}
    function exportTitle(uint256 id) external returns (bytes memory data) {
        TitleWord title = _requireLive(id);
        MovingTitle memory moving;
        (moving.title, moving.boundary) = (title, _boundaries[id]);
        (moving.notice, moving.shareHead) = (_notices[id], _shareHeads[id]);
        uint256 count = title.active();
        (moving.numbers, moving.encumbrances) = (new uint256[](count), new EncumbranceWord[](count));
        uint256 number = 0;
        for (uint256 i = 0; i < count; ++i) {
            do ++number; while (_encumbrances[id][number].isEmpty());
            (moving.numbers[i], moving.encumbrances[i]) = (number, _encumbrances[id][number]);
        }
        _end(id, title, TitleWords.MOVED);
        return abi.encode(moving);
    }

    /// @notice See {ILandRegistry-importTitle}.
    /// @param id title
    /// @param owners everyone who owns a share; none where there is one owner
    function importTitle(uint256 id, address[] calldata owners) external {
        require(_titles[id].isEmpty(), ITitleCore.TitleExists(id));
        require(_before != address(0), ISuccession.PredecessorMissing());
        // Read before it leaves: what has moved has no owners there.
        uint64[] memory shares = _sharesBefore(id, owners);
        MovingTitle memory moving = abi.decode(ISuccession(_before).handOver(bytes32(id)), (MovingTitle));
        TitleWord title = moving.title;
        if (title.has(TitleWords.SHARED)) {
            // The old register owned it in its owners' place; this one does from now on.
            title = title.conveyed(address(this));
            _importShares(id, moving.shareHead, owners, shares);
        }
        _create(id, title);
        _boundaries[id] = moving.boundary;
        _notices[id] = moving.notice;
        for (uint256 i = 0; i < moving.numbers.length; ++i) {
            _encumbrances[id][moving.numbers[i]] = moving.encumbrances[i];
        }
        emit ILandRegistry.TitleImported(id);
    }

    // --- Internal writes ---

    function _materialise(ILandRegistry.Leaf calldata leaf, bytes32[] calldata proof, uint8 flags) private {
        uint256 id = leaf.id;
        Namespace memory entry = _requireProven(leaf, proof);
        require(_titles[id].isEmpty(), ITitleCore.TitleExists(id));
        require(leaf.ringHash != 0, ILandRegistry.RingMissing(id));
        _requireNotBefore(id);

        bool isShared = leaf.shares.length != 0;
        if (!isShared) _requireHolder(leaf.owner);
        TitleWord title = TitleWords.create(
            isShared ? address(this) : leaf.owner,
            TitleWords.PROVISIONAL,
            flags,
            leaf.size
        );
        _create(id, title);
        _setBoundary(id, leaf.ringHash, entry.openedAt, leaf.size, entry.root);
        if (isShared) {
            _divide(id, title, leaf.shares, leaf.denominator, entry.root);
            title = _titles[id];
        }
        for (uint256 i = 0; i < leaf.encumbrances.length; ++i) {
            title = _encumber(id, title, _firstRanked(id, leaf.encumbrances[i], i + 1), entry.root);
        }
        _titles[id] = title;
    }

    function _importShares(
        uint256 id,
        ShareHead memory head,
        address[] calldata owners,
        uint64[] memory shares
    ) private {
        _shareHeads[id] = head;
        uint256 sum = 0;
        address previous;
        for (uint256 i = 0; i < owners.length; ++i) {
            require(owners[i] > previous && shares[i] != 0, ITitleCore.OwnersIncomplete(id, sum, head.denominator));
            (previous, sum) = (owners[i], sum + shares[i]);
            _setShare(id, head.round, owners[i], shares[i]);
        }
        require(sum == head.denominator, ITitleCore.OwnersIncomplete(id, sum, head.denominator));
    }

    // --- Internal reads ---

    function _sharesBefore(uint256 id, address[] calldata owners) private view returns (uint64[] memory shares) {
        shares = new uint64[](owners.length);
        for (uint256 i = 0; i < owners.length; ++i) (shares[i], ) = ITitleCore(_before).shareOf(id, owners[i]);
    }

    function _requireProven(
        ILandRegistry.Leaf calldata leaf,
        bytes32[] calldata proof
    ) private view returns (Namespace memory entry) {
        bytes32 namespace = References.namespaceOf(leaf.id);
        entry = _namespaces[namespace];
        require(entry.root != 0 && entry.root != DIRECT, ILandRegistry.NamespaceClosed(namespace));
        bytes32 content = keccak256(
            abi.encode(leaf.id, leaf.owner, leaf.ringHash, leaf.size, leaf.encumbrances, leaf.shares, leaf.denominator)
        );
        bytes32 node = keccak256(bytes.concat(content));
        require(MerkleProof.verifyCalldata(proof, entry.root, node), ILandRegistry.LeafUnproven(leaf.id));
    }

    /// @dev An encumbrance of the register before the chain: it ranks before every number of the day-book.
    function _firstRanked(
        uint256 id,
        EncumbranceWord encumbrance,
        uint256 rank
    ) private view returns (EncumbranceWord word) {
        word = EncumbranceWords.create(
            encumbrance.holder(),
            encumbrance.amount(),
            rank.toUint16(),
            encumbrance.expiryDay(),
            encumbrance.kind()
        );
        _requireHolder(encumbrance.holder());
        require(
            EncumbranceWord.unwrap(word) == EncumbranceWord.unwrap(encumbrance),
            ITitleCore.RankOrderUnfit(id, rank)
        );
    }
}
