// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC1363Receiver} from "@openzeppelin/contracts/interfaces/IERC1363Receiver.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {RateLimiter} from "@openzeppelin/contracts/utils/RateLimiter.sol";
import {ERC165, IERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ISuccession} from "../governance/ISuccession.sol";
import {ICityToken} from "./ICityToken.sol";
import {IMintDesk} from "./IMintDesk.sol";

/// @title MintDesk
/// @notice See {IMintDesk}.
contract MintDesk is IMintDesk, IERC1363Receiver, AccessManaged, ERC165 {
    using RateLimiter for RateLimiter.RefillingBucket;
    using RateLimiter for RateLimiter.SlidingWindow;
    using SafeCast for uint256;

    // --- Types, constants and immutables ---

    struct Minter {
        uint128 refillPerDay;
        uint64 nextOrdinal;
        RateLimiter.RefillingBucket allowance;
    }

    /// @inheritdoc IMintDesk
    uint40 public constant MAXIMUM_ATTESTATION = 100 days;

    /// @dev An allowance that takes longer to come back is a mistake, and too slow to be counted exactly.
    uint256 private constant SLOWEST_REFILL_DAYS = 366;

    /// @dev Each limiter here has one entry.
    bytes32 private constant ENTRY = 0;

    /// @inheritdoc IMintDesk
    address public immutable token;

    // --- Storage ---

    mapping(address minter => Minter state) private _minters;
    RateLimiter.SlidingWindow private _dailyLimit;
    Reserve private _reserve;

    // --- Constructor ---

    /// @param authority_ the city's authority
    /// @param token_ the municipal token
    constructor(address authority_, address token_) AccessManaged(authority_) {
        token = token_;
    }

    // --- Writes: limits ---

    /// @inheritdoc IMintDesk
    function setMinter(address minter, uint128 cap, uint128 refillPerDay) external restricted {
        Minter storage state = _minters[minter];
        state.allowance.sync(ENTRY);
        state.allowance.updateSettings(_refillWindow(cap, refillPerDay), cap);
        state.refillPerDay = refillPerDay;
        emit MinterSet(minter, cap, refillPerDay);
    }

    /// @inheritdoc IMintDesk
    function setDailyLimit(uint128 dailyLimit_) external restricted {
        _dailyLimit.updateSettings(1 days, dailyLimit_);
        emit DailyLimitSet(dailyLimit_);
    }

    /// @inheritdoc IMintDesk
    function attestReserve(uint128 amount, uint40 validUntil, bytes32 reportHash) external restricted {
        uint40 latest = block.timestamp.toUint40() + MAXIMUM_ATTESTATION;
        require(validUntil >= block.timestamp && validUntil <= latest, AttestationPeriodWrong(validUntil, latest));

        _reserve = Reserve(amount, validUntil, reportHash);
        emit ReserveAttested(amount, validUntil, reportHash);
    }

    // --- Writes: creating and destroying ---

    /// @inheritdoc IMintDesk
    function mint(Mint[] calldata mints, uint64 firstOrdinal) external restricted {
        address minter = _msgSender();
        Minter storage state = _minters[minter];
        uint64 ordinal = state.nextOrdinal;
        require(firstOrdinal == ordinal, MintOrdinalWrong(minter, firstOrdinal, ordinal));
        uint256 total = 0;
        for (uint256 i = 0; i < mints.length; ++i) total += mints[i].amount;
        _consume(minter, state, total);
        _requireReserve(total);

        state.nextOrdinal = (ordinal + mints.length).toUint64();
        for (uint256 i = 0; i < mints.length; ++i) {
            emit Minted(minter, mints[i].to, mints[i].amount, mints[i].receiptHash, (ordinal + i).toUint64());
            ICityToken(token).mint(mints[i].to, mints[i].amount);
        }
    }

    /// @inheritdoc IMintDesk
    function redeem(uint256 amount, bytes32 payoutHash) external {
        address holder = _msgSender();
        // The municipal token reverts where it does not transfer.
        // slither-disable-next-line unchecked-transfer
        IERC20(token).transferFrom(holder, address(this), amount);
        _redeem(holder, amount, payoutHash);
    }

    /// @inheritdoc IMintDesk
    function redeemWithAuthorization(
        address holder,
        uint256 amount,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 payoutHash,
        bytes calldata signature
    ) external {
        ICityToken(token).receiveWithAuthorization(
            holder,
            address(this),
            amount,
            validAfter,
            validBefore,
            payoutHash,
            signature
        );
        _redeem(holder, amount, payoutHash);
    }

    /// @inheritdoc IERC1363Receiver
    function onTransferReceived(address, address from, uint256 value, bytes calldata data) external returns (bytes4) {
        require(_msgSender() == token, TokenUnknown(_msgSender()));
        require(data.length == 32, RedemptionEmpty());
        _redeem(from, value, bytes32(data));
        return IERC1363Receiver.onTransferReceived.selector;
    }

    // --- Reads ---

    /// @inheritdoc IMintDesk
    function minterInfo(address minter) external view returns (MinterInfo memory) {
        Minter storage state = _minters[minter];
        uint256 available = state.allowance.available(ENTRY);
        return MinterInfo(state.allowance._capacity, state.refillPerDay, available, state.nextOrdinal);
    }

    /// @inheritdoc IMintDesk
    function dailyLimit() external view returns (uint256 limit, uint256 available) {
        return (_dailyLimit._limit, _dailyLimit.available(ENTRY));
    }

    /// @inheritdoc IMintDesk
    function reserve() external view returns (Reserve memory) {
        return _reserve;
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return
            interfaceId == type(IMintDesk).interfaceId ||
            interfaceId == type(IERC1363Receiver).interfaceId ||
            super.supportsInterface(interfaceId);
    }

    // --- Internal writes ---

    function _consume(address minter, Minter storage state, uint256 total) private {
        if (!state.allowance.tryConsume(ENTRY, total)) {
            revert MintAllowanceExceeded(minter, total, state.allowance.available(ENTRY));
        }
        if (!_dailyLimit.tryConsume(ENTRY, total)) {
            revert DailyLimitExceeded(total, _dailyLimit.available(ENTRY));
        }
    }

    function _redeem(address holder, uint256 amount, bytes32 payoutHash) private {
        require(amount != 0 && payoutHash != 0, RedemptionEmpty());
        emit Redeemed(holder, amount, payoutHash);
        ICityToken(token).burn(amount);
    }

    // --- Internal reads ---

    function _requireReserve(uint256 total) private view {
        Reserve memory attested = _reserve;
        require(block.timestamp <= attested.validUntil, ReserveExpired(attested.validUntil));
        uint256 supply = _outstanding() + total;
        require(supply <= attested.amount, ReserveExceeded(supply, attested.amount));
    }

    /// @dev The token's supply, and that of its retired predecessors: who has not swapped yet is owed the same money.
    function _outstanding() private view returns (uint256 supply) {
        for (address line = token; line != address(0); line = ISuccession(line).predecessor()) {
            supply += IERC20(line).totalSupply();
        }
    }

    /// @dev Seconds in which an empty allowance fills up; rounded up, so that it never fills faster than it should.
    function _refillWindow(uint128 cap, uint128 refillPerDay) private pure returns (uint48) {
        if (cap == 0) return 0;
        require(cap <= uint256(refillPerDay) * SLOWEST_REFILL_DAYS, RefillTooSlow(cap, refillPerDay));
        return Math.ceilDiv(uint256(cap) * 1 days, refillPerDay).toUint48();
    }
}
