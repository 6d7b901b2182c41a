// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RollTree} from "../../../contracts/ballots/libraries/RollTree.sol";
import {RollPages} from "../../../contracts/ballots/libraries/RollPages.sol";
import {Test} from "../../support/Test.sol";

/// @notice Trees and pages of rolls of any size, against trees that are drawn node by node.
contract RollTreeTest is Test {
    /// @dev Levels of the tree, from the leaves up.
    bytes32[][] private _levels;

    function _account(uint256 seed, uint256 index) private pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode(seed, index)))));
    }

    function _draw(uint256 seed, uint256 size) private returns (bytes memory accounts) {
        delete _levels;
        uint256 width = 1;
        while (width < size) width *= 2;
        bytes32[] memory nodes = new bytes32[](width);
        for (uint256 i = 0; i < size; ++i) {
            accounts = bytes.concat(accounts, bytes20(_account(seed, i)));
            nodes[i] = keccak256(bytes.concat(keccak256(abi.encode(i, _account(seed, i)))));
        }
        _levels.push(nodes);
        while (nodes.length > 1) {
            bytes32[] memory above = new bytes32[](nodes.length / 2);
            for (uint256 i = 0; i < above.length; ++i) above[i] = keccak256(abi.encode(nodes[2 * i], nodes[2 * i + 1]));
            _levels.push(above);
            nodes = above;
        }
    }

    function _proof(uint256 index) private view returns (bytes32[] memory proof) {
        proof = new bytes32[](_levels.length - 1);
        for (uint256 i = 0; i < proof.length; ++i) proof[i] = _levels[i][(index >> i) ^ 1];
    }

    function _root() private view returns (bytes32) {
        return _levels[_levels.length - 1][0];
    }

    function testFuzz_everyVoterIsProvenWhereItStands(uint256 seed, uint256 size, uint256 index, uint256 other) public {
        size = bound(size, 1, 40);
        index = bound(index, 0, size - 1);
        _draw(seed, size);
        uint256 depth = RollTree.depthOf(size);
        assertEq(depth, _levels.length - 1, "depth of the tree");
        bytes32 leaf = RollTree.leafOf(index, _account(seed, index));
        assertEq(leaf, _levels[0][index], "leaf");
        assertTrue(this.proves(_root(), depth, index, leaf, _proof(index)), "the voter is proven");

        other = bound(other, 0, size - 1);
        bool isSame = other == index;
        assertEq(this.proves(_root(), depth, other, leaf, _proof(index)), isSame, "at its index alone");
        assertEq(this.proves(_root(), depth, index, leaf, _proof(other)), isSame, "with its proof alone");
        bytes32 foreign = RollTree.leafOf(other, _account(seed, index));
        assertEq(this.proves(_root(), depth, index, foreign, _proof(index)), isSame, "as its own leaf alone");
    }

    function testFuzz_aProofHasTheLengthOfTheTree(uint256 seed, uint256 size, uint256 index, uint256 level) public {
        size = bound(size, 2, 40);
        index = bound(index, 0, size - 1);
        _draw(seed, size);
        uint256 depth = RollTree.depthOf(size);
        level = bound(level, 1, depth);
        // The proof of an inner node, above the voter.
        bytes32[] memory proof = new bytes32[](depth - level);
        for (uint256 i = 0; i < proof.length; ++i) proof[i] = _levels[level + i][(index >> (level + i)) ^ 1];
        bytes32 node = _levels[level][index >> level];
        assertTrue(this.proves(_root(), depth - level, index >> level, node, proof), "the node stands there");
        assertTrue(!this.proves(_root(), depth, index >> level, node, proof), "and is no leaf");
    }

    function testFuzz_aPageHasTheRootOfItsVoters(uint256 seed, uint256 size) public {
        size = bound(size, 1, 40);
        bytes memory accounts = _draw(seed, size);
        assertEq(this.rootOf(0, accounts, RollTree.depthOf(size)), _root(), "root of the page");
        uint256 last = size - 1;
        assertEq(this.accountIn(accounts, last), _account(seed, last), "account of the page");
    }

    function testFuzz_pagesAreReadFromTheirCode(uint256 seed, uint256 size, uint256 rollId, uint32 page) public {
        size = bound(size, 1, 60);
        bytes memory accounts = _draw(seed, size);
        address written = this.write(rollId, page, accounts);
        assertEq(written, RollPages.addressOf(address(this), rollId, page), "the address follows from roll and page");
        bytes memory code = written.code;
        assertEq(keccak256(code), keccak256(bytes.concat(bytes1(0), accounts)), "the code is a zero and the page");
        uint256 first = uint256(page) * RollPages.PAGE_ACCOUNTS;
        for (uint256 i = 0; i < size; ++i) {
            address read = RollPages.accountAt(address(this), rollId, first + i);
            assertEq(read, _account(seed, i), "each account is read");
        }
        assertEq(RollPages.accountAt(address(this), rollId, first + size), address(0), "none after the last");
        uint256 nextPage = first + RollPages.PAGE_ACCOUNTS;
        assertEq(RollPages.accountAt(address(this), rollId, nextPage), address(0), "none on the next page");
    }

    function proves(
        bytes32 root,
        uint256 levels,
        uint256 index,
        bytes32 node,
        bytes32[] calldata proof
    ) external pure returns (bool) {
        return RollTree.proves(root, levels, index, node, proof);
    }

    function rootOf(uint256 first, bytes calldata accounts, uint256 levels) external pure returns (bytes32) {
        return RollTree.rootOf(first, accounts, levels);
    }

    function accountIn(bytes calldata accounts, uint256 position) external pure returns (address) {
        return RollTree.accountIn(accounts, position);
    }

    function write(uint256 rollId, uint256 page, bytes calldata accounts) external returns (address) {
        return RollPages.write(rollId, page, accounts);
    }
}
