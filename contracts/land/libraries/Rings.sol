// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SignedMath} from "@openzeppelin/contracts/utils/math/SignedMath.sol";

/// @title Rings
/// @notice The boundary of a parcel: a closed walk over points of the plane in whole centimetres, as bytes. Reads it,
/// holds it to its one canonical form, and answers whether a point lies inside.
///
/// A ring is 8 bytes a vertex and nothing else; the last vertex joins the first:
///
///     | x, int32, centimetres | y, int32, centimetres |   big-endian, two's complement, next vertex follows
///
/// The reference system (projected, fixed to its tectonic plate) belongs to the register, not to the ring. The land lies
/// to the left of the walk. A hole, or a part of its own, hangs on a bridge: an edge that is walked out and back.
/// @dev In memory a ring is its *walk*: two words a vertex, x then y.
///
/// A difference of coordinates is below 2^32 in size, a product of two below 2^64, twice the area of a triangle below 2^66:
/// no sum over a ring that fits into a transaction comes near 2^255.
///
/// Errors name `ring`, the number that the caller gave to the ring, and `vertex`, both from 0. What is proven, and why:
/// `docs/land-geometry.md`.
library Rings {
    /// @notice A place between the points of the grid: x = `x` / `denominator`, likewise y, in centimetres.
    struct Place {
        int256 x;
        int256 y;
        uint256 denominator;
    }

    /// @dev Bytes of a vertex.
    uint256 internal constant VERTEX_BYTES = 8;

    /// @dev The largest denominator of a {Place}: with it a product of two differences stays below 2^255.
    uint256 internal constant MAXIMUM_DENOMINATOR = 2 ** 94;

    /// @notice The bytes of a ring are no whole number of vertices, or fewer than three.
    error RingLengthUnfit(uint256 ring, uint256 length);
    /// @notice The walk does not start at its smallest vertex (x first, then y); of several visits to it, at the one
    /// that leaves first counter-clockwise.
    error RingStartUnfit(uint256 ring, uint256 vertex);
    /// @notice The edge that starts at the vertex has no length.
    error EdgeEmpty(uint256 ring, uint256 vertex);
    /// @notice At the vertex the walk turns back on the edge it came by.
    error CornerTurnsBack(uint256 ring, uint256 vertex);
    /// @notice The denominator of a place is zero or above {MAXIMUM_DENOMINATOR}.
    error DenominatorUnfit(uint256 denominator);
    /// @notice The place lies outside the grid.
    error PlaceOffGrid(int256 x, int256 y);

    // --- Reading ---

    /// @notice How many vertices, and edges, a ring has.
    /// @dev Reverts with {RingLengthUnfit}.
    /// @param ring the ring
    /// @param index what errors call it
    /// @return count three or more
    function countOf(bytes calldata ring, uint256 index) internal pure returns (uint256 count) {
        count = ring.length / VERTEX_BYTES;
        require(count > 2 && ring.length & (VERTEX_BYTES - 1) == 0, RingLengthUnfit(index, ring.length));
    }

    /// @notice The walk of a ring. Nothing but its length is checked: see {canonicalWalkOf}.
    /// @dev Reverts with {RingLengthUnfit}.
    /// @param ring the ring
    /// @param index what errors call it
    /// @return walk x and y of each vertex, in centimetres
    function walkOf(bytes calldata ring, uint256 index) internal pure returns (int256[] memory walk) {
        uint256 count = countOf(ring, index);
        assembly ("memory-safe") {
            walk := mload(0x40)
            mstore(walk, shl(1, count))
            let to := add(walk, 32)
            let end := add(to, shl(6, count))
            mstore(0x40, end)
            for {
                let from := ring.offset
            } lt(to, end) {
                to := add(to, 64)
                from := add(from, 8)
            } {
                let vertex := calldataload(from)
                mstore(to, sar(224, vertex))
                mstore(add(to, 32), signextend(3, shr(192, vertex)))
            }
        }
    }

    // --- Checks ---

    /// @notice The walk of a ring, held to its canonical form, so that a walk has one encoding: it starts at its smallest
    /// vertex, every edge has a length, and no corner turns back. Vertices on a straight line are no fault: a neighbour's
    /// corner may lie there.
    /// @dev Reverts with {RingLengthUnfit}, {RingStartUnfit}, {EdgeEmpty} or {CornerTurnsBack}.
    /// @param ring the ring
    /// @param index what errors call it
    /// @return walk as {walkOf} answers it
    function canonicalWalkOf(bytes calldata ring, uint256 index) internal pure returns (int256[] memory walk) {
        countOf(ring, index);
        uint256 source;
        assembly ("memory-safe") {
            source := ring.offset
        }
        uint256 fault;
        bool comesBack;
        (walk, fault, comesBack) = _read(source, source + ring.length);
        if (fault != 0) _revertFault(ring, index, fault - 1);
        if (comesBack) _requireFirstVisit(walk, index);
    }

    /// @dev Reads a ring and looks at each of its edges.
    /// @param source where it starts in calldata
    /// @param end where it ends
    /// @return walk as far as it was read
    /// @return fault one more than the number of the vertex at which an edge ends that breaks a rule; or 0
    /// @return comesBack whether the walk visits its first vertex again
    function _read(
        uint256 source,
        uint256 end
    ) private pure returns (int256[] memory walk, uint256 fault, bool comesBack) {
        assembly ("memory-safe") {
            walk := mload(0x40)
            mstore(walk, shr(2, sub(end, source)))
            let to := add(walk, 32)
            mstore(0x40, add(to, shl(3, sub(end, source))))
            // The last vertex, and the edge that ends there.
            let x := calldataload(sub(end, 8))
            let y := signextend(3, shr(192, x))
            x := sar(224, x)
            let dx := calldataload(sub(end, 16))
            let dy := sub(y, signextend(3, shr(192, dx)))
            dx := sub(x, sar(224, dx))
            for {} lt(source, end) {
                source := add(source, 8)
            } {
                let ey := calldataload(source)
                let ex := sub(sar(224, ey), x)
                ey := sub(signextend(3, shr(192, ey)), y)
                // The product of two edges is positive straight on, negative back, and zero where one has no length.
                if eq(mul(dx, ey), mul(dy, ex)) {
                    if iszero(sgt(add(mul(dx, ex), mul(dy, ey)), 0)) {
                        fault := to
                        break
                    }
                }
                x := add(x, ex)
                y := add(y, ey)
                dx := ex
                dy := ey
                mstore(to, x)
                mstore(add(to, 32), y)
                // No other vertex may be below the first.
                if iszero(sgt(x, mload(add(walk, 32)))) {
                    if or(slt(x, mload(add(walk, 32))), slt(y, mload(add(walk, 64)))) {
                        fault := to
                        break
                    }
                    if eq(y, mload(add(walk, 64))) {
                        comesBack := or(comesBack, gt(to, add(walk, 32)))
                    }
                }
                to := add(to, 64)
            }
            if fault {
                fault := shr(6, add(sub(fault, walk), 32))
            }
        }
    }

    /// @notice Whether a place lies strictly inside a ring. A place on an edge, also on a bridge, does not.
    /// @dev Exact. Two titles that both hold a place strictly inside overlap: around it there is land of both. Reverts
    /// with {RingLengthUnfit}, {DenominatorUnfit} or {PlaceOffGrid}.
    /// @param ring the ring
    /// @param index what errors call it
    /// @param place where
    /// @return true where the ring winds around the place
    function contains(bytes calldata ring, uint256 index, Place calldata place) internal pure returns (bool) {
        _requirePlace(place);
        int256[] memory walk = walkOf(ring, index);
        (int256 ax, int256 ay) = _seenFrom(place, walk[0], walk[1]);
        int256 winding;
        // Differences are below 2^(32 + 94) in size, products below 2^252, their sums below 2^253.
        unchecked {
            for (uint256 i = walk.length; i != 0; i -= 2) {
                (int256 bx, int256 by) = _seenFrom(place, walk[i - 2], walk[i - 1]);
                int256 side = ax * by - bx * ay;
                if (side == 0 && ax * bx + ay * by <= 0) return false;
                // An edge that crosses the height of the place has a side here: the place does not lie on it.
                bool isLeft = side > 0;
                if (ay <= 0) {
                    if (by > 0 && isLeft) ++winding;
                } else if (by <= 0 && !isLeft) {
                    --winding;
                }
                (ax, ay) = (bx, by);
            }
        }
        return winding != 0;
    }

    function _requirePlace(Place calldata place) private pure {
        uint256 denominator = place.denominator;
        require(denominator != 0 && denominator <= MAXIMUM_DENOMINATOR, DenominatorUnfit(denominator));
        int256 limit = 2 ** 31 * int256(denominator);
        (int256 x, int256 y) = (place.x, place.y);
        require(x >= -limit && x < limit && y >= -limit && y < limit, PlaceOffGrid(x, y));
    }

    /// @dev A vertex, with the place as the origin and its unit as the unit.
    function _seenFrom(Place calldata place, int256 x, int256 y) private pure returns (int256, int256) {
        unchecked {
            int256 scale = int256(place.denominator);
            return (x * scale - place.x, y * scale - place.y);
        }
    }

    // --- The land around a ring ---

    /// @notice The walk around all land that surrounds a ring, within a frame that leaves a centimetre on each side: the
    /// frame counter-clockwise from its lowest left corner, a bridge to the ring's first vertex, the ring backwards, and
    /// the bridge back. The bridge touches nothing: all of it but its end lies left of the ring.
    /// @param walk of a canonical ring
    /// @return around in the form of {walkOf}: six vertices more than the ring has
    function surroundingsOf(int256[] memory walk) internal pure returns (int256[] memory around) {
        uint256 length = walk.length;
        around = new int256[](length + 12);
        (int256 left, int256 right, int256 bottom, int256 top) = _frameOf(walk);
        (around[0], around[1]) = (left, bottom);
        (around[2], around[3]) = (right, bottom);
        (around[4], around[5]) = (right, top);
        (around[6], around[7]) = (left, top);
        (around[8], around[9]) = (left, bottom);
        (around[10], around[11]) = (walk[0], walk[1]);
        for (uint256 i; i < length; i += 2) {
            (around[12 + i], around[13 + i]) = (walk[length - 2 - i], walk[length - 1 - i]);
        }
    }

    function _frameOf(
        int256[] memory walk
    ) private pure returns (int256 left, int256 right, int256 bottom, int256 top) {
        (left, right, bottom, top) = (walk[0], walk[0], walk[1], walk[1]);
        for (uint256 i = 2; i < walk.length; i += 2) {
            (right, bottom, top) = (
                SignedMath.max(right, walk[i]),
                SignedMath.min(bottom, walk[i + 1]),
                SignedMath.max(top, walk[i + 1])
            );
        }
        return (left - 1, right + 1, bottom - 1, top + 1);
    }

    // --- Faults ---

    /// @dev The walk comes to its first vertex more than once: of all visits, the first has to leave first
    /// counter-clockwise. All its edges there lie in the half plane of greater points, so that this is an order. No visit
    /// is the last vertex: the edge that closes the walk has a length.
    function _requireFirstVisit(int256[] memory walk, uint256 index) private pure {
        (int256 x, int256 y) = (walk[0], walk[1]);
        (int256 dx, int256 dy) = (walk[2] - x, walk[3] - y);
        for (uint256 i = 2; i < walk.length; i += 2) {
            if (walk[i] != x || walk[i + 1] != y) continue;
            int256 turn = dx * (walk[i + 3] - y) - dy * (walk[i + 2] - x);
            require(turn > 0, RingStartUnfit(index, i / 2));
        }
    }

    /// @dev Says which rule of {canonicalWalkOf} is broken by the edge that ends at a vertex, or by the edge before it.
    function _revertFault(bytes calldata ring, uint256 index, uint256 vertex) private pure {
        int256[] memory walk = walkOf(ring, index);
        uint256 count = walk.length / 2;
        uint256 start = (vertex + count - 1) % count;
        uint256 last = (start + count - 1) % count;
        require(!_isSame(walk, last, start), EdgeEmpty(index, last));
        require(!_isSame(walk, start, vertex), EdgeEmpty(index, start));
        require(!_isBelowFirst(walk, vertex), RingStartUnfit(index, vertex));
        revert CornerTurnsBack(index, start);
    }

    function _isSame(int256[] memory walk, uint256 a, uint256 b) private pure returns (bool) {
        return walk[2 * a] == walk[2 * b] && walk[2 * a + 1] == walk[2 * b + 1];
    }

    function _isBelowFirst(int256[] memory walk, uint256 vertex) private pure returns (bool) {
        (int256 x, int256 y) = (walk[2 * vertex], walk[2 * vertex + 1]);
        return x < walk[0] || (x == walk[0] && y < walk[1]);
    }
}
