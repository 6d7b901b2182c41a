// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Secp256k1} from "./Secp256k1.sol";

/// @title JacobianPoints
/// @notice Additions on secp256k1 that need no hint: `(x, y, z)` stands for the point `(x/z², y/z³)`, and z = 0 for the
/// identity. For sums that nobody knows when they send a transaction, and for the few of a ceremony.
/// @dev Every case is covered: the identity, equal and opposite points.
library JacobianPoints {
    /// @dev A point.
    struct Point {
        uint256 x;
        uint256 y;
        uint256 z;
    }

    uint256 private constant PRIME = Secp256k1.FIELD;

    /// @notice A point from its coordinates.
    /// @param x first coordinate
    /// @param y second coordinate; both 0 for the identity
    /// @return point
    function from(uint256 x, uint256 y) internal pure returns (Point memory point) {
        return Point(x, y, x == 0 && y == 0 ? 0 : 1);
    }

    /// @notice Adds a point that is given by its coordinates.
    /// @param point to add to
    /// @param x first coordinate
    /// @param y second coordinate; both 0 for the identity
    function add(Point memory point, uint256 x, uint256 y) internal pure {
        if (x == 0 && y == 0) return;
        uint256 z = point.z;
        if (z == 0) {
            (point.x, point.y, point.z) = (x, y, 1);
            return;
        }
        uint256 square = mulmod(z, z, PRIME);
        // How far the point is away, in its own measure.
        uint256 run = _minus(mulmod(x, square, PRIME), point.x);
        uint256 rise = _minus(mulmod(y, mulmod(square, z, PRIME), PRIME), point.y);
        if (run == 0) {
            if (rise == 0) double(point);
            else (point.x, point.y, point.z) = (0, 0, 0);
            return;
        }
        square = mulmod(run, run, PRIME);
        uint256 cube = mulmod(square, run, PRIME);
        uint256 middle = mulmod(point.x, square, PRIME);
        point.x = _minus(_minus(mulmod(rise, rise, PRIME), cube), addmod(middle, middle, PRIME));
        point.y = _minus(mulmod(rise, _minus(middle, point.x), PRIME), mulmod(point.y, cube, PRIME));
        point.z = mulmod(z, run, PRIME);
    }

    /// @notice Doubles a point; the curve has none of order two.
    /// @param point to double
    function double(Point memory point) internal pure {
        uint256 x = point.x;
        uint256 y = point.y;
        uint256 square = mulmod(y, y, PRIME);
        uint256 middle = mulmod(4, mulmod(x, square, PRIME), PRIME);
        uint256 tangent = mulmod(3, mulmod(x, x, PRIME), PRIME);
        point.z = mulmod(addmod(y, y, PRIME), point.z, PRIME);
        x = _minus(mulmod(tangent, tangent, PRIME), addmod(middle, middle, PRIME));
        point.y = _minus(mulmod(tangent, _minus(middle, x), PRIME), mulmod(8, mulmod(square, square, PRIME), PRIME));
        point.x = x;
    }

    /// @notice The multiple of a point with a small number.
    /// @param x first coordinate
    /// @param y second coordinate; both 0 for the identity
    /// @param factor from 1
    /// @return product
    function times(uint256 x, uint256 y, uint256 factor) internal pure returns (Point memory product) {
        product = from(x, y);
        for (uint256 bit = Math.log2(factor); bit > 0; --bit) {
            double(product);
            if ((factor >> (bit - 1)) & 1 == 1) add(product, x, y);
        }
    }

    /// @notice The coordinates of a point.
    /// @param point to look at
    /// @return x first coordinate
    /// @return y second coordinate; both 0 for the identity
    function coordinatesOf(Point memory point) internal view returns (uint256 x, uint256 y) {
        return scaled(point, Math.invModPrime(point.z, PRIME));
    }

    /// @notice The coordinates of a point whose z is inverted.
    /// @param point to look at
    /// @param inverse of its z; 0 for the identity
    /// @return x first coordinate
    /// @return y second coordinate
    function scaled(Point memory point, uint256 inverse) internal pure returns (uint256 x, uint256 y) {
        uint256 square = mulmod(inverse, inverse, PRIME);
        return (mulmod(point.x, square, PRIME), mulmod(point.y, mulmod(square, inverse, PRIME), PRIME));
    }

    /// @dev Both are below the prime.
    function _minus(uint256 left, uint256 right) private pure returns (uint256) {
        unchecked {
            return addmod(left, PRIME - right, PRIME);
        }
    }
}
