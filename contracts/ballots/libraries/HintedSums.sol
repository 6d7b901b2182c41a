// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Secp256k1} from "./Secp256k1.sol";

/// @notice A hint is not the point or the slope that it should be, or two terms of a sum are equal or opposite, which
/// happens to nobody by chance.
/// @param start byte at which the hint starts
error HintWrong(uint256 start);

/// @notice The hints have another length than the sums that they are for.
/// @param length bytes given
/// @param needed bytes of the hints
error HintLengthWrong(uint256 length, uint256 needed);

/// @title HintedSums
/// @notice Sums of multiples of points, which whoever sends them has computed and the contract checks: for each term the
/// point itself, whose address `ecrecover` confirms, and the slope of its addition to the sum so far.
/// @dev Hints stand one after another: `x ‖ y` for the first term of a sum that starts with none, else `x ‖ y ‖ slope`.
/// Hints decide nothing: a sum has one value, and another hint than the true one reverts.
library HintedSums {
    /// @dev A sum, and where its next hint stands in the transaction's data. No point has the x 0: there is no sum yet.
    struct Sum {
        uint256 x;
        uint256 y;
        uint256 place;
        uint256 start;
    }

    /// @dev Bytes of a hint with its slope, and without.
    uint256 internal constant TERM_BYTES = 96;
    uint256 internal constant FIRST_TERM_BYTES = 64;

    /// @notice Begins to read hints.
    /// @param hints all of the transaction's
    /// @param needed bytes that they have
    /// @return sum without a term
    /// @dev Reverts with {HintLengthWrong}.
    function read(bytes calldata hints, uint256 needed) internal pure returns (Sum memory sum) {
        require(hints.length == needed, HintLengthWrong(hints.length, needed));
        uint256 start = Secp256k1.startOf(hints);
        return Sum(0, 0, start, start);
    }

    /// @notice Begins another sum, whose hints follow.
    /// @param sum that has ended
    /// @param x of its first term, which needs no hint; 0 where it starts with none
    /// @param y of its first term
    function restart(Sum memory sum, uint256 x, uint256 y) internal pure {
        (sum.x, sum.y) = (x, y);
    }

    /// @notice Adds `u·P + v·G`.
    /// @param sum to add to
    /// @param x of P, a point
    /// @param y of P
    /// @param u scalar, at most the order
    /// @param v scalar, below the order
    /// @dev Reverts with {HintWrong}.
    function add(Sum memory sum, uint256 x, uint256 y, uint256 u, uint256 v) internal pure {
        uint256 place = sum.place;
        address term = Secp256k1.combine(x, y, u, v);
        (x, y) = Secp256k1.pointAt(place);
        require(term != address(0) && term == Secp256k1.addressOf(x, y), HintWrong(place - sum.start));
        if (sum.x == 0) {
            (sum.x, sum.y, sum.place) = (x, y, place + FIRST_TERM_BYTES);
            return;
        }
        _addPoint(sum, x, y, Secp256k1.wordAt(place + FIRST_TERM_BYTES));
        sum.place = place + TERM_BYTES;
    }

    /// @dev The line through both points has the slope, and meets the curve in the opposite of their sum. Coordinates
    /// of points are below the field's prime.
    function _addPoint(Sum memory sum, uint256 x, uint256 y, uint256 slope) private pure {
        uint256 prime = Secp256k1.FIELD;
        uint256 sumX = sum.x;
        unchecked {
            uint256 run = addmod(x, prime - sumX, prime);
            require(
                run != 0 && mulmod(slope, run, prime) == addmod(y, prime - sum.y, prime),
                HintWrong(sum.place - sum.start)
            );
            uint256 newX = addmod(mulmod(slope, slope, prime), prime - addmod(sumX, x, prime), prime);
            sum.y = addmod(mulmod(slope, addmod(sumX, prime - newX, prime), prime), prime - sum.y, prime);
            sum.x = newX;
        }
    }
}
