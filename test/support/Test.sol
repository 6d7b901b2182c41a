// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The cheatcodes of the Solidity test runner that this project uses.
interface Vm {
    function addr(uint256 privateKey) external pure returns (address account);

    function assume(bool condition) external pure;

    function deal(address account, uint256 balance) external;

    function envOr(string calldata name, uint256 defaultValue) external view returns (uint256 value);

    function etch(address account, bytes calldata code) external;

    function expectEmit(address emitter) external;

    function expectRevert() external;

    function expectRevert(bytes calldata data) external;

    function expectRevert(bytes4 selector) external;

    function getBlockTimestamp() external view returns (uint256 timestamp);

    function label(address account, string calldata name) external;

    function prank(address sender) external;

    function setEnv(string calldata name, string calldata value) external;

    function sign(uint256 privateKey, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);

    function startPrank(address sender) external;

    function stopPrank() external;

    function toString(uint256 value) external pure returns (string memory text);

    function warp(uint256 timestamp) external;
}

/// @title Test
/// @notice Base of the Solidity tests: the cheatcodes, assertions that say which sentence broke, bounded inputs.
/// @dev Time is read through {_now}: the compiler may keep `block.timestamp` across a warp.
abstract contract Test {
    Vm internal constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    error NotTrue(string sentence);
    error NotEqual(string sentence, bytes32 left, bytes32 right);
    error NotEqualNumbers(string sentence, uint256 left, uint256 right);
    error NotAtMost(string sentence, uint256 value, uint256 maximum);

    function assertTrue(bool condition, string memory sentence) internal pure {
        require(condition, NotTrue(sentence));
    }

    function assertEq(uint256 left, uint256 right, string memory sentence) internal pure {
        require(left == right, NotEqualNumbers(sentence, left, right));
    }

    function assertEq(bytes32 left, bytes32 right, string memory sentence) internal pure {
        require(left == right, NotEqual(sentence, left, right));
    }

    function assertEq(address left, address right, string memory sentence) internal pure {
        assertEq(bytes32(bytes20(left)), bytes32(bytes20(right)), sentence);
    }

    function assertEq(bool left, bool right, string memory sentence) internal pure {
        assertEq(left ? 1 : 0, right ? 1 : uint256(0), sentence);
    }

    function assertLe(uint256 value, uint256 maximum, string memory sentence) internal pure {
        require(value <= maximum, NotAtMost(sentence, value, maximum));
    }

    /// @dev `value` folded into [minimum, maximum].
    function bound(uint256 value, uint256 minimum, uint256 maximum) internal pure returns (uint256) {
        if (value >= minimum && value <= maximum) return value;
        uint256 size = maximum - minimum + 1;
        return size == 0 ? value : minimum + (value % size);
    }

    /// @dev Whether a call by `sender` succeeds.
    function _tries(address sender, address target, bytes memory data) internal returns (bool success) {
        VM.prank(sender);
        // solhint-disable-next-line avoid-low-level-calls
        (success, ) = target.call(data);
    }

    function _now() internal view returns (uint48) {
        return uint48(VM.getBlockTimestamp());
    }

    function _skip(uint256 duration) internal {
        VM.warp(VM.getBlockTimestamp() + duration);
    }
}
