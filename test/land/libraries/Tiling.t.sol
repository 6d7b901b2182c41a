// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Tiling} from "../../../contracts/land/libraries/Tiling.sol";
import {Geometry__Harness} from "../../support/Geometry__Doubles.sol";
import {PlainGeometry__Double} from "../../support/PlainGeometry.sol";
import {Test} from "../../support/Test.sol";

/// @notice The libraries against the same in plain Solidity, answer by answer and error by error, and against the edges
/// counted one by one.
contract TilingTest is Test {
    Geometry__Harness private immutable HARNESS = new Geometry__Harness();
    PlainGeometry__Double private immutable PLAIN = new PlainGeometry__Double();

    // --- The same as plain Solidity ---

    function testFuzz_TILE_6_AnyBytesJudgedAsPlainSolidityJudgesThem(Tiling.Replot calldata replot) public view {
        _assertSame(
            abi.encodeCall(HARNESS.requireTiling, (replot)),
            abi.encodeCall(PLAIN.requireTiling, (replot)),
            "any bytes"
        );
    }

    function testFuzz_TILE_6_SmallWalksJudgedAsPlainSolidityJudgesThem(uint256 seed, uint256 size) public view {
        // Few places, so that walks come back, turn back, run straight on and repeat vertices.
        bytes memory ring = _walk(seed, 3 + (size % 6), 3, 0);
        _assertSameRing(ring, _cuts(seed, ring.length / 8 - 2));
    }

    function testFuzz_TILE_6_WideWalksJudgedAsPlainSolidityJudgesThem(uint256 seed, uint256 size) public view {
        bytes memory ring = _walk(seed, 3 + (size % 6), 2 ** 32, -(2 ** 31));
        _assertSameRing(ring, _cuts(seed, ring.length / 8 - 2));
    }

    function testFuzz_TILE_6_ReplotsOfTrianglesJudgedAsPlainSolidityJudgesThem(uint256 seed) public view {
        _assertSameReplot(_replot(seed));
    }

    // --- Boundaries ---

    /// @dev Small rings on few places, so that edges meet by chance; the library's products against the edges counted.
    function testFuzz_TILE_1_AcceptsNoOtherEdgesThanCountingDoes(uint256 seed) public view {
        Tiling.Replot memory replot = _replot(seed);
        try HARNESS.requireTiling(replot) returns (Tiling.Tiles memory tiles) {
            assertTrue(_doEdgesCancel(replot), "what is accepted has equal boundaries");
            assertEq(tiles.newHashes.length, tiles.areas.length, "every new ring is measured");
        } catch (bytes memory reason) {
            if (bytes4(reason) == Tiling.BoundaryChanged.selector) {
                assertTrue(!_doEdgesCancel(replot), "equal boundaries are not refused as changed");
            }
        }
    }

    // --- Conservation ---

    /// @dev A triangle, anywhere, divided at a place within: area is conserved to the unit.
    function testFuzz_TILE_2_ADividedTriangleKeepsItsArea(
        int32 x,
        int32 y,
        uint16 a,
        uint16 b,
        uint16 height
    ) public view {
        (int256 left, int256 bottom) = (bound32(x), bound32(y));
        int256 middle = left + 1 + int256(uint256(a));
        int256 right = middle + 1 + int256(uint256(b));
        int256 top = bottom + 1 + int256(uint256(height));
        bytes memory base = abi.encodePacked(int32(left), int32(bottom), int32(middle), int32(bottom));
        bytes memory tip = abi.encodePacked(int32(middle), int32(top));
        Tiling.Replot memory replot;
        replot.oldRings = abi.encodePacked(uint16(4), base, int32(right), int32(bottom), tip);
        replot.newRings = abi.encodePacked(
            uint16(3),
            base,
            tip,
            uint16(3),
            int32(middle),
            int32(bottom),
            int32(right),
            int32(bottom),
            tip
        );
        replot.cuts = hex"00010001";
        uint256[] memory areas = HARNESS.requireTiling(replot).areas;
        assertEq(areas[0] + areas[1], uint256((right - left) * (top - bottom)), "the parts add up to the whole");
    }

    // --- Helpers ---

    function bound32(int256 value) private pure returns (int256) {
        return value % 2 ** 30;
    }

    function _assertSameRing(bytes memory ring, bytes memory cuts) private view {
        uint256 index = HARNESS.INDEX();
        _assertSame(
            abi.encodeCall(HARNESS.requireTriangles, (ring, cuts)),
            abi.encodeCall(PLAIN.requireTriangles, (ring, cuts, index)),
            "a ring and its cuts"
        );
        _assertSame(
            abi.encodeCall(HARNESS.requireCanonical, (ring)),
            abi.encodeCall(PLAIN.requireCanonical, (ring, index)),
            "a walk"
        );
    }

    function _assertSameReplot(Tiling.Replot memory replot) private view {
        _assertSame(
            abi.encodeCall(HARNESS.requireTiling, (replot)),
            abi.encodeCall(PLAIN.requireTiling, (replot)),
            "a replot"
        );
    }

    function _assertSame(bytes memory question, bytes memory plainQuestion, string memory sentence) private view {
        (bool success, bytes memory answer) = address(HARNESS).staticcall(question);
        (bool plainSuccess, bytes memory plainAnswer) = address(PLAIN).staticcall(plainQuestion);
        assertEq(success, plainSuccess, sentence);
        assertEq(keccak256(answer), keccak256(plainAnswer), sentence);
    }

    /// @dev One to three triangles before, as many after, each of three of five places; the rings after are often those
    /// before in another order.
    function _replot(uint256 seed) private pure returns (Tiling.Replot memory replot) {
        uint256 count = 1 + (seed % 3);
        for (uint256 i; i < count; ++i) {
            bytes memory ring = abi.encodePacked(uint16(3), _triangle(_mix(seed, i)));
            replot.oldRings = abi.encodePacked(replot.oldRings, ring);
            bool isKept = _mix(seed, 100 + i) % 4 != 0;
            if (!isKept) ring = abi.encodePacked(uint16(3), _triangle(_mix(seed, 200 + i)));
            replot.newRings = abi.encodePacked(ring, replot.newRings);
            replot.cuts = abi.encodePacked(replot.cuts, uint16(1));
        }
        if (_mix(seed, 300) % 4 == 0) replot.seams = _walk(_mix(seed, 301), 3, 3, 0);
    }

    /// @dev A canonical triangle, if it is not flat.
    function _triangle(uint256 seed) private pure returns (bytes memory) {
        int32 x = int32(int256(seed % 2));
        int32 y = int32(int256((seed >> 8) % 3));
        return abi.encodePacked(int32(0), int32(0), int32(2), y, 1 + x, int32(4));
    }

    function _walk(uint256 seed, uint256 count, uint256 span, int256 least) private pure returns (bytes memory ring) {
        for (uint256 i; i < count; ++i) {
            int256 x = least + int256(_mix(seed, 2 * i) % span);
            int256 y = least + int256(_mix(seed, 2 * i + 1) % span);
            ring = abi.encodePacked(ring, int32(x), int32(y));
        }
    }

    function _cuts(uint256 seed, uint256 count) private pure returns (bytes memory cuts) {
        for (uint256 i; i < count; ++i) cuts = abi.encodePacked(cuts, uint16(_mix(seed, 1000 + i) % 3));
    }

    function _mix(uint256 seed, uint256 salt) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, salt)));
    }

    /// @dev Whether every edge meets its opposite, counted one by one.
    function _doEdgesCancel(Tiling.Replot memory replot) private pure returns (bool) {
        (uint256[2][] memory edges, uint256 length) = (new uint256[2][](64), 0);
        length = _collect(edges, length, replot.newRings, 2, false);
        length = _collect(edges, length, replot.oldRings, 2, true);
        length = _collect(edges, length, replot.seams, 0, true);
        for (uint256 i; i < length; ++i) {
            (uint256 forth, uint256 back) = (0, 0);
            for (uint256 j; j < length; ++j) {
                if (edges[j][0] == edges[i][0] && edges[j][1] == edges[i][1]) ++forth;
                if (edges[j][1] == edges[i][0] && edges[j][0] == edges[i][1]) ++back;
            }
            if (forth != back) return false;
        }
        return true;
    }

    /// @dev Triangles alone; `skip` bytes lie before each.
    function _collect(
        uint256[2][] memory edges,
        uint256 length,
        bytes memory rings,
        uint256 skip,
        bool isOld
    ) private pure returns (uint256) {
        for (uint256 start = skip; start + 24 <= rings.length; start += 24 + skip) {
            for (uint256 i; i < 3; ++i) {
                (uint256 a, uint256 b) = (_word(rings, start + 8 * i), _word(rings, start + 8 * ((i + 1) % 3)));
                edges[length] = isOld ? [b, a] : [a, b];
                ++length;
            }
        }
        return length;
    }

    function _word(bytes memory data, uint256 start) private pure returns (uint256 word) {
        for (uint256 i; i < 8; ++i) word = (word << 8) | uint8(data[start + i]);
    }
}
