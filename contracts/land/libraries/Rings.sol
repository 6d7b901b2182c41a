// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

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
/// @dev In memory a vertex is one word, its *point*, with both coordinates moved by 2^31 so that they are unsigned:
///
///     | 0, 192 bits | x + 2^31, 32 bits | y + 2^31, 32 bits |
///
/// Points compare as numbers in the order of x, then y. Differences of coordinates, and so all areas, do not notice the
/// move. A difference is below 2^32 in size, a product of two below 2^64, an area below 2^66: nothing here can overflow
/// 256 bits before a ring has 2^189 vertices.
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
    /// @notice The ring reaches the edge of the grid: no frame fits around it.
    error RingOffGrid(uint256 ring);
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
        require(count > 2 && ring.length % VERTEX_BYTES == 0, RingLengthUnfit(index, ring.length));
    }

    /// @notice The points of a ring. Nothing but its length is checked: see {requireCanonical}.
    /// @dev Reverts with {RingLengthUnfit}. Behind the last point the first stands again, outside the array's length:
    /// loops over edges read it.
    /// @param ring the ring
    /// @param index what errors call it
    /// @return points one word a vertex
    function pointsOf(bytes calldata ring, uint256 index) internal pure returns (uint256[] memory points) {
        uint256 count = countOf(ring, index);
        assembly ("memory-safe") {
            points := mload(0x40)
            mstore(points, count)
            let to := add(points, 32)
            let end := add(to, shl(5, count))
            mstore(0x40, add(end, 32))
            for {
                let from := ring.offset
            } lt(to, end) {
                to := add(to, 32)
                from := add(from, 8)
            } {
                mstore(to, xor(shr(192, calldataload(from)), 0x8000000080000000))
            }
            mstore(end, mload(add(points, 32)))
        }
    }

    /// @notice The coordinates of a vertex, in centimetres.
    /// @param ring the ring
    /// @param vertex its number, below {countOf}
    /// @return x to the east
    /// @return y to the north
    function vertexOf(bytes calldata ring, uint256 vertex) internal pure returns (int256 x, int256 y) {
        bytes8 word = bytes8(ring[vertex * VERTEX_BYTES:]);
        return (int32(uint32(bytes4(word))), int32(uint32(bytes4(word << 32))));
    }

    /// @notice Twice the area of a triangle, in square centimetres: positive where it turns counter-clockwise.
    /// @param a a point
    /// @param b the next
    /// @param c the last
    /// @return area twice the area
    function turnOf(uint256 a, uint256 b, uint256 c) internal pure returns (int256 area) {
        unchecked {
            int256 dx = int256(b >> 32) - int256(a >> 32);
            int256 dy = int256(b & type(uint32).max) - int256(a & type(uint32).max);
            int256 ex = int256(c >> 32) - int256(a >> 32);
            int256 ey = int256(c & type(uint32).max) - int256(a & type(uint32).max);
            return dx * ey - dy * ex;
        }
    }

    // --- Checks ---

    /// @notice Holds a ring to its canonical form, so that a walk has one encoding: it starts at its smallest vertex,
    /// every edge has a length, and no corner turns back. Vertices on a straight line are no fault: a neighbour's corner
    /// may lie there.
    /// @dev Reverts with {RingStartUnfit}, {EdgeEmpty} or {CornerTurnsBack}.
    /// @param points from {pointsOf}
    /// @param index what errors call the ring
    function requireCanonical(uint256[] memory points, uint256 index) internal pure {
        uint256 fault;
        bool comesBack;
        assembly ("memory-safe") {
            let end := add(points, shl(5, add(mload(points), 1)))
            let at := add(points, 32)
            let a := mload(sub(end, 32))
            let b := mload(at)
            // The edge by which the walk comes to its first vertex.
            let dx := sub(shr(32, b), shr(32, a))
            let dy := sub(and(b, 0xffffffff), and(a, 0xffffffff))
            for {

            } lt(at, end) {

            } {
                a := b
                b := mload(add(at, 32))
                let ex := sub(shr(32, b), shr(32, a))
                let ey := sub(and(b, 0xffffffff), and(a, 0xffffffff))
                // The product of two edges is positive straight on, negative back, and zero where one has no length.
                if eq(mul(dx, ey), mul(dy, ex)) {
                    if iszero(sgt(add(mul(dx, ex), mul(dy, ey)), 0)) {
                        fault := at
                        break
                    }
                }
                at := add(at, 32)
                // No vertex but the first itself, behind the end, may be at or below the first.
                if iszero(gt(b, mload(end))) {
                    if lt(b, mload(end)) {
                        fault := at
                        break
                    }
                    comesBack := or(comesBack, lt(at, end))
                }
                dx := ex
                dy := ey
            }
            if fault {
                fault := shr(5, sub(fault, points))
            }
        }
        if (fault != 0) _revertFault(points, index, fault - 1);
        if (comesBack) _requireFirstVisit(points, index);
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
        uint256 count = countOf(ring, index);
        (int256 ax, int256 ay) = _seenFrom(place, ring, count - 1);
        int256 winding;
        // Differences are below 2^(32 + 94) in size, products below 2^252, their sums below 2^253.
        unchecked {
            for (uint256 i; i < count; ++i) {
                (int256 bx, int256 by) = _seenFrom(place, ring, i);
                int256 side = ax * by - bx * ay;
                if (side == 0 && ax * bx + ay * by <= 0) return false;
                if (ay <= 0) {
                    if (by > 0 && side > 0) ++winding;
                } else if (by <= 0 && side < 0) {
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
    function _seenFrom(
        Place calldata place,
        bytes calldata ring,
        uint256 vertex
    ) private pure returns (int256 x, int256 y) {
        (x, y) = vertexOf(ring, vertex);
        unchecked {
            int256 scale = int256(place.denominator);
            return (x * scale - place.x, y * scale - place.y);
        }
    }

    // --- The land around a ring ---

    /// @notice The ring of all land around a ring, within the smallest frame that leaves a centimetre on each side: the
    /// frame counter-clockwise from its lowest left corner, a bridge to the ring's first vertex, the ring backwards, and
    /// the bridge back. The bridge touches nothing: all of it but its end lies left of the ring.
    /// @dev Reverts with {RingOffGrid}. The array holds the first point again behind its end, as {pointsOf} does.
    /// @param points of a canonical ring
    /// @param index what errors call it
    /// @return around its points: six more than the ring has
    function surroundingsOf(
        uint256[] memory points,
        uint256 index
    ) internal pure returns (uint256[] memory around) {
        uint256 count = points.length;
        around = new uint256[](count + 7);
        (uint256 left, uint256 right, uint256 bottom, uint256 top) = _boundsOf(points);
        require(
            left != 0 && bottom != 0 && right != type(uint32).max && top != type(uint32).max,
            RingOffGrid(index)
        );
        unchecked {
            around[0] = ((left - 1) << 32) | (bottom - 1);
            around[1] = ((right + 1) << 32) | (bottom - 1);
            around[2] = ((right + 1) << 32) | (top + 1);
            around[3] = ((left - 1) << 32) | (top + 1);
            around[4] = around[0];
            around[5] = points[0];
            for (uint256 i = 1; i <= count; ++i) around[5 + i] = points[count - i];
            around[count + 6] = around[0];
        }
        assembly ("memory-safe") {
            mstore(around, add(count, 6))
        }
    }

    function _boundsOf(
        uint256[] memory points
    ) private pure returns (uint256 left, uint256 right, uint256 bottom, uint256 top) {
        (left, bottom) = (type(uint32).max, type(uint32).max);
        for (uint256 i; i < points.length; ++i) {
            (uint256 x, uint256 y) = (points[i] >> 32, points[i] & type(uint32).max);
            if (x < left) left = x;
            if (x > right) right = x;
            if (y < bottom) bottom = y;
            if (y > top) top = y;
        }
    }

    // --- Faults ---

    /// @dev The walk comes to its first vertex more than once: of all visits, the first has to leave first
    /// counter-clockwise. All edges lie in the half plane of greater points, so that this is an order.
    function _requireFirstVisit(uint256[] memory points, uint256 index) private pure {
        (uint256 first, uint256 second) = (points[0], points[1]);
        for (uint256 i = 1; i < points.length; ++i) {
            if (points[i] != first) continue;
            int256 turn = turnOf(first, second, points[i + 1 == points.length ? 0 : i + 1]);
            require(turn > 0, RingStartUnfit(index, i));
        }
    }

    /// @dev Says which rule of {requireCanonical} the walk breaks at a vertex.
    function _revertFault(uint256[] memory points, uint256 index, uint256 vertex) private pure {
        uint256 count = points.length;
        uint256 last = (vertex + count - 1) % count;
        (uint256 before, uint256 here, uint256 next) = (points[last], points[vertex], points[(vertex + 1) % count]);
        require(before != here, EdgeEmpty(index, last));
        require(here >= points[0], RingStartUnfit(index, vertex));
        require(here != next, EdgeEmpty(index, vertex));
        revert CornerTurnsBack(index, vertex);
    }
}
