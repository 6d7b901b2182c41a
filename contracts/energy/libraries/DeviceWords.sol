// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What is checked of a device, in one word.
type DeviceKey is uint256;

/// @notice Whose a device is and where its readings stand, in one word.
type DeviceHolding is uint256;

using DeviceWords for DeviceKey global;
using DeviceWords for DeviceHolding global;

/// @title DeviceWords
/// @notice Reads and writes the two words of a device.
/// @dev The key word, from the highest bit down:
///
/// ```
/// | gateway 32 | activeFrom 32 | flags 8 | class 8 | zone 16 | keyHash 160 |
/// ```
///
/// `keyHash`: the last 20 bytes of keccak256(x ‖ y) of the public key, whatever its curve. `activeFrom`: the interval
/// from which the key counts. Flags: 1 the curve is secp256k1, not P-256; 2 stopped.
///
/// The holding word, from the highest bit down:
///
/// ```
/// | stoppedFrom 32 | listedUntil 16 | listedFrom 16 | place 16 | calibratedUntil 16 | owner 160 |
/// ```
///
/// `place`: of its readings in the list of its zone, from day `listedFrom` to the day before `listedUntil`, both 0 where
/// it has none. `stoppedFrom`: the interval from which a stopped device is not believed.
library DeviceWords {
    // --- Constants ---

    uint256 private constant ZONE = 160;
    uint256 private constant CLASS = 176;
    uint256 private constant FLAGS = 184;
    uint256 private constant ACTIVE_FROM = 192;
    uint256 private constant GATEWAY = 224;

    uint256 private constant CALIBRATED_UNTIL = 160;
    uint256 private constant PLACE = 176;
    uint256 private constant LISTED_FROM = 192;
    uint256 private constant LISTED_UNTIL = 208;
    uint256 private constant STOPPED_FROM = 224;

    uint256 private constant SECP256K1 = 1 << FLAGS;
    uint256 private constant STOPPED = 1 << (FLAGS + 1);

    // --- Writing: the key word ---

    /// @notice The key word of a device that is not stopped.
    /// @param keyHash_ last 20 bytes of the hash of its public key
    /// @param isSecp256k1_ whether the curve is secp256k1, not P-256
    /// @param zone_ number of its zone
    /// @param class_ number of its class
    /// @param activeFrom_ first interval in which the key counts
    /// @param gateway_ number of the gateway that collects its readings
    /// @return the word
    function packKey(
        uint160 keyHash_,
        bool isSecp256k1_,
        uint16 zone_,
        uint8 class_,
        uint32 activeFrom_,
        uint32 gateway_
    ) internal pure returns (DeviceKey) {
        return
            DeviceKey.wrap(
                uint256(keyHash_) |
                    (uint256(zone_) << ZONE) |
                    (uint256(class_) << CLASS) |
                    (isSecp256k1_ ? SECP256K1 : 0) |
                    (uint256(activeFrom_) << ACTIVE_FROM) |
                    (uint256(gateway_) << GATEWAY)
            );
    }

    /// @notice The word, stopped or not.
    /// @param word the device
    /// @param isStopped_ whether it is stopped
    /// @return the word
    function withStopped(DeviceKey word, bool isStopped_) internal pure returns (DeviceKey) {
        uint256 rest = DeviceKey.unwrap(word) & ~STOPPED;
        return DeviceKey.wrap(isStopped_ ? rest | STOPPED : rest);
    }

    // --- Writing: the holding word ---

    /// @notice The holding word of a device whose readings stand in no list.
    /// @param owner_ who holds it
    /// @param calibratedUntil_ last day of its calibration
    /// @return the word
    function packHolding(address owner_, uint16 calibratedUntil_) internal pure returns (DeviceHolding) {
        return DeviceHolding.wrap(uint256(uint160(owner_)) | (uint256(calibratedUntil_) << CALIBRATED_UNTIL));
    }

    /// @notice The word with another owner.
    /// @param word the device
    /// @param owner_ who holds it
    /// @return the word
    function withOwner(DeviceHolding word, address owner_) internal pure returns (DeviceHolding) {
        return DeviceHolding.wrap(_with(DeviceHolding.unwrap(word), 0, type(uint160).max, uint160(owner_)));
    }

    /// @notice The word with another calibration.
    /// @param word the device
    /// @param day its last day
    /// @return the word
    function withCalibratedUntil(DeviceHolding word, uint16 day) internal pure returns (DeviceHolding) {
        return DeviceHolding.wrap(_with(DeviceHolding.unwrap(word), CALIBRATED_UNTIL, type(uint16).max, day));
    }

    /// @notice The word of a device whose readings have a place.
    /// @param word the device
    /// @param place_ in the list of its zone
    /// @param from_ first day
    /// @param until_ day before which it ends
    /// @return the word
    function withListing(
        DeviceHolding word,
        uint16 place_,
        uint16 from_,
        uint16 until_
    ) internal pure returns (DeviceHolding) {
        uint256 listing = uint256(place_) | (uint256(from_) << 16) | (uint256(until_) << 32);
        return DeviceHolding.wrap(_with(DeviceHolding.unwrap(word), PLACE, type(uint48).max, listing));
    }

    /// @notice The word with the interval from which the device is not believed.
    /// @param word the device
    /// @param interval its number
    /// @return the word
    function withStoppedFrom(DeviceHolding word, uint32 interval) internal pure returns (DeviceHolding) {
        return DeviceHolding.wrap(_with(DeviceHolding.unwrap(word), STOPPED_FROM, type(uint32).max, interval));
    }

    // --- Reading: the key word ---

    /// @notice Last 20 bytes of the hash of its public key; 0 where there is no such device.
    function keyHash(DeviceKey word) internal pure returns (uint160) {
        return uint160(DeviceKey.unwrap(word));
    }

    /// @notice Number of its zone.
    function zone(DeviceKey word) internal pure returns (uint16) {
        return uint16(DeviceKey.unwrap(word) >> ZONE);
    }

    /// @notice Number of its class.
    function class(DeviceKey word) internal pure returns (uint8) {
        return uint8(DeviceKey.unwrap(word) >> CLASS);
    }

    /// @notice Whether the curve of its key is secp256k1, not P-256.
    function isSecp256k1(DeviceKey word) internal pure returns (bool) {
        return DeviceKey.unwrap(word) & SECP256K1 != 0;
    }

    /// @notice Whether the device is stopped.
    function isStopped(DeviceKey word) internal pure returns (bool) {
        return DeviceKey.unwrap(word) & STOPPED != 0;
    }

    /// @notice First interval in which its key counts.
    function activeFrom(DeviceKey word) internal pure returns (uint32) {
        return uint32(DeviceKey.unwrap(word) >> ACTIVE_FROM);
    }

    /// @notice Number of the gateway that collects its readings.
    function gateway(DeviceKey word) internal pure returns (uint32) {
        return uint32(DeviceKey.unwrap(word) >> GATEWAY);
    }

    // --- Reading: the holding word ---

    /// @notice Who holds it.
    function owner(DeviceHolding word) internal pure returns (address) {
        return address(uint160(DeviceHolding.unwrap(word)));
    }

    /// @notice Last day of its calibration.
    function calibratedUntil(DeviceHolding word) internal pure returns (uint16) {
        return uint16(DeviceHolding.unwrap(word) >> CALIBRATED_UNTIL);
    }

    /// @notice Place of its readings in the list of its zone.
    function place(DeviceHolding word) internal pure returns (uint16) {
        return uint16(DeviceHolding.unwrap(word) >> PLACE);
    }

    /// @notice First day of its place.
    function listedFrom(DeviceHolding word) internal pure returns (uint16) {
        return uint16(DeviceHolding.unwrap(word) >> LISTED_FROM);
    }

    /// @notice Day before which its place ends.
    function listedUntil(DeviceHolding word) internal pure returns (uint16) {
        return uint16(DeviceHolding.unwrap(word) >> LISTED_UNTIL);
    }

    /// @notice The interval from which a stopped device is not believed.
    function stoppedFrom(DeviceHolding word) internal pure returns (uint32) {
        return uint32(DeviceHolding.unwrap(word) >> STOPPED_FROM);
    }

    /// @notice Whether its readings have a place on a day.
    function isListedOn(DeviceHolding word, uint16 day) internal pure returns (bool) {
        return day >= listedFrom(word) && day < listedUntil(word);
    }

    function _with(uint256 word, uint256 shift, uint256 mask, uint256 value) private pure returns (uint256) {
        return (word & ~(mask << shift)) | (value << shift);
    }
}
