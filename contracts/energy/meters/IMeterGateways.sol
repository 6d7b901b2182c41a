// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The gateways of the zones
/// @notice A gateway collects the readings of a zone and signs their list once for all; it answers for it with a bond.
/// The hashes of the lists of eight days stand in a ring. Whoever holds a reading that its device has signed and that
/// contradicts the committed list opens a case; the gateway shows within three days what the device had signed
/// otherwise, or loses its bond.
/// @dev What a gateway signs (EIP-712, domain "Civitas MeterRegistry"):
/// - `Readings(uint16 zone,uint32 firstInterval,uint16 intervals,uint16 places,bytes32 readingsHash)`, the list of readings
///   (library `Readings`) as its keccak256;
/// - `Corrections(uint16 zone,uint32 firstInterval,uint16 intervals,uint16 places,bytes32 readingsHash,bytes32
///   correctionsHash)`.
///
/// Assumptions: devices and gateways keep their keys to themselves.
/// Trust: a gateway can invent a reading of a device that signs nothing; feeder meters and households see it. It cannot
/// contradict a device that does sign. The METER_OFFICE names gateways and can stop one; it takes no bond.
interface IMeterGateways {
    // --- Types ---

    /// @notice A gateway.
    /// @param keyHash last 20 bytes of keccak256(x ‖ y) of its public key
    /// @param isSecp256k1 whether the curve is secp256k1, not P-256
    /// @param isStopped whether it is stopped or has lost its bond
    /// @param releasedAt when a bond that was given notice is free, Unix seconds; 0 where it was not
    /// @param owner who answers for it
    /// @param bond tokens that it stands for, in millionths
    struct Gateway {
        uint160 keyHash;
        bool isSecp256k1;
        bool isStopped;
        uint40 releasedAt;
        address owner;
        uint64 bond;
    }

    /// @notice The gateways of a zone.
    /// @param gateway that signs until `fromDay`
    /// @param next that signs from `fromDay` on
    /// @param fromDay day of the change
    struct ZoneGateways {
        uint32 gateway;
        uint32 next;
        uint16 fromDay;
    }

    /// @notice A list of readings that was committed.
    /// @param zone number of the zone
    /// @param firstInterval its number
    /// @param intervals how many
    /// @param places how many
    /// @param gateway that signed it
    struct Commitment {
        uint16 zone;
        uint32 firstInterval;
        uint16 intervals;
        uint16 places;
        uint32 gateway;
    }

    /// @notice A stopped device with a place in a list.
    /// @param place its number
    /// @param firstInterval first interval that must be estimated
    struct Stop {
        uint16 place;
        uint32 firstInterval;
    }

    // --- Events ---

    /// @notice A gateway was registered.
    /// @param gateway its number
    /// @param owner who answers for it
    /// @param keyHash of its public key
    event GatewayRegistered(uint32 indexed gateway, address indexed owner, uint160 keyHash);

    /// @notice A gateway signs for a zone from a day on.
    /// @param zone number of the zone
    /// @param gateway its number
    /// @param fromDay first day
    event GatewayAssigned(uint16 indexed zone, uint32 indexed gateway, uint16 fromDay);

    /// @notice A gateway is not believed any more.
    /// @param gateway its number
    event GatewayStopped(uint32 indexed gateway);

    /// @notice A gateway's bond grew.
    /// @param gateway its number
    /// @param amount by how much
    event BondAdded(uint32 indexed gateway, uint256 amount);

    /// @notice A gateway's owner wants the bond back, or it has signed since: the bond stays for that list, too.
    /// @param gateway its number
    /// @param releasedAt when it is free
    event BondNoticeGiven(uint32 indexed gateway, uint40 releasedAt);

    /// @notice A gateway's bond went back.
    /// @param gateway its number
    /// @param to its owner
    /// @param amount how much
    event BondReleased(uint32 indexed gateway, address indexed to, uint256 amount);

    /// @notice A list of readings was committed.
    /// @param zone number of the zone
    /// @param firstInterval its number
    /// @param intervals how many
    /// @param places how many
    /// @param gateway that signed it
    /// @param readingsHash keccak256 of the list
    event ReadingsCommitted(
        uint16 indexed zone,
        uint32 indexed firstInterval,
        uint16 intervals,
        uint16 places,
        uint32 gateway,
        bytes32 readingsHash
    );

    /// @notice A committed reading is contradicted by its device.
    /// @param gateway that signed the list
    /// @param device whose reading
    /// @param interval its number
    /// @param committed Wh of the list
    /// @param signed Wh that the device signed
    /// @param dueAt last second for the gateway's answer
    event ContradictionReported(
        uint32 indexed gateway,
        uint32 indexed device,
        uint32 interval,
        int24 committed,
        int24 signed,
        uint40 dueAt
    );

    /// @notice The device had signed what was committed as well: it is stopped, and the case is over.
    /// @param gateway that signed the list
    /// @param device that signed two readings of one interval
    /// @param interval its number
    event ContradictionAnswered(uint32 indexed gateway, uint32 indexed device, uint32 interval);

