// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC1363} from "@openzeppelin/contracts/token/ERC20/extensions/ERC1363.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";
import {ERC20 as SoladyERC20} from "solady/src/tokens/ERC20.sol";

/// @notice The same standards as the municipal token's, as OpenZeppelin ships them.
contract OpenZeppelinTokenPeer is ERC20Permit, ERC3009, ERC1363 {
    constructor() ERC20("Peer", "PEER") ERC20Permit("Peer") {}

    /// @notice Creates tokens for the bench.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

/// @notice Solady's token: ERC-20 and ERC-2612.
contract SoladyTokenPeer is SoladyERC20 {
    /// @notice Creates tokens for the bench.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function name() public pure override returns (string memory) {
        return "Peer";
    }

    function symbol() public pure override returns (string memory) {
        return "PEER";
    }

    /// @dev Solady gives Permit2 an endless allowance unless told otherwise; the municipal token gives nobody any.
    function _givePermit2InfiniteAllowance() internal pure override returns (bool) {
        return false;
    }
}
