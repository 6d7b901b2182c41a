// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1363Receiver} from "@openzeppelin/contracts/interfaces/IERC1363Receiver.sol";
import {IERC1363Spender} from "@openzeppelin/contracts/interfaces/IERC1363Spender.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IAccountRecovery} from "../../contracts/identity/IAccountRecovery.sol";

/// @notice An authority as a table: one officer a function, without delay.
contract OfficerTable__Double {
    bool public isSealed;
    mapping(bytes4 selector => address officer) public officerOf;
    mapping(address target => bool) public isTargetClosed;

    function seal() external {
        isSealed = true;
    }

    function appoint(address officer, bytes4[] calldata selectors) external {
        for (uint256 i = 0; i < selectors.length; ++i) officerOf[selectors[i]] = officer;
    }

    function setTargetClosed(address target, bool isClosed) external {
        isTargetClosed[target] = isClosed;
    }

    function canCall(address caller, address, bytes4 selector) external view returns (bool immediate, uint32 delay) {
        return (officerOf[selector] == caller, 0);
    }
}

/// @notice An identity registry that says what the test wants.
contract RecoveryRegistry__Double is IAccountRecovery {
    mapping(address account => address) public successorOf;
    mapping(address account => uint40) public frozenUntil;

    function setSuccessor(address account, address successor) external {
        successorOf[account] = successor;
    }

    function setFrozenUntil(address account, uint40 until) external {
        frozenUntil[account] = until;
    }
}

/// @notice What a contract does when tokens, or an allowance, arrive with a call (ERC-1363).
enum Welcome {
    Accept,
    AnswerGarbage,
    AnswerNothing,
    RevertSilently,
    RevertWithError,
    Panic,
    SendBack,
    TakeMore
}

/// @notice Receives tokens and allowances with a call, well or badly.
contract Receiver__Double is IERC1363Receiver, IERC1363Spender {
    Welcome public welcome;

    event Welcomed(address operator, address from, uint256 value, bytes data);

    error NotWelcome(uint256 value);

    function setWelcome(Welcome welcome_) external {
        welcome = welcome_;
    }

    function onTransferReceived(
        address operator,
        address from,
        uint256 value,
        bytes calldata data
    ) external returns (bytes4) {
        emit Welcomed(operator, from, value, data);
        if (welcome == Welcome.SendBack) _transfer(from, value);
        if (welcome == Welcome.TakeMore) _take(from, 1);
        return _answer(value, IERC1363Receiver.onTransferReceived.selector);
    }

    function onApprovalReceived(address owner, uint256 value, bytes calldata data) external returns (bytes4) {
        emit Welcomed(owner, owner, value, data);
        if (welcome == Welcome.TakeMore) _take(owner, value);
        return _answer(value, IERC1363Spender.onApprovalReceived.selector);
    }

    function _transfer(address to, uint256 value) private {
        require(IERC20(msg.sender).transfer(to, value), NotWelcome(value));
    }

    function _take(address from, uint256 value) private {
        require(IERC20(msg.sender).transferFrom(from, address(this), value), NotWelcome(value));
    }

    function _answer(uint256 value, bytes4 selector) private view returns (bytes4) {
        if (welcome == Welcome.AnswerGarbage) return 0xdeadbeef;
        require(welcome != Welcome.RevertWithError, NotWelcome(value));
        assert(welcome != Welcome.Panic);
        if (welcome == Welcome.RevertSilently) {
            assembly ("memory-safe") {
                revert(0, 0)
            }
        }
        if (welcome == Welcome.AnswerNothing) {
            assembly ("memory-safe") {
                return(0, 0)
            }
        }
        return selector;
    }
}