    /// @notice A gateway lost its bond.
    /// @param gateway its number
    /// @param reporter who gets a tenth
    /// @param amount the whole
    event GatewaySlashed(uint32 indexed gateway, address indexed reporter, uint256 amount);

    // --- Errors ---

    /// @notice There is no such gateway.
    /// @param gateway number given
    error GatewayUnknown(uint32 gateway);

    /// @notice A gateway needs a key and an owner.
    error GatewayIncomplete();

    /// @notice The caller does not answer for the gateway.
    /// @param gateway its number
    /// @param caller who tried
    error GatewayOwnerOnly(uint32 gateway, address caller);

    /// @notice The gateway is stopped.
    /// @param gateway its number
    error GatewayIsStopped(uint32 gateway);

    /// @notice The bond is below the least, or notice of it was given.
    /// @param gateway its number
    /// @param bond what there is
    /// @param minimum what there must be
    error BondTooSmall(uint32 gateway, uint256 bond, uint256 minimum);

    /// @notice The bond is not free.
    /// @param gateway its number
    /// @param releasedAt when it is; 0 where no notice was given
    error BondHeld(uint32 gateway, uint40 releasedAt);

    /// @notice An announced change of gateway waits for its day.
    /// @param zone number of the zone
    /// @param fromDay its day
    error AssignmentWaits(uint16 zone, uint16 fromDay);

    /// @notice The gateway in force has not signed this.
    /// @param zone number of the zone
    /// @param gateway its number
    error GatewaySignatureInvalid(uint16 zone, uint32 gateway);

    /// @notice No such list is committed, or the ring has gone past it.
    /// @param zone number of the zone
    /// @param firstInterval its number
    error CommitmentUnknown(uint16 zone, uint32 firstInterval);

    /// @notice The interval is not in the list, or the device had no place in it.
    /// @param device its number
    /// @param interval its number
    error ReadingNotListed(uint32 device, uint32 interval);

    /// @notice There is no contradiction: the list says the same, or that the reading is missing.
    /// @param device its number
    /// @param interval its number
    /// @param wattHours of the list
    error ReadingNotContradicted(uint32 device, uint32 interval, int24 wattHours);

    /// @notice The device's key of that interval has not signed this.
    /// @param device its number
    /// @param interval its number
    error ReadingSignatureInvalid(uint32 device, uint32 interval);

    /// @notice There is no such case, or it is decided.
    /// @param caseId its number
    error CaseUnknown(bytes32 caseId);

    /// @notice The case is open already, or was decided before.
    /// @param caseId its number
    error CaseAlreadyOpen(bytes32 caseId);

    /// @notice The answer has time.
    /// @param caseId its number
    /// @param dueAt last second for it
    error CaseNotDue(bytes32 caseId, uint40 dueAt);

    // --- Writes: gateways ---

    /// @notice Registers a gateway.
    /// @param owner who answers for it
    /// @param keyHash last 20 bytes of keccak256(x ‖ y) of its public key
    /// @param isSecp256k1 whether the curve is secp256k1, not P-256
    /// @return gateway its number
    /// @dev Caller: METER_OFFICE. Reverts with {GatewayIncomplete}, {ISuccession-ContractRetired}.
    function registerGateway(address owner, uint160 keyHash, bool isSecp256k1) external returns (uint32 gateway);

    /// @notice Names the gateway of a zone from the next 00:00 UTC; at once where the zone has none that is believed.
    /// @param zone number of the zone
    /// @param gateway its number
    /// @dev Caller: METER_OFFICE. Reverts with {GatewayUnknown}, {GatewayIsStopped}, {BondTooSmall}, {AssignmentWaits}.
    function assignGateway(uint16 zone, uint32 gateway) external;

    /// @notice Stops a gateway at once: its signature settles nothing any more.
    /// @param gateway its number
    /// @dev Caller: METER_OFFICE. Reverts with {GatewayUnknown}.
    function stopGateway(uint32 gateway) external;

    /// @notice Adds to a bond with the caller's tokens, which the caller has allowed this contract to spend.
    /// @param gateway its number
    /// @param amount in millionths of a token
    /// @dev Caller: anyone. Reverts with {GatewayUnknown}.
    function addBond(uint32 gateway, uint64 amount) external;

    /// @notice Gives notice of the bond: it is free after {BOND_NOTICE}, and not before the gateway's last list can no
    /// longer be contradicted. The gateway is assigned to no zone anew.
    /// @param gateway its number
    /// @dev Caller: its owner. Reverts with {GatewayOwnerOnly}.
    function giveBondNotice(uint32 gateway) external;

    /// @notice Takes the bond back and stops the gateway.
    /// @param gateway its number
    /// @dev Caller: its owner. Reverts with {GatewayOwnerOnly}, {BondHeld}.
    function releaseBond(uint32 gateway) external;

    // --- Writes: lists ---

