// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBills} from "./billing/IBills.sol";

/// @title Disputes, waivers, instalments and refunds
/// @notice The desk at which a bill changes: its debtor disputes it and the clock runs against the office; the office
/// reduces or writes off what is owed, with a reason and at the expense of the roll's credit account; it grants
/// instalments and refunds what was paid too much.
/// @dev Amounts are in millionths of a token. Times are Unix seconds. Domain of all signatures (EIP-712): name
/// "Civitas Disputes", version "1". Reasons are codes that the city has published, 32 bytes, never 0.
///
/// A dispute, step by step:
/// 1. The debtor opens it, with the bill's proof and the opening of its commitment, and says how much is wrong. The
///    bill is held: nobody pays it, and no late fee grows, however long it takes.
/// 2. Until {ANSWER_PERIOD} later an officer answers: the bill stands, or is reduced. After that only the head of
///    billing can, for another {HEAD_PERIOD}. After an answer there are {PAYMENT_PERIOD} to pay before fees grow again.
/// 3. After both, anyone ends it by silence: what the debtor said was wrong is credited.
///
/// A debtor disputes a bill once; what comes after the answer is for a court. An officer may open it again.
///
/// An instalment plan keeps late fees from growing as long as it is kept: at first until its second instalment falls
/// due, then with each instalment that was paid until one more falls due. {extendPlans} says so to the bill; anyone
/// may call it, and has a whole period for it.
///
/// Assumptions: the credit account of a roll pays what the council's budget has for credits and refunds. Where it does
/// not, they fail and disputes stay open, without late fees. The office keeps the openings of its commitments.
/// Trust: officers credit at most {officerLimit} of a bill in all and refund to its debtor alone; the head of billing
/// does more, a day after announcing it. Whatever they give away is bounded by the credit account, and by what was billed
/// or paid. Nobody here takes from a citizen, raises what is owed, or keeps a bill from being paid that its own debtor has
/// not disputed, save for an officer who opens a dispute at the counter. Opening a dispute tells the public which account
/// a bill is for. Closing this contract stops officers; disputing, taking back and silence go on.
interface IDisputes {
    // --- Types ---

    /// @notice Where a dispute stands.
    /// @custom:value None there is none
    /// @custom:value Open nobody has answered yet
    /// @custom:value Withdrawn the debtor took it back
    /// @custom:value Rejected the bill stands
    /// @custom:value Granted the bill was reduced
    /// @custom:value Silent nobody answered in time: what was said to be wrong is credited
    enum State {
        None,
        Open,
        Withdrawn,
        Rejected,
        Granted,
        Silent
    }

    /// @notice A dispute.
    /// @param debtor who opened it; zero where an officer did at the counter
    /// @param openedAt when
    /// @param state where it stands
    /// @param claimed how much of the bill is said to be wrong
    struct Dispute {
        address debtor;
        uint40 openedAt;
        State state;
        uint64 claimed;
    }

    /// @notice What a bill's commitment contains: keccak256(abi.encode(account, document, salt)).
    /// @param account whom the bill is for
    /// @param document keccak256 of the bill's document with its own salt
    /// @param salt 32 bytes
    struct Opening {
        address account;
        bytes32 document;
        bytes32 salt;
    }

    /// @notice An answer to a dispute.
    /// @param bill the bill
    /// @param proof as in {IBills-ProvenBill}
    /// @param amount how much is credited; 0 where the bill stands
    /// @param reason code
    /// @param documentHash keccak256 of the answer's document with its salt
    struct Answer {
        IBills.Bill bill;
        bytes32[] proof;
        uint64 amount;
        bytes32 reason;
        bytes32 documentHash;
    }

    /// @notice A credit: a waiver, a remission, a write-off.
    /// @param bill the bill
    /// @param proof as in {IBills-ProvenBill}
    /// @param amount how much, at most what is owed
    /// @param reason code
    /// @param documentHash keccak256 of the decision's document with its salt
    struct Credit {
        IBills.Bill bill;
        bytes32[] proof;
        uint64 amount;
        bytes32 reason;
        bytes32 documentHash;
    }

