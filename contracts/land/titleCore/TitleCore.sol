// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {Agents} from "../../governance/Agents.sol";
import {ISuccession} from "../../governance/ISuccession.sol";
import {Succession} from "../../governance/Succession.sol";
import {IERC7943NonFungible} from "../IERC7943NonFungible.sol";
import {ITitleCore} from "../ITitleCore.sol";
import {ITitleOrders} from "../ITitleOrders.sol";
import {DatedHash, DatedHashes} from "../libraries/DatedHashes.sol";
import {EncumbranceWord} from "../libraries/EncumbranceWords.sol";
import {TitleWord, TitleWords} from "../libraries/TitleWords.sol";
import {OrderedActs} from "./OrderedActs.sol";

/// @title TitleCore
/// @notice {ITitleCore} and {ITitleOrders}: the daily acts are here, the others run the code of {TitleDealings} and
/// {TitleJudgments} on the same storage.
abstract contract TitleCore is OrderedActs, ITitleCore, ITitleOrders, IERC7943NonFungible, Agents, Succession {
    using Address for address;

    // --- Constants and immutables ---

    /// @inheritdoc ITitleCore
    uint96 public constant SETTLE = 1 << 0;

    /// @inheritdoc ITitleCore
    uint96 public constant FORECLOSE = 1 << 1;

    /// @inheritdoc ITitleCore
    uint32 public constant FIRST_RANKS = RANKS_BEFORE;

    /// @inheritdoc ITitleOrders
    bytes32 public constant RECOVERY = RECOVERY_QUESTION;

    /// @inheritdoc ITitleOrders
    uint40 public constant RECOVERY_NOTICE = NOTICE_OF_RECOVERY;

    bytes32 private constant ENCUMBER_TYPEHASH = keccak256(
        "Encumber(uint256 id,uint256 version,address holder,uint40 amount,uint16 expiryDay,uint8 kind,"
        "bytes32 documentHash,uint256 deadline)"
    );

    /// @notice The code of owners' and agents' rarer acts, a {TitleDealings}.
    address public immutable dealings;

    /// @notice The code of judgments and recoveries, a {TitleJudgments}.
    address public immutable judgments;

    // --- Constructor ---

    /// @param dealings_ see {dealings}
    /// @param judgments_ see {judgments}
    constructor(address dealings_, address judgments_) {
        (dealings, judgments) = (dealings_, judgments_);
    }

    // --- Writes: the day-book ---

    /// @inheritdoc ITitleCore
    function setDesk(address desk, bool isOpen) external restricted {
        _desks[desk] = isOpen;
        emit DeskSet(desk, isOpen);
    }

    /// @inheritdoc ITitleCore
    function lodge(uint256 id, bytes32 commitment) external returns (uint256 intake) {
        address desk = _msgSender();
        require(_desks[desk], DeskUnknown(desk));
        _requireActive();
        _openDayBook();

        intake = _nextIntake();
        _dayBook[intake] = DatedHashes.create(commitment, block.timestamp);
        emit Lodged(intake, id, desk, commitment);
    }

    // --- Writes: encumbrances ---

    /// @inheritdoc ITitleCore
    function encumber(
        uint256 id,
        Terms calldata terms,
        bytes32 documentHash,
        uint256 intake,
        bytes32 salt,
        uint256 deadline,
        Consent[] calldata consents
    ) external restricted returns (uint256) {
        _requireActive();
        _requireDeadline(deadline);
        TitleWord title = _requireDealable(id);
        _requireVoluntary(terms.kind);
        _requireUnreserved(id, title, address(0));
        bytes32 structHash = keccak256(
            abi.encode(ENCUMBER_TYPEHASH, id, title.version(), terms, documentHash, deadline)
        );
        _requireConsents(id, title, _hashTypedDataV4(structHash), consents);

        EncumbranceWord encumbrance = _useIntake(id, terms, documentHash, intake, salt);
        title = _encumber(id, title.raised(), encumbrance, documentHash);
        _titles[id] = title;
        return title.lastNumber();
    }

    /// @inheritdoc ITitleCore
    function release(uint256 id, uint256 number, bytes32 documentHash) external {
        address holder = _msgSender();
        _requireCanSend(holder);
        TitleWord title = _requireLive(id);
        EncumbranceWord encumbrance = _requireHeldBy(id, number, holder);
        _titles[id] = _release(id, title, number, encumbrance, documentHash);
    }

    /// @inheritdoc ITitleCore
    function lapse(uint256 id, uint256 number) external {
        TitleWord title = _requireLive(id);
        EncumbranceWord encumbrance = _requireEncumbrance(id, number);
        require(encumbrance.isExpired(block.timestamp), EncumbranceInForce(id, number, encumbrance.expiryDay()));
        _titles[id] = _release(id, title, number, encumbrance, 0);
    }

    /// @inheritdoc ITitleCore
    function subordinate(uint256, uint256, uint256) external {
        _runDealings();
    }

    /// @inheritdoc ITitleCore
    function assign(uint256, uint256, address) external {
        _runDealings();
    }

    // --- Writes: owners ---

    /// @inheritdoc ITitleCore
    function withdraw(uint256 id) external {
        TitleWord title = _requireLive(id);
        address account = _msgSender();
        (uint256 share, ) = _ownedBy(id, title, account);
        require(share != 0, OwnerUnknown(id, account));
        title = title.raised();
        _titles[id] = title;
        emit ConsentsWithdrawn(id, title.version());
    }

    /// @inheritdoc ITitleCore
    function reserve(uint256, address, uint40, bytes32, uint256, Consent[] calldata) external restricted {
        _requireActive();
        _runDealings();
    }

    /// @inheritdoc ITitleCore
    function waiveNotice(uint256) external {
        _runDealings();
    }

    /// @inheritdoc ITitleCore
    function divide(uint256, Share[] calldata, uint64, bytes32, uint256, Consent[] calldata) external restricted {
        _requireActive();
        _runDealings();
    }

    /// @inheritdoc ITitleCore
    function unite(uint256, address) external {
        _runDealings();
    }

    // --- Writes: settlement ---

    /// @inheritdoc ITitleCore
    function convey(Deed calldata deed) external {
        _requireAgent(SETTLE);
        (uint256 id, address to) = (deed.id, deed.to);
        TitleWord title = _requireSettleable(id, deed.version, to);
        uint256 sum = 0;
        address previous = address(0);
        for (uint256 i = 0; i < deed.owners.length; ++i) {
            sum = _addOwner(id, title, previous, deed.owners[i], sum);
            previous = deed.owners[i];
        }
        _requireWhole(id, title, sum);

        for (uint256 i = 0; i < deed.discharges.length; ++i) {
            Discharge calldata discharge = deed.discharges[i];
            EncumbranceWord encumbrance = _requireHeldBy(id, discharge.number, discharge.holder);
            title = _release(id, title, discharge.number, encumbrance, deed.documentHash);
        }
        require(title.blockers() == 0, TitleBlocked(id, title.blockers()));
        _move(id, title.without(TitleWords.SHARED | TitleWords.RESERVED), to);
        emit Conveyed(id, title.version() + 1, deed.documentHash);
    }

    /// @inheritdoc ITitleCore
    function conveyShare(uint256, uint256, address, address, uint64, bytes32) external {
        _requireAgent(SETTLE);
        _runDealings();
    }

    /// @inheritdoc ITitleCore
    function charge(uint256, uint256, Terms calldata, bytes32) external returns (uint256) {
        _requireAgent(SETTLE);
        _requireActive();
        _openDayBook();
        return abi.decode(_runDealings(), (uint256));
    }

    /// @inheritdoc ITitleCore
    function foreclose(
        uint256,
        address,
        uint256[] calldata,
        bytes32
    ) external returns (address[] memory, uint256[] memory) {
        _requireAgent(FORECLOSE);
        return abi.decode(_runDealings(), (address[], uint256[]));
    }

    // --- Writes: COURT_FREEZE ---

    /// @inheritdoc IERC7943NonFungible
    /// @dev `account` owns the title; of a shared one, the register does.
    function setFrozenTokens(address account, uint256 id, bool isFrozen) external restricted returns (bool) {
        TitleWord title = _requireLive(id);
        require(title.owner() == account, TitleOwnerDiffers(id, title.owner()));
        _setFrozen(id, title, isFrozen);
        return true;
    }

    /// @inheritdoc ITitleOrders
    function freezeByOrder(uint256 id, bool isFrozen, bytes32 orderHash) external restricted {
        TitleWord title = _requireLive(id);
        _useOrder(id, orderHash);
        _setFrozen(id, title, isFrozen);
    }

    /// @inheritdoc ITitleOrders
    function encumberByOrder(uint256, Terms calldata, bytes32, uint256, bytes32) external restricted returns (uint256) {
        return abi.decode(_runJudgments(), (uint256));
    }

    /// @inheritdoc ITitleOrders
    function contestRecoveryByOrder(address, bytes32) external restricted {
        _runJudgments();
    }

    // --- Writes: COURT_ORDERS ---

    /// @inheritdoc IERC7943NonFungible
    function forcedTransfer(address from, address to, uint256 id) external restricted returns (bool) {
        TitleWord title = _requireLive(id);
        require(title.owner() == from, TitleOwnerDiffers(id, title.owner()));
        _forceTransfer(id, title, to);
        return true;
    }

    /// @inheritdoc ITitleOrders
    function transferByOrder(uint256 id, address to, bytes32 orderHash) external restricted {
        TitleWord title = _requireLive(id);
        _useOrder(id, orderHash);
        _forceTransfer(id, title, to);
    }

    /// @inheritdoc ITitleOrders
    function divideByOrder(uint256, Share[] calldata, uint64, bytes32) external restricted {
        _runJudgments();
    }

    /// @inheritdoc ITitleOrders
    function releaseByOrder(uint256, uint256, bytes32) external restricted {
        _runJudgments();
    }

    /// @inheritdoc ITitleOrders
    function orderSale(uint256, bool, bytes32) external restricted {
        _runJudgments();
    }

    /// @inheritdoc ITitleOrders
    function settleDispute(uint256, bytes32) external restricted {
        _runJudgments();
    }

    /// @inheritdoc ITitleOrders
    function decideRecovery(address, bool, bytes32) external restricted {
        _runJudgments();
    }

    // --- Writes: objections and recovery ---

    /// @inheritdoc ITitleOrders
    function lodgeObjection(uint256, bytes32) external {
        _runJudgments();
    }

    /// @inheritdoc ITitleOrders
    function suspend(address) external {
        _runJudgments();
    }

    /// @inheritdoc ITitleOrders
    function announceRecovery(address) external {
        _runJudgments();
    }

    /// @inheritdoc ITitleOrders
    function contestRecovery() external {
        _runJudgments();
    }

    /// @inheritdoc ITitleOrders
    function recoverTitles(address, uint256[] calldata) external {
        _runJudgments();
    }

    /// @inheritdoc ITitleOrders
    function recoverEncumbrances(address, uint256, uint256[] calldata) external {
        _runJudgments();
    }

    // --- Reads ---

    /// @inheritdoc ITitleCore
    function titleOf(uint256 id) external view returns (TitleWord) {
        return _titles[id];
    }

    /// @inheritdoc ITitleCore
    function encumbranceOf(uint256 id, uint256 number) external view returns (EncumbranceWord) {
        return _encumbrances[id][number];
    }

    /// @inheritdoc ITitleCore
    function shareOf(uint256 id, address holder) external view returns (uint64 numerator, uint64 denominator) {
        if (!_titles[id].has(TitleWords.SHARED)) return (0, 0);
        ShareHead memory head = _shareHeads[id];
        return (_shares[id][head.round][holder], head.denominator);
    }

    /// @inheritdoc ITitleCore
    function noticeOf(uint256 id) external view returns (address beneficiary, uint40 expiresAt) {
        Notice memory notice = _notices[id];
        if (!_titles[id].has(TitleWords.RESERVED) || block.timestamp > notice.expiresAt) return (address(0), 0);
        return (notice.beneficiary, notice.expiresAt);
    }

    /// @inheritdoc ITitleCore
    function lastIntake() external view returns (uint256) {
        return _lastIntake;
    }

    /// @inheritdoc ITitleCore
    function applicationOf(uint256 intake) external view returns (DatedHash) {
        return _applicationOf(intake);
    }

    /// @inheritdoc ITitleCore
    function isDesk(address desk) external view returns (bool) {
        return _desks[desk];
    }

    /// @inheritdoc ITitleOrders
    function recoveryOf(
        address account
    ) external view returns (RecoveryState state, address successor, uint40 effectiveAt) {
        Recovery memory recovery = _recoveries[account];
        return (recovery.state, recovery.successor, recovery.effectiveAt);
    }

    /// @inheritdoc ITitleOrders
    function suspendedUntil(address account) external view returns (uint40) {
        return _recoveries[account].suspendedUntil;
    }

    /// @inheritdoc ITitleOrders
    function isOrderUsed(bytes32 orderHash) external view returns (bool) {
        return _isOrderUsed(orderHash);
    }

    /// @inheritdoc IERC7943NonFungible
    function canSend(address account) external view returns (bool) {
        return _canSend(account);
    }

    /// @inheritdoc IERC7943NonFungible
    function canReceive(address account) external view returns (bool) {
        return _canHold(account);
    }

    /// @inheritdoc IERC7943NonFungible
    function getFrozenTokens(address account, uint256 id) external view returns (bool) {
        TitleWord title = _titles[id];
        return title.has(TitleWords.FROZEN) && title.owner() == account;
    }

    /// @inheritdoc IERC7943NonFungible
    /// @dev Whether a deed could pass the title now, free of discharges.
    function canTransfer(address from, address to, uint256 id) external view returns (bool) {
        TitleWord title = _titles[id];
        if (!title.isLive() || title.owner() != from || title.has(STANDSTILL) || title.blockers() != 0) return false;
        Notice memory notice = _notices[id];
        bool isFree = !title.has(TitleWords.RESERVED) || block.timestamp > notice.expiresAt || notice.beneficiary == to;
        return isFree && _canSend(from) && _canHold(to);
    }

    // --- Reads: ERC-721 ---

    /// @notice Number of titles of an owner.
    /// @param owner account
    /// @return number
    function balanceOf(address owner) external view returns (uint256) {
        return _balances[owner];
    }

    /// @notice The owner of a title; of a shared one, this register.
    /// @param id title
    /// @return owner
    function ownerOf(uint256 id) external view returns (address) {
        return _requireLive(id).owner();
    }

    /// @notice Nobody is approved for a title.
    /// @return zero
    function getApproved(uint256) external pure returns (address) {
        return address(0);
    }

    /// @notice Nobody is approved for an owner.
    /// @return false
    function isApprovedForAll(address, address) external pure returns (bool) {
        return false;
    }

    /// @notice Refused: titles are dealt with by deeds.
    function approve(address, uint256) external pure {
        revert DealingsOnly();
    }

    /// @notice Refused: titles are dealt with by deeds.
    function setApprovalForAll(address, bool) external pure {
        revert DealingsOnly();
    }

    /// @notice Refused: titles are dealt with by deeds.
    function transferFrom(address, address, uint256) external pure {
        revert DealingsOnly();
    }

    /// @notice Refused: titles are dealt with by deeds.
    function safeTransferFrom(address, address, uint256) external pure {
        revert DealingsOnly();
    }

    /// @notice Refused: titles are dealt with by deeds.
    function safeTransferFrom(address, address, uint256, bytes calldata) external pure {
        revert DealingsOnly();
    }

    // --- Internal writes ---

    /// @dev Numbers go on behind those of the register that this one succeeds, which gives none once it is retired.
    function _openDayBook() private {
        if (_lastIntake != 0 || predecessor == address(0)) return;
        require(ISuccession(predecessor).isRetired(), PredecessorActive());
        _lastIntake = SafeCast.toUint32(ITitleCore(predecessor).lastIntake());
    }

    function _setFrozen(uint256 id, TitleWord title, bool isFrozen) private {
        _titles[id] = isFrozen ? title.with(TitleWords.FROZEN) : title.without(TitleWords.FROZEN);
        emit Frozen(title.owner(), id, isFrozen);
    }

    /// @dev The freeze is lifted before the title moves, as ERC-7943 has it; what lies on the title stays.
    function _forceTransfer(uint256 id, TitleWord title, address to) private {
        _requireReceiver(to);
        address from = title.owner();
        if (title.has(TitleWords.FROZEN)) emit Frozen(from, id, false);
        _move(id, title.without(TitleWords.FROZEN | TitleWords.SHARED), to);
        emit ForcedTransfer(from, to, id);
    }

    /// @dev Runs the function of the same name in {TitleDealings} with the same arguments.
    function _runDealings() private returns (bytes memory) {
        return dealings.functionDelegateCall(_msgData());
    }

    /// @dev Runs the function of the same name in {TitleJudgments} with the same arguments.
    function _runJudgments() internal returns (bytes memory) {
        return judgments.functionDelegateCall(_msgData());
    }
}
