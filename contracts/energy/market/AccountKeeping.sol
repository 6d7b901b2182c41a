// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ICityToken} from "../../payments/ICityToken.sol";
import {AccountWord, AccountWords} from "../libraries/AccountWords.sol";
import {EnergyTime} from "../libraries/EnergyTime.sol";
import {IMeterDevices} from "../meters/IMeterDevices.sol";
import {AccountBooks} from "./AccountBooks.sol";
import {IMarketAccounts} from "./IMarketAccounts.sol";
import {MarketStore} from "./MarketStore.sol";
import {ZoneKeeping} from "./ZoneKeeping.sol";

/// @title AccountKeeping
/// @notice See {IMarketAccounts}.
abstract contract AccountKeeping is ZoneKeeping, IMarketAccounts {
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    // --- Constants ---

    /// @inheritdoc IMarketAccounts
    uint96 public constant DRAW = 1 << 0;

    /// @inheritdoc IMarketAccounts
    uint64 public constant MAXIMUM_CREDIT = 500e6;

    /// @inheritdoc IMarketAccounts
    uint32 public constant LONGEST_RESERVE = AccountBooks.LONGEST_RESERVE;

    // --- Writes: joining and leaving ---

    /// @inheritdoc IMarketAccounts
    function join(uint32 device, uint16 place) external returns (uint32 account) {
        _requireActive();
        return AccountBooks.join(meters, device, place, _msgSender());
    }

    /// @inheritdoc IMarketAccounts
    function close(uint32 account) external {
        MarketStore.Holding storage holding = _requireAccount(account);
        address caller = _msgSender();
        // Whoever has bought the meter with the house needs its place.
        require(
            caller == holding.owner || caller == IMeterDevices(meters).ownerOf(holding.device),
            AccountOwnerOnly(account, caller)
        );
        _requireStaying(account, holding.closesOn);
        uint16 onDay = EnergyTime.tomorrow();
        holding.closesOn = onDay;
        _write(account, _wordOf(account).withFlag(AccountWords.CLOSING, true));
        emit AccountClosed(account, onDay);
        IMeterDevices(meters).endListing(holding.device, onDay);
    }

    // --- Writes: money ---

    /// @inheritdoc IMarketAccounts
    function deposit(uint32 account, uint64 amount) external {
        _deposit(account, _msgSender(), amount);
        IERC20(token).safeTransferFrom(_msgSender(), address(this), amount);
    }

    /// @inheritdoc IMarketAccounts
    function depositWithPermit(uint32 account, uint64 amount, uint256 deadline, bytes calldata signature) external {
        address from = _msgSender();
        // Whoever saw the permit may have handed it in before: what counts is what it allows.
        try ICityToken(token).permit(from, address(this), amount, deadline, signature) {} catch {}
        _deposit(account, from, amount);
        IERC20(token).safeTransferFrom(from, address(this), amount);
    }

    /// @inheritdoc IMarketAccounts
    function depositWithAuthorization(
        uint32 account,
        address from,
        uint64 amount,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 salt,
        bytes calldata signature
    ) external {
        _deposit(account, from, amount);
        // The nonce names the account: nobody hands the money to another one.
        bytes32 nonce = keccak256(abi.encode(account, salt));
        ICityToken(token).receiveWithAuthorization(
            from,
            address(this),
            amount,
            validAfter,
            validBefore,
            nonce,
            signature
        );
    }

    /// @inheritdoc IMarketAccounts
    function withdraw(uint32 account, address to, uint64 amount) external {
        _requireOwn(account);
        (uint256 free, ) = fundsOf(account);
        require(amount <= free, BalanceNotFree(account, amount, free));
        AccountWord word = _wordOf(account);
        _write(account, word.withBalance(word.balance() - amount));
        emit Withdrawn(account, to, amount);
        IERC20(token).safeTransfer(to, amount);
    }

    // --- Writes: the offices and the court ---

    /// @inheritdoc IMarketAccounts
    function setCreditLimit(uint32 account, uint64 limit) external restricted {
        _requireAccount(account);
        require(limit <= MAXIMUM_CREDIT, CreditLimitTooHigh(limit, MAXIMUM_CREDIT));
        MarketStore.get().debts[account].creditLimit = limit;
        emit CreditLimitSet(account, limit);
    }

    /// @inheritdoc IMarketAccounts
    function setPriority(uint32 account, uint16 untilDay) external restricted {
        MarketStore.Holding storage holding = _requireAccount(account);
        AccountBooks.setPriority(holding, account, untilDay);
    }

    /// @inheritdoc IMarketAccounts
    function freezeByOrder(uint32 account, uint64 amount, bytes32 orderHash) external restricted {
        _requireAccount(account);
        require(orderHash != 0, OrderHashMissing());
        MarketStore.get().debts[account].frozen = amount;
        emit AccountFrozen(account, amount, orderHash);
    }

    // --- Writes: certificates ---

    /// @inheritdoc IMarketAccounts
    function drawCertificates(
        uint32 account,
        uint256 wattHours
    ) external returns (address owner, uint8 class, uint16 settledDay) {
        _requireAgent(DRAW);
        MarketStore.Holding storage holding = _requireAccount(account);
        AccountBooks.draw(account, wattHours);

        (uint16 zone, ) = MarketStore.placeOf(account);
        Zone storage state = MarketStore.get().zones[zone];
        class =
            state.attribution == Attribution.Buyer ? 0 : uint8(IMeterDevices(meters).deviceOf(holding.device).class);
        return (holding.owner, class, EnergyTime.dayOf(state.nextInterval - 1));
    }

    // --- Writes: succession ---

    /// @inheritdoc IMarketAccounts
    function takeOver(uint32 older, uint32 device) external returns (uint32 account) {
        (address owner, uint64 balance, uint40 certificateWh, MarketStore.Debt memory debt) = abi.decode(
            _import(bytes32(uint256(older))),
            (address, uint64, uint40, MarketStore.Debt)
        );
        require(_msgSender() == owner, AccountOwnerOnly(older, _msgSender()));
        (uint16 zone, ) = MarketStore.placeOf(older);
        _requireActive();
        account = AccountBooks.join(meters, device, _requireZone(zone).places, owner);
        AccountWord word = _wordOf(account).withBalance(balance).withCertificates(certificateWh);
        _write(account, word.withFlag(AccountWords.INDEBTED, debt.owed != 0));
        MarketStore.get().debts[account] = debt;
        emit AccountTakenOver(older, account);
    }

    // --- Reads ---

    /// @inheritdoc IMarketAccounts
    function accountOf(uint32 account) external view returns (Account memory) {
        MarketStore.Holding memory holding = _requireAccount(account);
        MarketStore.Debt memory debt = MarketStore.get().debts[account];
        AccountWord word = _wordOf(account);
        return
            Account({
                owner: holding.owner,
                device: holding.device,
                activeFrom: word.activeFrom(),
                closesOn: holding.closesOn,
                balance: word.balance(),
                owed: debt.owed,
                creditLimit: debt.creditLimit,
                frozen: debt.frozen,
                certificateWh: word.certificateWh(),
                certificateDebt: debt.certificateWh,
                priorityFrom: holding.priorityFrom,
                priorityUntil: holding.priorityUntil
            });
    }

    /// @inheritdoc IMarketAccounts
    function fundsOf(uint32 account) public view returns (uint256 free, uint256 reserved) {
        _requireAccount(account);
        return AccountBooks.fundsOf(account);
    }

    // --- Internal writes ---

    function _deposit(uint32 account, address from, uint64 amount) private {
        _requireActive();
        _requireAccount(account);
        AccountBooks.deposit(account, from, amount);
    }

    function _write(uint32 account, AccountWord word) internal {
        (uint16 zone, uint16 place) = MarketStore.placeOf(account);
        MarketStore.get().accounts[zone][place] = word;
    }

    /// @dev A record is an account that is settled to its end: its money goes with it.
    function _surrender(bytes32 record) internal override returns (bytes memory data) {
        uint32 account = uint256(record).toUint32();
        MarketStore.Holding storage holding = _requireAccount(account);
        (, uint40 retiresAt) = successor();
        AccountBooks.requireDone(account, holding.closesOn, retiresAt);
        AccountWord word = _wordOf(account);
        uint64 balance = word.balance();
        data = abi.encode(holding.owner, balance, word.certificateWh(), MarketStore.get().debts[account]);
        _write(account, word.withBalance(0).withCertificates(0));
        IERC20(token).safeTransfer(_msgSender(), balance);
    }

    // --- Internal reads ---

    function _wordOf(uint32 account) internal view returns (AccountWord) {
        (uint16 zone, uint16 place) = MarketStore.placeOf(account);
        return MarketStore.get().accounts[zone][place];
    }

    function _requireAccount(uint32 account) internal view returns (MarketStore.Holding storage holding) {
        _requireHere(bytes32(uint256(account)));
        holding = MarketStore.get().holdings[account];
        require(holding.owner != address(0), AccountUnknown(account));
    }

    function _requireOwn(uint32 account) internal view returns (MarketStore.Holding storage holding) {
        holding = _requireAccount(account);
        require(_msgSender() == holding.owner, AccountOwnerOnly(account, _msgSender()));
    }

    function _requireStaying(uint32 account, uint16 closesOn) internal pure {
        require(closesOn == 0, AccountIsClosed(account, closesOn));
    }
}
