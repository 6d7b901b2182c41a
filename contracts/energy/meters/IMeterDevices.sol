// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The devices of the city
/// @notice Meters and sensors with their keys: registered by the METER_OFFICE, rotated by their own old key, stopped at
/// once when a key is lost or stolen, handed on with the household.
/// @dev Days and intervals (a quarter of an hour) are counted in UTC from 1970-01-01. A key is P-256 or secp256k1 and
/// known by the last 20 bytes of keccak256(x ‖ y); signatures see library `DeviceSignatures`. A change of key counts
/// from the next 00:00 UTC; until then the old key does. Domain of all signatures (EIP-712): name
/// "Civitas MeterRegistry", version "1". What a device signs: `Reading(uint32 device,uint32 interval,int24 wattHours)`.
///
/// Assumptions: the office has seen the device, its seal and its key. What a meter that lies has signed is a lie.
/// Trust: the office registers, stops and gives stopped devices new keys; it cannot take one from its owner. Nobody but
/// the owner hands a device on.
interface IMeterDevices {
    // --- Types ---

    /// @notice Classes of devices.
    enum DeviceClass {
        Consumption,
        Photovoltaic,
        Wind,
        Battery,
        Vehicle,
        Feeder,
        Water,
        Air,
        Traffic
    }

    /// @notice A device to register.
    /// @param keyHash last 20 bytes of keccak256(x ‖ y) of its public key
    /// @param isSecp256k1 whether the curve is secp256k1, not P-256
    /// @param zone number of its zone
    /// @param class what it is
    /// @param gateway number of the gateway that collects its readings
    /// @param owner who holds it
    /// @param calibratedUntil last day of its calibration
    struct Registration {
        uint160 keyHash;
        bool isSecp256k1;
        uint16 zone;
        DeviceClass class;
        uint32 gateway;
        address owner;
        uint16 calibratedUntil;
    }

    /// @notice A device as it stands.
    /// @param keyHash last 20 bytes of keccak256(x ‖ y) of the key that is announced or in force
    /// @param isSecp256k1 whether its curve is secp256k1
    /// @param isStopped whether it is stopped
    /// @param zone number of its zone
    /// @param class what it is
    /// @param gateway number of the gateway that collects its readings
    /// @param activeFrom first interval in which the key counts
    /// @param stoppedFrom interval from which it was not believed, where it was stopped
    /// @param owner who holds it
    /// @param calibratedUntil last day of its calibration
    /// @param place of its readings in the list of its zone
    /// @param listedFrom first day of that place
    /// @param listedUntil day before which it ends; 0 where it has none
    struct Device {
        uint160 keyHash;
        bool isSecp256k1;
        bool isStopped;
        uint16 zone;
        DeviceClass class;
        uint32 gateway;
        uint32 activeFrom;
        uint32 stoppedFrom;
        address owner;
        uint16 calibratedUntil;
        uint16 place;
        uint16 listedFrom;
        uint16 listedUntil;
    }

    // --- Events ---

    /// @notice A device was registered.
    /// @param device its number
    /// @param zone number of its zone
    /// @param owner who holds it
    /// @param class what it is
    /// @param keyHash of its public key
    event DeviceRegistered(
        uint32 indexed device,
        uint16 indexed zone,
        address indexed owner,
        DeviceClass class,
        uint160 keyHash
    );

    /// @notice A device has another key.
    /// @param device its number
    /// @param keyHash of its public key
    /// @param activeFrom first interval in which it counts
    event DeviceKeyChanged(uint32 indexed device, uint160 keyHash, uint32 activeFrom);

    /// @notice A device is not believed any more.
    /// @param device its number
    /// @param fromInterval the interval that runs
    /// @param reasonHash keccak256 of the reason with its salt
    event DeviceStopped(uint32 indexed device, uint32 fromInterval, bytes32 reasonHash);

