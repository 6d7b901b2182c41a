// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Create3} from "@openzeppelin/contracts/utils/Create3.sol";
import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

import {RollTree} from "./RollTree.sol";

/// @title RollPages
/// @notice The pages of electoral rolls: accounts in the code of contracts whose addresses follow from roll and page,
/// so that whoever reads one needs neither a table nor a call. Only the roll's contract writes at these addresses.
library RollPages {
    /// @dev Accounts on a full page: the largest power of two that a contract's code holds.
    uint256 internal constant PAGE_ACCOUNTS = 1024;

    /// @dev Levels of a full page's tree.
    uint256 internal constant PAGE_LEVELS = 10;

    /// @dev Copies what follows these ten bytes into the code of the new contract; two bytes of length come between:
    /// PUSH2 length, DUP1, PUSH1 10, RETURNDATASIZE (0), CODECOPY, RETURNDATASIZE (0), RETURN.
    bytes1 private constant BEFORE_LENGTH = 0x61;
    bytes7 private constant AFTER_LENGTH = 0x80600a3d393df3;

    /// @dev STOP: a page that is called does nothing.
    bytes1 private constant STOP = 0x00;

    /// @notice Writes a page; the calling contract is the roll's.
    /// @param rollId number of the roll
    /// @param page number of the page
    /// @param accounts 20 bytes each
    /// @return account contract whose code holds the page
    function write(uint256 rollId, uint256 page, bytes calldata accounts) internal returns (address account) {
        // A page is at most 20,480 bytes long.
        bytes2 length = bytes2(uint16(accounts.length + 1));
        return
            Create3.deploy(0, _salt(rollId, page), bytes.concat(BEFORE_LENGTH, length, AFTER_LENGTH, STOP, accounts));
    }

    /// @notice Where a page is, or will be.
    /// @param roll the roll's contract
    /// @param rollId number of the roll
    /// @param page number of the page
    /// @return account contract whose code holds the page
    function addressOf(address roll, uint256 rollId, uint256 page) internal pure returns (address account) {
        return Create3.computeAddress(_salt(rollId, page), roll);
    }

    /// @notice The voter at an index.
    /// @param roll the roll's contract
    /// @param rollId number of the roll
    /// @param index of the voter
    /// @return account zero where the page is not written or ends before
    function accountAt(address roll, uint256 rollId, uint256 index) internal view returns (address account) {
        return accountOn(addressOf(roll, rollId, index / PAGE_ACCOUNTS), index);
    }

    /// @notice The voter at an index whose page is known.
    /// @param page contract whose code holds the page
    /// @param index of the voter
    /// @return account zero where the page is not written or ends before
    function accountOn(address page, uint256 index) internal view returns (address account) {
        uint256 start = 1 + (index % PAGE_ACCOUNTS) * RollTree.ACCOUNT_BYTES;
        // `page.code` would copy 20 kB for 20 bytes: 5,400 gas more a vote.
        assembly ("memory-safe") {
            mstore(0, 0)
            extcodecopy(page, 12, start, 20)
            account := mload(0)
        }
    }

    function _salt(uint256 rollId, uint256 page) private pure returns (bytes32) {
        return Hashes.efficientKeccak256(bytes32(rollId), bytes32(page));
    }
}
