// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title ERC-7943 for non-fungible tokens
/// @notice What a token with enforcement exposes (https://eips.ethereum.org/EIPS/eip-7943, final). ERC-165 id
/// 0xbf1ef5fe.
interface IERC7943NonFungible is IERC165 {
    /// @notice A token was taken from one account and given to another.
    /// @param from account that lost it
    /// @param to account that got it
    /// @param tokenId which
    event ForcedTransfer(address indexed from, address indexed to, uint256 indexed tokenId);

    /// @notice A token was frozen, or is no longer.
    /// @param account whose token
    /// @param tokenId which
    /// @param frozenStatus true where it is frozen now
    event Frozen(address indexed account, uint256 indexed tokenId, bool indexed frozenStatus);

    /// @notice The account may not send.
    /// @param account who
    error ERC7943CannotSend(address account);

    /// @notice The account may not receive.
    /// @param account who
    error ERC7943CannotReceive(address account);

    /// @notice The token's rules refuse the transfer.
    /// @param from sender
    /// @param to receiver
    /// @param tokenId which
    error ERC7943CannotTransfer(address from, address to, uint256 tokenId);

    /// @notice The token is frozen.
    /// @param account whose token
    /// @param tokenId which
    error ERC7943InsufficientUnfrozenBalance(address account, uint256 tokenId);

    /// @notice Takes a token from one account and gives it to another.
    /// @param from account that loses it
    /// @param to account that gets it
    /// @param tokenId which
    /// @return result true; reverts otherwise
    function forcedTransfer(address from, address to, uint256 tokenId) external returns (bool result);

    /// @notice Freezes a token, or lifts the freeze.
    /// @param account whose token
    /// @param tokenId which
    /// @param frozenStatus true to freeze
    /// @return result true; reverts otherwise
    function setFrozenTokens(address account, uint256 tokenId, bool frozenStatus) external returns (bool result);

    /// @notice Whether the account may send, whatever the token.
    /// @param account who
    /// @return allowed true where it may
    function canSend(address account) external view returns (bool allowed);

    /// @notice Whether the account may receive, whatever the token.
    /// @param account who
    /// @return allowed true where it may
    function canReceive(address account) external view returns (bool allowed);

    /// @notice Whether a token of the account is frozen.
    /// @param account whose token
    /// @param tokenId which
    /// @return frozenStatus true where it is
    function getFrozenTokens(address account, uint256 tokenId) external view returns (bool frozenStatus);

    /// @notice Whether the rules allow a transfer.
    /// @param from sender
    /// @param to receiver
    /// @param tokenId which
    /// @return allowed true where they do
    function canTransfer(address from, address to, uint256 tokenId) external view returns (bool allowed);
}
