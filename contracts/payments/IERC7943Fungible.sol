// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title ERC-7943 for fungible tokens
/// @notice What a token with enforcement exposes (https://eips.ethereum.org/EIPS/eip-7943, final). ERC-165 id
/// 0x3edbb4c4.
interface IERC7943Fungible is IERC165 {
    /// @notice Tokens were taken from one account and given to another.
    /// @param from account that lost them
    /// @param to account that got them
    /// @param amount how many, in the token's smallest unit
    event ForcedTransfer(address indexed from, address indexed to, uint256 amount);

    /// @notice The frozen amount of an account changed.
    /// @param account whose tokens
    /// @param amount how many are frozen now, in the token's smallest unit
    event Frozen(address indexed account, uint256 amount);

    /// @notice The account may not send.
    /// @param account who
    error ERC7943CannotSend(address account);

    /// @notice The account may not receive.
    /// @param account who
    error ERC7943CannotReceive(address account);

    /// @notice The token's rules refuse the transfer.
    /// @param from sender
    /// @param to receiver
    /// @param amount how many, in the token's smallest unit
    error ERC7943CannotTransfer(address from, address to, uint256 amount);

    /// @notice The account holds enough, but not enough that is free.
    /// @param account who
    /// @param amount how many should move, in the token's smallest unit
    /// @param unfrozen how many are free
    error ERC7943InsufficientUnfrozenBalance(address account, uint256 amount, uint256 unfrozen);

    /// @notice Takes tokens from one account and gives them to another.
    /// @param from account that loses them
    /// @param to account that gets them
    /// @param amount how many, in the token's smallest unit
    /// @return result true; reverts otherwise
    function forcedTransfer(address from, address to, uint256 amount) external returns (bool result);

    /// @notice Sets how many tokens of an account are frozen.
    /// @param account whose tokens
    /// @param amount how many, in the token's smallest unit; may be more than it holds
    /// @return result true; reverts otherwise
    function setFrozenTokens(address account, uint256 amount) external returns (bool result);

    /// @notice Whether the account may send, whatever the amount.
    /// @param account who
    /// @return allowed true where it may
    function canSend(address account) external view returns (bool allowed);

    /// @notice Whether the account may receive, whatever the amount.
    /// @param account who
    /// @return allowed true where it may
    function canReceive(address account) external view returns (bool allowed);

    /// @notice How many tokens of an account are frozen.
    /// @param account whose tokens
    /// @return amount how many, in the token's smallest unit; may be more than it holds
    function getFrozenTokens(address account) external view returns (uint256 amount);

    /// @notice Whether the rules allow a transfer; balance and allowance are not asked.
    /// @param from sender
    /// @param to receiver
    /// @param amount how many, in the token's smallest unit
    /// @return allowed true where they do
    function canTransfer(address from, address to, uint256 amount) external view returns (bool allowed);
}
