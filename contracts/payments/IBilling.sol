// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Billing: every bill of a city behind one root
/// @notice A roll (tax year, water quarter) is posted once: the root of a tree of bills, their number and their sum.
/// Each bill has two bits on chain. A citizen pays directly, by part, many at once, a household's statement at once,
/// or by a signature that anyone may hand in; nobody pays a bill twice, and no bill is replaced silently.
/// @dev Amounts are in millionths of a token. Times are Unix seconds. Domain of all signatures (EIP-712):
/// name "Civitas Billing", version "1".
///
/// A **roll's id** says what must hold of all its bills, so that no payment reads it from storage:
/// payee 160 | opensAt 40 | generation 8 | levels 8 | serial 40 (most significant first; library `RollId`).
/// `levels` is the depth of its tree, which is perfect (2^levels leaves); 0 says a series of signed bills.
///
/// A **bill** is roll, terms and commitment. Terms are one word (library `BillTerms`), least significant bits first:
/// amount 60 | index 32 | dueAt 40 | graceDays 8 | flatFee 40 | percentBps 16 | dailyPpm 16 | capBps 16 |
/// isOnBalance 1 | kind 16 | 11 zero bits. The commitment is keccak256(abi.encode(account, document, salt)) with 32 bytes
/// of salt, known to the payer and the city alone.
///
/// The **leaf** of a bill is keccak256(bytes.concat(keccak256(abi.encode(uint256 roll, uint256 terms, bytes32 commit)))),
/// the leaf of OpenZeppelin's merkle-tree package for ["uint256", "uint256", "bytes32"]; nodes hash the sorted pair. Leaf
/// number i carries the bill with index i; an unused leaf is zero. A household's **statement** is 2^k leaves that share
/// a commitment and stand under one node (their first index is a multiple of 2^k): paid at once with one proof, and
/// each bill for itself with its own.
///
/// **Signed by payers**, each valid up to its deadline, which is at most {MAXIMUM_DEADLINE} away:
/// `PayBill(address payer,address payee,uint256 roll,uint32 index,bytes32 bill,uint64 maxAmount,uint32 sequence,uint40
/// deadline)`: all that is owed when it is handed in, at most `maxAmount`.
/// `PayPart(address payer,address payee,uint256 roll,uint32 index,bytes32 bill,uint64 amount,uint64 settled,uint32
/// sequence,uint40 deadline)`: exactly `amount`, where `settled` is what was settled before.
/// `PayStatement(address payer,address payee,uint256 roll,bytes32 statement,uint64 maxAmount,uint40 deadline)`: all that
/// is owed of the statement's bills that never were in dispute or refunded; `statement` is the node above its leaves.
/// **Signed by the billing office**: `IssueBill(address officer,address payee,uint256 roll,uint32 index,uint64
/// amount,uint40 dueAt,bytes32 bill,uint40 validUntil)`. `bill` is the leaf everywhere.
///
/// **Late fee**: late is later than the due date (or the opening, if that is later) and the grace days. Once late, the
/// flat fee and the per cent fall due, and the daily rate for every full day since; base is the amount, or where the
/// terms say so what is left of it (payments count against fees first); all together at most the cap, a share of the
/// amount. Every division rounds down, in the citizen's favour. Nothing grows while a bill is held.
///
/// Assumptions: the payee can receive; the office's tree is what it publishes (anyone can compare its dataset with
/// root, number and sum); amounts of known citizens are guessable, their commitments are not.
/// Trust: no token leaves an account without its own call, its signature or its mandate, and then only to the payee of
/// the roll, which the head of billing has named. BILLING_OFFICE posts and signs bills, it cannot change one. A collector that the city names trusted
/// vouches for the terms of the bills that it hands in with signatures: it and a payer together could close a bill for
/// too little, or get back more than was paid; it cannot take more than the payer signed, and any auditor sees it by
/// comparing BillPaid with the dataset. An agent with {COLLECT} is trusted likewise. Closing this contract stops
/// officers, collectors, signed bills and agents; paying a bill of a posted roll is never stopped.
interface IBilling {
    // --- Types ---

    /// @notice Where a bill stands; the two bits of its status.
    /// @custom:value Open nothing was paid or credited, and it was never held
    /// @custom:value Settled all that was owed is paid or credited
    /// @custom:value InLedger see {ledgerOf}: paid by part, credited, refunded, released, deferred or carried over
    /// @custom:value Held in dispute: nobody can pay it, and no fee grows
    enum BillStatus {
        Open,
        Settled,
        InLedger,
        Held
    }

    /// @notice Where a roll stands.
    /// @custom:value Unknown not posted here
    /// @custom:value Announced posted; opens later and can be voided until then
    /// @custom:value Payable open for good
    /// @custom:value Voided taken back before it opened
    enum RollState {
        Unknown,
        Announced,
        Payable,
        Voided
    }

    /// @notice A bill as it stands in the tree.
    /// @param roll id of its roll
    /// @param terms packed terms, with its index
    /// @param commit commitment of account and document
    struct Bill {
        uint256 roll;
        uint256 terms;
        bytes32 commit;
    }