    /// @notice A refund to the debtor.
    /// @param bill the bill
    /// @param proof as in {IBills-ProvenBill}
    /// @param opening of the bill's commitment; its account gets the money
    /// @param amount how much, at most what was paid
    /// @param isCredited whether the amount is no longer owed
    /// @param reason code
    /// @param documentHash keccak256 of the decision's document with its salt
    struct Refund {
        IBills.Bill bill;
        bytes32[] proof;
        Opening opening;
        uint64 amount;
        bool isCredited;
        bytes32 reason;
        bytes32 documentHash;
    }

    /// @notice An instalment plan. Of what was owed when it was granted, the same share falls due with each instalment,
    /// rounded down, and the rest with the last.
    /// @param firstDueAt when the first instalment falls due
    /// @param periodDays days between instalments
    /// @param count how many
    /// @param owed what was owed
    /// @param settledBefore what was paid and credited already
    struct Plan {
        uint40 firstDueAt;
        uint16 periodDays;
        uint16 count;
        uint64 owed;
        uint64 settledBefore;
    }

    // --- Events ---

    /// @notice A bill is disputed.
    /// @param roll id of the bill's roll
    /// @param index of the bill
    /// @param debtor who says so; zero where an officer does at the counter
    /// @param claimed how much is said to be wrong
    /// @param statementHash keccak256 of the debtor's statement with its salt
    /// @param answerBy last second in which an officer can answer
    event DisputeOpened(
        uint256 indexed roll,
        uint32 indexed index,
        address indexed debtor,
        uint64 claimed,
        bytes32 statementHash,
        uint40 answerBy
    );

    /// @notice The debtor took a dispute back.
    /// @param roll id of the bill's roll
    /// @param index of the bill
    event DisputeWithdrawn(uint256 indexed roll, uint32 indexed index);

    /// @notice A dispute was answered.
    /// @param roll id of the bill's roll
    /// @param index of the bill
    /// @param officer who answered
    /// @param amount how much was credited; 0 where the bill stands
    /// @param reason code
    /// @param documentHash keccak256 of the answer's document with its salt
    event DisputeAnswered(
        uint256 indexed roll,
        uint32 indexed index,
        address indexed officer,
        uint64 amount,
        bytes32 reason,
        bytes32 documentHash
    );

    /// @notice Nobody answered a dispute in time: what was said to be wrong is credited.
    /// @param roll id of the bill's roll
    /// @param index of the bill
    /// @param amount how much was credited
    event DisputeEndedBySilence(uint256 indexed roll, uint32 indexed index, uint64 amount);

    /// @notice A bill was credited by decision.
    /// @param roll id of the bill's roll
    /// @param index of the bill
    /// @param officer who decided
    /// @param amount how much
    /// @param reason code
    /// @param documentHash keccak256 of the decision's document with its salt
    event CreditGranted(
        uint256 indexed roll,
        uint32 indexed index,
        address indexed officer,
        uint64 amount,
        bytes32 reason,
        bytes32 documentHash
    );

    /// @notice A payment was refunded by decision.
    /// @param roll id of the bill's roll
    /// @param index of the bill
    /// @param officer who decided
    /// @param to who got the money
    /// @param amount how much
    /// @param reason code
    /// @param documentHash keccak256 of the decision's document with its salt
    event RefundGranted(
        uint256 indexed roll,
        uint32 indexed index,
        address indexed officer,
        address to,
        uint64 amount,
        bytes32 reason,
        bytes32 documentHash
    );

    /// @notice An item of a batch was left out; nothing of it happened.
    /// @param roll id of the bill's roll
    /// @param index of the bill
    /// @param problem selector of the error that it alone would have met
    event ItemSkipped(uint256 indexed roll, uint32 indexed index, bytes4 problem);

    /// @notice Instalments were granted.
    /// @param roll id of the bill's roll
    /// @param index of the bill
    /// @param officer who granted them
    /// @param firstDueAt when the first falls due
    /// @param periodDays days between them
    /// @param count how many
    /// @param owed what they share out
    /// @param documentHash keccak256 of the agreement with its salt
    event PlanGranted(
        uint256 indexed roll,
        uint32 indexed index,
        address indexed officer,
        uint40 firstDueAt,
        uint16 periodDays,
        uint16 count,
        uint64 owed,
        bytes32 documentHash
    );

    /// @notice A plan is kept: no late fee grows before the time given.
    /// @param roll id of the bill's roll
    /// @param index of the bill
    /// @param until from when it grows
    event PlanExtended(uint256 indexed roll, uint32 indexed index, uint40 until);

