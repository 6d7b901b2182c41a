// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {JacobianPoints} from "../../../contracts/ballots/libraries/JacobianPoints.sol";
import {Secp256k1} from "../../../contracts/ballots/libraries/Secp256k1.sol";
import {Test} from "../../support/Test.sol";

/// @notice Additions of points, held against what `ecrecover` computes.
contract JacobianPointsTest is Test {
    using JacobianPoints for JacobianPoints.Point;

    /// @dev `factor·G` by doubling and adding.
    function _multiple(uint256 factor) private view returns (uint256 x, uint256 y) {
        return JacobianPoints.times(Secp256k1.GENERATOR_X, Secp256k1.GENERATOR_Y, factor).coordinatesOf();
    }

    function _address(uint256 factor) private pure returns (address) {
        return Secp256k1.combine(Secp256k1.GENERATOR_X, Secp256k1.GENERATOR_Y, factor % Secp256k1.ORDER, 0);
    }

    function testFuzz_multiplesAreWhatEcrecoverComputes(uint256 factor) public view {
        factor = bound(factor, 1, Secp256k1.ORDER - 1);
        (uint256 x, uint256 y) = _multiple(factor);
        assertTrue(Secp256k1.isPoint(x, y), "on the curve");
        assertEq(Secp256k1.addressOf(x, y), _address(factor), "the multiple");
    }

    function testFuzz_sumsAreWhatEcrecoverComputes(uint256 left, uint256 right) public view {
        left = bound(left, 1, Secp256k1.ORDER - 1);
        right = bound(right, 1, Secp256k1.ORDER - 1);
        (uint256 x, uint256 y) = _multiple(left);
        JacobianPoints.Point memory sum = JacobianPoints.from(x, y);
        sum.double();
        (x, y) = _multiple(right);
        sum.add(x, y);
        (x, y) = sum.coordinatesOf();
        uint256 total = addmod(addmod(left, left, Secp256k1.ORDER), right, Secp256k1.ORDER);
        if (total == 0) assertEq(x | y, 0, "the identity");
        else assertEq(Secp256k1.addressOf(x, y), _address(total), "the sum");
    }

    function testFuzz_combinationsAreSums(uint256 base, uint256 u, uint256 v) public view {
        base = bound(base, 1, Secp256k1.ORDER - 1);
        u = bound(u, 1, Secp256k1.ORDER - 1);
        v = bound(v, 0, Secp256k1.ORDER - 1);
        (uint256 x, uint256 y) = _multiple(base);
        uint256 total = addmod(mulmod(base, u, Secp256k1.ORDER), v, Secp256k1.ORDER);
        assertEq(Secp256k1.combine(x, y, u, v), total == 0 ? address(0) : _address(total), "the combination");
    }

    function test_theIdentityEqualAndOppositePointsAreAdded() public view {
        (uint256 x, uint256 y) = _multiple(5);
        JacobianPoints.Point memory sum = JacobianPoints.from(0, 0);
        sum.add(0, 0);
        (uint256 sumX, uint256 sumY) = sum.coordinatesOf();
        assertEq(sumX | sumY, 0, "nothing and nothing");
        sum.add(x, y);
        sum.add(0, 0);
        (sumX, sumY) = sum.coordinatesOf();
        assertTrue(sumX == x && sumY == y, "nothing and a point");
        sum.add(x, y);
        (sumX, sumY) = sum.coordinatesOf();
        assertEq(Secp256k1.addressOf(sumX, sumY), _address(10), "twice a point");
        sum = JacobianPoints.from(x, y);
        sum.add(x, Secp256k1.FIELD - y);
        (sumX, sumY) = sum.coordinatesOf();
        assertEq(sumX | sumY, 0, "a point and its opposite");
        sum.double();
        (sumX, sumY) = sum.coordinatesOf();
        assertEq(sumX | sumY, 0, "twice nothing");
    }

    function test_pointsHaveOneForm() public pure {
        (uint256 x, uint256 y) = (Secp256k1.GENERATOR_X, Secp256k1.GENERATOR_Y);
        assertTrue(Secp256k1.isPoint(x, y), "the generator");
        assertTrue(!Secp256k1.isPoint(0, y), "x of nothing");
        assertTrue(!Secp256k1.isPoint(x, y + 1), "off the curve");
        assertTrue(!Secp256k1.isPoint(x, 0), "y of nothing");
        assertTrue(!Secp256k1.isPoint(x, Secp256k1.FIELD), "y beyond the field");
    }

    /// @dev Points that are on the curve and stand at the bounds: only how they are written is wrong.
    function test_pointsAtTheBoundsHaveOneFormToo() public pure {
        uint256 y = 0x3d46aae46a6f4dcaacfe1578992912987e8163d89ae03adb5a15889213ab2b8c;
        assertTrue(Secp256k1.isPoint(Secp256k1.ORDER - 2, y), "the last x below the order");
        y = 0x98f66641cb0ae1776b463ebdee3d77fe2658f021db48e2c8ac7ab4c92f83621e;
        assertTrue(!Secp256k1.isPoint(Secp256k1.ORDER, y), "the order as x, on the curve");

        uint256 x = 0x1fe1e5ef3fceb5c135ab7741333ce5a6e80d68167653f6b2b24bcbcfaaaff507;
        assertTrue(Secp256k1.isPoint(x, 1), "the least y");
        assertTrue(!Secp256k1.isPoint(x, 1 + Secp256k1.FIELD), "the same y beyond the field");
    }
}
