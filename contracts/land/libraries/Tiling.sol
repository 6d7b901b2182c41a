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
/// The *cuts* of a ring are the witness of the second check: one bit after another, highest first. The vertices are
/// stacked one by one, the first two to begin with; before a vertex comes onto the stack, each bit 1 cuts a corner off: the
/// triangle of the two uppermost vertices and the coming one is counted, and the uppermost leaves. A bit 0 lets the
/// vertex on. At the end the first and the last vertex are left.
/// @dev Assumptions: the old rings were proven here before, or one by one with {requireSimple}; each is given once; the
/// caller compares their hashes with its own. `pure`: anybody can ask before anything is sent.
library Tiling {
    /// @notice Land whose boundaries are drawn anew.
    /// @param oldRings as they are registered
    /// @param newRings what takes their place, each canonical
    /// @param cuts of each new ring
    /// @param seams 24 bytes each: start and end of an edge, and a corner that lies on it, as a ring has vertices
    struct Replot {
        bytes[] oldRings;
        bytes[] newRings;
        bytes[] cuts;
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

    /// @notice There are not as many cuts as new rings.
    error CutsCountUnfit(uint256 rings, uint256 cuts);
    /// @notice The cuts of a ring have another length than two bits a vertex, less four, in whole bytes.
    error CutsLengthUnfit(uint256 ring, uint256 length, uint256 expected);
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
    /// @dev Reverts with {CutsCountUnfit}, {SeamsLengthUnfit}, {SeamBent}, {BoundaryChanged}, an error of {Rings} or one
    /// of {requireTriangles}. The ring that an error names counts the old rings first, then the new ones.
    /// @param replot old and new rings, with their witnesses
    /// @return tiles the hashes of all rings, and the areas of the new ones
    function requireTiling(Replot calldata replot) internal pure returns (Tiles memory tiles) {
        uint256 count = replot.newRings.length;
        require(count == replot.cuts.length, CutsCountUnfit(count, replot.cuts.length));
        tiles = Tiles(_hashesOf(replot.oldRings), _hashesOf(replot.newRings), new uint256[](count));
        Balance memory balance = Balance(_challengeOf(tiles, replot.seams), 1, 1);
        uint256 memoryEnd = _freeMemory();
        _sew(balance, replot.seams);
        uint256 index;
        for (; index < replot.oldRings.length; ++index) {
            _subtract(balance, Rings.pointsOf(replot.oldRings[index], index));
            _release(memoryEnd);
        }
        for (uint256 i; i < count; ++i) {
            tiles.areas[i] = _add(balance, replot.newRings[i], replot.cuts[i], index);
            _release(memoryEnd);
            ++index;
        }
        require(balance.forth == balance.back, BoundaryChanged(balance.forth, balance.back));
    }

    /// @notice Proves that a ring is simple: it winds around every point once or not at all. For what is registered
    /// without an older proof to lean on: the outline of a section, or one parcel.
    /// @dev Both the ring and all land around it are sums of triangles, none of them clockwise. Reverts with an error of
    /// {Rings} or of {requireTriangles}; in the proof of the surroundings the ring is called `index + 1`.
    /// @param ring the ring, canonical
    /// @param cuts of the ring
    /// @param outerCuts of its surroundings: {Rings.surroundingsOf}
    /// @param index what errors call the ring
    /// @return area twice its area, in square centimetres, above zero
    function requireSimple(
        bytes calldata ring,
        bytes calldata cuts,
        bytes calldata outerCuts,
        uint256 index
    ) internal pure returns (uint256 area) {
        uint256[] memory points = Rings.pointsOf(ring, index);
        Rings.requireCanonical(points, index);
        uint256[] memory around = Rings.surroundingsOf(points, index);
        area = _requireTriangles(points, cuts, index);
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
        uint256[] memory points = Rings.pointsOf(ring, index);
        Rings.requireCanonical(points, index);
        return _requireTriangles(points, cuts, index);
    }

    // --- Triangles ---

    function _requireTriangles(
        uint256[] memory points,
        bytes calldata cuts,
        uint256 index
    ) private pure returns (uint256) {
        uint256 expected = (points.length + 1) / 4;
        require(cuts.length == expected, CutsLengthUnfit(index, cuts.length, expected));
        uint256 source;
        assembly ("memory-safe") {
            source := cuts.offset
        }
        (int256 area, uint256 fault) = _cut(points, source);
        require(area >= 0, CornerClockwise(index, fault, area));
        require(fault == 0, CutsUnbalanced(index, fault));
        require(area != 0, RingFlat(index));
        return uint256(area);
    }

    /// @dev Cuts a ring into triangles. Uses `points` up: the stack grows where vertices were read.
    /// @param source where the cuts lie in calldata
    /// @return area of all triangles; of the faulty one alone, negative, where one is clockwise
    /// @return fault the vertex before which something was wrong; the count of vertices where something was left; or 0
    function _cut(uint256[] memory points, uint256 source) private pure returns (int256 area, uint256 fault) {
        assembly ("memory-safe") {
            let end := add(points, shl(5, add(mload(points), 1)))
            let at := add(points, 96)
            // The uppermost vertex is `b`; those below it lie in memory up to `below`.
            let below := add(points, 32)
            let b := mload(add(points, 64))
            let bits := 0
            let left := 0
            for {

            } lt(at, end) {
                at := add(at, 32)
            } {
                let c := mload(at)
                for {

                } 1 {

                } {
                    if iszero(left) {
                        bits := calldataload(source)
                        source := add(source, 32)
                        left := 256
                    }
                    left := sub(left, 1)
                    if iszero(slt(bits, 0)) {
                        bits := shl(1, bits)
                        break
                    }
                    bits := shl(1, bits)
                    let a := mload(below)
                    let triangle := sub(
                        mul(sub(shr(32, b), shr(32, a)), sub(and(c, 0xffffffff), and(a, 0xffffffff))),
                        mul(sub(and(b, 0xffffffff), and(a, 0xffffffff)), sub(shr(32, c), shr(32, a)))
                    )
                    // Negative where the triangle is clockwise, or where nothing lies below the uppermost vertex.
                    if slt(or(triangle, sub(below, add(points, 32))), 0) {
                        fault := at
                        area := mul(triangle, gt(below, points))
                        at := end
                        break
                    }
                    area := add(area, triangle)
                    below := sub(below, 32)
                    b := a
                }
                below := add(below, 32)
                mstore(below, b)
                b := c
            }
            // Whatever else than one edge is on the stack was not cut off.
            if iszero(or(fault, eq(below, add(points, 32)))) {
                fault := end
                area := 0
            }
            if fault {
                fault := sub(shr(5, sub(fault, points)), 1)
            }
        }
    }

    // --- Boundaries ---

    /// @dev Multiplies the edges of a ring into the two products: `forth` takes each edge as (challenge + from‖to),
    /// `back` as (challenge + to‖from). Equal products mean equal edges: docs/land-geometry.md.
    function _walk(
        uint256[] memory points,
        uint256 challenge,
        uint256 forth,
        uint256 back
    ) private pure returns (uint256, uint256) {
        uint256 prime = PRIME;
        assembly ("memory-safe") {
            let at := add(points, 32)
            let end := add(at, shl(5, mload(points)))
            let a := mload(at)
            for {

            } lt(at, end) {

            } {
                at := add(at, 32)
                let b := mload(at)
                forth := mulmod(forth, add(challenge, or(shl(64, a), b)), prime)
                back := mulmod(back, add(challenge, or(shl(64, b), a)), prime)
                a := b
            }
        }
        return (forth, back);
    }

    /// @dev Counts the edges of a new ring, and checks the ring.
    function _add(
        Balance memory balance,
        bytes calldata ring,
        bytes calldata cuts,
        uint256 index
    ) private pure returns (uint256 area) {
        uint256[] memory points = Rings.pointsOf(ring, index);
        Rings.requireCanonical(points, index);
        (balance.forth, balance.back) = _walk(points, balance.challenge, balance.forth, balance.back);
        return _requireTriangles(points, cuts, index);
    }

    /// @dev Counts the edges of an old ring, each in the opposite direction.
    function _subtract(Balance memory balance, uint256[] memory points) private pure {
        (balance.back, balance.forth) = _walk(points, balance.challenge, balance.back, balance.forth);
    }

    /// @dev Counts the edges of the seams: a flat triangle changes nothing, on whichever side it stands.
    function _sew(Balance memory balance, bytes calldata seams) private pure {
        require(seams.length % SEAM_BYTES == 0, SeamsLengthUnfit(seams.length));
        for (uint256 start; start < seams.length; start += SEAM_BYTES) {
            uint256[] memory points = Rings.pointsOf(seams[start:start + SEAM_BYTES], 0);
            int256 area = Rings.turnOf(points[0], points[1], points[2]);
            require(area == 0, SeamBent(start / SEAM_BYTES, area));
            _subtract(balance, points);
        }
    }

    /// @dev A number that nobody can choose: it follows from all rings and seams. Below 2^254, so that an edge, below
    /// 2^128, is added without overflow.
    function _challengeOf(Tiles memory tiles, bytes calldata seams) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(tiles.oldHashes, tiles.newHashes, keccak256(seams)))) >> 2;
    }

    function _hashesOf(bytes[] calldata rings) private pure returns (bytes32[] memory hashes) {
        hashes = new bytes32[](rings.length);
        for (uint256 i; i < rings.length; ++i) hashes[i] = keccak256(rings[i]);
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
