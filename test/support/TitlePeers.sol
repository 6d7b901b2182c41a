// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

/// @notice Titles as registers on a token usually hold them: OpenZeppelin's ERC-721 and AccessControl, a struct for the
/// parcel, and an array of encumbrances. Without rank, versions, signatures or proofs.
contract OpenZeppelinTitlePeer is ERC721, AccessControl {
    struct Parcel {
        bytes32 ringHash;
        uint256 size;
        bool isFrozen;
    }

    struct Encumbrance {
        address holder;
        uint256 amount;
        uint256 kind;
        bool isActive;
    }

    bytes32 public constant REGISTRAR = keccak256("REGISTRAR");

    mapping(uint256 id => Parcel parcel) public parcels;
    mapping(uint256 id => Encumbrance[] list) public encumbrances;

    event Encumbered(uint256 indexed id, address indexed holder, uint256 amount);
    event Frozen(uint256 indexed id, bool isFrozen);

    constructor() ERC721("Titles", "TITLE") {
        _grantRole(REGISTRAR, msg.sender);
    }

    function register(uint256 id, address owner, bytes32 ringHash, uint256 size) external onlyRole(REGISTRAR) {
        parcels[id] = Parcel(ringHash, size, false);
        _mint(owner, id);
    }

    function encumber(uint256 id, address holder, uint256 amount, uint256 kind) external onlyRole(REGISTRAR) {
        encumbrances[id].push(Encumbrance(holder, amount, kind, true));
        emit Encumbered(id, holder, amount);
    }

    function freeze(uint256 id, bool isFrozen) external onlyRole(REGISTRAR) {
        parcels[id].isFrozen = isFrozen;
        emit Frozen(id, isFrozen);
    }

    function supportsInterface(bytes4 interfaceId) public view override(ERC721, AccessControl) returns (bool) {
        return super.supportsInterface(interfaceId);
    }
}
