// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Create3} from "@openzeppelin/contracts/utils/Create3.sol";

import {Secp256k1} from "./Secp256k1.sol";

/// @title TrusteeKeys
/// @notice The key of an election in the code of a contract whose address follows from the ceremony: the keys
/// `Y_1 … Y_n`, then for trustee 1, 2, … its verification keys of each; 64 bytes a point after one byte of zero. Only the
/// ceremonies' contract writes at these addresses.
library TrusteeKeys {
    /// @dev Copies what follows these ten bytes into the code of the new contract; two bytes of length come between:
    /// PUSH2 length, DUP1, PUSH1 10, RETURNDATASIZE (0), CODECOPY, RETURNDATASIZE (0), RETURN.
    bytes1 private constant BEFORE_LENGTH = 0x61;
    bytes7 private constant AFTER_LENGTH = 0x80600a3d393df3;

    /// @dev STOP: what is called does nothing.
    bytes1 private constant STOP = 0x00;

    /// @notice Writes a key; the calling contract is the ceremonies'.
    /// @param ceremonyId number of the ceremony
    /// @param points coordinates
    /// @return account contract whose code holds them
    function write(uint256 ceremonyId, uint256[] memory points) internal returns (address account) {
        // At most 7 keys of 11 holders: 4,928 bytes.
        bytes2 length = bytes2(uint16(32 * points.length + 1));
        bytes memory code = abi.encodePacked(BEFORE_LENGTH, length, AFTER_LENGTH, STOP, points);
        return Create3.deploy(0, bytes32(ceremonyId), code);
    }

    /// @notice Where a key is, or will be.
    /// @param ceremonies their contract
    /// @param ceremonyId number of the ceremony
    /// @return account contract whose code holds it
    function addressOf(address ceremonies, uint256 ceremonyId) internal pure returns (address account) {
        return Create3.computeAddress(bytes32(ceremonyId), ceremonies);
    }

    /// @notice Reads points.
    /// @param account contract whose code holds the key
    /// @param first number of the first one
    /// @param count how many
    /// @return points coordinates
    function read(address account, uint256 first, uint256 count) internal view returns (uint256[] memory points) {
        points = new uint256[](2 * count);
        uint256 start = 1 + Secp256k1.POINT_BYTES * first;
        // `account.code` would copy all of it, and into bytes.
        assembly ("memory-safe") {
            extcodecopy(account, add(points, 0x20), start, mul(count, 64))
        }
    }
}
