// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Tills
/// @notice Who owes and who gets how much in one settlement, in memory. What an account gets is set against what it owes:
/// whoever sells and buys in one chain needs no money of its own for it.
library Tills {
    // --- Types ---

    /// @param account who owes or gets something
    /// @param owes what it pays
    /// @param gets what it is paid
    struct Entry {
        address account;
        uint256 owes;
        uint256 gets;
    }

    /// @param entries of everyone who owes or gets something, each once, and free ones behind them
    /// @param count how many are used
    struct Till {
        Entry[] entries;
        uint256 count;
    }

    // --- Writes ---

    /// @notice An empty till.
    /// @param capacity most accounts that it will hold
    function create(uint256 capacity) internal pure returns (Till memory till) {
        till.entries = new Entry[](capacity);
    }

    /// @notice Writes down that an account pays something.
    function addOwed(Till memory till, address account, uint256 amount) internal pure {
        if (amount != 0) _entryOf(till, account).owes += amount;
    }

    /// @notice Writes down that an account is paid something.
    function addDue(Till memory till, address account, uint256 amount) internal pure {
        if (amount != 0) _entryOf(till, account).gets += amount;
    }

    /// @notice Sets what each account gets against what it owes: of the two at least one is zero then.
    function net(Till memory till) internal pure {
        for (uint256 i = 0; i < till.count; ++i) {
            Entry memory entry = till.entries[i];
            uint256 both = Math.min(entry.owes, entry.gets);
            entry.owes -= both;
            entry.gets -= both;
        }
    }

    function _entryOf(Till memory till, address account) private pure returns (Entry memory) {
        uint256 count = till.count;
        for (uint256 i = 0; i < count; ++i) {
            Entry memory entry = till.entries[i];
            if (entry.account == account) return entry;
        }
        till.count = count + 1;
        Entry memory added = till.entries[count];
        added.account = account;
        return added;
    }
}
