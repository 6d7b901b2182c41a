// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SignedActs} from "../../payments/SignedActs.sol";
import {IStandingOrders} from "./IStandingOrders.sol";
import {AccountKeeping} from "./AccountKeeping.sol";
import {MarketStore} from "./MarketStore.sol";
import {OrderBooks} from "./OrderBooks.sol";

/// @title OrderKeeping
/// @notice See {IStandingOrders}.
abstract contract OrderKeeping is AccountKeeping, SignedActs, IStandingOrders {
    // --- Constants ---

    bytes32 private constant STANDING_TYPEHASH = keccak256(
        "StandingOrder(uint32 account,uint24 buyLimit,uint24 sellLimit,uint24 maxBuy,uint24 maxSell,uint16 validUntil,uint16 sequence,uint40 deadline)"
    );
    bytes32 private constant ONE_OFF_TYPEHASH = keccak256(
        "OneOffOrder(uint32 account,uint24 buyLimit,uint24 sellLimit,uint24 maxBuy,uint24 maxSell,uint32 firstInterval,uint32 lastInterval,uint16 sequence,uint40 deadline)"
    );

    // --- Writes ---

    /// @inheritdoc IStandingOrders
    function giveOrder(uint32 account, OrderTerms calldata terms, uint16 validUntil) external {
        _requireOwn(account);
        _give(account, terms, validUntil);
    }

    /// @inheritdoc IStandingOrders
    function giveOrderBySignature(
        uint32 account,
        OrderTerms calldata terms,
        uint16 validUntil,
        uint16 sequence,
        uint40 deadline,
        bytes calldata signature
    ) external {
        bytes32 structHash = keccak256(abi.encode(STANDING_TYPEHASH, account, terms, validUntil, sequence, deadline));
        _requireSigned(_requireAccount(account).owner, structHash, deadline, signature);
        _requireNext(account, sequence);
        _give(account, terms, validUntil);
    }

    /// @inheritdoc IStandingOrders
    function giveOneOff(uint32 account, OrderTerms calldata terms, uint32 firstInterval, uint32 lastInterval) external {
        _requireOwn(account);
        _giveOneOff(account, terms, firstInterval, lastInterval);
    }

    /// @inheritdoc IStandingOrders
    function giveOneOffBySignature(
        uint32 account,
        OrderTerms calldata terms,
        uint32 firstInterval,
        uint32 lastInterval,
        uint16 sequence,
        uint40 deadline,
        bytes calldata signature
    ) external {
        bytes32 structHash = keccak256(
            abi.encode(ONE_OFF_TYPEHASH, account, terms, firstInterval, lastInterval, sequence, deadline)
        );
        _requireSigned(_requireAccount(account).owner, structHash, deadline, signature);
        _requireNext(account, sequence);
        _giveOneOff(account, terms, firstInterval, lastInterval);
    }

    // --- Reads ---

    /// @inheritdoc IStandingOrders
    function orderOn(uint32 account, uint16 day) external view returns (OrderTerms memory terms, uint16 validUntil) {
        _requireAccount(account);
        return OrderBooks.orderOn(account, day);
    }

    /// @inheritdoc IStandingOrders
    function oneOffOf(
        uint32 account
    ) external view returns (OrderTerms memory terms, uint32 firstInterval, uint32 lastInterval) {
        _requireAccount(account);
        return OrderBooks.oneOffOf(account);
    }

    /// @inheritdoc IStandingOrders
    function sequenceOf(uint32 account) external view returns (uint16 sequence) {
        _requireAccount(account);
        return _wordOf(account).sequence();
    }

    // --- Internal writes ---

    function _give(uint32 account, OrderTerms calldata terms, uint16 validUntil) private {
        _requireTrading(account);
        OrderBooks.give(account, terms, validUntil);
    }

    function _giveOneOff(uint32 account, OrderTerms calldata terms, uint32 firstInterval, uint32 lastInterval) private {
        _requireTrading(account);
        OrderBooks.giveOneOff(account, terms, firstInterval, lastInterval);
    }

    // --- Internal reads ---

    /// @dev An account that may give orders.
    function _requireTrading(uint32 account) private view {
        _requireActive();
        _requireStaying(account, _requireAccount(account).closesOn);
        MarketStore.Debt memory debt = MarketStore.get().debts[account];
        require(debt.owed <= debt.creditLimit, AccountInDebt(account, debt.owed));
    }

    function _requireNext(uint32 account, uint16 sequence) private view {
        uint16 expected = _wordOf(account).sequence();
        require(sequence == expected, OrderSequenceWrong(account, sequence, expected));
    }
}
