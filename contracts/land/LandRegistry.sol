// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ERC165, IERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";

import {PublicNotice} from "../governance/PublicNotice.sol";
import {Succession} from "../governance/Succession.sol";
import {IERC7943NonFungible} from "./IERC7943NonFungible.sol";
import {ILandRegistry} from "./ILandRegistry.sol";
import {ITitleCore} from "./ITitleCore.sol";
import {ITitleOrders} from "./ITitleOrders.sol";
import {LandArchive} from "./landRegistry/LandArchive.sol";
import {LandRecords} from "./landRegistry/LandRecords.sol";
import {DatedHash} from "./libraries/DatedHashes.sol";
import {Rings} from "./libraries/Rings.sol";
import {Tiling} from "./libraries/Tiling.sol";
import {TitleWord, TitleWords} from "./libraries/TitleWords.sol";
import {OrderedActs} from "./titleCore/OrderedActs.sol";
import {TitleCore} from "./titleCore/TitleCore.sol";

/// @title LandRegistry
/// @notice See {ILandRegistry}, {ITitleCore} and {ITitleOrders}. Holds all records; rarer acts run the code of
/// {LandSurvey}, {LandArchive}, {TitleDealings} and {TitleJudgments} on them.
contract LandRegistry is LandRecords, TitleCore, ILandRegistry, ERC165 {
    using Address for address;

    // --- Constants and immutables ---

    /// @inheritdoc ILandRegistry
    uint40 public constant OBJECTION_PERIOD = PERIOD_OF_OBJECTION;

    /// @notice The code of proofs of boundaries, a {LandSurvey}.
    address public immutable survey;

    /// @notice The code of what comes from registers before, and goes to those after, a {LandArchive}.
    address public immutable archive;

    // --- Constructor ---

    /// @param authority_ the city's authority
    /// @param predecessor_ register that this one succeeds; zero for the first
    /// @param codes a {TitleDealings}, a {TitleJudgments}, a {LandSurvey}, a {LandArchive}
    constructor(
        address authority_,
        address predecessor_,
        address[4] memory codes
    ) PublicNotice(authority_) Succession(predecessor_) OrderedActs(predecessor_) TitleCore(codes[0], codes[1]) {
        (survey, archive) = (codes[2], codes[3]);
    }

    // --- Writes: first registration ---

    /// @inheritdoc ILandRegistry
    function register(Attested calldata parcel, bytes32 documentHash) external restricted {
        _requireActive();
        _registerAttested(parcel, documentHash);
    }

    /// @inheritdoc ILandRegistry
    function registerMany(Attested[] calldata parcels, bytes32 documentHash) external restricted {
        _requireActive();
        for (uint256 i = 0; i < parcels.length; ++i) _registerAttested(parcels[i], documentHash);
    }

    /// @inheritdoc ILandRegistry
    function registerProven(
        Plot calldata,
        bytes calldata,
        bytes calldata,
        bytes calldata,
        bytes32
    ) external restricted {
        _requireActive();
        survey.functionDelegateCall(_msgData());
    }

    /// @inheritdoc ILandRegistry
    function registerSection(
        Plot[] calldata,
        Tiling.Replot calldata,
        bytes calldata,
        bytes calldata,
        bytes32
    ) external restricted {
        _requireActive();
        survey.functionDelegateCall(_msgData());
    }

    /// @inheritdoc ILandRegistry
    function makeAbsolute(uint256 id) external {
        TitleWord title = _requireLive(id);
        uint256 dueAt = uint256(_boundaries[id].time()) + PERIOD_OF_OBJECTION;
        require(title.status() == TitleWords.PROVISIONAL && block.timestamp > dueAt, TitleNotDue(id, dueAt));
        require(!title.has(TitleWords.DISPUTED), TitleInDispute(id));
        _titles[id] = title.withStatus(TitleWords.ABSOLUTE);
        emit TitleAbsolute(id);
    }

    // --- Writes: boundaries ---

    /// @inheritdoc ILandRegistry
    function replot(
        OldParcel[] calldata,
        NewParcel[] calldata,
        Tiling.Replot calldata,
        bytes32,
        uint256
    ) external restricted {
        _requireActive();
        survey.functionDelegateCall(_msgData());
    }

    /// @inheritdoc ILandRegistry
    function rectifyBoundary(uint256, bytes calldata, bytes calldata, bytes calldata, bytes32) external restricted {
        survey.functionDelegateCall(_msgData());
    }

    /// @inheritdoc ILandRegistry
    function proveOverlap(uint256, bytes calldata, uint256, bytes calldata, Rings.Place calldata) external {
        survey.functionDelegateCall(_msgData());
    }

    // --- Writes: other registers ---

    /// @inheritdoc ILandRegistry
    function openNamespace(bytes32, bytes32, bytes32) external restricted {
        _requireActive();
        archive.functionDelegateCall(_msgData());
    }

    /// @inheritdoc ILandRegistry
    function materialise(Leaf calldata, bytes32[] calldata) external {
        // The successor enters what has not been entered here: never both.
        _requireActive();
        archive.functionDelegateCall(_msgData());
    }

    /// @inheritdoc ILandRegistry
    function materialiseFrozen(Leaf calldata, bytes32[] calldata, bytes32) external restricted {
        _requireActive();
        archive.functionDelegateCall(_msgData());
    }

    /// @inheritdoc ILandRegistry
    function importTitle(uint256, address[] calldata) external {
        _requireActive();
        archive.functionDelegateCall(_msgData());
    }

    // --- Reads ---

    /// @inheritdoc ILandRegistry
    function boundaryOf(uint256 id) external view returns (DatedHash) {
        return _boundaries[id];
    }

    /// @inheritdoc ILandRegistry
    function namespaceOf(bytes32 namespace) external view returns (bool isOpen, bytes32 root, uint40 openedAt) {
        Namespace memory entry = _namespaces[namespace];
        return (entry.root != 0, entry.root == DIRECT ? bytes32(0) : entry.root, entry.openedAt);
    }

    /// @inheritdoc IERC165
    /// @dev Not ERC-721: approvals and transfers of tokens are refused, and an interface is claimed whole or not at all.
    function supportsInterface(bytes4 interfaceId) public view override(ERC165, IERC165) returns (bool) {
        return
            interfaceId == type(ILandRegistry).interfaceId ||
            interfaceId == type(ITitleCore).interfaceId ||
            interfaceId == type(ITitleOrders).interfaceId ||
            interfaceId == type(IERC7943NonFungible).interfaceId ||
            interfaceId == type(IERC5267).interfaceId ||
            super.supportsInterface(interfaceId);
    }

    // --- Internal writes ---

    function _registerAttested(Attested calldata parcel, bytes32 documentHash) private {
        _register(parcel.id, parcel.owner, parcel.ringHash, parcel.size, 0, documentHash);
    }

    /// @dev A title leaves with its word, its boundary and what lies on it: see {LandArchive-exportTitle}.
    function _surrender(bytes32 record) internal override returns (bytes memory data) {
        bytes memory answer = archive.functionDelegateCall(abi.encodeCall(LandArchive.exportTitle, (uint256(record))));
        return abi.decode(answer, (bytes));
    }

    /// @dev The title's own word says that it has moved.
    function _markMoved(bytes32) internal override {}

    // --- Internal reads ---

    function _isMoved(bytes32 record) internal view override returns (bool) {
        return _titles[uint256(record)].status() == TitleWords.MOVED;
    }
}
