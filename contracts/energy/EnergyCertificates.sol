// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";

import {ISuccession} from "../governance/ISuccession.sol";
import {PublicNotice} from "../governance/PublicNotice.sol";
import {Succession} from "../governance/Succession.sol";
import {IEnergyCertificates} from "./IEnergyCertificates.sol";
import {IEnergyMarket} from "./IEnergyMarket.sol";
import {CertificateId} from "./libraries/CertificateId.sol";
import {EnergyTime} from "./libraries/EnergyTime.sol";

/// @title EnergyCertificates
/// @notice See {IEnergyCertificates}.
contract EnergyCertificates is IEnergyCertificates, ERC1155, Succession {
    using BitMaps for BitMaps.BitMap;
    using SafeCast for uint256;

    // --- Constants and immutables ---

    uint8 private constant DAY_HOURS = 24;

    /// @inheritdoc IEnergyCertificates
    address public immutable market;

    // --- Storage ---

    /// @inheritdoc IEnergyCertificates
    mapping(uint256 id => uint256 wattHours) public retiredOf;

    /// @inheritdoc IEnergyCertificates
    mapping(uint16 zone => mapping(uint16 day => bytes32 root)) public hoursOf;

    mapping(uint16 zone => mapping(uint16 day => BitMaps.BitMap drawn)) private _drawnHours;

    // --- Constructor ---

    /// @param authority_ the city's authority
    /// @param market_ the energy market
    /// @param predecessor_ contract that this one succeeds; zero for the first
    constructor(
        address authority_,
        address market_,
        address predecessor_
    ) PublicNotice(authority_) Succession(predecessor_) ERC1155("") {
        market = market_;
    }

    // --- Writes ---

    /// @inheritdoc IEnergyCertificates
    function draw(uint32 account, uint256 wattHours) external returns (uint256 id) {
        (uint8 technology, uint16 settledDay) = _draw(account, wattHours);
        id = CertificateId.pack(
            CertificateId.MONTHLY,
            uint16(account >> 16),
            technology,
            CertificateId.monthOf(settledDay)
        );
        _issue(account, id, wattHours);
    }

    /// @inheritdoc IEnergyCertificates
    function publishHours(uint16 zone, uint16 day, bytes32 root) external restricted {
        require(hoursOf[zone][day] == 0, HoursAlreadyPublished(zone, day));
        uint32 nextInterval = IEnergyMarket(market).zoneOf(zone).nextInterval;
        require(EnergyTime.dayOf(nextInterval) > day, DayUnsettled(zone, day));
        hoursOf[zone][day] = root;
        emit HoursPublished(zone, day, root);
    }

    /// @inheritdoc IEnergyCertificates
    function drawHour(
        uint16 zone,
        uint16 day,
        HourlyLeaf calldata leaf,
        bytes32[] calldata proof
    ) external returns (uint256 id) {
        bytes32 root = hoursOf[zone][day];
        bytes32 node = keccak256(bytes.concat(keccak256(abi.encode(leaf))));
        require(
            root != 0 &&
                leaf.account >> 16 == zone &&
                leaf.hour < DAY_HOURS &&
                MerkleProof.verifyCalldata(proof, root, node),
            HourNotProven(zone, day, leaf.index)
        );
        require(!isHourDrawn(zone, day, leaf.index), HourAlreadyDrawn(zone, day, leaf.index));
        _drawnHours[zone][day].set(leaf.index);

        (uint8 technology, ) = _draw(leaf.account, leaf.wattHours);
        uint32 hour = uint32(day) * DAY_HOURS + leaf.hour;
        id = CertificateId.pack(CertificateId.GRANULAR, zone, technology, hour);
        _issue(leaf.account, id, leaf.wattHours);
    }

    /// @inheritdoc IEnergyCertificates
    function retireCertificates(uint256 id, uint256 wattHours, address beneficiary, bytes32 purposeHash) external {
        require(wattHours != 0, CertificatesMissing(id));
        address holder = _msgSender();
        retiredOf[id] += wattHours;
        _burn(holder, id, wattHours);
        emit CertificatesRetired(holder, id, wattHours, beneficiary, purposeHash);
    }

    /// @inheritdoc IEnergyCertificates
    function swap(uint256 id) external returns (uint256 wattHours) {
        address holder = _msgSender();
        wattHours = abi.decode(_import(_recordOf(holder, id)), (uint256));
        emit CertificatesSwapped(holder, id, wattHours);
        _mint(holder, id, wattHours, "");
    }

    // --- Reads ---

    /// @inheritdoc IEnergyCertificates
    function isHourDrawn(uint16 zone, uint16 day, uint32 index) public view returns (bool) {
        return _drawnHours[zone][day].get(index);
    }

    /// @inheritdoc ERC1155
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return
            interfaceId == type(IEnergyCertificates).interfaceId ||
            interfaceId == type(ISuccession).interfaceId ||
            super.supportsInterface(interfaceId);
    }

    // --- Internal writes ---

    function _draw(uint32 account, uint256 wattHours) private returns (uint8 technology, uint16 settledDay) {
        _requireActive();
        address owner;
        (owner, technology, settledDay) = IEnergyMarket(market).drawCertificates(account, wattHours);
        require(_msgSender() == owner, CertificateOwnerOnly(account, _msgSender()));
    }

    function _issue(uint32 account, uint256 id, uint256 wattHours) private {
        emit CertificatesIssued(account, _msgSender(), id, wattHours);
        _mint(_msgSender(), id, wattHours, "");
    }

    /// @dev A record is what a holder has of a certificate; it may come again, since certificates go on moving here.
    function _surrender(bytes32 record) internal override returns (bytes memory data) {
        address holder = address(uint160(uint256(record)));
        uint256 id = uint256(record) >> 160;
        uint256 wattHours = balanceOf(holder, id);
        require(wattHours != 0, CertificatesMissing(id));
        _burn(holder, id, wattHours);
        return abi.encode(wattHours);
    }

    function _markMoved(bytes32) internal override {}

    // --- Internal reads ---

    function _isMoved(bytes32) internal pure override returns (bool) {
        return false;
    }

    /// @dev Ids have 64 bits: none is longer than what a record holds beside the holder.
    function _recordOf(address holder, uint256 id) private pure returns (bytes32) {
        return bytes32((uint256(id.toUint64()) << 160) | uint160(holder));
    }
}