    /// @notice A device was calibrated.
    /// @param device its number
    /// @param untilDay last day of its calibration
    /// @param certificateHash keccak256 of the certificate with its salt
    event DeviceCalibrated(uint32 indexed device, uint16 untilDay, bytes32 certificateHash);

    /// @notice A device has another owner.
    /// @param device its number
    /// @param from who held it
    /// @param to who holds it
    event DeviceTransferred(uint32 indexed device, address indexed from, address indexed to);

    /// @notice The readings of a device have a place in the list of its zone, or its place ends.
    /// @param device its number
    /// @param place number of the place
    /// @param fromDay first day
    /// @param untilDay day before which it ends
    event DeviceListed(uint32 indexed device, uint16 place, uint16 fromDay, uint16 untilDay);

    /// @notice A device of the predecessor goes on here.
    /// @param older its number there
    /// @param device its number here
    event DeviceTakenOver(uint32 indexed older, uint32 indexed device);

    // --- Errors ---

    /// @notice There is no such device.
    /// @param device number given
    error DeviceUnknown(uint32 device);

    /// @notice A device needs a key, an owner and a zone.
    /// @param position in the batch
    error DeviceIncomplete(uint256 position);

    /// @notice The caller does not hold the device.
    /// @param device its number
    /// @param caller who tried
    /// @param owner who holds it
    error DeviceOwnerOnly(uint32 device, address caller, address owner);

    /// @notice A device cannot go to nobody.
    /// @param device its number
    error DeviceReceiverMissing(uint32 device);

    /// @notice The device is stopped.
    /// @param device its number
    error DeviceIsStopped(uint32 device);

    /// @notice The device is not stopped.
    /// @param device its number
    error DeviceNotStopped(uint32 device);

    /// @notice The device has not signed this.
    /// @param device its number
    error DeviceSignatureInvalid(uint32 device);

    /// @notice An announced key waits for its day.
    /// @param device its number
    /// @param activeFrom first interval in which it counts
    error DeviceKeyWaits(uint32 device, uint32 activeFrom);

    /// @notice The readings of the device have a place already.
    /// @param device its number
    /// @param untilDay day before which it ends
    error DeviceAlreadyListed(uint32 device, uint16 untilDay);

    /// @notice The readings of the device have no place.
    /// @param device its number
    error DeviceNotListed(uint32 device);

    // --- Writes ---

    /// @notice Registers devices; their keys count at once.
    /// @param registrations what to register, at most 250 in a transaction under 15 million gas
    /// @return first number of the first one; the others follow
    /// @dev Caller: METER_OFFICE. Reverts with {DeviceIncomplete}, {ISuccession-ContractRetired}.
    function register(Registration[] calldata registrations) external returns (uint32 first);

    /// @notice Notes a calibration.
    /// @param device its number
    /// @param untilDay last day
    /// @param certificateHash keccak256 of the certificate with its salt
    /// @dev Caller: METER_OFFICE. Reverts with {DeviceUnknown}.
    function setCalibration(uint32 device, uint16 untilDay, bytes32 certificateHash) external;

    /// @notice Stops a device at once: nothing that its key signs from the running interval on is believed.
    /// @param device its number
    /// @param reasonHash keccak256 of the reason with its salt
    /// @dev Caller: METER_OFFICE. Reverts with {DeviceUnknown}, {DeviceIsStopped}.
    function stop(uint32 device, bytes32 reasonHash) external;

    /// @notice Gives a stopped device a new key, which counts from the next 00:00 UTC.
    /// @param device its number
    /// @param keyHash last 20 bytes of keccak256(x ‖ y) of the new key
    /// @param isSecp256k1 whether its curve is secp256k1
    /// @dev Caller: METER_OFFICE. Reverts with {DeviceIncomplete}, {DeviceNotStopped}.
    function replaceKey(uint32 device, uint160 keyHash, bool isSecp256k1) external;

