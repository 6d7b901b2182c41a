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
    uint256 private constant SEAM_BYTES = 24;

    /// @notice The list ends within a ring, or before the number of its vertices.
    error RingsLengthUnfit(uint256 ring, uint256 length);
    /// @notice The cuts have another length than two bytes for each vertex of each ring from the third on.
    error CutsLengthUnfit(uint256 length, uint256 expected);
    /// @notice At the vertex the cuts take what is not there, or (vertex = count) leave more than one edge.
    error CutsUnbalanced(uint256 ring, uint256 vertex);
    /// @notice Before the vertex a corner is cut off that turns clockwise; `area` is twice its area in square
    /// centimetres, negative.
    error CornerClockwise(uint256 ring, uint256 vertex, int256 area);
    /// @notice The seams are no whole number of triangles.
    error SeamsLengthUnfit(uint256 length);
    /// @notice The points of a seam, numbered from 0, do not lie on one line: `area` is twice the triangle's.
    error SeamBent(uint256 seam, int256 area);
    /// @notice New and old rings have different boundaries: the two products of their edges, which should be equal.
    error BoundaryChanged(uint256 forth, uint256 back);

    /// @notice Proves that the new rings tile what the old ones covered.
    /// @dev Reverts with {RingsLengthUnfit}, {CutsLengthUnfit}, {CutsUnbalanced}, {CornerClockwise},
    /// {SeamsLengthUnfit}, {SeamBent}, {BoundaryChanged} or an error of {Rings}. The ring that an error names counts the
    /// old rings first, then the new ones.
    /// @param replot old and new rings, with their witnesses
    /// @return tiles the hashes of all rings, and the areas of the new ones
    function requireTiling(Replot calldata replot) internal pure returns (Tiles memory tiles) {
        Balance memory balance = _sew(_challengeOf(replot), replot.seams);
        tiles.oldHashes = _takeAway(balance, replot.oldRings);
        (tiles.newHashes, tiles.areas) = _lay(balance, replot.newRings, replot.cuts, tiles.oldHashes.length);
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
    /// @dev Reverts with {CutsLengthUnfit}, {CutsUnbalanced}, {CornerClockwise} or an error of {Rings}.
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

    /// @dev Counts the old rings' edges, each in the opposite direction, and hashes the rings.
    function _takeAway(Balance memory balance, bytes calldata rings) private pure returns (bytes32[] memory hashes) {
        (uint256 place, uint256 count) = _listOf(rings, 0);
        hashes = new bytes32[](count);
        (uint256 challenge, uint256 forth, uint256 back) = (balance.challenge, balance.forth, balance.back);
        for (uint256 i; i < count; ++i) {
            bytes calldata ring = _ringAt(place);
            place = _endOf(ring);
            hashes[i] = keccak256(ring);
            (back, forth) = _multiply(ring, challenge, back, forth);
        }
        (balance.forth, balance.back) = (forth, back);
    }

    /// @dev Counts the new rings' edges, and checks, hashes and measures the rings.
    function _lay(
        Balance memory balance,
        bytes calldata rings,
        bytes calldata cuts,
        uint256 index
    ) private pure returns (bytes32[] memory hashes, uint256[] memory areas) {
        (uint256 place, uint256 count) = _listOf(rings, index);
        // Two bytes for each vertex but two a ring: a quarter of the rings without their numbers and two vertices each.
        uint256 expected = (rings.length - 18 * count) / 4;
        require(cuts.length == expected, CutsLengthUnfit(cuts.length, expected));
        (hashes, areas) = (new bytes32[](count), new uint256[](count));
        uint256 source = _sourceOf(cuts);
        for (uint256 i; i < count; ++i) {
            bytes calldata ring = _ringAt(place);
            place = _endOf(ring);
            hashes[i] = keccak256(ring);
            areas[i] = _layOne(balance, ring, source, index + i);
            unchecked {
                source += ring.length / 4 - 4;
            }
        }
    }

    function _layOne(
        Balance memory balance,
        bytes calldata ring,
        uint256 source,
        uint256 index
    ) private pure returns (uint256 area) {
        uint256 memoryEnd = _freeMemory();
        area = _measure(Rings.canonicalWalkOf(ring, index), source, index);
        _release(memoryEnd);
        (balance.forth, balance.back) = _multiply(ring, balance.challenge, balance.forth, balance.back);
    }

    /// @dev Where a list of rings starts, and how many they are; all of them are rings, and lie within the list.
    function _listOf(bytes calldata rings, uint256 index) private pure returns (uint256 start, uint256 count) {
        start = _sourceOf(rings);
        unchecked {
            uint256 end = start + rings.length;
            uint256 place = start;
            for (; place != end; ++count) {
                bytes calldata ring = _ringAt(place);
                place = _endOf(ring);
                require(place <= end, RingsLengthUnfit(index + count, rings.length));
                Rings.countOf(ring, index + count);
            }
        }
    }

    /// @dev The ring behind the number of vertices that lies at a place of calldata.
    function _ringAt(uint256 place) private pure returns (bytes calldata ring) {
        assembly ("memory-safe") {
            ring.offset := add(place, 2)
            ring.length := shl(3, shr(240, calldataload(place)))
        }
    }

    function _endOf(bytes calldata data) private pure returns (uint256 end) {
        assembly ("memory-safe") {
            end := add(data.offset, data.length)
        }
    }

    function _sourceOf(bytes calldata data) private pure returns (uint256 source) {
        assembly ("memory-safe") {
            source := data.offset
        }
    }

    // --- Triangles ---

    function _requireTriangles(
        int256[] memory walk,
        bytes calldata cuts,
        uint256 index
    ) private pure returns (uint256) {
        uint256 expected = walk.length - 4;
        require(cuts.length == expected, CutsLengthUnfit(cuts.length, expected));
        return _measure(walk, _sourceOf(cuts), index);
    }

    /// @dev The area is above zero: a walk that encloses nothing turns back somewhere (docs/land-geometry.md).
    function _measure(int256[] memory walk, uint256 source, uint256 index) private pure returns (uint256) {
        (int256 area, uint256 fault) = _cut(walk, source);
        require(area >= 0, CornerClockwise(index, fault, area));
        require(fault == 0, CutsUnbalanced(index, fault));
        return uint256(area);
    }

    /// @dev Cuts a ring into triangles. Uses the walk up: the stack grows where vertices were read.
    /// @param source where the cuts lie in calldata
    /// @return area of all triangles; of the faulty one alone, negative, where one is clockwise
    /// @return fault the vertex before which something was wrong; the count of vertices where something was left; or 0
    function _cut(int256[] memory walk, uint256 source) private pure returns (int256 area, uint256 fault) {
        assembly ("memory-safe") {
            function cut(base, end, source_) -> sum, at {
                // The uppermost vertex is (bx, by); those below it lie in memory, the highest of them at `below`.
                let below := base
                let bx := mload(add(base, 64))
                let by := mload(add(base, 96))
                for {
                    at := add(base, 128)
                } lt(at, end) {
                    at := add(at, 64)
                } {
                    let cx := mload(at)
                    let cy := mload(add(at, 32))
                    for {
                        let left := shr(240, calldataload(source_))
                    } left {
                        left := sub(left, 1)
                    } {
                        let ax := mload(below)
                        let ay := mload(add(below, 32))
                        let triangle := sub(mul(sub(bx, ax), sub(cy, ay)), mul(sub(by, ay), sub(cx, ax)))
                        // Negative where the triangle is clockwise, or where nothing lies below the uppermost vertex.
                        if slt(or(triangle, sub(below, base)), 0) {
                            sum := mul(triangle, iszero(lt(below, base)))
                            leave
                        }
                        sum := add(sum, triangle)
                        below := sub(below, 64)
                        bx := ax
                        by := ay
                    }
                    source_ := add(source_, 2)
                    below := add(below, 64)
                    mstore(below, bx)
                    mstore(add(below, 32), by)
                    bx := cx
                    by := cy
                }
                // Whatever else than one edge is on the stack was not cut off.
                if iszero(eq(below, base)) {
                    sum := 0
                    leave
                }
                at := 0
            }
            let base := add(walk, 32)
            area, fault := cut(base, add(base, shl(5, mload(walk))), source)
            if fault {
                fault := shr(6, sub(fault, base))
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
            // Each vertex, and the challenge with the vertex as the upper half of an edge.
            let a := shr(192, calldataload(sub(end, 8)))
            let upperA := add(challenge, shl(64, a))
            for {} lt(at, end) {
                at := add(at, 8)
            } {
                let b := shr(192, calldataload(at))
                let upperB := add(challenge, shl(64, b))
                forth := mulmod(forth, add(upperA, b), prime)
                back := mulmod(back, add(upperB, a), prime)
                a := b
                upperA := upperB
            }
        }
        return (forth, back);
    }

    /// @dev Counts the edges of the seams: a flat triangle changes nothing, on whichever side it stands.
    function _sew(uint256 challenge, bytes calldata seams) private pure returns (Balance memory) {
        require(seams.length % SEAM_BYTES == 0, SeamsLengthUnfit(seams.length));
        (uint256 forth, uint256 back) = (1, 1);
        uint256 source = _sourceOf(seams);
        uint256 count = seams.length / SEAM_BYTES;
        for (uint256 i; i < count; ++i) {
            int256 area = _bendOf(source);
            require(area == 0, SeamBent(i, area));
            bytes calldata seam;
            assembly ("memory-safe") {
                seam.offset := source
                seam.length := SEAM_BYTES
                source := add(source, SEAM_BYTES)
            }
            (back, forth) = _multiply(seam, challenge, back, forth);
        }
        return Balance(challenge, forth, back);
    }

    /// @dev Twice the area of the triangle whose vertices lie at a place of calldata.
    function _bendOf(uint256 place) private pure returns (int256 area) {
        assembly ("memory-safe") {
            let x := calldataload(place)
            let y := signextend(3, shr(192, x))
            x := sar(224, x)
            let b := calldataload(add(place, 8))
            let c := calldataload(add(place, 16))
            area := sub(
                mul(sub(sar(224, b), x), sub(signextend(3, shr(192, c)), y)),
                mul(sub(signextend(3, shr(192, b)), y), sub(sar(224, c), x))
            )
        }
    }

    /// @dev A number that nobody can choose: it follows from all rings and seams. Below 2^254, so that an edge, below
    /// 2^128, is added without overflow.
    function _challengeOf(Replot calldata replot) private pure returns (uint256) {
        bytes32 oldHash = keccak256(replot.oldRings);
        bytes32 newHash = keccak256(replot.newRings);
        return uint256(keccak256(abi.encode(oldHash, newHash, keccak256(replot.seams)))) >> 2;
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
