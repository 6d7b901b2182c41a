// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ERC165, IERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";

import {IBills} from "../payments/billing/IBills.sol";
import {ITaxAccounts} from "./ITaxAccounts.sol";
import {ITaxClearance} from "./ITaxClearance.sol";

/// @title TaxClearance
/// @notice See {ITaxAccounts} and {ITaxClearance}.
contract TaxClearance is ITaxAccounts, ITaxClearance, AccessManaged, ERC165 {
    // --- Constants and immutables ---

    /// @inheritdoc ITaxAccounts
    uint256 public constant MOST_ROLLS = 8;

    /// @inheritdoc ITaxAccounts
    address public immutable billing;

    // --- Storage ---

    uint256[] private _rolls;
    uint256 private _oldest;
    mapping(uint256 id => TaxAccount account) private _accounts;

    // --- Constructor ---

    /// @param authority_ the city's authority
    /// @param billing_ the city's bills
    constructor(address authority_, address billing_) AccessManaged(authority_) {
        billing = billing_;
    }

    // --- Writes ---

    /// @inheritdoc ITaxAccounts
    function addRoll(uint256 roll) external restricted {
        uint256 counting = _rolls.length - _oldest;
        require(counting < MOST_ROLLS, TaxRollsExhausted(counting));
        _rolls.push(roll);
        emit TaxRollAdded(_rolls.length - 1, roll);
    }

    /// @inheritdoc ITaxAccounts
    function replaceRoll(uint256 position, uint256 roll) external restricted {
        require(position >= _oldest && position < _rolls.length, TaxRollUnknown(position));
        _rolls[position] = roll;
        emit TaxRollReplaced(position, roll);
    }

    /// @inheritdoc ITaxAccounts
    function dropRolls(uint256 oldest) external restricted {
        require(oldest > _oldest && oldest <= _rolls.length, TaxRollUnknown(oldest));
        _oldest = oldest;
        emit TaxRollsDropped(oldest);
    }

    /// @inheritdoc ITaxAccounts
    function setAccounts(uint256[] calldata ids, uint32[] calldata indices, uint32 firstRoll) external restricted {
        require(ids.length == indices.length, TaxListsDiffer(ids.length, indices.length));
        require(firstRoll <= _rolls.length, TaxRollUnknown(firstRoll));
        for (uint256 i = 0; i < ids.length; ++i) {
            _accounts[ids[i]] = TaxAccount(indices[i], firstRoll, true);
            emit TaxAccountSet(ids[i], indices[i], firstRoll);
        }
    }

    // --- Reads ---

    /// @inheritdoc ITaxClearance
    function isTaxSettled(uint256 id) external view returns (bool) {
        TaxAccount memory account = _accounts[id];
        if (!account.isKnown) return false;
        uint256 first = account.firstRoll > _oldest ? account.firstRoll : _oldest;
        for (uint256 i = first; i < _rolls.length; ++i) {
            uint256 roll = _rolls[i];
            if (roll != 0 && !IBills(billing).isSettled(roll, account.index)) return false;
        }
        return true;
    }

    /// @inheritdoc ITaxAccounts
    function accountOf(uint256 id) external view returns (TaxAccount memory) {
        return _accounts[id];
    }

    /// @inheritdoc ITaxAccounts
    function rolls() external view returns (uint256[] memory list, uint256 oldest) {
        return (_rolls, _oldest);
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return
            interfaceId == type(ITaxAccounts).interfaceId ||
            interfaceId == type(ITaxClearance).interfaceId ||
            super.supportsInterface(interfaceId);
    }
}
