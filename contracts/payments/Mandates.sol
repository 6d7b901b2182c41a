// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ERC165, IERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ISuccession} from "../governance/ISuccession.sol";
import {PublicNotice} from "../governance/PublicNotice.sol";
import {Succession} from "../governance/Succession.sol";
import {AccountSignatures} from "../identity/libraries/AccountSignatures.sol";
import {IBilling} from "./IBilling.sol";
import {IBillAgents} from "./billing/IBillAgents.sol";
import {IBills} from "./billing/IBills.sol";
import {IMandates} from "./IMandates.sol";
import {ISignedActs} from "./ISignedActs.sol";
import {SignedActs} from "./SignedActs.sol";
import {BillTerms} from "./libraries/BillTerms.sol";
import {MandateWord, MandateWords} from "./libraries/MandateWords.sol";
import {RollId} from "./libraries/RollId.sol";

/// @title Mandates
/// @notice See {IMandates}.
contract Mandates is IMandates, Succession, SignedActs, ERC165 {
    using SafeCast for uint256;

    // --- Types, constants and immutables ---

    /// @inheritdoc IMandates
    bytes32 public constant MANDATE_TYPEHASH = keccak256(
        "Mandate(address payer,address payee,uint256 roll,address collector,uint48 perBill,uint48 perPeriod,uint40 startsAt,uint16 periodDays,uint16 periods,uint24 ordinal,bytes32 documentHash)"
    );

    /// @inheritdoc IMandates
    bytes32 public constant REVOKE_MANDATE_TYPEHASH = keccak256(
        "RevokeMandate(address payer,address payee,uint256 roll,address collector,uint24 ordinal,uint40 deadline)"
    );

    /// @inheritdoc IMandates
    bytes32 public constant RECLAIM_DEBIT_TYPEHASH = keccak256(
        "ReclaimDebit(address payer,uint256 roll,uint32 index,bytes32 batch,uint40 deadline)"
    );

    /// @inheritdoc IMandates
    uint40 public constant RECLAIM_PERIOD = 56 days;

    /// @inheritdoc IMandates
    uint40 public constant LONGEST_TERM = 3660 days;

    /// @inheritdoc IMandates
    bytes32 public constant RECLAIMED = "DIRECT_DEBIT_RECLAIMED";

    /// @inheritdoc IMandates
    address public immutable billing;

    // --- Storage ---

    /// @inheritdoc IMandates
    mapping(address collector => mapping(address payee => bool)) public isCollector;

    /// @inheritdoc IMandates
    mapping(bytes32 batch => uint40) public collectedAt;

    mapping(bytes32 record => MandateWord word) private _words;

    // --- Constructor ---

    /// @param authority_ the city's authority
    /// @param billing_ the city's bills
    /// @param predecessor_ contract that this one succeeds; zero for the first
    constructor(
        address authority_,
        address billing_,
        address predecessor_
    ) PublicNotice(authority_) Succession(predecessor_) EIP712("Civitas Mandates", "1") {
        billing = billing_;
    }

    // --- Writes: mandates ---

    /// @inheritdoc IMandates
    function give(Mandate calldata mandate) external {
        require(_msgSender() == mandate.payer, PayerOnly(_msgSender(), mandate.payer));
        _requireActive();
        _give(mandate);
    }

    /// @inheritdoc IMandates
    function giveBySignature(SignedMandate calldata signed) external {
        _requireActive();
        _requireSignature(signed.mandate.payer, _hashOf(signed.mandate), signed.signature);
        _give(signed.mandate);
    }

    /// @inheritdoc IMandates
    function giveMany(SignedMandate[] calldata signed) external {
        _requireActive();
        for (uint256 i = 0; i < signed.length; ++i) {
            Mandate calldata mandate = signed[i].mandate;
            if (
                _isSigned(signed[i]) &&
                _words[recordOf(mandate.payer, mandate.payee, mandate.roll, mandate.collector)].ordinal() ==
                    mandate.ordinal &&
                _isSound(mandate)
            ) {
                _give(mandate);
            } else {
                emit MandateRefused(mandate.payer, i);
            }
        }
    }

    /// @inheritdoc IMandates
    function revoke(address payee, uint256 roll, address collector) external {
        address payer = _msgSender();
        uint24 current = _words[recordOf(payer, payee, roll, collector)].ordinal();
        _revoke(payer, payee, roll, collector, (uint256(current) + 1).toUint24());
    }

    /// @inheritdoc IMandates
    function revokeBySignature(
        address payer,
        address payee,
        uint256 roll,
        address collector,
        uint24 ordinal,
        uint40 deadline,
        bytes calldata signature
    ) external {
        _requireSigned(
            payer,
            keccak256(abi.encode(REVOKE_MANDATE_TYPEHASH, payer, payee, roll, collector, ordinal, deadline)),
            deadline,
            signature
        );
        MandateWord word = _words[recordOf(payer, payee, roll, collector)];
        uint24 next = (uint256(ordinal) + 1).toUint24();
        // What was signed before the revocation and is registered meanwhile is what the payer wants to end.
        require(
            word.ordinal() == ordinal || (word.ordinal() == next && word.perBill() != 0),
            MandateOrdinalWrong(payer, ordinal, word.ordinal())
        );
        _revoke(payer, payee, roll, collector, next);
    }

    // --- Writes: collecting ---

    /// @inheritdoc IMandates
    function setCollector(address collector, address payee, bool isNamed) external restricted {
        isCollector[collector][payee] = isNamed;
        emit CollectorSet(collector, payee, isNamed);
    }

    /// @inheritdoc IMandates
    function collect(Batch calldata batch, Debit[] calldata debits) external returns (bytes32 id) {
        (uint256 roll, address collector) = (batch.roll, _msgSender());
        bytes32 scope = _requireCollector(batch, collector);

        IBillAgents.Collection[] memory collections = _charge(roll, scope, debits);
        uint256[] memory amounts = IBilling(billing).collect(roll, collections);
        uint256[] memory taken = _book(scope, collections, amounts);
        if (taken.length == 0) return 0;
        id = keccak256(abi.encode(roll, taken));
        collectedAt[id] = block.timestamp.toUint40();
        emit Collected(collector, roll, id, taken.length);
    }

    // --- Writes: taking back ---

    /// @inheritdoc IMandates
    function reclaim(
        IBills.Bill calldata bill,
        bytes32[] calldata proof,
        uint256[] calldata debits,
        uint256 position
    ) external {
        bytes32 batch = keccak256(abi.encode(bill.roll, debits));
        _reclaim(_msgSender(), bill, proof, batch, _debitAt(debits, position));
    }

    /// @inheritdoc IMandates
    function reclaimBySignature(
        IBills.Bill calldata bill,
        bytes32[] calldata proof,
        uint256[] calldata debits,
        uint256 position,
        uint40 deadline,
        bytes calldata signature
    ) external {
        bytes32 batch = keccak256(abi.encode(bill.roll, debits));
        uint256 debit = _debitAt(debits, position);
        address payer = _payerOf(debit);
        _requireSigned(
            payer,
            keccak256(abi.encode(RECLAIM_DEBIT_TYPEHASH, payer, bill.roll, _indexOf(debit), batch, deadline)),
            deadline,
            signature
        );
        _reclaim(payer, bill, proof, batch, debit);
    }

    // --- Writes: succession ---

    /// @inheritdoc IMandates
    function takeOver(address payer, address payee, uint256 roll, address collector) external {
        bytes32 record = recordOf(payer, payee, roll, collector);
        uint24 current = _words[record].ordinal();
        require(current == 0, MandateOrdinalWrong(payer, 0, current));
        MandateWord word = abi.decode(_import(record), (MandateWord));
        _words[record] = word;
        emit MandateTakenOver(payer, payee, roll, collector, word.ordinal());
    }

    // --- Reads ---

    /// @inheritdoc IMandates
    function mandateInfo(
        address payer,
        address payee,
        uint256 roll,
        address collector
    ) external view returns (MandateInfo memory info) {
        MandateWord word = _words[recordOf(payer, payee, roll, collector)];
        info = MandateInfo(
            word.perBill(),
            word.perPeriod(),
            0,
            word.startsAt(),
            _endOf(word.startsAt(), word.periodDays(), word.periods()).toUint40(),
            word.periodDays(),
            word.ordinal()
        );
        if (word.perBill() == 0) return info;
        (bool isInTerm, uint16 period) = _periodOf(word);
        if (isInTerm) info.available = word.perPeriod() - (period == word.period() ? word.used() : 0);
    }

    /// @inheritdoc IMandates
    function recordOf(address payer, address payee, uint256 roll, address collector) public pure returns (bytes32) {
        return _recordOf(_scopeOf(payee, roll, collector), payer);
    }

    /// @inheritdoc IMandates
    function debitOf(address payer, uint32 index, uint64 amount) public pure returns (uint256) {
        return uint256(index) | (uint256(amount) << 32) | (uint256(uint160(payer)) << 96);
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override(ERC165) returns (bool) {
        return
            interfaceId == type(IMandates).interfaceId ||
            interfaceId == type(ISignedActs).interfaceId ||
            interfaceId == type(ISuccession).interfaceId ||
            interfaceId == type(IERC5267).interfaceId ||
            super.supportsInterface(interfaceId);
    }

    // --- Internal writes ---

    /// @dev Called while this contract is active only: nothing has moved from it then.
    function _give(Mandate calldata mandate) private {
        bytes32 record = recordOf(mandate.payer, mandate.payee, mandate.roll, mandate.collector);
        uint24 current = _words[record].ordinal();
        require(mandate.ordinal == current, MandateOrdinalWrong(mandate.payer, mandate.ordinal, current));
        require(
            _isSound(mandate),
            MandateTermsWrong(
                mandate.perBill,
                mandate.perPeriod,
                _endOf(mandate.startsAt, mandate.periodDays, mandate.periods)
            )
        );

        _words[record] = MandateWords.pack(
            mandate.perBill,
            mandate.perPeriod,
            mandate.startsAt,
            mandate.periodDays,
            mandate.periods,
            (uint256(current) + 1).toUint24()
        );
        emit MandateGiven(
            mandate.payer,
            mandate.payee,
            mandate.roll,
            mandate.collector,
            mandate.perBill,
            mandate.perPeriod,
            mandate.startsAt,
            mandate.periodDays,
            mandate.periods,
            mandate.ordinal,
            mandate.documentHash
        );
    }

    /// @dev Where a mandate has moved, the successor knows it: revoking here would change nothing.
    function _revoke(address payer, address payee, uint256 roll, address collector, uint24 ordinal) private {
        bytes32 record = recordOf(payer, payee, roll, collector);
        _requireHere(record);
        _words[record] = MandateWords.packRevoked(ordinal);
        emit MandateRevoked(payer, payee, roll, collector, ordinal);
    }

    /// @dev Charges each mandate the most that its debit may take, and lists what to collect.
    function _charge(
        uint256 roll,
        bytes32 scope,
        Debit[] calldata debits
    ) private returns (IBillAgents.Collection[] memory collections) {
        collections = new IBillAgents.Collection[](debits.length);
        uint256 count = 0;
        for (uint256 i = 0; i < debits.length; ++i) {
            Debit calldata debit = debits[i];
            (address payer, uint48 maxAmount, uint256 terms) = (debit.payer, debit.maxAmount, debit.terms);
            bytes32 record = _recordOf(scope, payer);
            MandateWord word = _words[record];
            (Obstacle obstacle, MandateWord charged) = _chargedWord(word, maxAmount);
            if (obstacle == Obstacle.None) {
                _words[record] = charged;
                IBillAgents.Collection memory collection = collections[count++];
                (collection.payer, collection.terms, collection.maxAmount) = (payer, terms, maxAmount);
            } else {
                emit DebitSkipped(payer, roll, BillTerms.indexOf(terms), obstacle);
            }
        }
        _shorten(collections, count);
    }

    /// @dev Gives back to each mandate what was not taken, and lists what was.
    function _book(
        bytes32 scope,
        IBillAgents.Collection[] memory collections,
        uint256[] memory amounts
    ) private returns (uint256[] memory taken) {
        uint256 count = 0;
        // What is listed never overtakes what is read.
        taken = amounts;
        for (uint256 i = 0; i < collections.length; ++i) {
            IBillAgents.Collection memory collection = collections[i];
            uint256 amount = amounts[i];
            if (amount != collection.maxAmount) {
                bytes32 record = _recordOf(scope, collection.payer);
                MandateWord word = _words[record];
                uint256 used = word.used() + amount - collection.maxAmount;
                _words[record] = word.withUsed(word.period(), used.toUint48());
            }
            if (amount != 0) {
                taken[count++] = debitOf(collection.payer, BillTerms.indexOf(collection.terms), amount.toUint64());
            }
        }
        assembly ("memory-safe") {
            mstore(taken, count)
        }
    }

    /// @dev What was debited is known by the batch; whether it is still there by the bill's sequence.
    function _reclaim(
        address payer,
        IBills.Bill calldata bill,
        bytes32[] calldata proof,
        bytes32 batch,
        uint256 debit
    ) private {
        require(payer == _payerOf(debit), PayerOnly(payer, _payerOf(debit)));
        uint32 index = BillTerms.indexOf(bill.terms);
        require(index == _indexOf(debit), DebitOfOtherBill(index, _indexOf(debit)));
        uint40 collected = collectedAt[batch];
        require(collected != 0, BatchUnknown(batch));
        uint40 until = collected + RECLAIM_PERIOD;
        require(block.timestamp <= until, ReclaimTooLate(until));

        uint256 amount = _requireLeft(bill, debit);
        emit DebitReclaimed(payer, bill.roll, index, amount);
        IBilling(billing).refund(bill, proof, payer, amount, false, RECLAIMED);
    }

    /// @dev Ends a mandate here; the successor goes on with what it allows and has used.
    function _surrender(bytes32 record) internal override returns (bytes memory data) {
        MandateWord word = _words[record];
        require(word.perBill() != 0, MandateUnknown(record));
        _words[record] = MandateWords.packRevoked(word.ordinal());
        return abi.encode(word);
    }

    // --- Internal reads ---

    /// @dev The scope of the batch's mandates, if the caller may use them.
    function _requireCollector(Batch calldata batch, address collector) private view returns (bytes32 scope) {
        address payee = RollId.payeeOf(batch.roll);
        require(isCollector[collector][payee], CollectorUnknown(collector, payee));
        require(
            (batch.mandateRoll == 0 || batch.mandateRoll == batch.roll) &&
                (batch.mandateCollector == address(0) || batch.mandateCollector == collector),
            MandateScopeWrong(batch.mandateRoll, batch.mandateCollector)
        );
        require(!IAccessManager(authority()).isTargetClosed(address(this)), CollectionClosed());
        _requireActive();
        return _scopeOf(payee, batch.mandateRoll, batch.mandateCollector);
    }

    /// @dev The word with `amount` charged to the period that runs, or what stands in the way.
    function _chargedWord(MandateWord word, uint48 amount) private view returns (Obstacle, MandateWord) {
        uint48 perBill = word.perBill();
        if (perBill == 0) return (Obstacle.MandateMissing, word);
        (bool isInTerm, uint16 period) = _periodOf(word);
        if (!isInTerm) return (Obstacle.OutsideTerm, word);
        if (amount == 0 || amount > perBill) return (Obstacle.AboveBillCap, word);
        uint256 used = period == word.period() ? uint256(word.used()) + amount : amount;
        if (used > word.perPeriod()) return (Obstacle.AbovePeriodCap, word);
        return (Obstacle.None, word.withUsed(period, uint48(used)));
    }

    /// @dev Which of its periods runs, if one does. A mandate has a period of a day at least.
    function _periodOf(MandateWord word) private view returns (bool isInTerm, uint16 period) {
        uint256 start = word.startsAt();
        if (block.timestamp < start) return (false, 0);
        uint256 number = (block.timestamp - start) / (uint256(word.periodDays()) * 1 days);
        if (number >= word.periods()) return (false, 0);
        return (true, uint16(number));
    }

    function _isSound(Mandate calldata mandate) private view returns (bool) {
        uint256 endsAt = _endOf(mandate.startsAt, mandate.periodDays, mandate.periods);
        return
            mandate.perBill != 0 &&
            mandate.perBill <= mandate.perPeriod &&
            mandate.periodDays != 0 &&
            mandate.periods != 0 &&
            block.timestamp <= endsAt &&
            endsAt <= block.timestamp + LONGEST_TERM;
    }

    /// @dev Last second of the last period.
    function _endOf(uint40 startsAt, uint16 periodDays, uint16 periods) private pure returns (uint256) {
        return Math.saturatingSub(startsAt + uint256(periodDays) * periods * 1 days, 1);
    }

    function _hashOf(Mandate calldata mandate) private pure returns (bytes32) {
        return keccak256(abi.encode(MANDATE_TYPEHASH, mandate));
    }

    function _isSigned(SignedMandate calldata signed) private view returns (bool) {
        address payer = signed.mandate.payer;
        bytes32 digest = _hashTypedDataV4(_hashOf(signed.mandate));
        return AccountSignatures.isSignedBy(payer, digest, signed.signature) && !isSignatureWithdrawn(payer, digest);
    }

    /// @dev Who may collect for whom, and what.
    function _scopeOf(address payee, uint256 roll, address collector) private pure returns (bytes32) {
        return keccak256(abi.encode(payee, roll, collector));
    }

    function _recordOf(bytes32 scope, address payer) private pure returns (bytes32) {
        return Hashes.efficientKeccak256(scope, bytes32(uint256(uint160(payer))));
    }

    function _debitAt(uint256[] calldata debits, uint256 position) private pure returns (uint256) {
        require(position < debits.length, DebitUnknown(position, debits.length));
        return debits[position];
    }

    /// @dev What is left to take back. Where the collector named a larger bill than there is, what was paid for the bill.
    function _requireLeft(IBills.Bill calldata bill, uint256 debit) private view returns (uint256) {
        IBills.Owed memory owed = IBilling(billing).owedOf(bill, block.timestamp.toUint40());
        require(owed.sequence == 0, DebitRefunded(bill.roll, _indexOf(debit)));
        return Math.min(uint64(debit >> 32), owed.settled);
    }

    function _payerOf(uint256 debit) private pure returns (address) {
        return address(uint160(debit >> 96));
    }

    function _indexOf(uint256 debit) private pure returns (uint32) {
        return uint32(debit);
    }

    /// @dev Cuts a list that was made for more.
    function _shorten(IBillAgents.Collection[] memory list, uint256 count) private pure {
        assembly ("memory-safe") {
            mstore(list, count)
        }
    }
}