    /// @notice What an officer may credit of a bill was set.
    /// @param limit in all, in millionths of a token
    event OfficerLimitSet(uint64 limit);

    /// @notice A dispute or a plan was taken over from the retired predecessor.
    /// @param roll id of the bill's roll
    /// @param index of the bill
    event CaseTakenOver(uint256 indexed roll, uint32 indexed index);

    // --- Errors ---

    /// @notice The opening is not the commitment's.
    /// @param commit of the bill
    error OpeningWrong(bytes32 commit);

    /// @notice Only the debtor does this without a signature.
    /// @param caller who tried
    /// @param debtor whom the bill is for, or who opened the dispute
    error DebtorOnly(address caller, address debtor);

    /// @notice The dispute does not stand as it must for this act.
    /// @param roll id of the bill's roll
    /// @param index of the bill
    /// @param state how it stands
    error DisputeStateWrong(uint256 roll, uint32 index, State state);

    /// @notice A claim is more than nothing and at most what is owed.
    /// @param claimed given
    /// @param due what is owed
    error ClaimWrong(uint64 claimed, uint256 due);

    /// @notice A statement, a reason or the hash of a document is missing.
    error DocumentMissing();

    /// @notice The time to answer is over.
    /// @param until its last second
    error AnswerTooLate(uint40 until);

    /// @notice The office, or its head, still has time to answer.
    /// @param until last second of it
    error SilenceTooEarly(uint40 until);

    /// @notice More than officers may credit of a bill.
    /// @param credited what the bill would be credited in all
    /// @param limit what they may
    error AboveOfficerLimit(uint256 credited, uint64 limit);

    /// @notice A plan has at least two instalments at least a day apart, begins in the future, and ends within
    /// {LONGEST_PLAN}.
    /// @param firstDueAt given
    /// @param periodDays given
    /// @param count given
    error PlanTermsWrong(uint40 firstDueAt, uint16 periodDays, uint16 count);

    /// @notice There is nothing to pay in instalments.
    /// @param roll id of the bill's roll
    /// @param index of the bill
    error NothingOwed(uint256 roll, uint32 index);

    /// @notice The bills' contract, or the credit account, failed without saying why.
    error CallFailed();

    /// @notice The bill has no plan.
    /// @param roll id of the bill's roll
    /// @param index of the bill
    error PlanUnknown(uint256 roll, uint32 index);

    /// @notice The bill says already how far its plan is kept.
    /// @param roll id of the bill's roll
    /// @param index of the bill
    error PlanNotAhead(uint256 roll, uint32 index);

    /// @notice There is neither a dispute nor a plan to hand over, or there is one here already.
    /// @param record as {recordOf} says
    error CaseUnknown(bytes32 record);

    // --- Writes: debtors ---

    /// @notice Disputes a bill of the caller.
    /// @param bill the bill, open or in the ledger
    /// @param proof as in {IBills-ProvenBill}
    /// @param opening of the bill's commitment, which names the caller
    /// @param claimed how much of what is owed is wrong
    /// @param statementHash keccak256 of the caller's statement with its salt
    /// @dev Caller: the debtor. A dispute in the predecessor counts: it is taken over first. Reverts with {OpeningWrong}, {DebtorOnly}, {DocumentMissing}, {DisputeStateWrong},
    /// {ClaimWrong}, {ISuccession-ContractRetired}, and as {IBillAgents-hold} does.
    function open(
        IBills.Bill calldata bill,
        bytes32[] calldata proof,
        Opening calldata opening,
        uint64 claimed,
        bytes32 statementHash
    ) external;

    /// @notice Disputes a bill by its debtor's signature.
    /// @param bill the bill, open or in the ledger
    /// @param proof as in {IBills-ProvenBill}
    /// @param opening of the bill's commitment, which names the signer
    /// @param claimed how much of what is owed is wrong
    /// @param statementHash keccak256 of the debtor's statement with its salt
    /// @param deadline last second in which it works, at most 90 days off
    /// @param signature of the debtor: `OpenDispute`
    /// @dev Caller: anyone. Reverts with {ISignedActs-DeadlineWrong}, {ISignedActs-SignatureInvalid},
    /// {ISignedActs-SignatureIsWithdrawn}, and as {open} does.
    function openBySignature(
        IBills.Bill calldata bill,
        bytes32[] calldata proof,
        Opening calldata opening,
        uint64 claimed,
        bytes32 statementHash,
        uint40 deadline,
        bytes calldata signature
    ) external;