    /// @notice A bill with its place in the tree.
    /// @param bill the bill
    /// @param proof siblings up to the root, or up to a planted node; empty for a planted leaf
    struct ProvenBill {
        Bill bill;
        bytes32[] proof;
    }

    /// @notice The signature by which the billing office issues a bill.
    /// @param officer who has signed
    /// @param validUntil last second in which the bill is accepted by this signature
    /// @param signature over IssueBill
    struct Issue {
        address officer;
        uint40 validUntil;
        bytes signature;
    }

    /// @notice A household's statement: bills that share a commitment and stand under one node.
    /// @param roll id of its roll
    /// @param terms of all 2^k leaves in order; zero for an unused leaf
    /// @param commit their common commitment
    struct Statement {
        uint256 roll;
        uint256[] terms;
        bytes32 commit;
    }

    /// @notice An ERC-3009 ReceiveWithAuthorization to this contract whose nonce is {authorizationNonce}.
    /// @param payer who has signed
    /// @param value how much
    /// @param validAfter valid later than this, Unix seconds
    /// @param validBefore valid earlier than this, Unix seconds
    /// @param signature of the payer
    struct Authorization {
        address payer;
        uint256 value;
        uint256 validAfter;
        uint256 validBefore;
        bytes signature;
    }

    /// @notice A payment that its payer has signed.
    /// @param payer who pays
    /// @param terms of the bill
    /// @param commit of the bill
    /// @param order what the payer wants (library `PayOrder`), least significant bits first: amount 64 (of a part; or
    /// the most for the whole) | settled 64 (0 for the whole) | sequence 32 | deadline 40 | isPart 1 | 55 zero bits
    /// @param signature over PayPart where the order says a part, over PayBill otherwise
    /// @param proof as in {ProvenBill}
    struct SignedPayment {
        address payer;
        uint256 terms;
        bytes32 commit;
        uint256 order;
        bytes signature;
        bytes32[] proof;
    }

    /// @notice A payment that its payer has signed with a key, for a bill that a trusted collector vouches for.
    /// @param payer who pays
    /// @param terms of the bill
    /// @param commit of the bill
    /// @param order as in {SignedPayment}; of the whole
    /// @param r of the signature over PayBill
    /// @param vs of the signature: s with the parity of v in the highest bit (ERC-2098)
    struct TrustedPayment {
        address payer;
        uint256 terms;
        bytes32 commit;
        uint256 order;
        bytes32 r;
        bytes32 vs;
    }

    /// @notice A payment that an agent collects.
    /// @param payer who has given the mandate
    /// @param terms of the bill, for which the agent vouches
    /// @param maxAmount most that may be taken
    /// @param sequence of the bill that the mandate names; 0 for a bill that was never reopened
    struct Collection {
        address payer;
        uint256 terms;
        uint64 maxAmount;
        uint32 sequence;
    }

    /// @notice An unpaid bill that goes over into another roll.
    /// @param bill the bill
    /// @param proof as in {ProvenBill}
    /// @param toIndex index of the bill that will contain it
    struct Arrear {
        Bill bill;
        bytes32[] proof;
        uint32 toIndex;
    }

    /// @notice What is known of a bill beyond its status.
    /// @param paid what payers have paid, less what was refunded
    /// @param credited what was credited
    /// @param accruedFee late fee fixed so far
    /// @param lateDays full days of lateness that it contains
    /// @param sequence how often the bill was reopened or released; signatures and mandates name it
    /// @param isSurcharged whether it contains the flat fee and the per cent
    /// @param isCarried whether the rest went over into another roll
    /// @param heldSince since when it is held; 0 where it is not
    /// @param pausedSeconds how long it was held before, all together
    /// @param deferredUntil no fee grows before; 0 where nothing was deferred
    /// @param toIndex index of the bill that contains the rest
    /// @param toRoll roll that contains the rest
    struct Ledger {
        uint64 paid;
        uint64 credited;
        uint64 accruedFee;
        uint16 lateDays;
        uint32 sequence;
        bool isSurcharged;
        bool isCarried;
        uint40 heldSince;
        uint40 pausedSeconds;
        uint40 deferredUntil;
        uint32 toIndex;
        uint256 toRoll;
    }

    /// @notice When a bill's fees stood still, and where its rest is.
    /// @param heldSince since when it is held; 0 where it is not
    /// @param pausedSeconds how long it was held before, all together
    /// @param deferredUntil no fee grows before; 0 where nothing was deferred
    /// @param toIndex index of the bill that contains the rest
    struct Clock {
        uint40 heldSince;
        uint40 pausedSeconds;
        uint40 deferredUntil;
        uint32 toIndex;
    }

    /// @notice What is owed for a bill at a time.
    /// @param due what is left to pay
    /// @param fee late fee contained in what was ever owed
    /// @param settled paid and credited
    /// @param sequence that signatures and mandates name
    /// @param status where it stands
    struct Owed {
        uint256 due;
        uint256 fee;
        uint256 settled;
        uint32 sequence;
        BillStatus status;
    }

    // --- Events ---

