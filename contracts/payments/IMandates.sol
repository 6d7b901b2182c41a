// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBills} from "./billing/IBills.sol";

/// @title Direct debit mandates
/// @notice A payer allows the city's collectors to take what is billed, up to an amount for each bill and for each
/// period, until a day. Whoever was debited has eight weeks to take the money back without a reason.
/// @dev Amounts are in millionths of a token. Times are Unix seconds, periods days of 86,400 seconds. Domain of all
/// signatures (EIP-712): name "Civitas Mandates", version "1". A mandate is found by its scope: who pays, who is paid,
/// for which roll (0 for all) and through which collector (zero for all that the city names). Giving it again replaces
/// it.
///
/// Assumptions: the payer has allowed the bills' contract, which moves the money, to spend at least what is debited.
/// Trust: a collector shows no proofs (they would double what a debit costs). Together with a payer it could close a
/// bill for less than it is, and alone take more than it is; an auditor sees both by comparing {IBillPayments-BillPaid}
/// with the roll's dataset. It takes from nobody without a mandate, never more than a mandate says, and never to an
/// account other than the roll's payee; of too large a debit the payer takes back what the bill is, and the rest is owed
/// by the payee. Nobody but the payer gives or changes a mandate. The city can stop all collections by closing this contract;
/// giving, revoking and taking back go on.
interface IMandates {
    // --- Types ---

    /// @notice What a payer allows.
    /// @param payer whose money
    /// @param payee who is paid: rolls of this payee
    /// @param roll the only roll it is for; 0 for every roll of the payee
    /// @param collector the only collector that may use it; zero for every one that the city names for the payee
    /// @param perBill most for one bill, in millionths of a token
    /// @param perPeriod most in one period, in millionths of a token
    /// @param startsAt first second of the first period, Unix seconds
    /// @param periodDays length of a period, days
    /// @param periods how many periods it covers; it ends with the last one
    /// @param ordinal how often a mandate of this scope was given or revoked before
    /// @param documentHash keccak256 of the mandate's document with its salt
    struct Mandate {
        address payer;
        address payee;
        uint256 roll;
        address collector;
        uint48 perBill;
        uint48 perPeriod;
        uint40 startsAt;
        uint16 periodDays;
        uint16 periods;
        uint24 ordinal;
        bytes32 documentHash;
    }

    /// @notice A mandate with the payer's signature.
    /// @param mandate what the payer allows
    /// @param signature of the payer: `Mandate`
    struct SignedMandate {
        Mandate mandate;
        bytes signature;
    }

    /// @notice A mandate as it stands.
    /// @param perBill most for one bill, in millionths of a token; 0 where there is none
    /// @param perPeriod most in one period, in millionths of a token
    /// @param available what can be debited now, in millionths of a token, as far as the mandate goes
    /// @param startsAt first second of the first period
    /// @param endsAt last second of the last period
    /// @param periodDays length of a period, days
    /// @param ordinal how often it was given or revoked: what the next one names
    struct MandateInfo {
        uint48 perBill;
        uint48 perPeriod;
        uint48 available;
        uint40 startsAt;
        uint40 endsAt;
        uint16 periodDays;
        uint24 ordinal;
    }

    /// @notice What a batch collects, and under which mandates.
    /// @param roll id of the bills' roll; it names the payee
    /// @param mandateRoll that all mandates of the batch name: 0, or `roll`
    /// @param mandateCollector that all mandates of the batch name: zero, or the caller
    struct Batch {
        uint256 roll;
        uint256 mandateRoll;
        address mandateCollector;
    }

    /// @notice A bill to collect.
    /// @param payer whose mandate
    /// @param maxAmount most to take: what is owed is taken where it is not more
    /// @param terms of the bill, for which the collector vouches
    struct Debit {
        address payer;
        uint48 maxAmount;
        uint256 terms;
    }

    /// @notice Why the mandates' side of a debit does not allow it.
    /// @custom:value None it does
    /// @custom:value MandateMissing there is no mandate: never given, or revoked
    /// @custom:value OutsideTerm the mandate has not begun, or has ended
    /// @custom:value AboveBillCap the amount is 0, or above the most for one bill
    /// @custom:value AbovePeriodCap the amount is above what is left of the period
    enum Obstacle {
        None,
        MandateMissing,
        OutsideTerm,
        AboveBillCap,
        AbovePeriodCap
    }

    // --- Events ---

    /// @notice The city named a collector for a payee, or dismissed it.
    /// @param collector who collects
    /// @param payee for whom
    /// @param isNamed whether it may
    event CollectorSet(address indexed collector, address indexed payee, bool isNamed);