    /// @notice Takes a dispute back: the bill is owed as before, without the time that it was held.
    /// @param roll id of the bill's roll
    /// @param index of the bill
    /// @dev Caller: the debtor who opened it. Reverts with {DisputeStateWrong}, {DebtorOnly}.
    function withdraw(uint256 roll, uint32 index) external;

    /// @notice Takes a dispute back by the debtor's signature.
    /// @param roll id of the bill's roll
    /// @param index of the bill
    /// @param deadline last second in which it works, at most 90 days off
    /// @param signature of the debtor who opened it: `WithdrawDispute`, which names the time of the opening
    /// @dev Caller: anyone. Reverts with {DisputeStateWrong}, {ISignedActs-DeadlineWrong}, {ISignedActs-SignatureInvalid},
    /// {ISignedActs-SignatureIsWithdrawn}.
    function withdrawBySignature(uint256 roll, uint32 index, uint40 deadline, bytes calldata signature) external;

    // --- Writes: anyone ---

    /// @notice Ends a dispute that nobody has answered in time: what was claimed is credited, or what is owed where that
    /// is less.
    /// @param bill the bill
    /// @param proof as in {IBills-ProvenBill}
    /// @dev Caller: anyone. Reverts with {DisputeStateWrong}, {SilenceTooEarly}, and as {IBillAgents-credit} does.
    function endBySilence(IBills.Bill calldata bill, bytes32[] calldata proof) external;

    /// @notice Says of plans to their bills how far they are kept; leaves out, with {ItemSkipped}, what has no plan or
    /// is not kept further than it says already.
    /// @param bills with their proofs; 150 of a roll of 100,000 fit under 15 million gas
    /// @dev Caller: anyone.
    function extendPlans(IBills.ProvenBill[] calldata bills) external;

    /// @notice Takes the dispute and the plan of a bill over from the retired predecessor.
    /// @param roll id of the bill's roll
    /// @param index of the bill
    /// @dev Caller: anyone. Reverts with {CaseUnknown} and as {ISuccession-handOver} does.
    function takeOver(uint256 roll, uint32 index) external;

    // --- Writes: the billing office ---

    /// @notice Opens a dispute for somebody at the counter, also where the debtor has disputed the bill before.
    /// @param bill the bill, open or in the ledger
    /// @param proof as in {IBills-ProvenBill}
    /// @param claimed how much of what is owed is said to be wrong
    /// @param statementHash keccak256 of the statement with its salt
    /// @dev Caller: BILLING_OFFICE. Reverts as {open} does, opening and debtor aside.
    function openAtCounter(
        IBills.Bill calldata bill,
        bytes32[] calldata proof,
        uint64 claimed,
        bytes32 statementHash
    ) external;

    /// @notice Answers disputes in time; what cannot be answered so is left out with {ItemSkipped}.
    /// @param answers 100 of a roll of 100,000 fit under 15 million gas
    /// @dev Caller: BILLING_OFFICE. Problems: {DisputeStateWrong}, {AnswerTooLate}, {DocumentMissing},
    /// {AboveOfficerLimit}, and those of {IBillAgents-credit}.
    function answer(Answer[] calldata answers) external;

    /// @notice Credits bills; what cannot be credited is left out with {ItemSkipped}.
    /// @param credits 120 of a roll of 100,000 fit under 15 million gas
    /// @dev Caller: BILLING_OFFICE. Problems: {DisputeStateWrong} (a disputed bill is answered), {DocumentMissing},
    /// {AboveOfficerLimit}, and those of {IBillAgents-credit}.
    function credit(Credit[] calldata credits) external;

    /// @notice Refunds what was paid to debtors; what cannot be refunded is left out with {ItemSkipped}.
    /// @param refunds 120 of a roll of 100,000 fit under 15 million gas
    /// @dev Caller: BILLING_OFFICE. Problems: {OpeningWrong}, {DocumentMissing}, and those of {IBillAgents-refund}.
    function refund(Refund[] calldata refunds) external;

