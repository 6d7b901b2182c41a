// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {Agents} from "../../governance/Agents.sol";
import {Succession} from "../../governance/Succession.sol";
import {SignedActs} from "../../payments/SignedActs.sol";
import {DeviceHolding, DeviceKey, DeviceWords} from "../libraries/DeviceWords.sol";
import {DeviceSignatures} from "../libraries/DeviceSignatures.sol";
import {EnergyTime} from "../libraries/EnergyTime.sol";
import {IMeterDevices} from "./IMeterDevices.sol";

/// @title MeterDevices
/// @notice See {IMeterDevices}.
abstract contract MeterDevices is IMeterDevices, Agents, Succession, SignedActs {
    using SafeCast for uint256;

    // --- Types and constants ---

    /// @dev A place whose device was stopped: its readings are estimated from `fromInterval` to the end of the day before
    /// `untilDay`, on which the place ends or the device's new key counts. One slot.
    struct StoppedPlace {
        uint32 device;
        uint32 fromInterval;
        uint16 untilDay;
        uint16 place;
    }

    /// @inheritdoc IMeterDevices
    uint96 public constant LIST = 1 << 0;

    bytes32 internal constant READING_TYPEHASH = keccak256("Reading(uint32 device,uint32 interval,int24 wattHours)");
    bytes32 private constant ROTATE_TYPEHASH = keccak256(
        "RotateKey(uint32 device,uint160 keyHash,bool isSecp256k1,uint32 activeFrom,uint40 deadline)"
    );
    bytes32 private constant TRANSFER_TYPEHASH = keccak256(
        "TransferDevice(uint32 device,address from,address to,uint40 deadline)"
    );

    // --- Storage ---

    /// @inheritdoc IMeterDevices
    uint32 public deviceCount;

    mapping(uint32 device => DeviceKey word) internal _keys;
    mapping(uint32 device => DeviceHolding word) internal _holdings;
    // The key before the one that was rotated in; read where an interval lies before the new one counts.
    mapping(uint32 device => DeviceKey word) private _formerKeys;
    mapping(uint16 zone => StoppedPlace[] places) internal _stoppedPlaces;

    // --- Writes: the office ---

    /// @inheritdoc IMeterDevices
    function register(Registration[] calldata registrations) external restricted returns (uint32 first) {
        _requireActive();
        uint256 count = deviceCount;
        first = (count + 1).toUint32();
        for (uint256 i = 0; i < registrations.length; ++i) {
            Registration calldata entry = registrations[i];
            require(entry.keyHash != 0 && entry.owner != address(0) && entry.zone != 0, DeviceIncomplete(i));
            uint32 device = (++count).toUint32();
            _keys[device] = DeviceWords.packKey(
                entry.keyHash,
                entry.isSecp256k1,
                entry.zone,
                uint8(entry.class),
                EnergyTime.currentInterval(),
                entry.gateway
            );
            _holdings[device] = DeviceWords.packHolding(entry.owner, entry.calibratedUntil);
            emit DeviceRegistered(device, entry.zone, entry.owner, entry.class, entry.keyHash);
        }
        deviceCount = count.toUint32();
    }

    /// @inheritdoc IMeterDevices
    function setCalibration(uint32 device, uint16 untilDay, bytes32 certificateHash) external restricted {
        _requireKnown(device);
        _holdings[device] = _holdings[device].withCalibratedUntil(untilDay);
        emit DeviceCalibrated(device, untilDay, certificateHash);
    }

    /// @inheritdoc IMeterDevices
    function stop(uint32 device, bytes32 reasonHash) external restricted {
        require(!_requireKnown(device).isStopped(), DeviceIsStopped(device));
        _stop(device, reasonHash);
    }

    /// @inheritdoc IMeterDevices
    function replaceKey(uint32 device, uint160 keyHash, bool isSecp256k1) external restricted {
        require(keyHash != 0, DeviceIncomplete(0));
        DeviceKey key = _requireKnown(device);
        require(key.isStopped(), DeviceNotStopped(device));
        _writeKey(device, key, keyHash, isSecp256k1);
        // What the stopped key has signed is not believed for any interval.
        DeviceKey none;
        _formerKeys[device] = none;
        _endStops(key.zone(), device, EnergyTime.tomorrow());
    }

    // --- Writes: keys and owners ---

    /// @inheritdoc IMeterDevices
    function rotateKey(
        uint32 device,
        uint160 keyHash,
        bool isSecp256k1,
        uint40 deadline,
        bytes calldata signature
    ) external {
        require(keyHash != 0, DeviceIncomplete(0));
        _requireDeadline(deadline);
        DeviceKey key = _requireKnown(device);
        uint32 activeFrom = key.activeFrom();
        require(!key.isStopped(), DeviceIsStopped(device));
        require(activeFrom <= EnergyTime.currentInterval(), DeviceKeyWaits(device, activeFrom));
        bytes32 digest = _hashTypedDataV4(
            keccak256(abi.encode(ROTATE_TYPEHASH, device, keyHash, isSecp256k1, activeFrom, deadline))
        );
        require(
            DeviceSignatures.isSignedBy(key.keyHash(), key.isSecp256k1(), digest, signature),
            DeviceSignatureInvalid(device)
        );
        _formerKeys[device] = key;
        _writeKey(device, key, keyHash, isSecp256k1);
    }

    /// @inheritdoc IMeterDevices
    function transferDevice(uint32 device, address to) external {
        address owner = ownerOf(device);
        require(_msgSender() == owner, DeviceOwnerOnly(device, _msgSender(), owner));
        _transfer(device, owner, to);
    }

    /// @inheritdoc IMeterDevices
    function transferBySignature(uint32 device, address to, uint40 deadline, bytes calldata signature) external {
        address owner = ownerOf(device);
        _requireSigned(
            owner,
            keccak256(abi.encode(TRANSFER_TYPEHASH, device, owner, to, deadline)),
            deadline,
            signature
        );
        _transfer(device, owner, to);
    }

    // --- Writes: places ---

    /// @inheritdoc IMeterDevices
    function list(uint32 device, uint16 place, uint16 fromDay, uint16 untilDay) external {
        _requireAgent(LIST);
        _requireKnown(device);
        uint16 listedUntil = _holdings[device].listedUntil();
        require(listedUntil <= fromDay, DeviceAlreadyListed(device, listedUntil));
        _list(device, place, fromDay, untilDay);
    }

    /// @inheritdoc IMeterDevices
    function endListing(uint32 device, uint16 untilDay) external {
        _requireAgent(LIST);
        DeviceHolding holding = _holdings[device];
        require(holding.listedUntil() > untilDay, DeviceNotListed(device));
        _list(device, holding.place(), holding.listedFrom(), untilDay);
        _endStops(_keys[device].zone(), device, untilDay);
    }

    // --- Writes: succession ---

    /// @inheritdoc IMeterDevices
    function takeOver(uint32 older) external returns (uint32 device) {
        (DeviceKey key, DeviceHolding holding) = abi.decode(
            _import(bytes32(uint256(older))),
            (DeviceKey, DeviceHolding)
        );
        device = ++deviceCount;
        _keys[device] = key;
        _holdings[device] = holding.withListing(0, 0, 0);
        emit DeviceTakenOver(older, device);
    }

    // --- Reads ---

    /// @inheritdoc IMeterDevices
    function deviceOf(uint32 device) external view returns (Device memory) {
        DeviceKey key = _requireKnown(device);
        DeviceHolding holding = _holdings[device];
        return
            Device({
                keyHash: key.keyHash(),
                isSecp256k1: key.isSecp256k1(),
                isStopped: key.isStopped(),
                zone: key.zone(),
                class: DeviceClass(key.class()),
                gateway: key.gateway(),
                activeFrom: key.activeFrom(),
                stoppedFrom: holding.stoppedFrom(),
                owner: holding.owner(),
                calibratedUntil: holding.calibratedUntil(),
                place: holding.place(),
                listedFrom: holding.listedFrom(),
                listedUntil: holding.listedUntil()
            });
    }

    /// @inheritdoc IMeterDevices
    function ownerOf(uint32 device) public view returns (address owner) {
        return _holdings[device].owner();
    }

    /// @inheritdoc IMeterDevices
    function verify(uint32 device, bytes32 digest, bytes calldata signature) external view returns (bool) {
        DeviceKey key = _keyIn(device, EnergyTime.currentInterval());
        return DeviceSignatures.isSignedBy(key.keyHash(), key.isSecp256k1(), digest, signature);
    }

    /// @inheritdoc IMeterDevices
    function readingDigest(uint32 device, uint32 interval, int24 wattHours) public view returns (bytes32 digest) {
        return _hashTypedDataV4(keccak256(abi.encode(READING_TYPEHASH, device, interval, wattHours)));
    }

    // --- Internal writes ---

    function _stop(uint32 device, bytes32 reasonHash) internal {
        DeviceKey key = _keys[device];
        DeviceHolding holding = _holdings[device];
        uint32 fromInterval = EnergyTime.currentInterval();
        _keys[device] = key.withStopped(true);
        _holdings[device] = holding.withStoppedFrom(fromInterval);
        emit DeviceStopped(device, fromInterval, reasonHash);
        // What has no place needs no mark, nor do days that are settled: their marks make room.
        if (holding.listedUntil() <= EnergyTime.today()) return;
        uint32 firstListed = EnergyTime.firstOf(holding.listedFrom());
        StoppedPlace memory mark = StoppedPlace({
            device: device,
            fromInterval: Math.max(fromInterval, firstListed).toUint32(),
            untilDay: holding.listedUntil(),
            place: holding.place()
        });
        StoppedPlace[] storage stopped = _stoppedPlaces[key.zone()];
        uint16 settled = EnergyTime.dayOf(_nextInterval(key.zone()));
        uint256 i = 0;
        while (i < stopped.length && stopped[i].untilDay > settled) ++i;
        if (i == stopped.length) stopped.push(mark);
        else stopped[i] = mark;
    }

    /// @dev Marks of a device end on a day, where they did not end before.
    function _endStops(uint16 zone, uint32 device, uint16 untilDay) private {
        StoppedPlace[] storage stopped = _stoppedPlaces[zone];
        for (uint256 i = 0; i < stopped.length; ++i) {
            if (stopped[i].device == device && stopped[i].untilDay > untilDay) stopped[i].untilDay = untilDay;
        }
    }

    function _writeKey(uint32 device, DeviceKey key, uint160 keyHash, bool isSecp256k1) private {
        uint32 activeFrom = EnergyTime.firstOf(EnergyTime.tomorrow());
        _keys[device] = DeviceWords.packKey(keyHash, isSecp256k1, key.zone(), key.class(), activeFrom, key.gateway());
        emit DeviceKeyChanged(device, keyHash, activeFrom);
    }

    function _transfer(uint32 device, address from, address to) private {
        require(to != address(0), DeviceReceiverMissing(device));
        _holdings[device] = _holdings[device].withOwner(to);
        emit DeviceTransferred(device, from, to);
    }

    function _list(uint32 device, uint16 place, uint16 fromDay, uint16 untilDay) private {
        _holdings[device] = _holdings[device].withListing(place, fromDay, untilDay);
        emit DeviceListed(device, place, fromDay, untilDay);
    }

    /// @dev A record is a device: its two words.
    function _surrender(bytes32 record) internal view override returns (bytes memory) {
        uint32 device = uint256(record).toUint32();
        return abi.encode(_requireKnown(device), _holdings[device]);
    }

    // --- Internal reads ---

    /// @dev The interval after the last one whose list is committed.
    function _nextInterval(uint16 zone) internal view virtual returns (uint32);

    /// @dev The key that counts in an interval; the empty one, which signs nothing, where none does.
    function _keyIn(uint32 device, uint32 interval) internal view returns (DeviceKey key) {
        DeviceKey none;
        key = _keys[device];
        if (key.isStopped() && interval >= _holdings[device].stoppedFrom()) return none;
        if (interval < key.activeFrom()) key = _formerKeys[device];
        if (interval < key.activeFrom()) return none;
    }

    function _requireKnown(uint32 device) internal view returns (DeviceKey key) {
        _requireHere(bytes32(uint256(device)));
        key = _keys[device];
        require(key.keyHash() != 0, DeviceUnknown(device));
    }

    function _requireDeadline(uint40 deadline) private view {
        uint40 latest = block.timestamp.toUint40() + MAXIMUM_DEADLINE;
        require(block.timestamp <= deadline && deadline <= latest, DeadlineWrong(deadline, latest));
    }
}
