// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// solhint-disable contract-name-capwords

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";

import {ICreditAccount} from "../../contracts/payments/ICreditAccount.sol";
import {IRevenueAccount} from "../../contracts/payments/IRevenueAccount.sol";

/// @notice A payee that takes the revenue, or does not.
contract RevenueAccount__Double is IRevenueAccount, ERC165 {
    bool private immutable IS_WILLING;

    constructor(bool isWilling) {
        IS_WILLING = isWilling;
    }

    function acceptsRevenue(address) external view returns (bool) {
        return IS_WILLING;
    }

    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return interfaceId == type(IRevenueAccount).interfaceId || super.supportsInterface(interfaceId);
    }
}

/// @notice What a credit account does when it should pay.
enum Payout {
    Pay,
    PayLess,
    PayMore,
    AnswerGarbage,
    Refuse,
    FailSilently
}

/// @notice A credit account that pays, or does not.
contract CreditAccount__Double is ICreditAccount, ERC165 {
    Payout public payout;
    IERC20 private immutable TOKEN;

    event Drawn(address to, uint256 amount, uint256 roll, uint32 index, bytes32 reason);

    error DrawRefused();

    constructor(IERC20 token_) {
        TOKEN = token_;
    }

    function setPayout(Payout payout_) external {
        payout = payout_;
    }

    function draw(address to, uint256 amount, uint256 roll, uint32 index, bytes32 reason) external returns (bytes4) {
        require(payout != Payout.Refuse, DrawRefused());
        if (payout == Payout.FailSilently) {
            assembly ("memory-safe") {
                revert(0, 0)
            }
        }
        emit Drawn(to, amount, roll, index, reason);
        uint256 paid =
            payout == Payout.PayLess
                ? amount - 1
                : payout == Payout.PayMore
                    ? amount + 1
                    : amount;
        TOKEN.transfer(to, paid);
        return payout == Payout.AnswerGarbage ? bytes4(0x12345678) : ICreditAccount.draw.selector;
    }

    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return interfaceId == type(ICreditAccount).interfaceId || super.supportsInterface(interfaceId);
    }
}

/// @notice A wallet with code that approves what its owner wants, changes its mind, or burns all gas it gets.
contract FickleWallet__Double is IERC1271 {
    enum Mood {
        Approve,
        Refuse,
        BurnGas
    }

    Mood public mood;

    error ApprovalFailed();

    constructor(IERC20 token, address spender) {
        require(token.approve(spender, type(uint256).max), ApprovalFailed());
    }

    function setMood(Mood mood_) external {
        mood = mood_;
    }

    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        if (mood == Mood.BurnGas) {
            for (uint256 i = 0; ; ++i) {}
        }
        return mood == Mood.Approve ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}
