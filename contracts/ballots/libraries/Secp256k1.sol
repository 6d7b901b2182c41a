// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Secp256k1
/// @notice The curve of the sealed ballots, as far as a contract can check with it: `ecrecover` computes the address of
/// `u·P + v·G` for 3,000 gas, on every chain. It tells a point by 160 bits of its hash: whoever would pass another point
/// for it needs a second preimage.
/// @dev A message holds a point as `x ‖ y`, 64 bytes, with `0 < x < ORDER`: above, `ecrecover` takes no x. The curve has
/// prime order, so that every point but the identity, which has no coordinates, is a generator.
library Secp256k1 {
    /// @dev Order of the group; prime.
    uint256 internal constant ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    /// @dev Prime of the field of the coordinates.
    uint256 internal constant FIELD = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F;

    /// @dev The generator.
    uint256 internal constant GENERATOR_X = 0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798;
    uint256 internal constant GENERATOR_Y = 0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8;

    /// @dev Bytes of a point and of a scalar in a message.
    uint256 internal constant POINT_BYTES = 64;
    uint256 internal constant SCALAR_BYTES = 32;

    /// @dev How `ecrecover` names a point with an even y.
    uint8 private constant EVEN = 27;

    /// @notice Whether coordinates are a point that a message may hold.
    /// @param x first coordinate
    /// @param y second coordinate
    /// @return true where they are canonical and on the curve
    function isPoint(uint256 x, uint256 y) internal pure returns (bool) {
        return
            x != 0 &&
            x < ORDER &&
            y < FIELD &&
            mulmod(y, y, FIELD) == addmod(mulmod(mulmod(x, x, FIELD), x, FIELD), 7, FIELD);
    }

    /// @notice The address of `u·P + v·G`.
    /// @param x of P, a point
    /// @param y of P
    /// @param u scalar, at most the order
    /// @param v scalar, below the order
    /// @return zero where `u` is 0 modulo the order or the sum is the identity
    function combine(uint256 x, uint256 y, uint256 u, uint256 v) internal pure returns (address) {
        // A point read from a message has its y below 2^256 and its parity in the lowest bit.
        unchecked {
            uint8 parity = EVEN + uint8(y & 1);
            return ecrecover(bytes32(mulmod(ORDER - v, x, ORDER)), parity, bytes32(x), bytes32(mulmod(u, x, ORDER)));
        }
    }

    /// @notice The address of a point.
    /// @param x first coordinate
    /// @param y second coordinate
    /// @return account the last 20 bytes of keccak256(x ‖ y)
    function addressOf(uint256 x, uint256 y) internal pure returns (address account) {
        // `abi.encode` would copy both words: 130 gas for each of hundreds of points.
        assembly ("memory-safe") {
            mstore(0, x)
            mstore(32, y)
            account := and(keccak256(0, 64), 0xffffffffffffffffffffffffffffffffffffffff)
        }
    }

    /// @notice A point of a message.
    /// @param place where it stands in the transaction's data
    /// @return x first coordinate
    /// @return y second coordinate
    function pointAt(uint256 place) internal pure returns (uint256 x, uint256 y) {
        return (wordAt(place), wordAt(place + 32));
    }

    /// @notice A word of a message; the caller has checked its length.
    /// @param place where it stands in the transaction's data
    /// @return word
    function wordAt(uint256 place) internal pure returns (uint256 word) {
        // A slice of calldata checks its bounds once more: 150 gas a word, and a ballot has dozens.
        assembly ("memory-safe") {
            word := calldataload(place)
        }
    }

    /// @notice Where a message starts in the transaction's data.
    /// @param message bytes
    /// @return place offset
    function startOf(bytes calldata message) internal pure returns (uint256 place) {
        assembly ("memory-safe") {
            place := message.offset
        }
    }
}