    /// @notice A payer gave a mandate; it replaces one of the same scope.
    /// @param payer whose money
    /// @param payee who is paid
    /// @param roll the only roll it is for; 0 for every one
    /// @param collector the only collector; zero for every one
    /// @param perBill most for one bill
    /// @param perPeriod most in one period
    /// @param startsAt first second of the first period
    /// @param periodDays length of a period, days
    /// @param periods how many periods
    /// @param ordinal which giving it is
    /// @param documentHash keccak256 of the mandate's document with its salt
    event MandateGiven(
        address indexed payer,
        address indexed payee,
        uint256 indexed roll,
        address collector,
        uint48 perBill,
        uint48 perPeriod,
        uint40 startsAt,
        uint16 periodDays,
        uint16 periods,
        uint24 ordinal,
        bytes32 documentHash
    );

    /// @notice A mandate was taken over from the retired predecessor.
    /// @param payer whose money
    /// @param payee who is paid
    /// @param roll the only roll it is for; 0 for every one
    /// @param collector the only collector; zero for every one
    /// @param ordinal what the next mandate of this scope names
    event MandateTakenOver(
        address indexed payer,
        address indexed payee,
        uint256 indexed roll,
        address collector,
        uint24 ordinal
    );

    /// @notice A signed mandate of a batch was not registered.
    /// @param payer whose it is
    /// @param position in the batch, from 0
    event MandateRefused(address indexed payer, uint256 position);

    /// @notice A mandate was revoked, with everything that was signed for its scope before.
    /// @param payer whose money
    /// @param payee who was paid
    /// @param roll the only roll it was for; 0 for every one
    /// @param collector the only collector; zero for every one
    /// @param ordinal what the next mandate of this scope names
    event MandateRevoked(
        address indexed payer,
        address indexed payee,
        uint256 indexed roll,
        address collector,
        uint24 ordinal
    );

    /// @notice A debit was left out because of its mandate; nothing was taken. What the bill or the payer's account
    /// does not allow is left out with {IBillPayments-PaymentSkipped}.
    /// @param payer whose mandate
    /// @param roll id of id of the bill's roll
    /// @param index of the bill in its roll
    /// @param obstacle why
    event DebitSkipped(address indexed payer, uint256 indexed roll, uint32 indexed index, Obstacle obstacle);

    /// @notice A batch was collected: what {IBillPayments-BillPaid} tells before it in the same transaction, bill by bill.
    /// @param collector who collected
    /// @param roll id of the bills' roll
    /// @param batch identifier of the batch: keccak256(abi.encode(roll, debits)), where debits are the words of what was
    /// taken, in their order, each as {debitOf} writes it. To take money back, they are shown again.
    /// @param count how many bills
    event Collected(address indexed collector, uint256 indexed roll, bytes32 indexed batch, uint256 count);

    /// @notice A payer took a debit back; the bill is owed again.
    /// @param payer who got the money
    /// @param roll id of the bill's roll
    /// @param index of the bill in its roll
    /// @param amount how much
    event DebitReclaimed(address indexed payer, uint256 indexed roll, uint32 indexed index, uint256 amount);

    // --- Errors ---

    /// @notice A mandate has caps above 0, the one for a bill at most the one for a period, and ends in the future,
    /// within {LONGEST_TERM}.
    /// @param perBill most for one bill
    /// @param perPeriod most in one period
    /// @param endsAt its last second
    error MandateTermsWrong(uint48 perBill, uint48 perPeriod, uint256 endsAt);

    /// @notice The mandate was signed for another state: one was given or revoked since.
    /// @param payer whose mandate
    /// @param given ordinal given
    /// @param expected ordinal expected
    error MandateOrdinalWrong(address payer, uint24 given, uint24 expected);

    /// @notice There is no such mandate to hand over.
    /// @param record as {recordOf} says
    error MandateUnknown(bytes32 record);

    /// @notice Only the payer acts without a signature.
    /// @param caller who tried
    /// @param payer whose mandate
    error PayerOnly(address caller, address payer);

    /// @notice The city has not named this account as a collector for the payee.
    /// @param caller who tried
    /// @param payee whose bills
    error CollectorUnknown(address caller, address payee);

    /// @notice The mandates of a batch are for another roll or collector.
    /// @param roll roll that the mandates name
    /// @param collector collector that the mandates name
    error MandateScopeWrong(uint256 roll, address collector);

