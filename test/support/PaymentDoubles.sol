// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

import {IAccountRecovery} from "../../contracts/identity/IAccountRecovery.sol";

/// @notice The smallest wallet that signs by ERC-1271: one key, which its owner holds.
contract KeyedWallet is IERC1271 {
    address private immutable _owner;

    constructor(address owner) {
        _owner = owner;
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        return ECDSA.recoverCalldata(hash, signature) == _owner ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}

/// @notice An identity registry that says what the bench tells it.
contract SuccessorBook is IAccountRecovery {
    mapping(address account => address successor) public successorOf;

    /// @notice Names a successor.
    function name(address account, address successor) external {
        successorOf[account] = successor;
    }

    /// @inheritdoc IAccountRecovery
    function frozenUntil(address) external pure returns (uint40) {
        return 0;
    }
}