    /// @notice A roll was posted.
    /// @param roll its id, which names payee, opening and depth
    /// @param root of its tree
    /// @param count number of its bills
    /// @param total sum of their amounts
    /// @param datasetHash keccak256 of the published dataset, which shows no person
    event RollPosted(uint256 indexed roll, bytes32 root, uint32 count, uint256 total, bytes32 datasetHash);

    /// @notice A series of signed bills was opened.
    /// @param roll its id
    event SeriesPosted(uint256 indexed roll);

    /// @notice A roll or series was taken back before it opened.
    /// @param roll its id
    /// @param reason code of the reason, as the city has published it
    event RollVoided(uint256 indexed roll, bytes32 reason);

    /// @notice Nodes of a tree were planted: shorter proofs end there.
    /// @param roll of the tree
    /// @param top node above them, the root or a node planted before
    /// @param nodes all nodes of one level under it
    event NodesPlanted(uint256 indexed roll, bytes32 indexed top, bytes32[] nodes);

    /// @notice A bill of a series stands on chain: it is paid with an empty proof.
    /// @param roll of the series
    /// @param leaf of the bill
    /// @param officer who has issued it
    event BillIssued(uint256 indexed roll, bytes32 indexed leaf, address indexed officer);

    /// @notice A bill was settled by a payment.
    /// @param roll of the bill
    /// @param index of the bill
    /// @param payer who paid
    /// @param amount paid now
    event BillPaid(uint256 indexed roll, uint32 indexed index, address indexed payer, uint256 amount);

    /// @notice A part of a bill was paid.
    /// @param roll of the bill
    /// @param index of the bill
    /// @param payer who paid
    /// @param amount paid now
    /// @param due what is left
    event BillPartPaid(uint256 indexed roll, uint32 indexed index, address indexed payer, uint256 amount, uint256 due);

    /// @notice A payment of a batch was left out; nothing of it happened.
    /// @param roll of the bill
    /// @param index of the bill
    /// @param payer who would have paid
    /// @param problem selector of the error that it alone would have met
    event PaymentSkipped(uint256 indexed roll, uint32 indexed index, address indexed payer, bytes4 problem);

    /// @notice A bill is held: nobody can pay it, and no fee grows.
    /// @param roll of the bill
    /// @param index of the bill
    event BillHeld(uint256 indexed roll, uint32 indexed index);

    /// @notice A bill can be paid again; what was signed before it was held is void.
    /// @param roll of the bill
    /// @param index of the bill
    /// @param sequence that signatures and mandates name now
    event BillReleased(uint256 indexed roll, uint32 indexed index, uint32 sequence);

    /// @notice A bill was credited: waived, remitted, written off, settled by a court.
    /// @param roll of the bill
    /// @param index of the bill
    /// @param amount credited now
    /// @param due what is left
    /// @param reason code of the reason, as the city has published it
    event BillCredited(uint256 indexed roll, uint32 indexed index, uint256 amount, uint256 due, bytes32 indexed reason);

    /// @notice No late fee grows on the bill before the time given.
    /// @param roll of the bill
    /// @param index of the bill
    /// @param until from when it grows
    event BillDeferred(uint256 indexed roll, uint32 indexed index, uint40 until);

    /// @notice A payment was refunded.
    /// @param roll of the bill
    /// @param index of the bill
    /// @param to who got it
    /// @param amount refunded now
    /// @param isCredited whether the amount is no longer owed; the bill is owed again otherwise
    /// @param reason code of the reason, as the city has published it
    event BillRefunded(
        uint256 indexed roll,
        uint32 indexed index,
        address indexed to,
        uint256 amount,
        bool isCredited,
        bytes32 reason
    );

    /// @notice What is owed for a bill is part of another bill from now on.
    /// @param roll of the bill
    /// @param index of the bill
    /// @param toRoll roll that contains it
    /// @param toIndex index of the bill there that contains it
    /// @param amount what was owed
    event ArrearCarried(
        uint256 indexed roll,
        uint32 indexed index,
        uint256 indexed toRoll,
        uint32 toIndex,
        uint256 amount
    );

    /// @notice An unpaid bill was not carried over; nothing of it happened.
    /// @param roll of the bill
    /// @param index of the bill
    /// @param problem selector of the error that it alone would have met
    event ArrearSkipped(uint256 indexed roll, uint32 indexed index, bytes4 problem);

    /// @notice The roll that a bill was carried over into never opened: the bill is owed again.
    /// @param roll of the bill
    /// @param index of the bill
    /// @param sequence that signatures and mandates name now
    event ArrearReinstated(uint256 indexed roll, uint32 indexed index, uint32 sequence);

    /// @notice A signature will never work.
    /// @param signer whose
    /// @param digest what was signed (EIP-712)
    event SignatureWithdrawn(address indexed signer, bytes32 indexed digest);

    /// @notice A collector is trusted, or no longer.
    /// @param collector who
    /// @param isTrusted whether
    event CollectorSet(address indexed collector, bool isTrusted);

    /// @notice Rolls may name a payee, or no longer; rolls posted before keep theirs.
    /// @param payee who
    /// @param isNamed whether
    event PayeeSet(address indexed payee, bool isNamed);

