// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Create3} from "@openzeppelin/contracts/utils/Create3.sol";

import {ICityAuthority} from "./ICityAuthority.sol";
import {ICityFactory} from "./ICityFactory.sol";

/// @title CityFactory
/// @notice See {ICityFactory}.
/// @dev Created first: the authority it will obey does not exist yet, but its address is known. Until that authority
/// has code and is sealed, the creator of the factory deploys.
contract CityFactory is ICityFactory, AccessManaged {
    // --- Constants and immutables ---

    /// @dev Name and version under which the authority of the city is deployed.
    bytes32 private constant AUTHORITY_SERVICE = "CityAuthority";
    uint32 private constant AUTHORITY_VERSION = 1;

    /// @inheritdoc ICityFactory
    address public immutable deployer;

    /// @dev Asked whether the city is sealed. Not {authority}, which the council may replace: another authority could
    /// deny the sealing, and so give the deployer its right back.
    ICityAuthority private immutable _city;

    // --- Constructor ---

    constructor() AccessManaged(Create3.computeAddress(_salt(AUTHORITY_SERVICE, AUTHORITY_VERSION), address(this))) {
        deployer = _msgSender();
        _city = ICityAuthority(authority());
    }

    // --- Writes ---

    /// @inheritdoc ICityFactory
    function deploy(bytes32 service, uint32 version, bytes calldata initCode) external returns (address account) {
        if (_msgSender() != deployer || _isSealed()) _checkCanCall(_msgSender(), _msgData());
        account = addressOf(service, version);
        require(account.code.length == 0, ContractAlreadyDeployed(service, version, account));

        // CREATE3 can yield no other address than the one computed above.
        Create3.deploy(0, _salt(service, version), initCode);
        require(account.code.length != 0, ContractWithoutCode(service, version));
        emit ContractDeployed(service, version, account, account.codehash);
    }

    // --- Reads ---

    /// @inheritdoc ICityFactory
    function addressOf(bytes32 service, uint32 version) public view returns (address account) {
        return Create3.computeAddress(_salt(service, version));
    }

    // --- Internal reads ---

    function _isSealed() private view returns (bool) {
        return address(_city).code.length != 0 && _city.isSealed();
    }

    function _salt(bytes32 service, uint32 version) private view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, service, version));
    }
}
