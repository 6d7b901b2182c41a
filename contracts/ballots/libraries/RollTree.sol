// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title RollTree
/// @notice The tree of an electoral roll, as {IElectionRoll} draws it: leaves by index from the left, zero beyond the
/// last one, every proof as long as the tree is deep.
/// @dev A sibling stands where the index says, and a proof has one length: no inner node passes for a leaf, no leaf
/// for another index, and no doubled one for a voter beyond the roll.
library RollTree {
    /// @dev Bytes of an account in a page.
    uint256 internal constant ACCOUNT_BYTES = 20;

    /// @notice Levels above the leaves of a roll.
    /// @param size voters on the roll
    /// @return levels 0 for one voter
    function depthOf(uint256 size) internal pure returns (uint256 levels) {
        return Math.log2(size, Math.Rounding.Ceil);
    }

    /// @notice The leaf of a voter, hashed twice so that no node's 64 bytes are a leaf's.
    /// @param index of the voter
    /// @param account of the voter
    /// @return keccak256(keccak256(abi.encode(index, account)))
    function leafOf(uint256 index, address account) internal pure returns (bytes32) {
        return keccak256(bytes.concat(Hashes.efficientKeccak256(bytes32(index), bytes32(uint256(uint160(account))))));
    }

    /// @notice Whether a node stands at an index of its level under a root.
    /// @param root of the tree
    /// @param levels between the node and the root
    /// @param index of the node on its level, from the left
    /// @param node hash of the node
    /// @param proof siblings from the node up
    /// @return true where it does
    function proves(
        bytes32 root,
        uint256 levels,
        uint256 index,
        bytes32 node,
        bytes32[] calldata proof
    ) internal pure returns (bool) {
        if (proof.length != levels) return false;
        for (uint256 level = 0; level < levels; ++level) {
            bytes32 sibling = proof[level];
            node =
                (index >> level) & 1 == 0
                    ? Hashes.efficientKeccak256(node, sibling)
                    : Hashes.efficientKeccak256(sibling, node);
        }
        return node == root;
    }

    /// @notice The root of consecutive voters.
    /// @param first index of the first one
    /// @param accounts 20 bytes each
    /// @param levels of their tree; they do not pass 2^levels
    /// @return root of the tree that ends in zero leaves
    function rootOf(uint256 first, bytes calldata accounts, uint256 levels) internal pure returns (bytes32 root) {
        uint256 width = 1 << levels;
        uint256 size = accounts.length / ACCOUNT_BYTES;
        bytes32[] memory nodes = new bytes32[](width);
        for (uint256 i = 0; i < size; ++i) nodes[i] = leafOf(first + i, accountIn(accounts, i));
        for (; width > 1; width /= 2) {
            for (uint256 i = 0; i < width; i += 2) {
                nodes[i / 2] = Hashes.efficientKeccak256(nodes[i], nodes[i + 1]);
            }
        }
        return nodes[0];
    }

    /// @notice An account of a row of accounts.
    /// @param accounts 20 bytes each
    /// @param position from 0
    /// @return account
    function accountIn(bytes calldata accounts, uint256 position) internal pure returns (address account) {
        uint256 start = position * ACCOUNT_BYTES;
        return address(bytes20(accounts[start:start + ACCOUNT_BYTES]));
    }
}
