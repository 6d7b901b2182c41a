// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITitleCore} from "./ITitleCore.sol";
import {DatedHash} from "./libraries/DatedHashes.sol";
import {EncumbranceWord} from "./libraries/EncumbranceWords.sol";
import {Rings} from "./libraries/Rings.sol";
import {Tiling} from "./libraries/Tiling.sol";

/// @title The land register
/// @notice Which parcels there are, where they lie, and who owns them. The id of a title is the parcel's cadastral
/// reference (see {References}): it has one spelling, belongs to one title, and is never used again. What tiles is proven
/// here, to the centimetre; what cannot be proven (the outline of a section, a parcel entered alone) anybody can refute
/// with one place that lies in two parcels.
/// @dev Sizes are whole square metres, rounded down; rings are as {Rings} has them, ring hashes keccak256 of their bytes.
///
/// A namespace is *direct*, its titles being registered one by one, in bulk or by section; or it is the *register before
/// the chain*: one root commits to all its titles, which are entered when somebody first deals with them. A reference
/// belongs to one namespace, and a namespace never changes: no parcel can be entered in both ways.
///
/// Assumptions: the root of a namespace holds each reference once, and what lies on it in its rank; the outline of a
/// section is where the law says; owners' accounts belong to the owners.
/// Trust: LAND_REGISTRAR enters titles, which are open to objections for {OBJECTION_PERIOD}, and approves replots that
/// all owners have signed. LAND_CORRECTIONS opens namespaces, seven days after saying so. Courts decide disputes.
interface ILandRegistry {
    // --- Types ---

    /// @notice A parcel whose boundary the registrar attests.
    /// @param id reference
    /// @param owner account
    /// @param ringHash keccak256 of its ring
    /// @param size whole square metres
    struct Attested {
        uint256 id;
        address owner;
        bytes32 ringHash;
        uint32 size;
    }

    /// @notice A parcel whose boundary is proven.
    /// @param id reference
    /// @param owner account
    struct Plot {
        uint256 id;
        address owner;
    }

    /// @notice A title of the register before the chain: a leaf of its namespace's root (OpenZeppelin's
    /// StandardMerkleTree over the members in this order).
    /// @param id reference
    /// @param owner account; ignored where there are shares
    /// @param ringHash keccak256 of its ring
    /// @param size whole square metres
    /// @param encumbrances by rank, from 1
    /// @param shares of the owners, ascending; none where there is one owner
    /// @param denominator of the shares
    struct Leaf {
        uint256 id;
        address owner;
        bytes32 ringHash;
        uint32 size;
        EncumbranceWord[] encumbrances;
        ITitleCore.Share[] shares;
        uint64 denominator;
    }

    /// @notice A parcel that a replot replaces.
    /// @param id title
    /// @param consents of all owners, ascending
    /// @param carries every encumbrance in force, by number
    struct OldParcel {
        uint256 id;
        ITitleCore.Consent[] consents;
        Carry[] carries;
    }

    /// @notice Where an encumbrance goes.
    /// @param number of the encumbrance
    /// @param heirs bit i: new parcel i; all bits set: every new parcel
    /// @param signature of its holder, where it does not go to every new parcel
    struct Carry {
        uint256 number;
        uint256 heirs;
        bytes signature;
    }

    /// @notice A parcel that a replot makes.
    /// @param id reference: a new one, or that of the old parcel that it continues
    /// @param continues index of the old parcel whose owners own it
    struct NewParcel {
        uint256 id;
        uint256 continues;
    }

    // --- Events ---

    /// @notice A namespace was opened.
    /// @param namespace first part of its references
    /// @param root of the register before the chain; zero where titles are entered directly
    /// @param documentHash decision
    event NamespaceOpened(bytes32 indexed namespace, bytes32 root, bytes32 documentHash);

    /// @notice A parcel has this boundary now.
    /// @param id title
    /// @param ringHash keccak256 of its ring
    /// @param size whole square metres
    /// @param documentHash application, plan, decision or order
    event BoundaryEntered(uint256 indexed id, bytes32 ringHash, uint32 size, bytes32 documentHash);

    /// @notice Parcels were replaced by others that tile the same land.
    /// @param oldIds titles before
    /// @param newIds titles after
    /// @param documentHash plan
    event Replotted(uint256[] oldIds, uint256[] newIds, bytes32 documentHash);

    /// @notice A place lies in two parcels. The younger boundary is in dispute; of two that were entered in the same
    /// second, both are.
    /// @param id title
    /// @param otherId title
    /// @param place where
    event OverlapProven(uint256 indexed id, uint256 indexed otherId, Rings.Place place);

    /// @notice The time for objections has ended.
    /// @param id title
    event TitleAbsolute(uint256 indexed id);

    /// @notice A title came from the register that this one succeeds.
    /// @param id title
    event TitleImported(uint256 indexed id);

    // --- Errors ---