    /// @notice Gives a device a new key that its old one has signed; it counts from the next 00:00 UTC.
    /// @param device its number
    /// @param keyHash last 20 bytes of keccak256(x ‖ y) of the new key
    /// @param isSecp256k1 whether its curve is secp256k1
    /// @param deadline last second
    /// @param signature of the old key: `RotateKey(uint32 device,uint160 keyHash,bool isSecp256k1,uint32 activeFrom,uint40
    /// deadline)`, where `activeFrom` is that of the old key
    /// @dev Caller: anyone. Reverts with {DeviceIncomplete}, {DeviceKeyWaits}, {ISignedActs-DeadlineWrong},
    /// {DeviceIsStopped}, {DeviceSignatureInvalid}.
    function rotateKey(
        uint32 device,
        uint160 keyHash,
        bool isSecp256k1,
        uint40 deadline,
        bytes calldata signature
    ) external;

    /// @notice Hands a device of the caller on.
    /// @param device its number
    /// @param to who gets it
    /// @dev Caller: the owner. Reverts with {DeviceOwnerOnly}, {DeviceReceiverMissing}.
    function transferDevice(uint32 device, address to) external;

    /// @notice Hands a device on with its owner's signature.
    /// @param device its number
    /// @param to who gets it
    /// @param deadline last second
    /// @param signature of the owner: `TransferDevice(uint32 device,address from,address to,uint40 deadline)`
    /// @dev Caller: anyone. Reverts with {ISignedActs-DeadlineWrong}, {ISignedActs-SignatureInvalid},
    /// {ISignedActs-SignatureIsWithdrawn}, {DeviceReceiverMissing}.
    function transferBySignature(uint32 device, address to, uint40 deadline, bytes calldata signature) external;

    /// @notice Gives the readings of a device a place, or ends it.
    /// @param device its number
    /// @param place number of the place
    /// @param fromDay first day
    /// @param untilDay day before which it ends; the largest number where no end is known
    /// @dev Caller: an agent with {LIST}. Reverts with {DeviceUnknown}, {DeviceAlreadyListed}.
    function list(uint32 device, uint16 place, uint16 fromDay, uint16 untilDay) external;

    /// @notice Ends the place of a device's readings.
    /// @param device its number
    /// @param untilDay day before which it ends
    /// @dev Caller: an agent with {LIST}. Reverts with {DeviceNotListed}.
    function endListing(uint32 device, uint16 untilDay) external;

    /// @notice Takes a device of the retired predecessor over; it gets a new number and no place.
    /// @param older its number there
    /// @return device its number here
    /// @dev Caller: anyone. Reverts as {ISuccession-handOver} of the predecessor, and with {DeviceUnknown}.
    function takeOver(uint32 older) external returns (uint32 device);

    // --- Reads ---

    /// @notice Right to give and end places: for the market that keeps the lists.
    /// @return bit of an agent's rights
    function LIST() external view returns (uint96);

    /// @notice Number of the last device registered; the first one is 1.
    /// @return its number
    function deviceCount() external view returns (uint32);

    /// @notice A device as it stands.
    /// @param device its number
    /// @return as it stands
    /// @dev Reverts with {DeviceUnknown}.
    function deviceOf(uint32 device) external view returns (Device memory);

    /// @notice Who holds a device.
    /// @param device its number
    /// @return owner zero where there is no such device
    function ownerOf(uint32 device) external view returns (address owner);

    /// @notice Whether a device has signed a digest with the key that counts now.
    /// @param device its number
    /// @param digest what was signed
    /// @param signature of the device, see library `DeviceSignatures`
    /// @return true where it has, and is not stopped
    function verify(uint32 device, bytes32 digest, bytes calldata signature) external view returns (bool);

    /// @notice The digest that a device signs for a reading.
    /// @param device its number
    /// @param interval its number
    /// @param wattHours exported above zero
    /// @return digest (EIP-712)
    function readingDigest(uint32 device, uint32 interval, int24 wattHours) external view returns (bytes32 digest);
}
