// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {ERC165Checker} from "@openzeppelin/contracts/utils/introspection/ERC165Checker.sol";

import {IRevenueAccount} from "../IRevenueAccount.sol";
import {BillStore} from "./BillStore.sol";
import {PerfectTree} from "../libraries/PerfectTree.sol";
import {RollId} from "../libraries/RollId.sol";
import {Bills} from "./Bills.sol";
import {IBillRolls} from "./IBillRolls.sol";

/// @title BillRolls
/// @notice See {IBillRolls}.
abstract contract BillRolls is IBillRolls, Bills {
    // --- Constants ---

    /// @inheritdoc IBillRolls
    uint40 public constant OPENING_NOTICE = 1 days;

    /// @inheritdoc IBillRolls
    uint40 public constant LONGEST_OPENING = 731 days;

    uint8 private constant DEEPEST_TREE = 32;

    // --- Storage ---

    mapping(address payee => bool isNamed) private _payees;

    // --- Writes: the billing office and its head ---

    /// @inheritdoc IBillRolls
    function postRoll(
        uint256 roll,
        bytes32 root,
        uint32 count,
        uint256 total,
        bytes32 datasetHash
    ) external restricted {
        uint8 levels = RollId.levelsOf(roll);
        require(levels != 0 && levels <= DEEPEST_TREE, RollIdInvalid(roll));
        require(root > BillStore.SERIES && count != 0 && total != 0 && count <= 1 << levels, RollEmpty(roll));
        _requireNew(roll);

        BillStore.get().roots[roll] = root;
        emit RollPosted(roll, root, count, total, datasetHash);
    }

    /// @inheritdoc IBillRolls
    function voidRoll(uint256 roll, bytes32 reason) external restricted {
        // A roll of the predecessor is taken back there, where its root stands.
        require(RollId.generationOf(roll) == generation, RollIdInvalid(roll));
        _requireState(roll, RollState.Announced);

        BillStore.get().roots[roll] = BillStore.VOIDED;
        emit RollVoided(roll, reason);
    }

    /// @inheritdoc IBillRolls
    function setPayee(address payee, bool isNamed) external restricted {
        require(!isNamed || _canBePayee(payee), PayeeRefused(payee));

        _payees[payee] = isNamed;
        emit PayeeSet(payee, isNamed);
    }

    // --- Writes: anyone ---

    /// @inheritdoc IBillRolls
    function plant(uint256 roll, bytes32[] calldata nodes) external {
        require(nodes.length > 1 && PerfectTree.isWidth(nodes.length), ListInvalid());
        _requireState(roll, RollState.Payable);
        (bytes32 top, ) = PerfectTree.fold(nodes);
        require(top == rootOf(roll) || isPlanted(roll, top), NodesUnknown(roll, top));

        for (uint256 i = 0; i < nodes.length; ++i) BillStore.get().planted[roll][nodes[i]] = true;
        emit NodesPlanted(roll, top, nodes);
    }

    // --- Reads ---

    /// @inheritdoc IBillRolls
    function rootOf(uint256 roll) public view returns (bytes32) {
        if (_isOlder(roll)) return IBillRolls(predecessor).rootOf(roll);
        bytes32 root = BillStore.get().roots[roll];
        return root > BillStore.SERIES ? root : bytes32(0);
    }

    /// @inheritdoc IBillRolls
    function rollStateOf(uint256 roll) public view returns (RollState) {
        if (_isOlder(roll)) return IBillRolls(predecessor).rollStateOf(roll);
        bytes32 root = BillStore.get().roots[roll];
        if (root == 0) return RollState.Unknown;
        if (root == BillStore.VOIDED) return RollState.Voided;
        return block.timestamp < RollId.opensAtOf(roll) ? RollState.Announced : RollState.Payable;
    }

    /// @inheritdoc IBillRolls
    function isPlanted(uint256 roll, bytes32 node) public view returns (bool) {
        return BillStore.get().planted[roll][node] || (_isOlder(roll) && IBillRolls(predecessor).isPlanted(roll, node));
    }

    /// @inheritdoc IBillRolls
    function isBill(Bill calldata bill, bytes32[] calldata proof) external view returns (bool) {
        return rollStateOf(bill.roll) == RollState.Payable && _isInTree(bill.roll, leafOf(bill), proof);
    }

    /// @inheritdoc IBillRolls
    function isPayee(address payee) external view returns (bool) {
        return _payees[payee];
    }

    // --- Internal reads: rolls ---

    /// @dev Reverts unless a roll with this id can be posted now.
    function _requireNew(uint256 roll) internal view {
        _requireActive();
        require(RollId.generationOf(roll) == generation, RollIdInvalid(roll));
        uint40 opensAt = RollId.opensAtOf(roll);
        (uint40 earliest, uint40 latest) = (_latest(OPENING_NOTICE), _latest(LONGEST_OPENING));
        require(opensAt >= earliest && opensAt <= latest, OpeningWrong(opensAt, earliest, latest));
        address payee = RollId.payeeOf(roll);
        require(_payees[payee], PayeeUnknown(payee));
        require(BillStore.get().roots[roll] == 0, RollTaken(roll));
    }

    function _requireState(uint256 roll, RollState expected) internal view {
        RollState state = rollStateOf(roll);
        require(state == expected, RollStateWrong(roll, state));
    }

    function _canBePayee(address payee) private view returns (bool) {
        if (payee == address(0) || payee == address(this) || payee == token) return false;
        return
            !ERC165Checker.supportsInterface(payee, type(IRevenueAccount).interfaceId) ||
            IRevenueAccount(payee).acceptsRevenue(token);
    }

    // --- Internal reads: proofs ---

    /// @dev Reverts unless the bill is in its roll, and the roll open.
    function _requireBill(Bill calldata bill, bytes32[] calldata proof) internal view returns (bytes32 leaf) {
        leaf = leafOf(bill);
        _requireKnown(bill.roll, leaf, leaf, proof, proof.length);
    }

    function _requireKnown(
        uint256 roll,
        bytes32 named,
        bytes32 node,
        bytes32[] calldata proof,
        uint256 height
    ) internal view {
        bool isOpen = block.timestamp >= RollId.opensAtOf(roll);
        if (isOpen && _isKnown(roll, MerkleProof.processProofCalldata(proof, node), height)) return;
        _requireState(roll, RollState.Payable);
        revert BillUnknown(roll, named);
    }

    function _isInTree(uint256 roll, bytes32 leaf, bytes32[] calldata proof) internal view returns (bool) {
        return _isKnown(roll, MerkleProof.processProofCalldata(proof, leaf), proof.length);
    }

    /// @dev Whether a node is the root, where it stands as high above the leaves, or was planted. Nodes are planted only
    /// in a roll that is open for good, so that a planted node alone suffices.
    function _isKnown(uint256 roll, bytes32 node, uint256 height) private view returns (bool) {
        uint256 levels = RollId.levelsOf(roll);
        if (levels == 0 || height < levels) return isPlanted(roll, node);
        return height == levels && node == rootOf(roll);
    }
}
