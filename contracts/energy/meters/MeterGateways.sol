// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {DeviceSignatures} from "../libraries/DeviceSignatures.sol";
import {DeviceHolding, DeviceKey} from "../libraries/DeviceWords.sol";
import {EnergyTime} from "../libraries/EnergyTime.sol";
import {Readings} from "../libraries/Readings.sol";
import {IMeterGateways} from "./IMeterGateways.sol";
import {MeterDevices} from "./MeterDevices.sol";

/// @title MeterGateways
/// @notice See {IMeterGateways}.
abstract contract MeterGateways is MeterDevices, IMeterGateways {
    using Readings for bytes;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    // --- Types, constants and immutables ---

    /// @dev One slot, beside the gateways of the zone: where its lists have got to.
    struct ZoneState {
        ZoneGateways gateways;
        uint32 nextInterval;
    }

    /// @dev A contradiction: who reported it, nobody where it is decided, until when the gateway answers, and the key
    /// that has signed against it, which decides whatever becomes of the device. Two slots.
    struct Case {
        address reporter;
        uint40 dueAt;
        bool isSecp256k1;
        uint160 keyHash;
    }

    /// @inheritdoc IMeterGateways
    uint96 public constant COMMIT = 1 << 1;

    /// @inheritdoc IMeterGateways
    uint32 public constant RING = 8 * uint32(EnergyTime.DAY_INTERVALS);

    /// @inheritdoc IMeterGateways
    uint64 public constant MINIMUM_BOND = 1_000e6;

    /// @inheritdoc IMeterGateways
    uint40 public constant BOND_NOTICE = 14 days;

    /// @inheritdoc IMeterGateways
    uint40 public constant ANSWER_PERIOD = 3 days;

    /// @dev What of a lost bond the reporter gets: one part of so many.
    uint256 private constant REPORTER_PART = 10;

    bytes32 private constant READINGS_TYPEHASH = keccak256(
        "Readings(uint16 zone,uint32 firstInterval,uint16 intervals,uint16 places,bytes32 readingsHash)"
    );
    bytes32 private constant CORRECTIONS_TYPEHASH = keccak256(
        "Corrections(uint16 zone,uint32 firstInterval,uint16 intervals,uint16 places,bytes32 readingsHash,bytes32 correctionsHash)"
    );

    /// @inheritdoc IMeterGateways
    address public immutable token;

    /// @inheritdoc IMeterGateways
    address public immutable slashReceiver;

    // --- Storage ---

    /// @inheritdoc IMeterGateways
    uint32 public gatewayCount;

    mapping(uint32 gateway => Gateway) private _gateways;
    mapping(uint16 zone => ZoneState) private _zones;
    mapping(uint16 zone => mapping(uint256 position => bytes32 commitmentHash)) private _ring;
    mapping(bytes32 caseId => Case) private _cases;

    // --- Constructor ---

    /// @param token_ the municipal token
    /// @param slashReceiver_ who gets nine tenths of a bond that is lost
    constructor(address token_, address slashReceiver_) {
        token = token_;
        slashReceiver = slashReceiver_;
    }

    // --- Writes: gateways ---

    /// @inheritdoc IMeterGateways
    function registerGateway(
        address owner,
        uint160 keyHash,
        bool isSecp256k1
    ) external restricted returns (uint32 gateway) {
        require(owner != address(0) && keyHash != 0, GatewayIncomplete());
        _requireActive();
        gateway = ++gatewayCount;
        _gateways[gateway] = Gateway(keyHash, isSecp256k1, false, 0, owner, 0);
        emit GatewayRegistered(gateway, owner, keyHash);
    }

    /// @inheritdoc IMeterGateways
    function assignGateway(uint16 zone, uint32 gateway) external restricted {
        Gateway memory named = _requireGateway(gateway);
        require(!named.isStopped, GatewayIsStopped(gateway));
        require(named.bond >= MINIMUM_BOND && named.releasedAt == 0, BondTooSmall(gateway, named.bond, MINIMUM_BOND));
        ZoneState memory state = _zones[zone];
        uint16 today = EnergyTime.today();
        uint32 current = _gatewayOn(state.gateways, today);
        if (!_isBelieved(current)) {
            // Nobody else can sign what is not settled yet.
            ZoneGateways memory pair = state.gateways;
            if (!_isBelieved(pair.gateway)) pair.gateway = gateway;
            if (!_isBelieved(pair.next)) pair.next = gateway;
            _zones[zone].gateways = pair;
            emit GatewayAssigned(zone, gateway, today);
            return;
        }
        // A day that is not settled still needs the gateway that it had.
        bool isDone = state.nextInterval >= EnergyTime.firstOf(state.gateways.fromDay);
        require(state.gateways.fromDay <= today && isDone, AssignmentWaits(zone, state.gateways.fromDay));
        _zones[zone].gateways = ZoneGateways(current, gateway, EnergyTime.tomorrow());
        emit GatewayAssigned(zone, gateway, EnergyTime.tomorrow());
    }

    /// @inheritdoc IMeterGateways
    function stopGateway(uint32 gateway) external restricted {
        _requireGateway(gateway);
        _stopGateway(gateway);
    }

    /// @inheritdoc IMeterGateways
    function addBond(uint32 gateway, uint64 amount) external {
        Gateway memory bonded = _requireGateway(gateway);
        _gateways[gateway].bond = (uint256(bonded.bond) + amount).toUint64();
        emit BondAdded(gateway, amount);
        IERC20(token).safeTransferFrom(_msgSender(), address(this), amount);
    }

    /// @inheritdoc IMeterGateways
    function giveBondNotice(uint32 gateway) external {
        _requireGatewayOwner(gateway);
        uint40 releasedAt = block.timestamp.toUint40() + BOND_NOTICE;
        _gateways[gateway].releasedAt = releasedAt;
        emit BondNoticeGiven(gateway, releasedAt);
    }

    /// @inheritdoc IMeterGateways
    function releaseBond(uint32 gateway) external {
        Gateway memory bonded = _requireGatewayOwner(gateway);
        require(bonded.releasedAt != 0 && block.timestamp >= bonded.releasedAt, BondHeld(gateway, bonded.releasedAt));
        _stopGateway(gateway);
        _gateways[gateway].bond = 0;
        emit BondReleased(gateway, bonded.owner, bonded.bond);
        IERC20(token).safeTransfer(bonded.owner, bonded.bond);
    }

    // --- Writes: lists ---

    /// @inheritdoc IMeterGateways
    function commit(
        uint16 zone,
        uint32 firstInterval,
        uint16 intervals,
        uint16 places,
        bytes32 readingsHash,
        bytes calldata signature
    ) external returns (Stop[] memory stops) {
        _requireAgent(COMMIT);
        uint16 day = EnergyTime.dayOf(firstInterval);
        ZoneState memory state = _zones[zone];
        uint32 gateway = _gatewayOn(state.gateways, day);
        require(!_gateways[gateway].isStopped, GatewayIsStopped(gateway));
        bytes32 structHash = keccak256(
            abi.encode(READINGS_TYPEHASH, zone, firstInterval, intervals, places, readingsHash)
        );
        require(_isSignedByGateway(gateway, structHash, signature), GatewaySignatureInvalid(zone, gateway));

        _holdBond(gateway);
        _zones[zone].nextInterval = firstInterval + intervals;
        Commitment memory commitment = Commitment(zone, firstInterval, intervals, places, gateway);
        _ring[zone][firstInterval % RING] = _hashOf(commitment, readingsHash);
        emit ReadingsCommitted(zone, firstInterval, intervals, places, gateway, readingsHash);
        return _stopsOf(zone, day, firstInterval + intervals);
    }

    /// @inheritdoc IMeterGateways
    function reportContradiction(
        Commitment calldata commitment,
        bytes calldata readings,
        uint32 device,
        uint32 interval,
        int24 wattHours,
        bytes calldata signature
    ) external returns (bytes32 caseId) {
        require(
            isCommitted(commitment, keccak256(readings)),
            CommitmentUnknown(commitment.zone, commitment.firstInterval)
        );
        int24 committed = _committedReading(commitment, readings, device, interval);
        require(
            committed != Readings.ESTIMATED && committed != wattHours,
            ReadingNotContradicted(device, interval, committed)
        );
        DeviceKey key = _keyIn(device, interval);
        _requireReading(key.keyHash(), key.isSecp256k1(), device, interval, wattHours, signature);
        caseId = caseOf(commitment.gateway, device, interval, committed);
        require(_cases[caseId].dueAt == 0, CaseAlreadyOpen(caseId));

        uint40 dueAt = block.timestamp.toUint40() + ANSWER_PERIOD;
        _cases[caseId] = Case(_msgSender(), dueAt, key.isSecp256k1(), key.keyHash());
        emit ContradictionReported(commitment.gateway, device, interval, committed, wattHours, dueAt);
        // The bond stays until the case is over.
        Gateway storage gateway = _gateways[commitment.gateway];
        if (gateway.releasedAt != 0 && gateway.releasedAt <= dueAt) gateway.releasedAt = dueAt + 1;
    }

    /// @inheritdoc IMeterGateways
    function answerContradiction(
        uint32 gateway,
        uint32 device,
        uint32 interval,
        int24 committed,
        bytes calldata signature
    ) external {
        (bytes32 caseId, Case memory opened) = _requireCase(gateway, device, interval, committed);
        _requireReading(opened.keyHash, opened.isSecp256k1, device, interval, committed, signature);
        _close(caseId);
        if (!_keys[device].isStopped()) _stop(device, caseId);
        emit ContradictionAnswered(gateway, device, interval);
    }

    /// @inheritdoc IMeterGateways
    function slash(uint32 gateway, uint32 device, uint32 interval, int24 committed) external {
        (bytes32 caseId, Case memory opened) = _requireCase(gateway, device, interval, committed);
        require(block.timestamp > opened.dueAt, CaseNotDue(caseId, opened.dueAt));
        uint256 amount = _gateways[gateway].bond;
        _close(caseId);
        _stopGateway(gateway);
        _gateways[gateway].bond = 0;
        emit GatewaySlashed(gateway, opened.reporter, amount);

        uint256 part = amount / REPORTER_PART;
        IERC20(token).safeTransfer(opened.reporter, part);
        IERC20(token).safeTransfer(slashReceiver, amount - part);
    }

    // --- Reads ---

    /// @inheritdoc IMeterGateways
    function gatewayOf(uint32 gateway) external view returns (Gateway memory) {
        return _gateways[gateway];
    }

    /// @inheritdoc IMeterGateways
    function gatewaysOf(uint16 zone) external view returns (ZoneGateways memory) {
        return _zones[zone].gateways;
    }

    /// @inheritdoc IMeterGateways
    function gatewayOn(uint16 zone, uint16 day) external view returns (uint32 gateway) {
        return _gatewayOn(_zones[zone].gateways, day);
    }

    /// @inheritdoc IMeterGateways
    function isCommitted(Commitment calldata commitment, bytes32 readingsHash) public view returns (bool) {
        return _ring[commitment.zone][commitment.firstInterval % RING] == _hashOf(commitment, readingsHash);
    }

    /// @inheritdoc IMeterGateways
    function isCorrection(
        uint16 zone,
        uint32 firstInterval,
        uint16 intervals,
        uint16 places,
        bytes32 readingsHash,
        bytes32 correctionsHash,
        bytes calldata signature
    ) external view returns (bool) {
        uint32 gateway = _gatewayOn(_zones[zone].gateways, EnergyTime.dayOf(firstInterval));
        bytes32 structHash = keccak256(
            abi.encode(CORRECTIONS_TYPEHASH, zone, firstInterval, intervals, places, readingsHash, correctionsHash)
        );
        return !_gateways[gateway].isStopped && _isSignedByGateway(gateway, structHash, signature);
    }

    /// @inheritdoc IMeterGateways
    function caseDueAt(bytes32 caseId) external view returns (uint40 dueAt) {
        Case memory opened = _cases[caseId];
        return opened.reporter == address(0) ? 0 : opened.dueAt;
    }

    /// @inheritdoc IMeterGateways
    function caseOf(uint32 gateway, uint32 device, uint32 interval, int24 committed) public pure returns (bytes32) {
        return keccak256(abi.encode(gateway, device, interval, committed));
    }

    // --- Internal writes ---

    /// @dev A bond that was given notice stays until the list that is signed now can no longer be contradicted.
    function _holdBond(uint32 gateway) private {
        uint40 releasedAt = _gateways[gateway].releasedAt;
        uint40 heldUntil = block.timestamp.toUint40() + RING * uint40(EnergyTime.INTERVAL);
        if (releasedAt == 0 || releasedAt >= heldUntil) return;
        _gateways[gateway].releasedAt = heldUntil;
        emit BondNoticeGiven(gateway, heldUntil);
    }

    function _stopGateway(uint32 gateway) private {
        _gateways[gateway].isStopped = true;
        emit GatewayStopped(gateway);
    }

    /// @dev What is decided does not come again.
    function _close(bytes32 caseId) private {
        _cases[caseId].reporter = address(0);
    }

    // --- Internal reads ---

    /// @dev Places of the zone that must be estimated on a day, before an interval.
    function _stopsOf(uint16 zone, uint16 day, uint32 beforeInterval) private view returns (Stop[] memory stops) {
        StoppedPlace[] storage stopped = _stoppedPlaces[zone];
        uint256 length = stopped.length;
        stops = new Stop[](length);
        uint256 count = 0;
        for (uint256 i = 0; i < length; ++i) {
            StoppedPlace memory mark = stopped[i];
            if (mark.fromInterval < beforeInterval && day < mark.untilDay) {
                stops[count++] = Stop(mark.place, mark.fromInterval);
            }
        }
        assembly ("memory-safe") {
            mstore(stops, count)
        }
    }

    function _committedReading(
        Commitment calldata commitment,
        bytes calldata readings,
        uint32 device,
        uint32 interval
    ) private view returns (int24) {
        DeviceHolding holding = _holdings[device];
        DeviceKey key = _requireKnown(device);
        require(
            key.zone() == commitment.zone &&
                interval >= commitment.firstInterval &&
                interval - commitment.firstInterval < commitment.intervals &&
                holding.isListedOn(EnergyTime.dayOf(interval)) &&
                holding.place() < commitment.places,
            ReadingNotListed(device, interval)
        );
        uint256 index = uint256(holding.place()) * commitment.intervals + (interval - commitment.firstInterval);
        return readings.readingAt(index);
    }

    function _isSignedByGateway(
        uint32 gateway,
        bytes32 structHash,
        bytes calldata signature
    ) private view returns (bool) {
        Gateway storage signer = _gateways[gateway];
        return DeviceSignatures.isSignedBy(signer.keyHash, signer.isSecp256k1, _hashTypedDataV4(structHash), signature);
    }

    function _nextInterval(uint16 zone) internal view override returns (uint32) {
        return _zones[zone].nextInterval;
    }

    function _isBelieved(uint32 gateway) private view returns (bool) {
        return gateway != 0 && !_gateways[gateway].isStopped;
    }

    function _requireGateway(uint32 gateway) private view returns (Gateway memory known) {
        known = _gateways[gateway];
        require(known.keyHash != 0, GatewayUnknown(gateway));
    }

    function _requireGatewayOwner(uint32 gateway) private view returns (Gateway memory known) {
        known = _gateways[gateway];
        require(_msgSender() == known.owner, GatewayOwnerOnly(gateway, _msgSender()));
    }

    function _requireCase(
        uint32 gateway,
        uint32 device,
        uint32 interval,
        int24 committed
    ) private view returns (bytes32 caseId, Case memory opened) {
        caseId = caseOf(gateway, device, interval, committed);
        opened = _cases[caseId];
        require(opened.reporter != address(0), CaseUnknown(caseId));
    }

    function _requireReading(
        uint160 keyHash,
        bool isSecp256k1,
        uint32 device,
        uint32 interval,
        int24 wattHours,
        bytes calldata signature
    ) private view {
        bytes32 digest = readingDigest(device, interval, wattHours);
        require(
            DeviceSignatures.isSignedBy(keyHash, isSecp256k1, digest, signature),
            ReadingSignatureInvalid(device, interval)
        );
    }

    function _gatewayOn(ZoneGateways memory gateways, uint16 day) private pure returns (uint32) {
        return day >= gateways.fromDay ? gateways.next : gateways.gateway;
    }

    function _hashOf(Commitment memory commitment, bytes32 readingsHash) private pure returns (bytes32) {
        return keccak256(abi.encode(commitment, readingsHash));
    }
}