    /// @notice Credits and refunds of a roll draw on an account.
    /// @param roll id
    /// @param account that pays them; zero for none
    event CreditAccountSet(uint256 indexed roll, address indexed account);

    // --- Errors ---

    /// @notice The id does not fit what is posted, or when.
    /// @param roll id
    error RollIdInvalid(uint256 roll);

    /// @notice A root, a number and a sum are needed, and the number must fit the tree.
    /// @param roll id
    error RollEmpty(uint256 roll);

    /// @notice The id is taken: a roll is never replaced.
    /// @param roll id
    error RollTaken(uint256 roll);

    /// @notice The head has not named the payee, or no longer.
    /// @param payee who
    error PayeeUnknown(address payee);

    /// @notice The payee cannot receive, or refuses the city's revenue.
    /// @param payee who
    error PayeeRefused(address payee);

    /// @notice Opens too early or too late after the posting.
    /// @param opensAt given
    /// @param earliest allowed
    /// @param latest allowed
    error OpeningWrong(uint40 opensAt, uint40 earliest, uint40 latest);

    /// @notice The roll does not stand as it must for this act.
    /// @param roll id
    /// @param state how it stands
    error RollStateWrong(uint256 roll, RollState state);

    /// @notice Nothing is to be done: the list is empty, or not all nodes of one level.
    error ListInvalid();

    /// @notice The nodes do not stand under the root or a planted node of the roll.
    /// @param roll id
    /// @param top node that they hash to
    error NodesUnknown(uint256 roll, bytes32 top);

    /// @notice The bill is not in the roll: terms, commitment or proof are wrong, or the proof has not its length.
    /// @param roll id
    /// @param leaf of the bill
    error BillUnknown(uint256 roll, bytes32 leaf);

    /// @notice The bill does not stand as it must for this act.
    /// @param roll id
    /// @param index of the bill
    /// @param status how it stands
    error BillStatusWrong(uint256 roll, uint32 index, BillStatus status);

    /// @notice The bill went over into another roll.
    /// @param roll id
    /// @param index of the bill
    error BillCarried(uint256 roll, uint32 index);

    /// @notice The bill was not carried over, or the roll that contains it can still open or has opened.
    /// @param roll id
    /// @param index of the bill
    error BillNotReinstatable(uint256 roll, uint32 index);

    /// @notice A statement has 2^k leaves.
    /// @param count of terms given
    error StatementInvalid(uint256 count);

    /// @notice Nothing of the statement can be paid now.
    /// @param roll id
    /// @param node above its leaves
    error StatementSettled(uint256 roll, bytes32 node);

    /// @notice A deferral ends later than now and than one before, within {LONGEST_DEFERRAL}.
    /// @param until given
    /// @param earliest allowed
    /// @param latest allowed
    error DeferralInvalid(uint40 until, uint40 earliest, uint40 latest);

    /// @notice More is owed than the payer will pay.
    /// @param due what is owed
    /// @param maxAmount what he will pay
    error DueAboveMaximum(uint256 due, uint256 maxAmount);

    /// @notice A part must be at least {MINIMUM_PART}, or all that is owed, and never more.
    /// @param amount given
    /// @param due what is owed
    error PartInvalid(uint256 amount, uint256 due);

    /// @notice A credit must be more than nothing and at most what is owed.
    /// @param amount given
    /// @param due what is owed
    error CreditInvalid(uint256 amount, uint256 due);

    /// @notice A refund must be more than nothing and at most what was paid.
    /// @param amount given
    /// @param paid what was paid and not refunded
    error RefundInvalid(uint256 amount, uint256 paid);

    /// @notice The signed order names another sequence than the bill has.
    /// @param given in the order
    /// @param expected the bill's
    error SequenceWrong(uint32 given, uint32 expected);

    /// @notice The signed part names another amount than is settled.
    /// @param given in the order
    /// @param expected what is settled
    error SettledWrong(uint256 given, uint256 expected);

    /// @notice The order is over, or lies too far ahead.
    /// @param deadline its last second
    /// @param latest last second allowed now
    error DeadlineWrong(uint40 deadline, uint40 latest);

    /// @notice The order has bits that mean nothing, or is of a part where only the whole is taken.
    /// @param order packed
    error OrderInvalid(uint256 order);

    /// @notice The signature is not the payer's.
    /// @param payer who should have signed
    error PayerSignatureInvalid(address payer);

    /// @notice The signature was withdrawn.
    /// @param digest what was signed
    error SignatureIsWithdrawn(bytes32 digest);

    /// @notice The office's signature does not issue the bill: not the officer's, expired, or the officer may not issue
    /// bills now.
    /// @param officer who should have signed
    error IssueInvalid(address officer);

    /// @notice The payer's tokens did not come.
    /// @param payer who
    error PaymentFailed(address payer);

    /// @notice Only trusted collectors leave the proof out.
    /// @param account caller
    error CollectorUnauthorized(address account);

    /// @notice The guardian or the council has closed this contract for officers, collectors and agents.
    error BillingClosed();

