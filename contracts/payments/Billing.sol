// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {ERC165, IERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";
import {ERC165Checker} from "@openzeppelin/contracts/utils/introspection/ERC165Checker.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {Agents} from "../governance/Agents.sol";
import {IAgents} from "../governance/IAgents.sol";
import {ISuccession} from "../governance/ISuccession.sol";
import {PublicNotice} from "../governance/PublicNotice.sol";
import {Succession} from "../governance/Succession.sol";
import {AccountSignatures} from "../identity/libraries/AccountSignatures.sol";
import {IBilling} from "./IBilling.sol";
import {ICityToken} from "./ICityToken.sol";
import {IRevenueAccount} from "./IRevenueAccount.sol";
import {BillLedgers} from "./libraries/BillLedgers.sol";
import {BillLine} from "./libraries/BillLine.sol";
import {BillStore} from "./libraries/BillStore.sol";
import {BillTerms} from "./libraries/BillTerms.sol";
import {LateFee} from "./libraries/LateFee.sol";
import {PayOrder} from "./libraries/PayOrder.sol";
import {PerfectTree} from "./libraries/PerfectTree.sol";
import {RollId} from "./libraries/RollId.sol";
import {StatusWord} from "./libraries/StatusWord.sol";

/// @title Billing
/// @notice See {IBilling}.
/// @dev A bill that is paid whole and in time changes two bits and nothing else; every other bill gets a ledger. The
/// record of a succession is a word of 127 statuses: from the moment it moves, each of its bills is dealt with by the
/// successor alone, which reads roots, planted nodes and ledgers here, where they no longer change.
contract Billing is IBilling, Agents, Succession, EIP712, ERC165 {
    using SafeCast for uint256;

    // --- Types, constants and immutables ---

    /// @inheritdoc IBilling
    uint96 public constant COLLECT = 1 << 0;

    /// @inheritdoc IBilling
    uint96 public constant HOLD = 1 << 1;

    /// @inheritdoc IBilling
    uint96 public constant CREDIT = 1 << 2;

    /// @inheritdoc IBilling
    uint96 public constant REFUND = 1 << 3;

    /// @inheritdoc IBilling
    uint96 public constant DEFER = 1 << 4;

    /// @inheritdoc IBilling
    uint40 public constant OPENING_NOTICE = 1 days;

    /// @inheritdoc IBilling
    uint40 public constant LONGEST_OPENING = 731 days;

    /// @inheritdoc IBilling
    uint40 public constant MAXIMUM_DEADLINE = 90 days;

    /// @inheritdoc IBilling
    uint40 public constant LONGEST_DEFERRAL = BillLedgers.LONGEST_DEFERRAL;

    /// @inheritdoc IBilling
    uint40 public constant LONGEST_ISSUE = 366 days;

    /// @inheritdoc IBilling
    uint40 public constant REOPENING_GRACE = BillLedgers.REOPENING_GRACE;

    /// @inheritdoc IBilling
    uint256 public constant MINIMUM_PART = BillLedgers.MINIMUM_PART;

    uint8 private constant DEEPEST_TREE = 32;

    bytes32 private constant PAY_BILL_TYPEHASH = keccak256(
        "PayBill(address payer,address payee,uint256 roll,uint32 index,bytes32 bill,uint64 maxAmount,uint32 sequence,uint40 deadline)"
    );
    bytes32 private constant PAY_PART_TYPEHASH = keccak256(
        "PayPart(address payer,address payee,uint256 roll,uint32 index,bytes32 bill,uint64 amount,uint64 settled,uint32 sequence,uint40 deadline)"
    );
    bytes32 private constant PAY_STATEMENT_TYPEHASH = keccak256(
        "PayStatement(address payer,address payee,uint256 roll,bytes32 statement,uint64 maxAmount,uint40 deadline)"
    );
    bytes32 private constant ISSUE_BILL_TYPEHASH = keccak256(
        "IssueBill(address officer,address payee,uint256 roll,uint32 index,uint64 amount,uint40 dueAt,bytes32 bill,uint40 validUntil)"
    );

    /// @inheritdoc IBilling
    address public immutable token;

    /// @inheritdoc IBilling
    uint8 public immutable generation;

    // --- Storage ---

    // Rolls and bills stand in {BillStore}, which the linked library shares.

    mapping(bytes32 digest => bool isWithdrawn) private _withdrawn;
    /// @dev One bit of each withdrawn digest by the day of its deadline: a batch asks one warm word for most orders.
    mapping(uint256 day => uint256 hints) private _withdrawalHints;
    mapping(address payee => bool isNamed) private _payees;
    mapping(address collector => bool isTrusted) private _collectors;

    // --- Constructor ---

    /// @param authority_ the city's authority
    /// @param token_ the municipal token
    /// @param predecessor_ Billing that this one succeeds; zero for the first
    constructor(
        address authority_,
        address token_,
        address predecessor_
    ) PublicNotice(authority_) Succession(predecessor_) EIP712("Civitas Billing", "1") {
        token = token_;
        generation = predecessor_ == address(0) ? 0 : IBilling(predecessor_).generation() + 1;
    }

    // --- Writes: the billing office and its head ---

    /// @inheritdoc IBilling
    function postRoll(
        uint256 roll,
        bytes32 root,
        uint32 count,
        uint256 total,
        bytes32 datasetHash
    ) external restricted {
        uint8 levels = RollId.levelsOf(roll);
        require(levels != 0 && levels <= DEEPEST_TREE, RollIdInvalid(roll));
        require(root > BillStore.SERIES && count != 0 && total != 0 && count <= 1 << levels, RollEmpty(roll));
        _requireNew(roll);

        BillStore.get().roots[roll] = root;
        emit RollPosted(roll, root, count, total, datasetHash);
    }

    /// @inheritdoc IBilling
    function postSeries(uint256 roll) external restricted {
        require(RollId.levelsOf(roll) == 0, RollIdInvalid(roll));
        _requireNew(roll);

        BillStore.get().roots[roll] = BillStore.SERIES;
        emit SeriesPosted(roll);
    }

    /// @inheritdoc IBilling
    function voidRoll(uint256 roll, bytes32 reason) external restricted {
        _requireState(roll, RollState.Announced);

        BillStore.get().roots[roll] = BillStore.VOIDED;
        emit RollVoided(roll, reason);
    }

    /// @inheritdoc IBilling
    function issue(uint256 roll, bytes32[] calldata leaves) external restricted {
        require(leaves.length != 0, ListInvalid());
        _requireActive();
        _requireOpenSeries(roll);

        for (uint256 i = 0; i < leaves.length; ++i) _issue(roll, leaves[i], _msgSender());
    }

    /// @inheritdoc IBilling
    function carry(Arrear[] calldata arrears, uint256 toRoll) external restricted {
        require(RollId.levelsOf(toRoll) != 0, RollIdInvalid(toRoll));
        _requireNew(toRoll);

        for (uint256 i = 0; i < arrears.length; ++i) {
            Bill calldata bill = arrears[i].bill;
            bytes4 problem = _carry(bill, arrears[i].proof, toRoll, arrears[i].toIndex);
            if (problem != 0) emit ArrearSkipped(bill.roll, BillTerms.indexOf(bill.terms), problem);
        }
    }

    /// @inheritdoc IBilling
    function setCollector(address collector, bool isTrusted) external restricted {
        _collectors[collector] = isTrusted;
        emit CollectorSet(collector, isTrusted);
    }

    /// @inheritdoc IBilling
    function setPayee(address payee, bool isNamed) external restricted {
        require(!isNamed || _canBePayee(payee), PayeeRefused(payee));

        _payees[payee] = isNamed;
        emit PayeeSet(payee, isNamed);
    }

    /// @inheritdoc IBilling
    function setCreditAccount(uint256 roll, address account) external restricted {
        BillStore.get().creditAccounts[roll] = account;
        emit CreditAccountSet(roll, account);
    }

    // --- Writes: anyone ---

    /// @inheritdoc IBilling
    function plant(uint256 roll, bytes32[] calldata nodes) external {
        require(nodes.length > 1 && PerfectTree.isWidth(nodes.length), ListInvalid());
        _requireState(roll, RollState.Payable);
        (bytes32 top, ) = PerfectTree.fold(nodes);
        require(top == rootOf(roll) || isPlanted(roll, top), NodesUnknown(roll, top));

        for (uint256 i = 0; i < nodes.length; ++i) BillStore.get().planted[roll][nodes[i]] = true;
        emit NodesPlanted(roll, top, nodes);
    }

    /// @inheritdoc IBilling
    function issueSigned(Bill calldata bill, Issue calldata issued) external {
        _requireActive();
        bytes32 leaf = _requireIssued(bill, issued);
        _issue(bill.roll, leaf, issued.officer);
    }

    /// @inheritdoc IBilling
    function reinstate(uint256 roll, uint32 index) external {
        (, , uint256 toRoll) = BillLedgers.ledgerWordsOf(_line(), roll, index);
        BillLedgers.reinstate(_line(), roll, index, _isDead(toRoll));
    }

    /// @inheritdoc IBilling
    function takeOver(uint256 roll, uint32 index) external {
        require(_isOlder(roll), RollIdInvalid(roll));
        BillLedgers.takeOver(_line(), roll, index);
    }

    // --- Writes: payers ---

    /// @inheritdoc IBilling
    function pay(Bill calldata bill, uint256 maxAmount, bytes32[] calldata proof) external returns (uint256) {
        _requireBill(bill, proof);
        return _payWhole(bill.roll, bill.terms, maxAmount);
    }

    /// @inheritdoc IBilling
    function payPart(Bill calldata bill, uint256 amount, bytes32[] calldata proof) external {
        _requireBill(bill, proof);
        address payer = _msgSender();
        BillLedgers.pay(_line(), bill.roll, bill.terms, payer, amount, true);
        _pull(payer, bill.roll, amount);
    }

    /// @inheritdoc IBilling
    function payMany(ProvenBill[] calldata bills, uint256 maxTotal) external returns (uint256 total) {
        require(bills.length != 0, ListInvalid());
        address payer = _msgSender();
        uint256 roll = bills[0].bill.roll;
        uint256 sum = 0;
        for (uint256 i = 0; i < bills.length; ++i) {
            Bill calldata bill = bills[i].bill;
            _requireBill(bill, bills[i].proof);
            // One transfer for neighbours of one roll.
            if (bill.roll != roll) {
                _pull(payer, roll, sum);
                (roll, sum) = (bill.roll, 0);
            }
            uint256 paid = _book(payer, roll, bill.terms, type(uint256).max);
            sum += paid;
            total += paid;
        }
        require(total <= maxTotal, DueAboveMaximum(total, maxTotal));
        _pull(payer, roll, sum);
    }

    /// @inheritdoc IBilling
    function payStatement(
        Statement calldata statement,
        uint256 maxTotal,
        bytes32[] calldata proof
    ) external returns (uint256) {
        bytes32 node = _requireStatement(statement, proof);
        return _payStatement(statement, node, _msgSender(), maxTotal, false);
    }

    /// @inheritdoc IBilling
    function payWithPermit(
        Bill calldata bill,
        uint256 maxAmount,
        bytes32[] calldata proof,
        uint256 deadline,
        bytes calldata signature
    ) external returns (uint256) {
        _requireBill(bill, proof);
        // Anyone may have handed it in before; what counts is the allowance, which the payment asks.
        try ICityToken(token).permit(_msgSender(), address(this), maxAmount, deadline, signature) {} catch {}
        return _payWhole(bill.roll, bill.terms, maxAmount);
    }

    /// @inheritdoc IBilling
    function payWithAuthorization(
        Bill calldata bill,
        bytes32[] calldata proof,
        Authorization calldata authorization
    ) external {
        bytes32 leaf = _requireBill(bill, proof);
        bytes32 nonce = _authorizationNonce(bill, leaf);
        (address payer, uint256 value) = (authorization.payer, authorization.value);
        BillLedgers.pay(_line(), bill.roll, bill.terms, payer, value, true);
        ICityToken(token).receiveWithAuthorization(
            payer,
            address(this),
            value,
            authorization.validAfter,
            authorization.validBefore,
            nonce,
            authorization.signature
        );
        // The municipal token reverts where it does not transfer.
        // slither-disable-next-line unchecked-transfer
        IERC20(token).transfer(RollId.payeeOf(bill.roll), value);
    }

    /// @inheritdoc IBilling
    function paySigned(Bill calldata bill, uint256 maxAmount, Issue calldata issued) external returns (uint256) {
        _requireIssued(bill, issued);
        return _payWhole(bill.roll, bill.terms, maxAmount);
    }

    /// @inheritdoc IBilling
    function payBySignature(uint256 roll, SignedPayment[] calldata payments) external returns (uint256 paid) {
        _requireState(roll, RollState.Payable);
        for (uint256 i = 0; i < payments.length; ++i) {
            SignedPayment calldata payment = payments[i];
            bytes4 problem = _payOrder(roll, payment);
            if (problem == 0) {
                ++paid;
            } else {
                emit PaymentSkipped(roll, BillTerms.indexOf(payment.terms), payment.payer, problem);
            }
        }
    }

    /// @inheritdoc IBilling
    function payTrusted(uint256 roll, TrustedPayment[] calldata payments) external returns (uint256 paid) {
        require(_collectors[_msgSender()], CollectorUnauthorized(_msgSender()));
        _requireNotClosed();
        _requireState(roll, RollState.Payable);
        for (uint256 i = 0; i < payments.length; ++i) {
            TrustedPayment calldata payment = payments[i];
            bytes4 problem = _payTrusted(roll, payment);
            if (problem == 0) {
                ++paid;
            } else {
                emit PaymentSkipped(roll, BillTerms.indexOf(payment.terms), payment.payer, problem);
            }
        }
    }

    /// @inheritdoc IBilling
    function payStatementBySignature(
        Statement calldata statement,
        bytes32[] calldata proof,
        address payer,
        uint64 maxTotal,
        uint40 deadline,
        bytes calldata signature
    ) external returns (uint256) {
        require(_isTimely(deadline, MAXIMUM_DEADLINE), DeadlineWrong(deadline, _latest(MAXIMUM_DEADLINE)));
        bytes32 node = _requireStatement(statement, proof);
        bytes32 digest = _statementDigest(payer, statement.roll, node, maxTotal, deadline);
        require(!_isWithdrawnBy(deadline, digest), SignatureIsWithdrawn(digest));
        require(AccountSignatures.isSignedBy(payer, digest, signature), PayerSignatureInvalid(payer));
        return _payStatement(statement, node, payer, maxTotal, true);
    }

    /// @inheritdoc IBilling
    function withdraw(Bill calldata bill, uint256 order) external {
        bytes32 leaf = leafOf(bill);
        _withdraw(_orderDigest(_msgSender(), bill.roll, bill.terms, leaf, order), PayOrder.deadlineOf(order));
    }

    /// @inheritdoc IBilling
    function withdrawStatement(uint256 roll, bytes32 statement, uint64 maxTotal, uint40 deadline) external {
        _withdraw(_statementDigest(_msgSender(), roll, statement, maxTotal, deadline), deadline);
    }

    /// @inheritdoc IBilling
    function withdrawIssue(Bill calldata bill, uint40 validUntil) external {
        _withdraw(_issueDigest(_msgSender(), bill, leafOf(bill), validUntil), validUntil);
    }

    // --- Writes: agents ---

    /// @inheritdoc IBilling
    function collect(uint256 roll, Collection[] calldata collections) external returns (uint256[] memory amounts) {
        _requireAgent(COLLECT);
        _requireNotClosed();
        _requireState(roll, RollState.Payable);
        amounts = new uint256[](collections.length);
        for (uint256 i = 0; i < collections.length; ++i) {
            Collection calldata item = collections[i];
            uint256 order = PayOrder.pack(item.maxAmount, 0, item.sequence, 0, false);
            bytes4 problem;
            (problem, amounts[i]) = _carryOut(roll, item.terms, item.payer, order);
            if (problem != 0) emit PaymentSkipped(roll, BillTerms.indexOf(item.terms), item.payer, problem);
        }
    }

    /// @inheritdoc IBilling
    function hold(Bill calldata bill, bytes32[] calldata proof) external {
        _requireAgent(HOLD);
        _requireBill(bill, proof);
        BillLedgers.hold(_line(), bill.roll, bill.terms);
    }

    /// @inheritdoc IBilling
    function release(uint256 roll, uint32 index) external {
        _requireAgent(HOLD);
        BillLedgers.release(_line(), roll, index);
    }

    /// @inheritdoc IBilling
    function credit(Bill calldata bill, bytes32[] calldata proof, uint256 amount, bytes32 reason) external {
        _requireAgent(CREDIT);
        _requireNotClosed();
        _requireBill(bill, proof);
        BillLedgers.credit(_line(), bill.roll, bill.terms, amount, reason, token);
    }

    /// @inheritdoc IBilling
    function defer(Bill calldata bill, bytes32[] calldata proof, uint40 until) external {
        _requireAgent(DEFER);
        _requireNotClosed();
        _requireBill(bill, proof);
        BillLedgers.defer(_line(), bill.roll, bill.terms, until);
    }

    /// @inheritdoc IBilling
    function refund(
        Bill calldata bill,
        bytes32[] calldata proof,
        address to,
        uint256 amount,
        bool isCredited,
        bytes32 reason
    ) external {
        _requireAgent(REFUND);
        _requireNotClosed();
        require(to != address(this), PayeeRefused(to));
        _requireBill(bill, proof);
        BillLedgers.refund(_line(), bill.roll, bill.terms, to, amount, isCredited, reason, token);
    }

    // --- Reads ---

    /// @inheritdoc IBilling
    function rootOf(uint256 roll) public view returns (bytes32) {
        if (_isOlder(roll)) return IBilling(predecessor).rootOf(roll);
        bytes32 root = BillStore.get().roots[roll];
        return root > BillStore.SERIES ? root : bytes32(0);
    }

    /// @inheritdoc IBilling
    function rollStateOf(uint256 roll) public view returns (RollState) {
        if (_isOlder(roll)) return IBilling(predecessor).rollStateOf(roll);
        bytes32 root = BillStore.get().roots[roll];
        if (root == 0) return RollState.Unknown;
        if (root == BillStore.VOIDED) return RollState.Voided;
        return block.timestamp < RollId.opensAtOf(roll) ? RollState.Announced : RollState.Payable;
    }

    /// @inheritdoc IBilling
    function isPlanted(uint256 roll, bytes32 node) public view returns (bool) {
        return BillStore.get().planted[roll][node] || (_isOlder(roll) && IBilling(predecessor).isPlanted(roll, node));
    }

    /// @inheritdoc IBilling
    function leafOf(Bill calldata bill) public pure returns (bytes32) {
        return BillTerms.leafOf(bill.roll, bill.terms, bill.commit);
    }

    /// @inheritdoc IBilling
    function isBill(Bill calldata bill, bytes32[] calldata proof) external view returns (bool) {
        return rollStateOf(bill.roll) == RollState.Payable && _isInTree(bill.roll, leafOf(bill), proof);
    }

    /// @inheritdoc IBilling
    function statusOf(uint256 roll, uint32 index) external view returns (BillStatus) {
        return BillStatus(BillLedgers.statusOf(_line(), roll, index));
    }

    /// @inheritdoc IBilling
    function isSettled(uint256 roll, uint32 index) external view returns (bool) {
        return BillLedgers.isSettled(_line(), roll, index);
    }

    /// @inheritdoc IBilling
    function ledgerOf(uint256 roll, uint32 index) external view returns (Ledger memory) {
        return BillLedgers.ledgerOf(_line(), roll, index);
    }

    /// @inheritdoc IBilling
    function ledgerWordsOf(
        uint256 roll,
        uint32 index
    ) external view returns (uint256 ledger, Clock memory clock, uint256 toRoll) {
        return BillLedgers.ledgerWordsOf(_line(), roll, index);
    }

    /// @inheritdoc IBilling
    function recordOf(uint256 roll, uint32 index) external pure returns (bytes32) {
        return StatusWord.keyOf(roll, index);
    }

    /// @inheritdoc IBilling
    function owedOf(Bill calldata bill, uint40 time) external view returns (Owed memory) {
        (uint256 due, uint256 fee, uint256 settled, uint32 sequence, uint8 status) = BillLedgers.owedOf(
            _line(),
            bill.roll,
            bill.terms,
            time
        );
        return Owed(due, fee, settled, sequence, BillStatus(status));
    }

    /// @inheritdoc IBilling
    function authorizationNonce(Bill calldata bill) external view returns (bytes32) {
        return _authorizationNonce(bill, leafOf(bill));
    }

    /// @inheritdoc IBilling
    function isWithdrawn(bytes32 digest) external view returns (bool) {
        return _withdrawn[digest];
    }

    /// @inheritdoc IBilling
    function isCollector(address collector) external view returns (bool) {
        return _collectors[collector];
    }

    /// @inheritdoc IBilling
    function isPayee(address payee) external view returns (bool) {
        return _payees[payee];
    }

    /// @inheritdoc IBilling
    function creditAccountOf(uint256 roll) external view returns (address) {
        return BillStore.get().creditAccounts[roll];
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return
            interfaceId == type(IBilling).interfaceId ||
            interfaceId == type(IAgents).interfaceId ||
            interfaceId == type(ISuccession).interfaceId ||
            interfaceId == type(IERC5267).interfaceId ||
            super.supportsInterface(interfaceId);
    }

    // --- Internal writes: payments ---

    /// @dev Pays all that is owed for the caller, for a bill that is known to exist.
    function _payWhole(uint256 roll, uint256 terms, uint256 maxAmount) private returns (uint256 due) {
        due = _book(_msgSender(), roll, terms, maxAmount);
        _pull(_msgSender(), roll, due);
    }

    function _payStatement(
        Statement calldata statement,
        bytes32 node,
        address payer,
        uint256 maxTotal,
        bool neverReopened
    ) private returns (uint256 total) {
        uint256 roll = statement.roll;
        bool isAnyPaid = false;
        for (uint256 i = 0; i < statement.terms.length; ++i) {
            uint256 terms = statement.terms[i];
            if (terms == 0) continue;
            (bool isPaid, uint256 paid) = _bookIfOwed(payer, roll, terms, neverReopened);
            if (isPaid) (isAnyPaid, total) = (true, total + paid);
        }
        require(isAnyPaid, StatementSettled(roll, node));
        require(total <= maxTotal, DueAboveMaximum(total, maxTotal));
        _pull(payer, roll, total);
    }

    /// @dev Carries out a signed order with its proof. Returns the problem, where there is one; nothing happened then.
    function _payOrder(uint256 roll, SignedPayment calldata payment) private returns (bytes4 problem) {
        (address payer, uint256 terms, uint256 order) = (payment.payer, payment.terms, payment.order);
        if (!PayOrder.isWellFormed(order)) return OrderInvalid.selector;
        if (!_isTimely(PayOrder.deadlineOf(order), MAXIMUM_DEADLINE)) return DeadlineWrong.selector;
        bytes32 leaf = BillTerms.leafOf(roll, terms, payment.commit);
        if (!_isInTree(roll, leaf, payment.proof)) return BillUnknown.selector;
        bytes32 digest = _orderDigest(payer, roll, terms, leaf, order);
        if (_isWithdrawnBy(PayOrder.deadlineOf(order), digest)) return SignatureIsWithdrawn.selector;
        if (!AccountSignatures.isSignedBy(payer, digest, payment.signature)) return PayerSignatureInvalid.selector;

        (problem, ) = _carryOut(roll, terms, payer, order);
    }

    /// @dev Carries out an order that its payer has signed by key, for a bill that the caller vouches for.
    function _payTrusted(uint256 roll, TrustedPayment calldata payment) private returns (bytes4 problem) {
        (address payer, uint256 terms, uint256 order) = (payment.payer, payment.terms, payment.order);
        if (!PayOrder.isWellFormed(order) || PayOrder.isPart(order)) return OrderInvalid.selector;
        if (!_isTimely(PayOrder.deadlineOf(order), MAXIMUM_DEADLINE)) return DeadlineWrong.selector;
        bytes32 leaf = BillTerms.leafOf(roll, terms, payment.commit);
        bytes32 digest = _orderDigest(payer, roll, terms, leaf, order);
        if (_isWithdrawnBy(PayOrder.deadlineOf(order), digest)) return SignatureIsWithdrawn.selector;
        (address signer, ECDSA.RecoverError mistake, ) = ECDSA.tryRecover(digest, payment.r, payment.vs);
        if (mistake != ECDSA.RecoverError.NoError || signer != payer) return PayerSignatureInvalid.selector;

        (problem, ) = _carryOut(roll, terms, payer, order);
    }

    /// @dev Carries out an order with its payment, or leaves everything as it was.
    function _carryOut(
        uint256 roll,
        uint256 terms,
        address payer,
        uint256 order
    ) private returns (bytes4 problem, uint256 paid) {
        (bool isPlain, bytes32 record, uint256 word) = _look(roll, terms);
        if (!isPlain || PayOrder.isPart(order)) {
            return BillLedgers.tryPay(_line(), roll, terms, payer, order, token);
        }
        if (PayOrder.sequenceOf(order) != 0) return (SequenceWrong.selector, 0);
        paid = BillTerms.amountOf(terms);
        if (paid > PayOrder.amountOf(order)) return (DueAboveMaximum.selector, 0);

        uint32 index = BillTerms.indexOf(terms);
        BillStore.get().statusWords[record] = StatusWord.withStatus(word, index, uint256(BillStatus.Settled));
        try IERC20(token).transferFrom(payer, RollId.payeeOf(roll), paid) returns (bool) {
            emit BillPaid(roll, index, payer, paid);
        } catch {
            BillStore.get().statusWords[record] = word;
            return (PaymentFailed.selector, 0);
        }
    }

    /// @dev Books the payment of all that is owed, at most `maxAmount`.
    function _book(address payer, uint256 roll, uint256 terms, uint256 maxAmount) private returns (uint256 due) {
        (bool isPlain, bytes32 record, uint256 word) = _look(roll, terms);
        if (!isPlain) return BillLedgers.pay(_line(), roll, terms, payer, maxAmount, false);
        due = BillTerms.amountOf(terms);
        require(due <= maxAmount, DueAboveMaximum(due, maxAmount));
        _bookPlain(payer, roll, terms, record, word);
    }

    /// @dev Books the payment of all that is owed for a bill of a statement, if it can be paid.
    function _bookIfOwed(
        address payer,
        uint256 roll,
        uint256 terms,
        bool neverReopened
    ) private returns (bool isPaid, uint256 due) {
        (bool isPlain, bytes32 record, uint256 word) = _look(roll, terms);
        if (!isPlain) return BillLedgers.payIfOwed(_line(), roll, terms, payer, neverReopened);
        _bookPlain(payer, roll, terms, record, word);
        return (true, BillTerms.amountOf(terms));
    }

    /// @dev Settles an open bill that is not late: two bits, and nothing else.
    function _bookPlain(address payer, uint256 roll, uint256 terms, bytes32 record, uint256 word) private {
        uint32 index = BillTerms.indexOf(terms);
        BillStore.get().statusWords[record] = StatusWord.withStatus(word, index, uint256(BillStatus.Settled));
        emit BillPaid(roll, index, payer, BillTerms.amountOf(terms));
    }

    function _carry(
        Bill calldata bill,
        bytes32[] calldata proof,
        uint256 toRoll,
        uint32 toIndex
    ) private returns (bytes4) {
        if (rollStateOf(bill.roll) != RollState.Payable) return RollStateWrong.selector;
        if (!_isInTree(bill.roll, leafOf(bill), proof)) return BillUnknown.selector;
        return BillLedgers.carry(_line(), bill.roll, bill.terms, toRoll, toIndex);
    }

    /// @dev The municipal token reverts where it does not transfer.
    function _pull(address payer, uint256 roll, uint256 amount) private {
        // slither-disable-next-line unchecked-transfer,arbitrary-send-erc20
        IERC20(token).transferFrom(payer, RollId.payeeOf(roll), amount);
    }

    function _issue(uint256 roll, bytes32 leaf, address officer) private {
        BillStore.get().planted[roll][leaf] = true;
        emit BillIssued(roll, leaf, officer);
    }

    function _withdraw(bytes32 digest, uint40 deadline) private {
        _withdrawn[digest] = true;
        _withdrawalHints[deadline / 1 days] |= 1 << uint8(uint256(digest));
        emit SignatureWithdrawn(_msgSender(), digest);
    }

    // --- Internal writes: succession ---

    /// @dev A record is a status word; each can move, since each bill can be dealt with.
    function _surrender(bytes32 record) internal view override returns (bytes memory) {
        return abi.encode(BillStore.get().statusWords[record]);
    }

    function _markMoved(bytes32 record) internal override {
        BillStore.get().statusWords[record] = StatusWord.asMoved(BillStore.get().statusWords[record]);
    }

    // --- Internal reads: bills ---

    /// @dev The status word of a bill, and whether the bill is plain: open, not late, and here.
    function _look(uint256 roll, uint256 terms) private view returns (bool isPlain, bytes32 record, uint256 word) {
        uint32 index = BillTerms.indexOf(terms);
        record = StatusWord.keyOf(roll, index);
        word = BillStore.get().statusWords[record];
        isPlain =
            StatusWord.statusOf(word, index) == uint256(BillStatus.Open) &&
            !StatusWord.isMoved(word) &&
            !BillLine.isForeign(_line(), roll, word) &&
            block.timestamp <= LateFee.lateAfter(terms, RollId.opensAtOf(roll), 0, 0);
    }

    function _line() private view returns (uint256) {
        return BillLine.pack(predecessor, generation);
    }

    /// @dev Whether a roll was posted by a predecessor.
    function _isOlder(uint256 roll) private view returns (bool) {
        return BillLine.isOlder(_line(), roll);
    }

    function _isMoved(bytes32 record) internal view override returns (bool) {
        return StatusWord.isMoved(BillStore.get().statusWords[record]);
    }

    // --- Internal reads: rolls ---

    /// @dev Reverts unless a roll with this id can be posted now.
    function _requireNew(uint256 roll) private view {
        _requireActive();
        require(RollId.generationOf(roll) == generation, RollIdInvalid(roll));
        uint40 opensAt = RollId.opensAtOf(roll);
        (uint40 earliest, uint40 latest) = (_latest(OPENING_NOTICE), _latest(LONGEST_OPENING));
        require(opensAt >= earliest && opensAt <= latest, OpeningWrong(opensAt, earliest, latest));
        address payee = RollId.payeeOf(roll);
        require(_payees[payee], PayeeUnknown(payee));
        require(BillStore.get().roots[roll] == 0, RollTaken(roll));
    }

    function _requireState(uint256 roll, RollState expected) private view {
        RollState state = rollStateOf(roll);
        require(state == expected, RollStateWrong(roll, state));
    }

    function _requireOpenSeries(uint256 roll) private view {
        require(RollId.levelsOf(roll) == 0, RollIdInvalid(roll));
        _requireState(roll, RollState.Payable);
    }

    /// @dev Whether a roll that bills were carried into can no longer open.
    function _isDead(uint256 roll) private view returns (bool) {
        RollState state = rollStateOf(roll);
        return
            state == RollState.Voided ||
            (state == RollState.Unknown && RollId.opensAtOf(roll) < _latest(OPENING_NOTICE));
    }

    function _canBePayee(address payee) private view returns (bool) {
        if (payee == address(0) || payee == address(this) || payee == token) return false;
        return
            !ERC165Checker.supportsInterface(payee, type(IRevenueAccount).interfaceId) ||
            IRevenueAccount(payee).acceptsRevenue(token);
    }

    // --- Internal reads: proofs ---

    /// @dev Reverts unless the bill is in its roll, and the roll open.
    function _requireBill(Bill calldata bill, bytes32[] calldata proof) private view returns (bytes32 leaf) {
        leaf = leafOf(bill);
        _requireKnown(bill.roll, leaf, leaf, proof, proof.length);
    }

    /// @dev Reverts unless the statement is in its roll, and the roll open.
    function _requireStatement(
        Statement calldata statement,
        bytes32[] calldata proof
    ) private view returns (bytes32 node) {
        uint256 count = statement.terms.length;
        require(PerfectTree.isWidth(count), StatementInvalid(count));
        bytes32[] memory leaves = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 terms = statement.terms[i];
            if (terms != 0) leaves[i] = BillTerms.leafOf(statement.roll, terms, statement.commit);
        }
        uint256 height;
        (node, height) = PerfectTree.fold(leaves);
        _requireKnown(statement.roll, node, node, proof, proof.length + height);
    }

    function _requireKnown(
        uint256 roll,
        bytes32 named,
        bytes32 node,
        bytes32[] calldata proof,
        uint256 height
    ) private view {
        bool isOpen = block.timestamp >= RollId.opensAtOf(roll);
        if (isOpen && _isKnown(roll, MerkleProof.processProofCalldata(proof, node), height)) return;
        _requireState(roll, RollState.Payable);
        revert BillUnknown(roll, named);
    }

    function _isInTree(uint256 roll, bytes32 leaf, bytes32[] calldata proof) private view returns (bool) {
        return _isKnown(roll, MerkleProof.processProofCalldata(proof, leaf), proof.length);
    }

    /// @dev Whether a node is the root, where it stands as high above the leaves, or was planted. Nodes are planted only
    /// in a roll that is open for good, so that a planted node alone suffices.
    function _isKnown(uint256 roll, bytes32 node, uint256 height) private view returns (bool) {
        uint256 levels = RollId.levelsOf(roll);
        if (levels == 0 || height < levels) return isPlanted(roll, node);
        return height == levels && node == rootOf(roll);
    }

    // --- Internal reads: signatures ---

    /// @dev Reverts unless the office has signed the bill and may sign it now.
    function _requireIssued(Bill calldata bill, Issue calldata issued) private view returns (bytes32 leaf) {
        _requireOpenSeries(bill.roll);
        (address officer, uint40 validUntil) = (issued.officer, issued.validUntil);
        leaf = leafOf(bill);
        bytes32 digest = _issueDigest(officer, bill, leaf, validUntil);
        require(!_isWithdrawnBy(validUntil, digest), SignatureIsWithdrawn(digest));
        (bool mayIssue, ) = IAccessManager(authority()).canCall(officer, address(this), IBilling.issue.selector);
        require(
            mayIssue &&
                _isTimely(validUntil, LONGEST_ISSUE) &&
                AccountSignatures.isSignedBy(officer, digest, issued.signature),
            IssueInvalid(officer)
        );
    }

    function _requireNotClosed() private view {
        require(!IAccessManager(authority()).isTargetClosed(address(this)), BillingClosed());
    }

    function _isTimely(uint40 deadline, uint40 longest) private view returns (bool) {
        return block.timestamp <= deadline && deadline <= block.timestamp + longest;
    }

    function _isWithdrawnBy(uint40 deadline, bytes32 digest) private view returns (bool) {
        uint256 hints = _withdrawalHints[deadline / 1 days];
        return (hints >> uint8(uint256(digest))) & 1 != 0 && _withdrawn[digest];
    }

    function _orderDigest(
        address payer,
        uint256 roll,
        uint256 terms,
        bytes32 leaf,
        uint256 order
    ) private view returns (bytes32) {
        bytes memory head = abi.encode(
            PayOrder.isPart(order) ? PAY_PART_TYPEHASH : PAY_BILL_TYPEHASH,
            payer,
            RollId.payeeOf(roll),
            roll,
            BillTerms.indexOf(terms),
            leaf,
            PayOrder.amountOf(order)
        );
        (uint32 sequence, uint40 deadline) = (PayOrder.sequenceOf(order), PayOrder.deadlineOf(order));
        return
            _hashTypedDataV4(
                keccak256(
                    PayOrder.isPart(order)
                        ? bytes.concat(head, abi.encode(PayOrder.settledOf(order), sequence, deadline))
                        : bytes.concat(head, abi.encode(sequence, deadline))
                )
            );
    }

    function _statementDigest(
        address payer,
        uint256 roll,
        bytes32 statement,
        uint64 maxTotal,
        uint40 deadline
    ) private view returns (bytes32) {
        address payee = RollId.payeeOf(roll);
        return
            _hashTypedDataV4(
                keccak256(abi.encode(PAY_STATEMENT_TYPEHASH, payer, payee, roll, statement, maxTotal, deadline))
            );
    }

    function _issueDigest(
        address officer,
        Bill calldata bill,
        bytes32 leaf,
        uint40 validUntil
    ) private view returns (bytes32) {
        uint256 terms = bill.terms;
        return
            _hashTypedDataV4(
                keccak256(
                    abi.encode(
                        ISSUE_BILL_TYPEHASH,
                        officer,
                        RollId.payeeOf(bill.roll),
                        bill.roll,
                        BillTerms.indexOf(terms),
                        BillTerms.amountOf(terms),
                        BillTerms.dueAtOf(terms),
                        leaf,
                        validUntil
                    )
                )
            );
    }

    function _authorizationNonce(Bill calldata bill, bytes32 leaf) private view returns (bytes32) {
        (, , uint256 settled, uint32 sequence, ) = BillLedgers.owedOf(_line(), bill.roll, bill.terms, block.timestamp);
        return keccak256(abi.encode(leaf, settled, sequence));
    }

    // --- Internal reads: time ---

    function _now() private view returns (uint40) {
        return block.timestamp.toUint40();
    }

    function _latest(uint40 span) private view returns (uint40) {
        return _now() + span;
    }
}