    /// @notice The namespace is not open for this way of entering titles.
    /// @param namespace first part of a reference
    error NamespaceClosed(bytes32 namespace);

    /// @notice The namespace was opened before, here or in the register that this one succeeds.
    /// @param namespace first part of a reference
    error NamespaceTaken(bytes32 namespace);

    /// @notice A namespace has 1 to 29 characters, as a reference begins.
    /// @param namespace first part of a reference
    error NamespaceUnfit(bytes32 namespace);

    /// @notice A boundary needs the hash of its ring.
    /// @param id title
    error RingMissing(uint256 id);

    /// @notice The ring is not the registered one.
    /// @param id title
    /// @param ringHash keccak256 of the ring that was given
    error RingDiffers(uint256 id, bytes32 ringHash);

    /// @notice The parcel is larger than 2^32 square metres.
    /// @param id title
    /// @param size whole square metres
    error SizeUnfit(uint256 id, uint256 size);

    /// @notice As many references are needed as there are rings.
    /// @param references how many references
    /// @param rings how many rings
    error ParcelsMiscounted(uint256 references, uint256 rings);

    /// @notice The proof does not lead to the namespace's root.
    /// @param id title
    error LeafUnproven(uint256 id);

    /// @notice A new parcel continues an old one that is not there.
    /// @param id title
    /// @param continues index that was given
    error ContinuationUnfit(uint256 id, uint256 continues);

    /// @notice The encumbrance goes to no such parcel, or is not named by its number.
    /// @param id title
    /// @param number of the encumbrance
    error CarryUnfit(uint256 id, uint256 number);

    /// @notice Two parcels are needed for an overlap.
    /// @param id title
    error OverlapWithItself(uint256 id);

    /// @notice The place does not lie inside the parcel.
    /// @param id title
    error PlaceOutside(uint256 id);

    /// @notice The time for objections has not ended, or the title is not provisional.
    /// @param id title
    /// @param dueAt Unix seconds
    error TitleNotDue(uint256 id, uint256 dueAt);

    /// @notice The register that this one succeeds has the title: import it.
    /// @param id title
    error TitleElsewhere(uint256 id);

    // --- Writes: namespaces ---

    /// @notice Opens a namespace, for good.
    /// @param namespace first part of its references, without the colon, left aligned
    /// @param root of the register before the chain; zero where titles are entered directly
    /// @param documentHash decision
    /// @dev Caller: LAND_CORRECTIONS. Reverts with {NamespaceUnfit}, {NamespaceTaken}.
    function openNamespace(bytes32 namespace, bytes32 root, bytes32 documentHash) external;

    // --- Writes: first registration ---

    /// @notice Registers a parcel whose boundary the registrar attests.
    /// @param parcel what is registered
    /// @param documentHash application
    /// @dev Caller: LAND_REGISTRAR. Reverts with {References-ReferenceUnfit}, {NamespaceClosed},
    /// {ITitleCore-TitleExists}, {ITitleCore-HolderUnfit}, {RingMissing}, {ISuccession-ContractRetired},
    /// {TitleElsewhere}, {ITitleCore-PredecessorActive}.
    function register(Attested calldata parcel, bytes32 documentHash) external;

    /// @notice Registers many parcels whose boundaries the registrar attests: all or none.
    /// @param parcels what is registered
    /// @param documentHash application
    /// @dev Caller: LAND_REGISTRAR. Reverts as {register} does.
    function registerMany(Attested[] calldata parcels, bytes32 documentHash) external;

    /// @notice Registers a parcel whose boundary is proven to be simple.
    /// @param plot what is registered
    /// @param ring its ring
    /// @param cuts of the ring
    /// @param outerCuts of its surroundings
    /// @param documentHash application
    /// @dev Caller: LAND_REGISTRAR. Reverts as {register} and {Tiling-requireSimple} do.
    function registerProven(
        Plot calldata plot,
        bytes calldata ring,
        bytes calldata cuts,
        bytes calldata outerCuts,
        bytes32 documentHash
    ) external;

    /// @notice Registers all parcels of a section, with the proof that they tile it: no gap, no overlap.
    /// @param plots what is registered, in the order of the new rings
    /// @param tiling the section's outline as the only old ring, the parcels' rings as the new ones
    /// @param cuts of the outline
    /// @param outerCuts of its surroundings
    /// @param documentHash application
    /// @dev Caller: LAND_REGISTRAR. Reverts with {ParcelsMiscounted}, as {register}, {Tiling-requireSimple} and
    /// {Tiling-requireTiling} do.
    function registerSection(
        Plot[] calldata plots,
        Tiling.Replot calldata tiling,
        bytes calldata cuts,
        bytes calldata outerCuts,
        bytes32 documentHash
    ) external;