    /// @notice This contract is closed: nobody collects.
    error CollectionClosed();

    /// @notice No such batch was collected here.
    /// @param batch identifier of the batch
    error BatchUnknown(bytes32 batch);

    /// @notice The batch has no such debit.
    /// @param position given, from 0
    /// @param count of its debits
    error DebitUnknown(uint256 position, uint256 count);

    /// @notice The bill is not the one that was debited.
    /// @param given index of the bill
    /// @param expected index of the bill that was debited
    error DebitOfOtherBill(uint32 given, uint32 expected);

    /// @notice The time to take the money back is over.
    /// @param until its last second
    error ReclaimTooLate(uint256 until);

    /// @notice The bill was refunded since: this debit, or what was paid after it.
    /// @param roll id of the bill's roll
    /// @param index of the bill in its roll
    error DebitRefunded(uint256 roll, uint32 index);

    // --- Writes: mandates ---

    /// @notice Gives a mandate.
    /// @param mandate what the payer allows
    /// @dev Caller: the payer. Reverts with {PayerOnly}, {MandateOrdinalWrong}, {MandateTermsWrong}, and with
    /// {ISuccession-ContractRetired} once the contract is retired.
    function give(Mandate calldata mandate) external;

    /// @notice Registers a mandate that the payer has signed.
    /// @param signed the mandate with its signature: it works once, and until the mandate ends
    /// @dev Caller: anyone. Reverts with {ISignedActs-SignatureInvalid}, {ISignedActs-SignatureIsWithdrawn} and as {give}
    /// does.
    function giveBySignature(SignedMandate calldata signed) external;

    /// @notice Registers mandates that payers have signed; skips those that {giveBySignature} would refuse, with
    /// {MandateRefused}.
    /// @param signed the mandates; 150 with signatures of keys fit under 15 million gas
    /// @dev Caller: anyone. Reverts with {ISuccession-ContractRetired} once the contract is retired.
    function giveMany(SignedMandate[] calldata signed) external;

    /// @notice Revokes a mandate of the caller at once, and whatever the caller has signed for its scope before.
    /// @param payee who is paid
    /// @param roll the only roll it is for; 0 for every one
    /// @param collector the only collector; zero for every one
    /// @dev Caller: the payer. Never reverts for want of a mandate.
    function revoke(address payee, uint256 roll, address collector) external;

    /// @notice Revokes a mandate by the payer's signature.
    /// @param payer whose mandate
    /// @param payee who is paid
    /// @param roll the only roll it is for; 0 for every one
    /// @param collector the only collector; zero for every one
    /// @param ordinal what {mandateInfo} says when it is signed; a mandate that was signed before and is registered
    /// meanwhile is revoked too
    /// @param deadline last second in which it works, at most 90 days off
    /// @param signature of the payer: `RevokeMandate`
    /// @dev Caller: anyone. Reverts with {ISignedActs-DeadlineWrong}, {ISignedActs-SignatureInvalid},
    /// {ISignedActs-SignatureIsWithdrawn}, {MandateOrdinalWrong}.
    function revokeBySignature(
        address payer,
        address payee,
        uint256 roll,
        address collector,
        uint24 ordinal,
        uint40 deadline,
        bytes calldata signature
    ) external;

    // --- Writes: collecting ---

    /// @notice Names a collector for a payee, or dismisses it at once.
    /// @param collector who collects
    /// @param payee for whom
    /// @param isNamed whether it may
    /// @dev Caller: BILLING_HEAD.
    function setCollector(address collector, address payee, bool isNamed) external;

    /// @notice Collects bills of a roll under mandates; what a mandate, a bill or a payer's account does not allow is left
    /// out and told by events.
    /// @param batch roll and scope of the mandates
    /// @param debits what to collect; 300 fit under 15 million gas
    /// @return id identifier of the batch, under which {reclaim} finds it; zero where nothing was taken
    /// @dev Caller: a collector that the city has named for the roll's payee. A mandate covers a bill with sequence 0 alone:
    /// one that was refunded or in dispute needs a new act of its payer. Reverts with {CollectorUnknown},
    /// {MandateScopeWrong}, {CollectionClosed}, {ISuccession-ContractRetired}, and as {IBillAgents-collect} does.
    function collect(Batch calldata batch, Debit[] calldata debits) external returns (bytes32 id);

    // --- Writes: taking back ---