    /// @notice The roll has no account that credits and refunds draw on.
    /// @param roll id
    error CreditAccountMissing(uint256 roll);

    /// @notice The credit account has not paid exactly what it should.
    /// @param account that should have paid
    /// @param amount how much
    error CreditAccountFailed(address account, uint256 amount);

    // --- Writes: the billing office and its head ---

    /// @notice Posts a roll, once and for good.
    /// @param roll id with payee, opening, this contract's {generation}, levels of the tree (1 to 32) and a serial
    /// number
    /// @param root of the tree
    /// @param count number of its bills
    /// @param total sum of their amounts
    /// @param datasetHash keccak256 of the published dataset
    /// @dev Caller: BILLING_OFFICE. Reverts with {RollIdInvalid}, {RollEmpty}, {RollTaken}, {OpeningWrong},
    /// {PayeeUnknown}, {ISuccession-ContractRetired}.
    function postRoll(uint256 roll, bytes32 root, uint32 count, uint256 total, bytes32 datasetHash) external;

    /// @notice Opens a series from which signed bills (a fine, a permit fee) draw their index.
    /// @param roll id with levels 0
    /// @dev Caller: BILLING_OFFICE. Reverts as {postRoll} does.
    function postSeries(uint256 roll) external;

    /// @notice Takes a roll or series back before it opens; its id stays taken.
    /// @param roll id
    /// @param reason code of the reason
    /// @dev Caller: BILLING_OFFICE. Reverts with {RollStateWrong}.
    function voidRoll(uint256 roll, bytes32 reason) external;

    /// @notice Issues bills of a series on chain.
    /// @param roll id of the series
    /// @param leaves of the bills; 400 fit under 15 million gas
    /// @dev Caller: BILLING_OFFICE. Reverts with {RollStateWrong}, {RollIdInvalid}, {ListInvalid},
    /// {ISuccession-ContractRetired}.
    function issue(uint256 roll, bytes32[] calldata leaves) external;

    /// @notice Takes unpaid bills over into a roll that is being prepared: they are no longer owed here, and the events
    /// say how much each adds to its bill there. What cannot be carried is left out with {ArrearSkipped}.
    /// @param arrears bills; 150 of a roll of 100,000 fit under 15 million gas
    /// @param toRoll id of the roll that will contain them; not posted yet
    /// @dev Caller: BILLING_OFFICE. Reverts with {RollTaken}, {RollIdInvalid}, {OpeningWrong},
    /// {ISuccession-ContractRetired}.
    function carry(Arrear[] calldata arrears, uint256 toRoll) external;

    /// @notice Names a collector trusted, or takes the trust back.
    /// @param collector an account that hands in signed payments
    /// @param isTrusted whether it may leave the proof out
    /// @dev Caller: BILLING_HEAD.
    function setCollector(address collector, bool isTrusted) external;

    /// @notice Names a payee that rolls may have, so that no officer alone sends the city's revenue elsewhere.
    /// @param payee an {IRevenueAccount}, or an account that holds tokens
    /// @param isNamed whether rolls may have it from now on
    /// @dev Caller: BILLING_HEAD. Reverts with {PayeeRefused}.
    function setPayee(address payee, bool isNamed) external;

    /// @notice Names the account that credits and refunds of a roll draw on.
    /// @param roll id
    /// @param account an {ICreditAccount}, or an account that has approved its tokens to this contract; zero for none
    /// @dev Caller: BILLING_HEAD.
    function setCreditAccount(uint256 roll, address account) external;

    // --- Writes: anyone ---

    /// @notice Plants nodes of an open roll's tree, so that payers need shorter proofs (a forest).
    /// @param roll id
    /// @param nodes all 2^k nodes of one level under the root or under a planted node, in order; 512 fit under 15
    /// million gas
    /// @dev Caller: anyone; what hashes to a known node is true. Reverts with {ListInvalid}, {NodesUnknown},
    /// {RollStateWrong}.
    function plant(uint256 roll, bytes32[] calldata nodes) external;

    /// @notice Brings a signed bill on chain, so that every way to pay, hold, credit or collect is open to it.
    /// @param bill of a series
    /// @param issued the office's signature
    /// @dev Caller: anyone. Reverts with {IssueInvalid}, {RollStateWrong}, {RollIdInvalid}, {SignatureIsWithdrawn},
    /// {ISuccession-ContractRetired}.
    function issueSigned(Bill calldata bill, Issue calldata issued) external;

    /// @notice Makes a bill owed again whose new roll was voided or never posted.
    /// @param roll id
    /// @param index of the bill
    /// @dev Caller: anyone. Reverts with {BillNotReinstatable}.
    function reinstate(uint256 roll, uint32 index) external;

    /// @notice Takes the status of a bill and its neighbours over from the retired predecessor, once; the first payment
    /// does the same by itself.
    /// @param roll id of a roll of an earlier generation
    /// @param index of the bill
    /// @dev Caller: anyone. Reverts as {ISuccession-handOver} does and with {RollIdInvalid}.
    function takeOver(uint256 roll, uint32 index) external;

    // --- Writes: payers ---