    /// @notice Enters a title of the register before the chain, with all that lies on it.
    /// @param leaf the title
    /// @param proof of the leaf
    /// @dev Caller: anyone. Reverts with {NamespaceClosed}, {LeafUnproven}, {ITitleCore-TitleExists},
    /// {TitleElsewhere}, {ISuccession-ContractRetired}.
    function materialise(Leaf calldata leaf, bytes32[] calldata proof) external;

    /// @notice Enters a title of the register before the chain and freezes it, by order.
    /// @param leaf the title
    /// @param proof of the leaf
    /// @param orderHash order
    /// @dev Caller: COURT_FREEZE. Reverts as {materialise} does, with {ITitleOrders-OrderMissing},
    /// {ITitleOrders-OrderUsed}.
    function materialiseFrozen(Leaf calldata leaf, bytes32[] calldata proof, bytes32 orderHash) external;

    /// @notice Makes a provisional title absolute.
    /// @param id title
    /// @dev Caller: anyone. Reverts with {TitleNotDue}, {ITitleCore-TitleInDispute}.
    function makeAbsolute(uint256 id) external;

    // --- Writes: boundaries ---

    /// @notice Replaces parcels by others that tile the same land: subdivision, merger, adjustment of boundaries, replot.
    /// What lies on an old parcel goes to all new ones, with its rank, unless its holder signs for fewer.
    /// @param olds parcels that are replaced, in the order of the old rings
    /// @param news parcels that replace them, in the order of the new rings
    /// @param tiling the proof
    /// @param documentHash plan
    /// @param deadline of all consents
    /// @dev Caller: LAND_REGISTRAR. What owners sign: `Replot(uint256[] oldIds,uint256[] versions,uint256[]
    /// newIds,uint256[] continues,bytes newRings,bytes32 documentHash,uint256 deadline)`; what a holder signs, with the
    /// struct hash of that: `Narrow(bytes32 replot,uint256 id,uint256 number,uint256 heirs)`. Reverts with
    /// {RingDiffers}, {ParcelsMiscounted}, {ContinuationUnfit}, {CarryUnfit}, {ITitleCore-EncumbrancesIncomplete},
    /// {ITitleCore-ConsentInvalid}, {ITitleCore-OwnersIncomplete}, as {register} and {Tiling-requireTiling} do, or where
    /// an old parcel must not be dealt with.
    function replot(
        OldParcel[] calldata olds,
        NewParcel[] calldata news,
        Tiling.Replot calldata tiling,
        bytes32 documentHash,
        uint256 deadline
    ) external;

    /// @notice Gives a parcel another boundary, proven to be simple, by order: the end of a dispute about an overlap.
    /// @param id title
    /// @param ring its ring
    /// @param cuts of the ring
    /// @param outerCuts of its surroundings
    /// @param orderHash order
    /// @dev Caller: COURT_ORDERS. Raises the version, ends a dispute; the boundary keeps its age. Reverts with
    /// {ITitleOrders-OrderMissing}, {ITitleOrders-OrderUsed}, and as {Tiling-requireSimple} does.
    function rectifyBoundary(
        uint256 id,
        bytes calldata ring,
        bytes calldata cuts,
        bytes calldata outerCuts,
        bytes32 orderHash
    ) external;

    /// @notice Proves that two parcels overlap. Which one is the younger, the register knows.
    /// @param id title
    /// @param ring its ring
    /// @param otherId title
    /// @param otherRing its ring
    /// @param place strictly inside both
    /// @dev Caller: anyone. Reverts with {OverlapWithItself}, {ITitleCore-TitleUnknown}, {RingDiffers}, {PlaceOutside},
    /// and as {Rings-contains} does.
    function proveOverlap(
        uint256 id,
        bytes calldata ring,
        uint256 otherId,
        bytes calldata otherRing,
        Rings.Place calldata place
    ) external;

    // --- Writes: succession ---

    /// @notice Takes a title over from the register that this one succeeds, with all that lies on it.
    /// @param id title
    /// @param owners everyone who owns a share, ascending; none where there is one owner
    /// @dev Caller: anyone. Reverts with {ITitleCore-TitleExists}, {ITitleCore-OwnersIncomplete} and as
    /// {ISuccession-handOver} does.
    function importTitle(uint256 id, address[] calldata owners) external;

    // --- Reads ---

    /// @notice How long a title is open to objections.
    /// @return seconds
    function OBJECTION_PERIOD() external view returns (uint40);

    /// @notice The boundary of a parcel.
    /// @param id title
    /// @return boundary upper 216 bits of the ring's keccak256, and since when the boundary stands
    function boundaryOf(uint256 id) external view returns (DatedHash boundary);

    /// @notice How a namespace is entered.
    /// @param namespace first part of its references
    /// @return isOpen whether it is open
    /// @return root of the register before the chain; zero where titles are entered directly
    /// @return openedAt Unix seconds
    function namespaceOf(bytes32 namespace) external view returns (bool isOpen, bytes32 root, uint40 openedAt);
}
