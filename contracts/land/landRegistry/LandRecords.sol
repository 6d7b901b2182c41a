// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISuccession} from "../../governance/ISuccession.sol";
import {ILandRegistry} from "../ILandRegistry.sol";
import {ITitleCore} from "../ITitleCore.sol";
import {DatedHash, DatedHashes} from "../libraries/DatedHashes.sol";
import {References} from "../libraries/References.sol";
import {TitleWords} from "../libraries/TitleWords.sol";
import {OrderedActs} from "../titleCore/OrderedActs.sol";

/// @title LandRecords
/// @notice What {ILandRegistry} stores beside the titles, and how a parcel is entered.
/// @dev See {TitleRecords}: the register and {LandSurvey} begin with this base.
abstract contract LandRecords is OrderedActs {
    // --- Types and constants ---

    /// @dev Two slots; the second is read only where a title of the register before the chain is entered. The root is
    /// {DIRECT} where titles are entered directly.
    struct Namespace {
        bytes32 root;
        uint40 openedAt;
    }

    bytes32 internal constant DIRECT = bytes32(uint256(1));

    /// @dev See {ILandRegistry-OBJECTION_PERIOD}.
    uint40 internal constant PERIOD_OF_OBJECTION = 90 days;

    // --- Storage ---

    mapping(uint256 id => DatedHash boundary) internal _boundaries;
    mapping(bytes32 namespace => Namespace entry) internal _namespaces;

    // --- Internal writes ---

    /// @dev Enters a new title in a direct namespace, provisional, with the boundary as of now.
    function _register(
        uint256 id,
        address owner,
        bytes32 ringHash,
        uint32 size,
        uint8 flags,
        bytes32 documentHash
    ) internal {
        _requireHolder(owner);
        require(ringHash != 0, ILandRegistry.RingMissing(id));
        _requireNew(id);
        _create(id, TitleWords.create(owner, TitleWords.PROVISIONAL, flags, size));
        _setBoundary(id, ringHash, block.timestamp, size, documentHash);
    }

    function _setBoundary(uint256 id, bytes32 ringHash, uint256 since, uint32 size, bytes32 documentHash) internal {
        _boundaries[id] = DatedHashes.create(ringHash, since);
        emit ILandRegistry.BoundaryEntered(id, ringHash, size, documentHash);
    }

    // --- Internal reads ---

    /// @dev Reverts unless the reference is well spelt, of a direct namespace, and was never used.
    function _requireNew(uint256 id) internal view {
        bytes32 namespace = References.namespaceOf(id);
        require(_namespaces[namespace].root == DIRECT, ILandRegistry.NamespaceClosed(namespace));
        require(_titles[id].isEmpty(), ITitleCore.TitleExists(id));
        _requireNotBefore(id);
    }

    /// @dev Reverts where the register that this one succeeds knows the title, or may still enter it.
    function _requireNotBefore(uint256 id) internal view {
        if (_before == address(0)) return;
        require(ISuccession(_before).isRetired(), ITitleCore.PredecessorActive());
        require(ITitleCore(_before).titleOf(id).isEmpty(), ILandRegistry.TitleElsewhere(id));
    }

    /// @dev Whole square metres, of twice square centimetres, rounded down.
    function _sizeOf(uint256 id, uint256 twiceArea) internal pure returns (uint32) {
        uint256 size = twiceArea / 20_000;
        require(size <= type(uint32).max, ILandRegistry.SizeUnfit(id, size));
        return uint32(size);
    }
}