    /// @notice Pays all that is owed for a bill; anyone may pay any bill.
    /// @param bill the bill
    /// @param maxAmount most that the caller will pay
    /// @param proof as in {ProvenBill}
    /// @return amount paid
    /// @dev Reverts with {BillUnknown}, {RollStateWrong}, {BillStatusWrong}, {BillCarried}, {DueAboveMaximum} and as a
    /// transfer does.
    function pay(Bill calldata bill, uint256 maxAmount, bytes32[] calldata proof) external returns (uint256 amount);

    /// @notice Pays a part of a bill.
    /// @param bill the bill
    /// @param amount how much: at least {MINIMUM_PART} or all that is owed
    /// @param proof as in {ProvenBill}
    /// @dev Reverts as {pay} does and with {PartInvalid}.
    function payPart(Bill calldata bill, uint256 amount, bytes32[] calldata proof) external;

    /// @notice Pays all that is owed for several bills, all or none.
    /// @param bills with their proofs; 250 of a roll of 100,000 fit under 15 million gas
    /// @param maxTotal most that the caller will pay
    /// @return total paid
    /// @dev Reverts as {pay} does.
    function payMany(ProvenBill[] calldata bills, uint256 maxTotal) external returns (uint256 total);

    /// @notice Pays what is owed for those bills of a statement that are neither settled, held nor carried over.
    /// @param statement the statement; 256 leaves fit under 15 million gas
    /// @param maxTotal most that the caller will pay
    /// @param proof of the node above its leaves, up to the root or to a planted node
    /// @return total paid
    /// @dev Reverts with {StatementInvalid}, {BillUnknown} (naming the node), {RollStateWrong}, {DueAboveMaximum}, and
    /// with {StatementSettled} where nothing is left to pay.
    function payStatement(
        Statement calldata statement,
        uint256 maxTotal,
        bytes32[] calldata proof
    ) external returns (uint256 total);

    /// @notice Pays a bill after handing in the caller's own ERC-2612 permit for this contract; a permit that is used
    /// already is no obstacle where the allowance is there.
    /// @param bill the bill
    /// @param maxAmount most that the caller will pay; the permit's value
    /// @param proof as in {ProvenBill}
    /// @param deadline of the permit
    /// @param signature over Permit
    /// @return amount paid
    /// @dev Reverts as {pay} does. The permit is the caller's: it never chooses the bill of somebody else.
    function payWithPermit(
        Bill calldata bill,
        uint256 maxAmount,
        bytes32[] calldata proof,
        uint256 deadline,
        bytes calldata signature
    ) external returns (uint256 amount);

    /// @notice Pays by an ERC-3009 authorisation that names the bill as it stands: no allowance is needed. Less than
    /// what is owed pays a part.
    /// @param bill the bill
    /// @param proof as in {ProvenBill}
    /// @param authorization the payer's
    /// @dev Caller: anyone. Reverts as {payPart} and {ICityToken-receiveWithAuthorization} do.
    function payWithAuthorization(
        Bill calldata bill,
        bytes32[] calldata proof,
        Authorization calldata authorization
    ) external;

    /// @notice Pays a signed bill of a series.
    /// @param bill the bill
    /// @param maxAmount most that the caller will pay
    /// @param issued the office's signature
    /// @return amount paid
    /// @dev Reverts as {pay} and {issueSigned} do.
    function paySigned(Bill calldata bill, uint256 maxAmount, Issue calldata issued) external returns (uint256 amount);

    /// @notice Hands in payments that their payers have signed; what does not work is left out with
    /// {PaymentSkipped}.
    /// @param roll id of all of them
    /// @param payments at most 300 of a roll of 100,000 fit under 15 million gas; fewer where payers are wallets with
    /// code
    /// @return paid how many worked
    /// @dev Caller: anyone. Reverts with {RollStateWrong}.
    function payBySignature(uint256 roll, SignedPayment[] calldata payments) external returns (uint256 paid);

    /// @notice Hands in payments of whole bills that their payers have signed by key, without proofs; what does not
    /// work is left out with {PaymentSkipped}.
    /// @param roll id of all of them
    /// @param payments 550 fit under 15 million gas
    /// @return paid how many worked
    /// @dev Caller: a trusted collector. Reverts with {CollectorUnauthorized}, {BillingClosed}, {RollStateWrong}.
    function payTrusted(uint256 roll, TrustedPayment[] calldata payments) external returns (uint256 paid);

    /// @notice Hands in the payment of a statement that its payer has signed: of its bills that never were in dispute or
    /// refunded (sequence 0).
    /// @param statement the statement
    /// @param proof as in {payStatement}
    /// @param payer who has signed
    /// @param maxTotal most that the payer will pay
    /// @param deadline last second
    /// @param signature over PayStatement
    /// @return total paid
    /// @dev Caller: anyone. Reverts as {payStatement} does and with {DeadlineWrong}, {PayerSignatureInvalid},
    /// {SignatureIsWithdrawn}.
    function payStatementBySignature(
        Statement calldata statement,
        bytes32[] calldata proof,
        address payer,
        uint64 maxTotal,
        uint40 deadline,
        bytes calldata signature
    ) external returns (uint256 total);

