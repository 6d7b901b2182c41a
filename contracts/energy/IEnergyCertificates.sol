// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Certificates of local energy
/// @notice A unit is one Wh that a certified source fed in, as its meter says: an ERC-1155 token by zone, technology and
/// period. Nothing is minted at a settlement; an owner draws certificates when it wants them, from the counter of the
/// market, each Wh once. An hourly certificate is drawn with a proof that the register has published for a day.
/// @dev Ids see library `CertificateId`. A leaf of a day's tree is keccak256(bytes.concat(keccak256(abi.encode(uint32
/// index, uint32 account, uint8 hour, uint64 wattHours)))); its root is that of OpenZeppelin's StandardMerkleTree.
///
/// Assumptions: the market counts metered surplus of certified sources alone; discharge of batteries is not certified anew.
/// Trust: the METER_OFFICE says in which hours energy was fed in; how much there is says the market, so that a wrong
/// root moves hours and makes no energy. A certificate says nothing of carbon, and is never converted into any.
interface IEnergyCertificates {
    // --- Types ---

    /// @notice A leaf of a day's tree.
    /// @param index of the leaf
    /// @param account of the market
    /// @param hour of the day, from 0
    /// @param wattHours fed in
    struct HourlyLeaf {
        uint32 index;
        uint32 account;
        uint8 hour;
        uint64 wattHours;
    }

    // --- Events ---

    /// @notice Certificates were drawn.
    /// @param account of the market
    /// @param owner who got them
    /// @param id of the certificate
    /// @param wattHours how many
    event CertificatesIssued(uint32 indexed account, address indexed owner, uint256 indexed id, uint256 wattHours);

    /// @notice The hours of a day were published.
    /// @param zone its number
    /// @param day its number
    /// @param root of its tree
    event HoursPublished(uint16 indexed zone, uint16 indexed day, bytes32 root);

    /// @notice Certificates were used up.
    /// @param holder who held them
    /// @param id of the certificate
    /// @param wattHours how many
    /// @param beneficiary for whom
    /// @param purposeHash keccak256 of the purpose with its salt
    event CertificatesRetired(
        address indexed holder,
        uint256 indexed id,
        uint256 wattHours,
        address indexed beneficiary,
        bytes32 purposeHash
    );

    /// @notice Certificates of the predecessor go on here.
    /// @param holder who holds them
    /// @param id of the certificate
    /// @param wattHours how many
    event CertificatesSwapped(address indexed holder, uint256 indexed id, uint256 wattHours);

    // --- Errors ---

    /// @notice The caller does not hold the account.
    /// @param account of the market
    /// @param caller who tried
    error CertificateOwnerOnly(uint32 account, address caller);

    /// @notice There is nothing to retire or to swap.
    /// @param id of the certificate
    error CertificatesMissing(uint256 id);

    /// @notice The hours of the day are published already.
    /// @param zone its number
    /// @param day its number
    error HoursAlreadyPublished(uint16 zone, uint16 day);

    /// @notice The day is not settled.
    /// @param zone its number
    /// @param day its number
    error DayUnsettled(uint16 zone, uint16 day);

    /// @notice The leaf is not in the tree, or of an hour or zone that is none.
    /// @param zone its number
    /// @param day its number
    /// @param index of the leaf
    error HourNotProven(uint16 zone, uint16 day, uint32 index);

    /// @notice The leaf was used.
    /// @param zone its number
    /// @param day its number
    /// @param index of the leaf
    error HourAlreadyDrawn(uint16 zone, uint16 day, uint32 index);

    // --- Writes ---

    /// @notice Draws certificates by month for metered surplus of the caller.
    /// @param account of the market
    /// @param wattHours how many
    /// @return id of the certificate
    /// @dev Caller: the account's owner. Reverts with {CertificateOwnerOnly}, {IMarketAccounts-SurplusTooSmall},
    /// {ISuccession-ContractRetired}.
    function draw(uint32 account, uint256 wattHours) external returns (uint256 id);

    /// @notice Publishes the hours of a day that is settled.
    /// @param zone its number
    /// @param day its number
    /// @param root of its tree
    /// @dev Caller: METER_OFFICE. Reverts with {HoursAlreadyPublished}, {DayUnsettled}.
    function publishHours(uint16 zone, uint16 day, bytes32 root) external;

    /// @notice Draws certificates by hour for metered surplus of the caller.
    /// @param zone its number
    /// @param day its number
    /// @param leaf of its tree
    /// @param proof siblings from the leaf up
    /// @return id of the certificate
    /// @dev Caller: the account's owner. Reverts as {draw}, and with {HourNotProven}, {HourAlreadyDrawn}.
    function drawHour(
        uint16 zone,
        uint16 day,
        HourlyLeaf calldata leaf,
        bytes32[] calldata proof
    ) external returns (uint256 id);

    /// @notice Uses certificates of the caller up.
    /// @param id of the certificate
    /// @param wattHours how many
    /// @param beneficiary for whom
    /// @param purposeHash keccak256 of the purpose with its salt
    /// @dev Caller: the holder. Reverts with {CertificatesMissing}, and as ERC-1155 where there are fewer.
    function retireCertificates(uint256 id, uint256 wattHours, address beneficiary, bytes32 purposeHash) external;

    /// @notice Swaps certificates of the caller from the retired predecessor.
    /// @param id of the certificate
    /// @return wattHours how many
    /// @dev Caller: the holder. Reverts as {ISuccession-handOver} of the predecessor.
    function swap(uint256 id) external returns (uint256 wattHours);

    // --- Reads ---

    /// @notice The energy market.
    /// @return its address
    function market() external view returns (address);

    /// @notice How many certificates were used up.
    /// @param id of the certificate
    /// @return wattHours how many
    function retiredOf(uint256 id) external view returns (uint256 wattHours);

    /// @notice Root of the hours of a day.
    /// @param zone its number
    /// @param day its number
    /// @return root zero where none was published
    function hoursOf(uint16 zone, uint16 day) external view returns (bytes32 root);

    /// @notice Whether a leaf was used.
    /// @param zone its number
    /// @param day its number
    /// @param index of the leaf
    /// @return true where it was
    function isHourDrawn(uint16 zone, uint16 day, uint32 index) external view returns (bool);
}