    /// @notice Grants instalments for what is owed now; they replace earlier ones.
    /// @param bill the bill, open or in the ledger
    /// @param proof as in {IBills-ProvenBill}
    /// @param firstDueAt when the first falls due
    /// @param periodDays days between them
    /// @param count how many
    /// @param documentHash keccak256 of the agreement with its salt
    /// @dev Caller: BILLING_OFFICE. Reverts with {DocumentMissing}, {PlanTermsWrong}, {NothingOwed},
    /// {ISuccession-ContractRetired}, and as {IBillAgents-defer} does.
    function grantPlan(
        IBills.Bill calldata bill,
        bytes32[] calldata proof,
        uint40 firstDueAt,
        uint16 periodDays,
        uint16 count,
        bytes32 documentHash
    ) external;

    // --- Writes: the head of billing ---

    /// @notice Sets what officers may credit of a bill in all.
    /// @param limit in millionths of a token
    /// @dev Caller: BILLING_HEAD.
    function setOfficerLimit(uint64 limit) external;

    /// @notice Answers disputes without the officers' limit, and after their time.
    /// @param answers as in {answer}
    /// @dev Caller: BILLING_HEAD. Problems as of {answer}, without {AboveOfficerLimit}.
    function answerAsHead(Answer[] calldata answers) external;

    /// @notice Credits bills without the officers' limit.
    /// @param credits as in {credit}
    /// @dev Caller: BILLING_HEAD. Problems as of {credit}, without {AboveOfficerLimit}.
    function creditAsHead(Credit[] calldata credits) external;

    /// @notice Refunds what was paid for a bill to whoever paid it.
    /// @param bill the bill
    /// @param proof as in {IBills-ProvenBill}
    /// @param to who gets the money
    /// @param amount how much, at most what was paid
    /// @param isCredited whether the amount is no longer owed
    /// @param reason code
    /// @param documentHash keccak256 of the decision's document with its salt
    /// @dev Caller: BILLING_HEAD. Reverts with {DocumentMissing} and as {IBillAgents-refund} does.
    function refundAsHead(
        IBills.Bill calldata bill,
        bytes32[] calldata proof,
        address to,
        uint64 amount,
        bool isCredited,
        bytes32 reason,
        bytes32 documentHash
    ) external;

    // --- Reads ---

    /// @notice How long officers have to answer.
    /// @return seconds
    function ANSWER_PERIOD() external view returns (uint40);

    /// @notice How much longer the head has.
    /// @return seconds
    function HEAD_PERIOD() external view returns (uint40);

    /// @notice How long a debtor has to pay after an answer before late fees grow again.
    /// @return seconds
    function PAYMENT_PERIOD() external view returns (uint40);

    /// @notice Longest time from the granting of a plan to its last instalment.
    /// @return seconds
    function LONGEST_PLAN() external view returns (uint40);

    /// @notice Reason under which silence stands in the bills' events.
    /// @return code
    function SILENCE() external view returns (bytes32);

    /// @notice Type of a signed dispute (EIP-712).
    /// @return hash
    function OPEN_DISPUTE_TYPEHASH() external view returns (bytes32);

    /// @notice Type of a dispute taken back by signature (EIP-712).
    /// @return hash
    function WITHDRAW_DISPUTE_TYPEHASH() external view returns (bytes32);

    /// @notice The bills that are disputed.
    /// @return contract
    function billing() external view returns (address);

    /// @notice What officers may credit of a bill in all.
    /// @return limit in millionths of a token
    function officerLimit() external view returns (uint64);

    /// @notice The last dispute of a bill.
    /// @param roll id of the bill's roll
    /// @param index of the bill
    /// @return dispute
    function disputeOf(uint256 roll, uint32 index) external view returns (Dispute memory);

    /// @notice The plan of a bill.
    /// @param roll id of the bill's roll
    /// @param index of the bill
    /// @return plan; all zero where there is none
    function planOf(uint256 roll, uint32 index) external view returns (Plan memory);

    /// @notice What of a plan must be settled once a number of instalments has fallen due.
    /// @param roll id of the bill's roll
    /// @param index of the bill
    /// @param instalments how many; all of them where it is more
    /// @return amount paid and credited in all, what was settled before the plan included
    function scheduledOf(uint256 roll, uint32 index, uint16 instalments) external view returns (uint256 amount);

    /// @notice The record that {ISuccession-handOver} knows the dispute and the plan of a bill by.
    /// @param roll id of the bill's roll
    /// @param index of the bill
    /// @return keccak256(abi.encode(roll, index))
    function recordOf(uint256 roll, uint32 index) external pure returns (bytes32);
}
