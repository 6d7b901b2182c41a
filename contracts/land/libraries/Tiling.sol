// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Rings} from "./Rings.sol";

/// @title Tiling
/// @notice Proofs that parcels tile land exactly: no gap and no overlap, to the centimetre, in linear time. One rule for
/// subdivision, merger, boundary adjustment, replot, and a section that is registered whole.
///
/// Two checks carry it:
/// - *The boundary is conserved.* Every edge of a new ring is also an edge of an old ring in the same direction, or of a
///   new ring in the opposite one, and each is used up once. Where a corner of one parcel lies on an edge of another, a
///   *seam* says so: three points on one straight line, as a flat triangle.
/// - *Every new ring is a sum of triangles, none of them clockwise.* So it winds around no point a negative number of
///   times.
///
/// Then new and old rings wind around every point equally often in sum; where the old parcels did not overlap, each point
/// of their land lies in exactly one new parcel, and no other point in any. Statement, proof and attacks:
/// `docs/land-geometry.md`.
///
/// The *cuts* of a ring are the witness of the second check. The vertices are stacked one by one, the first two to begin
/// with. Before each other vertex comes onto the stack, as many corners are cut off as its count says: the triangle of the
/// two uppermost vertices and the coming one is counted, and the uppermost leaves. At the end the first and the last vertex
/// are left. A count is a big-endian uint16; there is one for each vertex from the third on.
/// @dev Assumptions: the old rings were proven here before, or one by one with {requireSimple}; each is given once; the
/// caller compares their hashes with its own. `pure`: anybody can ask before anything is sent.
library Tiling {
    /// @notice Land whose boundaries are drawn anew. Rings follow one another, each behind the number of its vertices, a
    /// big-endian uint16.
    /// @param oldRings as they are registered
    /// @param newRings what takes their place, each canonical
    /// @param cuts of the new rings, one after another
    /// @param seams 24 bytes each: start and end of an edge, and a corner that lies on it, as a ring has vertices
    struct Replot {
        bytes oldRings;
        bytes newRings;
        bytes cuts;
        bytes seams;
    }

    /// @notice What a proof tells of its rings.
    /// @param oldHashes keccak256 of each old ring, for the caller to compare with what is registered
    /// @param newHashes keccak256 of each new ring
    /// @param areas twice the area of each new ring, in square centimetres, above zero
    struct Tiles {
        bytes32[] oldHashes;
        bytes32[] newHashes;
        uint256[] areas;
    }

    /// @dev The boundary so far: two products over the edges, which are equal when every edge has met its opposite.
    struct Balance {
        uint256 challenge;
        uint256 forth;
        uint256 back;
    }

    /// @dev The prime field in which boundaries are compared: 2^255 - 19.
    uint256 private constant PRIME = 2 ** 255 - 19;

    /// @dev Bytes of a seam: three vertices.
    uint256 private constant SEAM_BYTES = 3 * Rings.VERTEX_BYTES;

    /// @notice The list ends within a ring, or before the number of its vertices.
    error RingsLengthUnfit(uint256 ring, uint256 length);
    /// @notice The cuts have another length than two bytes for each vertex of each ring from the third on.
    error CutsLengthUnfit(uint256 length, uint256 expected);
    /// @notice At the vertex the cuts take what is not there, or (vertex = count) leave more than one edge.
    error CutsUnbalanced(uint256 ring, uint256 vertex);
    /// @notice Before the vertex a corner is cut off that turns clockwise; `area` is twice its area in square
    /// centimetres, negative.
    error CornerClockwise(uint256 ring, uint256 vertex, int256 area);
    /// @notice The ring has no area.
    error RingFlat(uint256 ring);
    /// @notice The seams are no whole number of triangles.
    error SeamsLengthUnfit(uint256 length);
    /// @notice The points of a seam, numbered from 0, do not lie on one line: `area` is twice the triangle's.
    error SeamBent(uint256 seam, int256 area);
    /// @notice New and old rings have different boundaries: the two products of their edges, which should be equal.
    error BoundaryChanged(uint256 forth, uint256 back);

    /// @notice Proves that the new rings tile what the old ones covered.
    /// @dev Reverts with {RingsLengthUnfit}, {CutsLengthUnfit}, {CutsUnbalanced}, {CornerClockwise}, {RingFlat},
    /// {SeamsLengthUnfit}, {SeamBent}, {BoundaryChanged} or an error of {Rings}. The ring that an error names counts the
    /// old rings first, then the new ones.
    /// @param replot old and new rings, with their witnesses
    /// @return tiles the hashes of all rings, and the areas of the new ones
    function requireTiling(Replot calldata replot) internal pure returns (Tiles memory tiles) {
        tiles.oldHashes = _hashesOf(replot.oldRings, 0);
        tiles.newHashes = _hashesOf(replot.newRings, tiles.oldHashes.length);
        tiles.areas = new uint256[](tiles.newHashes.length);
        Balance memory balance = Balance(_challengeOf(tiles, replot.seams), 1, 1);
        _sew(balance, replot.seams);
        _subtract(balance, replot.oldRings);
        _add(balance, replot.newRings, tiles.oldHashes.length);
        _measure(tiles, replot.newRings, replot.cuts);
        require(balance.forth == balance.back, BoundaryChanged(balance.forth, balance.back));
    }

    /// @notice Proves that a ring is simple: it winds around every point once or not at all. For what is registered
    /// without an older proof to lean on: the outline of a section, or one parcel.
    /// @dev Both the ring and all land around it are sums of triangles, none of them clockwise. Reverts as
    /// {requireTriangles} does; in the proof of the surroundings the ring is called `index + 1`.
    /// @param ring the ring, canonical
    /// @param cuts of the ring
    /// @param outerCuts of its surroundings: the walk {Rings.surroundingsOf}
    /// @param index what errors call the ring
    /// @return area twice its area, in square centimetres, above zero
    function requireSimple(
        bytes calldata ring,
        bytes calldata cuts,
        bytes calldata outerCuts,
        uint256 index
    ) internal pure returns (uint256 area) {
        int256[] memory walk = Rings.canonicalWalkOf(ring, index);
        int256[] memory around = Rings.surroundingsOf(walk);
        area = _requireTriangles(walk, cuts, index);
        _requireTriangles(around, outerCuts, index + 1);
    }

    /// @notice Proves that a ring winds around no point a negative number of times, and measures it. Not enough by itself
    /// for a ring that no proof of tiling holds: it may still wind around a point twice.
    /// @dev Reverts with {CutsLengthUnfit}, {CutsUnbalanced}, {CornerClockwise}, {RingFlat} or an error of {Rings}.
    /// @param ring the ring, canonical
    /// @param cuts of the ring
    /// @param index what errors call the ring
    /// @return area twice its area, in square centimetres, above zero
    function requireTriangles(
        bytes calldata ring,
        bytes calldata cuts,
        uint256 index
    ) internal pure returns (uint256 area) {
        return _requireTriangles(Rings.canonicalWalkOf(ring, index), cuts, index);
    }

    // --- Rings one after another ---

    /// @dev The ring at the start of a list of rings, and the list behind it.
    function _next(
        bytes calldata rings,
        uint256 index
    ) private pure returns (bytes calldata ring, bytes calldata rest) {
        require(rings.length > 1, RingsLengthUnfit(index, rings.length));
        unchecked {
            uint256 end = 2 + Rings.VERTEX_BYTES * uint256(uint16(bytes2(rings)));
            require(end <= rings.length, RingsLengthUnfit(index, rings.length));
            return (rings[2:end], rings[end:]);
        }
    }

    function _hashesOf(bytes calldata rings, uint256 index) private pure returns (bytes32[] memory hashes) {
        hashes = new bytes32[](_count(rings, index));
        for (uint256 i; i < hashes.length; ++i) {
            bytes calldata ring;
            (ring, rings) = _next(rings, index + i);
            hashes[i] = keccak256(ring);
        }
    }

    function _count(bytes calldata rings, uint256 index) private pure returns (uint256 count) {
        for (; rings.length != 0; ++count) (, rings) = _next(rings, index + count);
    }

    // --- Triangles ---

    /// @dev Checks and measures every new ring.
    function _measure(Tiles memory tiles, bytes calldata rings, bytes calldata cuts) private pure {
        uint256 first = tiles.oldHashes.length;
        uint256[] memory areas = tiles.areas;
        uint256 memoryEnd = _freeMemory();
        uint256 used;
        for (uint256 i; i < areas.length; ++i) {
            bytes calldata ring;
            (ring, rings) = _next(rings, first + i);
            int256[] memory walk = Rings.canonicalWalkOf(ring, first + i);
            uint256 length = walk.length - 4;
            require(used + length <= cuts.length, CutsLengthUnfit(cuts.length, used + length));
            areas[i] = _requireTriangles(walk, cuts[used:used + length], first + i);
            used += length;
            _release(memoryEnd);
        }
        require(used == cuts.length, CutsLengthUnfit(cuts.length, used));
    }

    function _requireTriangles(
        int256[] memory walk,
        bytes calldata cuts,
        uint256 index
    ) private pure returns (uint256) {
        uint256 expected = walk.length - 4;
        require(cuts.length == expected, CutsLengthUnfit(cuts.length, expected));
        uint256 source;
        assembly ("memory-safe") {
            source := cuts.offset
        }
        (int256 area, uint256 fault) = _cut(walk, source);
        require(area >= 0, CornerClockwise(index, fault, area));
        require(fault == 0, CutsUnbalanced(index, fault));
        require(area != 0, RingFlat(index));
        return uint256(area);
    }

    /// @dev Cuts a ring into triangles. Uses the walk up: the stack grows where vertices were read.
    /// @param source where the cuts lie in calldata
    /// @return area of all triangles; of the faulty one alone, negative, where one is clockwise
    /// @return fault the vertex before which something was wrong; the count of vertices where something was left; or 0
    function _cut(int256[] memory walk, uint256 source) private pure returns (int256 area, uint256 fault) {
        assembly ("memory-safe") {
            // The array's length makes room for its end: the stack of the machine is full.
            mstore(walk, add(add(walk, 32), shl(5, mload(walk))))
            // The uppermost vertex is (bx, by); those below it lie in memory, the highest of them at `below`.
            let below := add(walk, 32)
            let bx := mload(add(walk, 96))
            let by := mload(add(walk, 128))
            for {
                let at := add(walk, 160)
            } lt(at, mload(walk)) {
                at := add(at, 64)
            } {
                let cx := mload(at)
                let cy := mload(add(at, 32))
                for {
                    let left := shr(240, calldataload(source))
                } left {
                    left := sub(left, 1)
                } {
                    let ax := mload(below)
                    let ay := mload(add(below, 32))
                    let triangle := sub(mul(sub(bx, ax), sub(cy, ay)), mul(sub(by, ay), sub(cx, ax)))
                    // Negative where the triangle is clockwise, or where nothing lies below the uppermost vertex.
                    if slt(or(triangle, sub(sub(below, walk), 32)), 0) {
                        fault := at
                        area := mul(triangle, gt(below, walk))
                        at := mload(walk)
                        break
                    }
                    area := add(area, triangle)
                    below := sub(below, 64)
                    bx := ax
                    by := ay
                }
                source := add(source, 2)
                below := add(below, 64)
                mstore(below, bx)
                mstore(add(below, 32), by)
                bx := cx
                by := cy
            }
            // Whatever else than one edge is on the stack was not cut off.
            if iszero(or(fault, eq(below, add(walk, 32)))) {
                fault := mload(walk)
                area := 0
            }
            if fault {
                fault := shr(6, sub(fault, walk))
            }
        }
    }

    // --- Boundaries ---

    /// @dev Multiplies the edges of a ring into the two products: `forth` takes each edge as (challenge + from‖to),
    /// `back` as (challenge + to‖from). Equal products mean equal edges: docs/land-geometry.md.
    function _multiply(
        bytes calldata ring,
        uint256 challenge,
        uint256 forth,
        uint256 back
    ) private pure returns (uint256, uint256) {
        uint256 prime = PRIME;
        assembly ("memory-safe") {
            let at := ring.offset
            let end := add(at, ring.length)
            let a := shr(192, calldataload(sub(end, 8)))
            for {} lt(at, end) {
                at := add(at, 8)
            } {
                let b := shr(192, calldataload(at))
                forth := mulmod(forth, add(challenge, or(shl(64, a), b)), prime)
                back := mulmod(back, add(challenge, or(shl(64, b), a)), prime)
                a := b
            }
        }
        return (forth, back);
    }

    /// @dev Counts the edges of the new rings.
    function _add(Balance memory balance, bytes calldata rings, uint256 index) private pure {
        (uint256 challenge, uint256 forth, uint256 back) = (balance.challenge, balance.forth, balance.back);
        while (rings.length != 0) {
            bytes calldata ring;
            (ring, rings) = _next(rings, index);
            (forth, back) = _multiply(ring, challenge, forth, back);
        }
        (balance.forth, balance.back) = (forth, back);
    }

    /// @dev Counts the edges of the old rings, each in the opposite direction.
    function _subtract(Balance memory balance, bytes calldata rings) private pure {
        (balance.forth, balance.back) = (balance.back, balance.forth);
        _add(balance, rings, 0);
        (balance.forth, balance.back) = (balance.back, balance.forth);
    }

    /// @dev Counts the edges of the seams: a flat triangle changes nothing, on whichever side it stands.
    function _sew(Balance memory balance, bytes calldata seams) private pure {
        require(seams.length % SEAM_BYTES == 0, SeamsLengthUnfit(seams.length));
        (uint256 forth, uint256 back) = (1, 1);
        for (uint256 start; start < seams.length; start += SEAM_BYTES) {
            bytes calldata seam = seams[start:start + SEAM_BYTES];
            int256 area = _areaOf(Rings.walkOf(seam, 0));
            require(area == 0, SeamBent(start / SEAM_BYTES, area));
            (back, forth) = _multiply(seam, balance.challenge, back, forth);
        }
        (balance.forth, balance.back) = (forth, back);
    }

    /// @dev Twice the area of a triangle.
    function _areaOf(int256[] memory walk) private pure returns (int256) {
        (int256 x, int256 y) = (walk[0], walk[1]);
        return (walk[2] - x) * (walk[5] - y) - (walk[3] - y) * (walk[4] - x);
    }

    /// @dev A number that nobody can choose: it follows from all rings and seams. Below 2^254, so that an edge, below
    /// 2^128, is added without overflow.
    function _challengeOf(Tiles memory tiles, bytes calldata seams) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(tiles.oldHashes, tiles.newHashes, keccak256(seams)))) >> 2;
    }

    // --- Memory ---

    function _freeMemory() private pure returns (uint256 end) {
        assembly ("memory-safe") {
            end := mload(0x40)
        }
    }

    /// @dev Gives back what was taken since: memory is paid for by its greatest extent.
    function _release(uint256 end) private pure {
        assembly ("memory-safe") {
            mstore(0x40, end)
        }
    }
}