    /// @notice Withdraws the caller's signature over PayBill or PayPart.
    /// @param bill that it names
    /// @param order that it says, packed as in {SignedPayment}
    function withdraw(Bill calldata bill, uint256 order) external;

    /// @notice Withdraws the caller's signature over PayStatement.
    /// @param roll id
    /// @param statement node that it names
    /// @param maxTotal that it says
    /// @param deadline that it says
    function withdrawStatement(uint256 roll, bytes32 statement, uint64 maxTotal, uint40 deadline) external;

    /// @notice Withdraws the caller's signature over IssueBill: the office takes a signed bill back.
    /// @param bill that it names
    /// @param validUntil that it says
    function withdrawIssue(Bill calldata bill, uint40 validUntil) external;

    // --- Writes: agents ---

    /// @notice Takes payments for bills that the agent vouches for, as it has mandates; what does not work is left
    /// out with {PaymentSkipped}.
    /// @param roll id of all of them
    /// @param collections what to take
    /// @return amounts taken, in the same order; 0 for what was left out
    /// @dev Caller: an agent with {COLLECT}. Reverts with {IAgents-AgentUnauthorized}, {BillingClosed},
    /// {RollStateWrong}.
    function collect(uint256 roll, Collection[] calldata collections) external returns (uint256[] memory amounts);

    /// @notice Holds a bill that is open or in the ledger: nobody can pay it, and no fee grows.
    /// @param bill the bill
    /// @param proof as in {ProvenBill}
    /// @dev Caller: an agent with {HOLD}. Reverts with {IAgents-AgentUnauthorized}, {BillUnknown}, {BillStatusWrong},
    /// {BillCarried}.
    function hold(Bill calldata bill, bytes32[] calldata proof) external;

    /// @notice Releases a held bill into the ledger with its next sequence; the time held does not count for fees.
    /// @param roll id
    /// @param index of the bill
    /// @dev Caller: an agent with {HOLD}. Reverts with {IAgents-AgentUnauthorized}, {BillStatusWrong}.
    function release(uint256 roll, uint32 index) external;

    /// @notice Credits a bill that is not settled, held or not; the credit account pays the payee. A held bill that
    /// is credited whole is settled.
    /// @param bill the bill
    /// @param proof as in {ProvenBill}
    /// @param amount how much, at most what is owed now
    /// @param reason code of the reason
    /// @dev Caller: an agent with {CREDIT}. Reverts with {IAgents-AgentUnauthorized}, {BillingClosed}, {BillUnknown},
    /// {BillStatusWrong}, {BillCarried}, {CreditInvalid}, {CreditAccountMissing}, {CreditAccountFailed}.
    function credit(Bill calldata bill, bytes32[] calldata proof, uint256 amount, bytes32 reason) external;

    /// @notice Lets no late fee grow before a time: an instalment plan, a payment break. Fees accrued so far stay.
    /// @param bill that is open or in the ledger
    /// @param proof as in {ProvenBill}
    /// @param until from when fees grow again, without grace days; never earlier than deferred before
    /// @dev Caller: an agent with {DEFER}. Reverts with {IAgents-AgentUnauthorized}, {BillingClosed}, {BillUnknown},
    /// {BillStatusWrong}, {BillCarried}, {DeferralInvalid}.
    function defer(Bill calldata bill, bytes32[] calldata proof, uint40 until) external;

    /// @notice Refunds what was paid for a bill; the credit account pays. The bill goes into the ledger with its next
    /// sequence, and is owed again by the amount unless that is credited; no fee of a reopened bill grows for
    /// {REOPENING_GRACE}.
    /// @param bill the bill, settled or in the ledger
    /// @param proof as in {ProvenBill}
    /// @param to who gets it: whoever paid, as the agent knows
    /// @param amount how much, at most what was paid and not refunded
    /// @param isCredited whether the amount is no longer owed; a settled bill stays settled then
    /// @param reason code of the reason
    /// @dev Caller: an agent with {REFUND}. Reverts with {IAgents-AgentUnauthorized}, {BillingClosed}, {BillUnknown},
    /// {BillStatusWrong}, {BillCarried}, {RefundInvalid}, {CreditAccountMissing}, {CreditAccountFailed}.
    function refund(
        Bill calldata bill,
        bytes32[] calldata proof,
        address to,
        uint256 amount,
        bool isCredited,
        bytes32 reason
    ) external;

    // --- Reads ---

    /// @notice Right of an agent to collect under mandates.
    /// @return bit of {IAgents-agentRights}
    function COLLECT() external view returns (uint96);

    /// @notice Right of an agent to hold and release bills.
    /// @return bit of {IAgents-agentRights}
    function HOLD() external view returns (uint96);

    /// @notice Right of an agent to credit bills.
    /// @return bit of {IAgents-agentRights}
    function CREDIT() external view returns (uint96);

    /// @notice Right of an agent to refund payments.
    /// @return bit of {IAgents-agentRights}
    function REFUND() external view returns (uint96);

