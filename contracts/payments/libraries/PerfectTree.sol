// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

/// @title PerfectTree
/// @notice The node above all nodes of one level of a perfect tree, hashed as OpenZeppelin's merkle-tree does.
library PerfectTree {
    /// @notice Whether a perfect tree has levels of a width.
    /// @param width number of nodes
    /// @return true for a power of two
    function isWidth(uint256 width) internal pure returns (bool) {
        return width != 0 && width & (width - 1) == 0;
    }

    /// @notice The node above all nodes of a level.
    /// @param nodes in order, a power of two of them; overwritten
    /// @return top node above them
    /// @return height levels between them and it
    function fold(bytes32[] memory nodes) internal pure returns (bytes32 top, uint256 height) {
        for (uint256 width = nodes.length; width > 1; width /= 2) {
            for (uint256 i = 0; i < width; i += 2) {
                nodes[i / 2] = Hashes.commutativeKeccak256(nodes[i], nodes[i + 1]);
            }
            ++height;
        }
        return (nodes[0], height);
    }
}