    /// @notice Takes a debit of the caller back, without a reason, within {RECLAIM_PERIOD}: the roll's credit account pays,
    /// and the bill is owed again. No mandate collects it a second time. Where more was debited than the bill is, what was
    /// paid for the bill comes back.
    /// @param bill the bill
    /// @param proof of the bill, as in {IBills-ProvenBill}
    /// @param debits of the batch, each as {debitOf} writes it
    /// @param position of the caller's debit among them, from 0
    /// @dev Caller: the payer. Reverts with {BatchUnknown}, {DebitUnknown}, {PayerOnly}, {DebitOfOtherBill},
    /// {ReclaimTooLate}, {DebitRefunded}, and as {IBillAgents-refund} does.
    function reclaim(
        IBills.Bill calldata bill,
        bytes32[] calldata proof,
        uint256[] calldata debits,
        uint256 position
    ) external;

    /// @notice Takes a debit back by its payer's signature.
    /// @param bill the bill
    /// @param proof of the bill, as in {IBills-ProvenBill}
    /// @param debits of the batch, each as {debitOf} writes it
    /// @param position of the payer's debit among them, from 0
    /// @param deadline last second in which it works, at most 90 days off
    /// @param signature of the payer: `ReclaimDebit`
    /// @dev Caller: anyone. Reverts with {ISignedActs-DeadlineWrong}, {ISignedActs-SignatureInvalid},
    /// {ISignedActs-SignatureIsWithdrawn}, and as {reclaim} does.
    function reclaimBySignature(
        IBills.Bill calldata bill,
        bytes32[] calldata proof,
        uint256[] calldata debits,
        uint256 position,
        uint40 deadline,
        bytes calldata signature
    ) external;

    // --- Writes: succession ---

    /// @notice Takes a mandate over from the retired predecessor, with what is used of its period.
    /// @param payer whose money
    /// @param payee who is paid
    /// @param roll the only roll it is for; 0 for every one
    /// @param collector the only collector; zero for every one
    /// @dev Caller: anyone. Reverts with {MandateOrdinalWrong} where the payer has given or revoked one here already, and as
    /// {ISuccession-handOver} does.
    function takeOver(address payer, address payee, uint256 roll, address collector) external;

    // --- Reads ---

    /// @notice Type of a signed mandate (EIP-712).
    /// @return hash
    function MANDATE_TYPEHASH() external view returns (bytes32);

    /// @notice Type of a signed revocation (EIP-712).
    /// @return hash
    function REVOKE_MANDATE_TYPEHASH() external view returns (bytes32);

    /// @notice Type of a signed order to take a debit back (EIP-712).
    /// @return hash
    function RECLAIM_DEBIT_TYPEHASH() external view returns (bytes32);

    /// @notice Reason under which a debit that was taken back stands in the bills' events.
    /// @return code
    function RECLAIMED() external view returns (bytes32);

    /// @notice How long a payer can take a debit back.
    /// @return seconds
    function RECLAIM_PERIOD() external view returns (uint40);

    /// @notice Longest time from the giving of a mandate to its end.
    /// @return seconds
    function LONGEST_TERM() external view returns (uint40);

    /// @notice The bills that are collected.
    /// @return contract
    function billing() external view returns (address);

    /// @notice A mandate as it stands.
    /// @param payer whose money
    /// @param payee who is paid
    /// @param roll the only roll it is for; 0 for every one
    /// @param collector the only collector; zero for every one
    /// @return mandate; its ordinal is what the next one names
    function mandateInfo(
        address payer,
        address payee,
        uint256 roll,
        address collector
    ) external view returns (MandateInfo memory);

    /// @notice The record that {ISuccession-handOver} knows a mandate by.
    /// @param payer whose money
    /// @param payee who is paid
    /// @param roll the only roll it is for; 0 for every one
    /// @param collector the only collector; zero for every one
    /// @return keccak256(abi.encode(keccak256(abi.encode(payee, roll, collector)), payer))
    function recordOf(address payer, address payee, uint256 roll, address collector) external pure returns (bytes32);

    /// @notice Whether an account collects for a payee.
    /// @param collector who
    /// @param payee for whom
    /// @return true where the city has named it
    function isCollector(address collector, address payee) external view returns (bool);

    /// @notice When a batch was collected.
    /// @param batch identifier of the batch
    /// @return Unix seconds; 0 where there is no such batch
    function collectedAt(bytes32 batch) external view returns (uint40);

    /// @notice The word of a debit, least significant bits first: index 32 | amount 64 | payer 160.
    /// @param payer who was debited
    /// @param index of the bill in its roll
    /// @param amount that was taken
    /// @return word
    function debitOf(address payer, uint32 index, uint64 amount) external pure returns (uint256);
}
