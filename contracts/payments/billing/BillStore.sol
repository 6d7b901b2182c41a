// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBills} from "./IBills.sol";

/// @title BillStore
/// @notice Where Billing keeps rolls and bills: a struct at a place of its own (ERC-7201), so that {Billing} and the
/// library {BillLedgers}, which it delegates to, share it.
library BillStore {
    /// @notice Rolls and bills.
    /// @dev `roots`: a root, or what stands in its place. `statusWords`: see `StatusWord`. `ledgers`: see `LedgerWord`;
    /// `clocks` and `carriedTo` are meaningful where the ledger has a clock.
    /// @custom:storage-location erc7201:civitas.billing.bills
    struct Store {
        mapping(uint256 roll => bytes32 root) roots;
        mapping(uint256 roll => mapping(bytes32 node => bool isPlanted)) planted;
        mapping(bytes32 record => uint256 word) statusWords;
        mapping(uint256 roll => mapping(uint32 index => uint256 word)) ledgers;
        mapping(uint256 roll => mapping(uint32 index => IBills.Clock clock)) clocks;
        mapping(uint256 roll => mapping(uint32 index => uint256 toRoll)) carriedTo;
        mapping(uint256 roll => address account) creditAccounts;
    }

    /// @notice Stands in the place of the root of a roll that was taken back; no tree hashes to it.
    bytes32 internal constant VOIDED = bytes32(uint256(1));

    /// @notice Stands in the place of the root of a series; no tree hashes to it.
    bytes32 internal constant SERIES = bytes32(uint256(2));

    // keccak256(abi.encode(uint256(keccak256("civitas.billing.bills")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant PLACE = 0x6c51fac44396555eabb242c98759820f038b33fb8858d937e49e9c5b22d86000;

    /// @notice The store of the contract that runs.
    /// @return store rolls and bills
    function get() internal pure returns (Store storage store) {
        assembly ("memory-safe") {
            store.slot := PLACE
        }
    }
}
