// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// solhint-disable contract-name-capwords

/// @notice Makes one call again and again, each time with one bit of another byte turned.
contract BitTurner__Double {
    error Accepted(uint256 position);

    /// @notice Calls with one bit turned, byte by byte; what a call has changed stays.
    /// @param target whom to call
    /// @param data of the right call
    /// @param first byte to turn
    /// @param from number of the first byte in its field: of byte i the bit i modulo 8 is turned
    /// @param count of bytes
    /// @return errors with which the calls were refused
    function refusals(
        address target,
        bytes memory data,
        uint256 first,
        uint256 from,
        uint256 count
    ) external returns (bytes[] memory errors) {
        errors = new bytes[](count);
        for (uint256 i = 0; i < count; ++i) {
            bytes1 bit = bytes1(uint8(1 << ((from + i) % 8)));
            data[first + i] ^= bit;
            // How it is refused is what is asked.
            // solhint-disable-next-line avoid-low-level-calls
            (bool isAccepted, bytes memory answer) = target.call(data);
            require(!isAccepted, Accepted(from + i));
            data[first + i] ^= bit;
            errors[i] = answer;
        }
    }
}
