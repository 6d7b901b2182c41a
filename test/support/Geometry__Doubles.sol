// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Rings} from "../../contracts/land/libraries/Rings.sol";
import {Tiling} from "../../contracts/land/libraries/Tiling.sol";

/// @notice The geometry of land behind external functions.
contract Geometry__Harness {
    /// @notice What a transaction of the bench has proven: keeps the compiler from leaving the proof out.
    event Proven(uint256 parcels, uint256 area);

    /// @notice The place lies in one of two rings at most.
    error PlaceNotShared();

    /// @dev The number by which errors call a single ring.
    uint256 public constant INDEX = 7;

    function requireTiling(Tiling.Replot calldata replot) external pure returns (Tiling.Tiles memory tiles) {
        return Tiling.requireTiling(replot);
    }

    /// @notice How much memory a proof leaves taken: it gives back what it needs for a ring before the next.
    function memoryTaken(Tiling.Replot calldata replot) external pure returns (uint256) {
        uint256 start = _memoryEnd();
        Tiling.requireTiling(replot);
        return _memoryEnd() - start;
    }

    function requireSimple(
        bytes calldata ring,
        bytes calldata cuts,
        bytes calldata outerCuts
    ) external pure returns (uint256 area) {
        return Tiling.requireSimple(ring, cuts, outerCuts, INDEX);
    }

    function requireTriangles(bytes calldata ring, bytes calldata cuts) external pure returns (uint256 area) {
        return Tiling.requireTriangles(ring, cuts, INDEX);
    }

    function requireCanonical(bytes calldata ring) external pure {
        Rings.canonicalWalkOf(ring, INDEX);
    }

    function countOf(bytes calldata ring) external pure returns (uint256) {
        return Rings.countOf(ring, INDEX);
    }

    function walkOf(bytes calldata ring) external pure returns (int256[] memory) {
        return Rings.walkOf(ring, INDEX);
    }

    function surroundingsOf(bytes calldata ring) external pure returns (int256[] memory) {
        return Rings.surroundingsOf(Rings.walkOf(ring, INDEX));
    }

    function contains(bytes calldata ring, Rings.Place calldata place) external pure returns (bool) {
        return Rings.contains(ring, INDEX, place);
    }

    // --- Transactions, for the bench ---

    function tile(Tiling.Replot calldata replot) external {
        uint256[] memory areas = Tiling.requireTiling(replot).areas;
        uint256 sum;
        for (uint256 i; i < areas.length; ++i) sum += areas[i];
        emit Proven(areas.length, sum);
    }

    function prove(bytes calldata ring, bytes calldata cuts, bytes calldata outerCuts) external {
        emit Proven(1, Tiling.requireSimple(ring, cuts, outerCuts, INDEX));
    }

    /// @notice Whether two rings overlap at a place.
    function meet(bytes calldata a, bytes calldata b, Rings.Place calldata place) external {
        require(Rings.contains(a, 0, place) && Rings.contains(b, 1, place), PlaceNotShared());
        emit Proven(2, 0);
    }

    /// @notice A transaction that proves nothing.
    function rest() external {
        emit Proven(0, 0);
    }

    function _memoryEnd() private pure returns (uint256 end) {
        assembly ("memory-safe") {
            end := mload(0x40)
        }
    }
}