    /// @notice Commits the list of a zone's readings, signed by its gateway.
    /// @param zone number of the zone
    /// @param firstInterval its number
    /// @param intervals how many, within a day
    /// @param places how many
    /// @param readingsHash keccak256 of the list
    /// @param signature of the gateway: `Readings`
    /// @return stops places that must be estimated
    /// @dev Caller: an agent with {COMMIT}. Reverts with {GatewayIsStopped}, {GatewaySignatureInvalid}.
    function commit(
        uint16 zone,
        uint32 firstInterval,
        uint16 intervals,
        uint16 places,
        bytes32 readingsHash,
        bytes calldata signature
    ) external returns (Stop[] memory stops);

    /// @notice Opens a case against a gateway whose committed list contradicts a device.
    /// @param commitment of the list
    /// @param readings the whole list
    /// @param device its number
    /// @param interval its number
    /// @param wattHours what the device has signed
    /// @param signature of the device: `Reading`
    /// @return caseId its number
    /// @dev Caller: anyone. Reverts with {CommitmentUnknown}, {ReadingNotListed}, {ReadingNotContradicted},
    /// {ReadingSignatureInvalid}, {CaseAlreadyOpen}.
    function reportContradiction(
        Commitment calldata commitment,
        bytes calldata readings,
        uint32 device,
        uint32 interval,
        int24 wattHours,
        bytes calldata signature
    ) external returns (bytes32 caseId);

    /// @notice Closes a case with the device's signature under what was committed; the device, which has signed two
    /// readings of one interval, is stopped.
    /// @param gateway its number
    /// @param device its number
    /// @param interval its number
    /// @param committed Wh of the list
    /// @param signature of the device: `Reading`
    /// @dev Caller: anyone. Reverts with {CaseUnknown}, {ReadingSignatureInvalid}.
    function answerContradiction(
        uint32 gateway,
        uint32 device,
        uint32 interval,
        int24 committed,
        bytes calldata signature
    ) external;

    /// @notice Takes the bond of a gateway that has not answered, and stops it.
    /// @param gateway its number
    /// @param device its number
    /// @param interval its number
    /// @param committed Wh of the list
    /// @dev Caller: anyone. Reverts with {CaseUnknown}, {CaseNotDue}.
    function slash(uint32 gateway, uint32 device, uint32 interval, int24 committed) external;

    // --- Reads ---

    /// @notice Right to commit lists: for the market that settles them.
    /// @return bit of an agent's rights
    function COMMIT() external view returns (uint96);

    /// @notice Intervals whose lists the ring holds.
    /// @return intervals
    function RING() external view returns (uint32);

    /// @notice Least bond of a gateway that is assigned to a zone.
    /// @return millionths of a token
    function MINIMUM_BOND() external view returns (uint64);

    /// @notice Seconds between the notice of a bond and its release.
    /// @return seconds
    function BOND_NOTICE() external view returns (uint40);

    /// @notice Seconds in which a gateway answers.
    /// @return seconds
    function ANSWER_PERIOD() external view returns (uint40);

    /// @notice The municipal token.
    /// @return its address
    function token() external view returns (address);

    /// @notice Who gets nine tenths of a bond that is lost.
    /// @return account of the city
    function slashReceiver() external view returns (address);

    /// @notice Number of the last gateway registered; the first one is 1.
    /// @return its number
    function gatewayCount() external view returns (uint32);

    /// @notice A gateway.
    /// @param gateway its number
    /// @return as it stands
    function gatewayOf(uint32 gateway) external view returns (Gateway memory);

    /// @notice The gateways of a zone.
    /// @param zone its number
    /// @return as they stand
    function gatewaysOf(uint16 zone) external view returns (ZoneGateways memory);

    /// @notice The gateway that signs for a zone on a day.
    /// @param zone its number
    /// @param day its number
    /// @return gateway its number; 0 where there is none
    function gatewayOn(uint16 zone, uint16 day) external view returns (uint32 gateway);

    /// @notice Whether a list is committed and in the ring.
    /// @param commitment of the list
    /// @param readingsHash keccak256 of the list
    /// @return true where it is
    function isCommitted(Commitment calldata commitment, bytes32 readingsHash) external view returns (bool);

    /// @notice Whether the gateway of a zone has signed corrections of a committed list.
    /// @param zone number of the zone
    /// @param firstInterval its number
    /// @param intervals how many
    /// @param places how many
    /// @param readingsHash keccak256 of the list as it stands
    /// @param correctionsHash keccak256 of the corrections
    /// @param signature of the gateway of that day: `Corrections`
    /// @return true where it has, and is not stopped
    function isCorrection(
        uint16 zone,
        uint32 firstInterval,
        uint16 intervals,
        uint16 places,
        bytes32 readingsHash,
        bytes32 correctionsHash,
        bytes calldata signature
    ) external view returns (bool);

    /// @notice Last second for the answer in a case.
    /// @param caseId its number
    /// @return dueAt 0 where no such case is open
    function caseDueAt(bytes32 caseId) external view returns (uint40 dueAt);

    /// @notice Number of a case.
    /// @param gateway its number
    /// @param device its number
    /// @param interval its number
    /// @param committed Wh of the list
    /// @return keccak256(abi.encode(gateway, device, interval, committed))
    function caseOf(uint32 gateway, uint32 device, uint32 interval, int24 committed) external pure returns (bytes32);
}
