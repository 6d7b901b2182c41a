// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ERC165, IERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ISuccession} from "../governance/ISuccession.sol";
import {PublicNotice} from "../governance/PublicNotice.sol";
import {Succession} from "../governance/Succession.sol";
import {IAssuranceFund} from "./IAssuranceFund.sol";

/// @title AssuranceFund
/// @notice See {IAssuranceFund}.
contract AssuranceFund is IAssuranceFund, Succession, ERC165 {
    using SafeERC20 for IERC20;

    // --- Constants and immutables ---

    /// @inheritdoc IAssuranceFund
    bytes32 public constant MONEY = "MONEY";

    /// @inheritdoc IAssuranceFund
    address public immutable token;

    // --- Storage ---

    /// @inheritdoc IAssuranceFund
    mapping(address claimant => uint256 amount) public creditOf;

    Award[] private _awards;
    mapping(bytes32 orderHash => bool isUsed) private _usedOrders;
    uint256 private _firstOpen;
    uint256 private _credits;

    // --- Constructor ---

    /// @param authority_ the city's authority
    /// @param token_ the city's token
    /// @param predecessor_ fund that this one succeeds; zero for the first
    constructor(
        address authority_,
        address token_,
        address predecessor_
    ) PublicNotice(authority_) Succession(predecessor_) {
        token = token_;
    }

    // --- Writes ---

    /// @inheritdoc IAssuranceFund
    function award(address claimant, uint96 amount, bytes32 orderHash) external restricted {
        bool isFit = claimant != address(0) && claimant != address(this) && amount != 0 && orderHash != 0;
        require(isFit, AwardUnfit());
        require(!isOrderUsed(orderHash), OrderUsed(orderHash));

        _usedOrders[orderHash] = true;
        _awards.push(Award(claimant, amount));
        emit Awarded(_awards.length - 1, claimant, amount, orderHash);
        _payAwards(1);
    }

    /// @inheritdoc IAssuranceFund
    function payAwards(uint256 most) external {
        _payAwards(most);
    }

    /// @inheritdoc IAssuranceFund
    function claimCredit(address to) external {
        address claimant = _msgSender();
        uint256 amount = creditOf[claimant];
        require(amount != 0, CreditMissing(claimant));

        creditOf[claimant] = 0;
        _credits -= amount;
        emit CreditPaid(claimant, to, amount);
        IERC20(token).safeTransfer(to, amount);
    }

    /// @inheritdoc IAssuranceFund
    function takeOver() external {
        _import(MONEY);
    }

    // --- Reads ---

    /// @inheritdoc IAssuranceFund
    function available() public view returns (uint256) {
        return IERC20(token).balanceOf(address(this)) - _credits;
    }

    /// @inheritdoc IAssuranceFund
    function awardOf(uint256 number) external view returns (Award memory) {
        return _awards[number];
    }

    /// @inheritdoc IAssuranceFund
    function openAwards() external view returns (uint256 first, uint256 end) {
        return (_firstOpen, _awards.length);
    }

    /// @inheritdoc IAssuranceFund
    function isOrderUsed(bytes32 orderHash) public view returns (bool) {
        if (_usedOrders[orderHash]) return true;
        return predecessor != address(0) && IAssuranceFund(predecessor).isOrderUsed(orderHash);
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return
            interfaceId == type(IAssuranceFund).interfaceId ||
            interfaceId == type(ISuccession).interfaceId ||
            super.supportsInterface(interfaceId);
    }

    // --- Internal writes ---

    /// @dev First awarded, first paid: the one in front is paid in full before the next one gets anything.
    function _payAwards(uint256 most) private {
        uint256 number = _firstOpen;
        uint256 end = Math.min(_awards.length, Math.saturatingAdd(number, most));
        uint256 money = available();
        while (number < end && money != 0) {
            Award memory next = _awards[number];
            uint256 amount = Math.min(next.amount, money);
            money -= amount;
            _awards[number].amount = SafeCast.toUint96(next.amount - amount);
            if (amount == next.amount) _firstOpen = number + 1;
            _pay(number, next.claimant, amount);
            ++number;
        }
    }

    /// @dev A claimant that cannot be paid stops nobody behind it.
    function _pay(uint256 number, address claimant, uint256 amount) private {
        emit AwardPaid(number, claimant, amount);
        if (IERC20(token).trySafeTransfer(claimant, amount)) return;
        creditOf[claimant] += amount;
        _credits += amount;
        emit AwardCredited(claimant, amount);
    }

    /// @dev Money goes to the successor when nobody here waits for it. It may come again: levies of sales that were open
    /// still arrive.
    function _surrender(bytes32 record) internal override returns (bytes memory) {
        require(record == MONEY, RecordUnknown(record));
        uint256 open = _awards.length - _firstOpen;
        require(open == 0, AwardsOpen(open));
        uint256 amount = available();
        (address heir, ) = successor();
        IERC20(token).safeTransfer(heir, amount);
        return abi.encode(amount);
    }

    /// @dev The money may be handed over more than once.
    function _markMoved(bytes32) internal override {}

    // --- Internal reads ---

    /// @dev See {_markMoved}.
    function _isMoved(bytes32) internal pure override returns (bool) {
        return false;
    }
}