    /// @notice Right of an agent to defer late fees.
    /// @return bit of {IAgents-agentRights}
    function DEFER() external view returns (uint96);

    /// @notice Shortest time between the posting of a roll and its opening.
    /// @return seconds
    function OPENING_NOTICE() external view returns (uint40);

    /// @notice Longest time between the posting of a roll and its opening.
    /// @return seconds
    function LONGEST_OPENING() external view returns (uint40);

    /// @notice Longest validity of a payer's signature from now.
    /// @return seconds
    function MAXIMUM_DEADLINE() external view returns (uint40);

    /// @notice Longest deferral from now.
    /// @return seconds
    function LONGEST_DEFERRAL() external view returns (uint40);

    /// @notice Longest validity of the office's signature from now.
    /// @return seconds
    function LONGEST_ISSUE() external view returns (uint40);

    /// @notice How long no fee grows on a bill that is reopened by a refund or reinstated.
    /// @return seconds
    function REOPENING_GRACE() external view returns (uint40);

    /// @notice Smallest part that is accepted.
    /// @return amount
    function MINIMUM_PART() external view returns (uint256);

    /// @notice The municipal token.
    /// @return contract
    function token() external view returns (address);

    /// @notice Which contract of its line this is; ids of its rolls say it.
    /// @return 0 for the first
    function generation() external view returns (uint8);

    /// @notice The root of a roll's tree.
    /// @param roll id
    /// @return root; zero where there is none, or the roll was voided
    function rootOf(uint256 roll) external view returns (bytes32);

    /// @notice Where a roll stands.
    /// @param roll id
    /// @return state
    function rollStateOf(uint256 roll) external view returns (RollState);

    /// @notice Whether proofs may end at a node.
    /// @param roll id
    /// @param node of its tree
    /// @return true where it was planted
    function isPlanted(uint256 roll, bytes32 node) external view returns (bool);

    /// @notice The leaf of a bill.
    /// @param bill the bill
    /// @return leaf, which signatures name too
    function leafOf(Bill calldata bill) external pure returns (bytes32);

    /// @notice Whether a bill is in its roll, and the roll open.
    /// @param bill the bill
    /// @param proof as in {ProvenBill}
    /// @return true where it is
    function isBill(Bill calldata bill, bytes32[] calldata proof) external view returns (bool);

    /// @notice Where a bill stands.
    /// @param roll id
    /// @param index of the bill
    /// @return status
    function statusOf(uint256 roll, uint32 index) external view returns (BillStatus);

    /// @notice Whether nothing is owed for a bill any more: paid or credited here, or in the roll that it was carried
    /// over into.
    /// @param roll id
    /// @param index of the bill
    /// @return true where nothing is owed; false for a bill that does not exist
    function isSettled(uint256 roll, uint32 index) external view returns (bool);

    /// @notice What is known of a bill beyond its status; all zero where nothing but the status is.
    /// @param roll id
    /// @param index of the bill
    /// @return ledger
    function ledgerOf(uint256 roll, uint32 index) external view returns (Ledger memory);

    /// @notice What {ledgerOf} says, as it is stored: for a successor.
    /// @param roll id
    /// @param index of the bill
    /// @return ledger packed (library `LedgerWord`); 0 where nothing but the status is known
    /// @return clock meaningful where the ledger says so
    /// @return toRoll roll that contains the rest; 0 where it was not carried over
    function ledgerWordsOf(
        uint256 roll,
        uint32 index
    ) external view returns (uint256 ledger, Clock memory clock, uint256 toRoll);

    /// @notice The record that {ISuccession-handOver} knows a bill by: its status word, which it shares with the 126
    /// bills beside it.
    /// @param roll id
    /// @param index of the bill
    /// @return keccak256(abi.encode(roll, uint256 index / 127))
    function recordOf(uint256 roll, uint32 index) external pure returns (bytes32);

    /// @notice What is owed for a bill at a time, if nothing is paid, credited or held until then.
    /// @param bill the bill; whether it exists is not asked, see {isBill}
    /// @param time Unix seconds, not in the past
    /// @return owed
    function owedOf(Bill calldata bill, uint40 time) external view returns (Owed memory);

    /// @notice The nonce of an ERC-3009 authorisation for a bill as it stands.
    /// @param bill the bill
    /// @return keccak256(abi.encode(leaf, uint256 settled, uint32 sequence))
    function authorizationNonce(Bill calldata bill) external view returns (bytes32);

    /// @notice Whether a signature was withdrawn.
    /// @param digest what was signed
    /// @return true where it was
    function isWithdrawn(bytes32 digest) external view returns (bool);

    /// @notice Whether a collector is trusted to leave proofs out.
    /// @param collector who
    /// @return true where it is
    function isCollector(address collector) external view returns (bool);

    /// @notice Whether rolls may have a payee.
    /// @param payee who
    /// @return true where the head has named it
    function isPayee(address payee) external view returns (bool);

    /// @notice The account that credits and refunds of a roll draw on.
    /// @param roll id
    /// @return account; zero where none is named
    function creditAccountOf(uint256 roll) external view returns (address);
}
