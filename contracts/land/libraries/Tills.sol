// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Tills
/// @notice Who owes and who gets how much in one settlement, in memory. What an account gets is set against what it owes:
/// whoever sells and buys in one chain needs no money of its own for it.
library Tills {
    // --- Types ---

    /// @param accounts everyone who owes or gets something, each once
    /// @param owes what each pays
    /// @param gets what each is paid
    /// @param count how many accounts there are
    struct Till {
        address[] accounts;
        uint256[] owes;
        uint256[] gets;
        uint256 count;
    }

    // --- Writes ---

    /// @notice An empty till.
    /// @param capacity most accounts that it will hold
    function create(uint256 capacity) internal pure returns (Till memory till) {
        till.accounts = new address[](capacity);
        till.owes = new uint256[](capacity);
        till.gets = new uint256[](capacity);
    }

    /// @notice Writes down that an account pays something.
    function addOwed(Till memory till, address account, uint256 amount) internal pure {
        if (amount != 0) till.owes[_place(till, account)] += amount;
    }

    /// @notice Writes down that an account is paid something.
    function addDue(Till memory till, address account, uint256 amount) internal pure {
        if (amount != 0) till.gets[_place(till, account)] += amount;
    }

    /// @notice Sets what each account gets against what it owes: of the two at least one is zero then.
    function net(Till memory till) internal pure {
        for (uint256 i = 0; i < till.count; ++i) {
            (uint256 owed, uint256 due) = (till.owes[i], till.gets[i]);
            (till.owes[i], till.gets[i]) = owed > due ? (owed - due, uint256(0)) : (uint256(0), due - owed);
        }
    }

    function _place(Till memory till, address account) private pure returns (uint256 place) {
        uint256 count = till.count;
        while (place < count && till.accounts[place] != account) ++place;
        if (place != count) return place;
        till.accounts[place] = account;
        till.count = count + 1;
    }
}
