// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Rings} from "../../contracts/land/libraries/Rings.sol";
import {Tiling} from "../../contracts/land/libraries/Tiling.sol";

/// @notice The geometry of land written once more, in plain and checked Solidity: what the libraries' assembly is held
/// equal to, and measured against.
contract PlainGeometry__Double {
    event Proven(uint256 parcels, uint256 area);

    struct Vertex {
        int256 x;
        int256 y;
    }

    struct Products {
        uint256 challenge;
        uint256 forth;
        uint256 back;
    }

    uint256 private constant PRIME = 2 ** 255 - 19;

    function requireTiling(Tiling.Replot calldata replot) public pure returns (Tiling.Tiles memory tiles) {
        uint256 challenge =
            uint256(
                keccak256(abi.encode(keccak256(replot.oldRings), keccak256(replot.newRings), keccak256(replot.seams)))
            ) >> 2;
        Products memory products = Products(challenge, 1, 1);
        _sew(replot.seams, products);
        bytes[] memory olds = _split(replot.oldRings, 0);
        for (uint256 i; i < olds.length; ++i) _multiply(_read(olds[i], i), products, true);
        bytes[] memory news = _split(replot.newRings, olds.length);
        tiles = Tiling.Tiles(_hashes(olds), _hashes(news), new uint256[](news.length));
        uint256 expected;
        for (uint256 i; i < news.length; ++i) expected += 2 * (news[i].length / 8 - 2);
        require(expected == replot.cuts.length, Tiling.CutsLengthUnfit(replot.cuts.length, expected));
        bytes calldata cuts = replot.cuts;
        for (uint256 i; i < news.length; ++i) {
            uint256 index = olds.length + i;
            Vertex[] memory ring = _read(news[i], index);
            _requireCanonical(ring, index);
            _multiply(ring, products, false);
            uint256 length = 2 * (ring.length - 2);
            tiles.areas[i] = _cut(ring, cuts[:length], index);
            cuts = cuts[length:];
        }
        require(products.forth == products.back, Tiling.BoundaryChanged(products.forth, products.back));
    }

    function requireCanonical(bytes calldata ring, uint256 index) external pure {
        _requireCanonical(_read(ring, index), index);
    }

    function requireTriangles(bytes calldata ring, bytes calldata cuts, uint256 index) external pure returns (uint256) {
        Vertex[] memory vertices = _read(ring, index);
        _requireCanonical(vertices, index);
        return _cut(vertices, cuts, index);
    }

    function tile(Tiling.Replot calldata replot) external {
        uint256[] memory areas = requireTiling(replot).areas;
        uint256 sum;
        for (uint256 i; i < areas.length; ++i) sum += areas[i];
        emit Proven(areas.length, sum);
    }

    function _read(bytes memory ring, uint256 index) private pure returns (Vertex[] memory vertices) {
        require(ring.length >= 24 && ring.length % 8 == 0, Rings.RingLengthUnfit(index, ring.length));
        vertices = new Vertex[](ring.length / 8);
        for (uint256 i; i < vertices.length; ++i) {
            vertices[i] = Vertex(_coordinate(ring, 8 * i), _coordinate(ring, 8 * i + 4));
        }
    }

    function _requireCanonical(Vertex[] memory ring, uint256 index) private pure {
        uint256 count = ring.length;
        for (uint256 i; i < count; ++i) {
            (uint256 start, uint256 last) = ((i + count - 1) % count, (i + count - 2) % count);
            (Vertex memory a, Vertex memory b, Vertex memory c) = (ring[last], ring[start], ring[i]);
            require(!_isSame(a, b), Rings.EdgeEmpty(index, last));
            require(!_isSame(b, c), Rings.EdgeEmpty(index, start));
            require(c.x > ring[0].x || (c.x == ring[0].x && c.y >= ring[0].y), Rings.RingStartUnfit(index, i));
            require(
                _turn(a, b, c) != 0 || (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y) > 0,
                Rings.CornerTurnsBack(index, start)
            );
        }
        for (uint256 i = 1; i < count; ++i) {
            bool isFirst = !_isSame(ring[i], ring[0]) || _turn(ring[0], ring[1], ring[(i + 1) % count]) > 0;
            require(isFirst, Rings.RingStartUnfit(index, i));
        }
    }

    function _cut(Vertex[] memory ring, bytes calldata cuts, uint256 index) private pure returns (uint256 area) {
        uint256 expected = 2 * (ring.length - 2);
        require(cuts.length == expected, Tiling.CutsLengthUnfit(cuts.length, expected));
        Vertex[] memory stack = new Vertex[](ring.length);
        (stack[0], stack[1]) = (ring[0], ring[1]);
        uint256 height = 2;
        for (uint256 i = 2; i < ring.length; ++i) {
            for (uint256 left = uint16(bytes2(cuts[2 * (i - 2):])); left > 0; --left) {
                require(height > 1, Tiling.CutsUnbalanced(index, i));
                int256 turn = _turn(stack[height - 2], stack[height - 1], ring[i]);
                require(turn >= 0, Tiling.CornerClockwise(index, i, turn));
                area += uint256(turn);
                --height;
            }
            stack[height] = ring[i];
            ++height;
        }
        require(height == 2, Tiling.CutsUnbalanced(index, ring.length));
    }

    function _sew(bytes calldata seams, Products memory products) private pure {
        require(seams.length % 24 == 0, Tiling.SeamsLengthUnfit(seams.length));
        for (uint256 i; i < seams.length / 24; ++i) {
            Vertex[] memory seam = _read(seams[24 * i:24 * i + 24], 0);
            int256 turn = _turn(seam[0], seam[1], seam[2]);
            require(turn == 0, Tiling.SeamBent(i, turn));
            _multiply(seam, products, true);
        }
    }

    function _multiply(Vertex[] memory ring, Products memory products, bool isOld) private pure {
        for (uint256 i; i < ring.length; ++i) {
            (uint256 a, uint256 b) = (_code(ring[i]), _code(ring[(i + 1) % ring.length]));
            if (isOld) (a, b) = (b, a);
            products.forth = mulmod(products.forth, products.challenge + (a << 64) + b, PRIME);
            products.back = mulmod(products.back, products.challenge + (b << 64) + a, PRIME);
        }
    }

    function _split(bytes calldata rings, uint256 first) private pure returns (bytes[] memory found) {
        for (uint256 start; start < rings.length;) {
            uint256 left = rings.length - start;
            uint256 index = first + found.length;
            require(left >= 2, Tiling.RingsLengthUnfit(index, rings.length));
            uint256 length = 8 * uint256(uint16(bytes2(rings[start:])));
            require(left >= 2 + length, Tiling.RingsLengthUnfit(index, rings.length));
            require(length >= 24, Rings.RingLengthUnfit(index, length));
            found = _append(found, rings[start + 2:start + 2 + length]);
            start += 2 + length;
        }
    }

    function _append(bytes[] memory list, bytes calldata item) private pure returns (bytes[] memory longer) {
        longer = new bytes[](list.length + 1);
        for (uint256 i; i < list.length; ++i) longer[i] = list[i];
        longer[list.length] = item;
    }

    function _coordinate(bytes memory ring, uint256 start) private pure returns (int256) {
        uint32 word;
        for (uint256 i; i < 4; ++i) word = (word << 8) | uint8(ring[start + i]);
        return int32(word);
    }

    function _hashes(bytes[] memory rings) private pure returns (bytes32[] memory hashes) {
        hashes = new bytes32[](rings.length);
        for (uint256 i; i < rings.length; ++i) hashes[i] = keccak256(rings[i]);
    }

    function _code(Vertex memory vertex) private pure returns (uint256) {
        return (uint256(uint32(int32(vertex.x))) << 32) + uint32(int32(vertex.y));
    }

    function _turn(Vertex memory a, Vertex memory b, Vertex memory c) private pure returns (int256) {
        return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
    }

    function _isSame(Vertex memory a, Vertex memory b) private pure returns (bool) {
        return a.x == b.x && a.y == b.y;
    }
}
