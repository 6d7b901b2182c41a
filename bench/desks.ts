import { encodeBytes32String, id, MaxUint256, Wallet, ZeroAddress, type Signer } from "ethers";

import {
  type Billing,
  type Disputes,
  Disputes__factory,
  type IDisputes,
  type IMandates,
  type Mandates,
  Mandates__factory,
} from "../typechain-types/index.js";
import { deployBilling, packRoll } from "../test/support/billing.js";
import { DEEP_LEVELS, deepRoll } from "../test/support/deepRoll.js";
import {
  AMOUNT,
  batchId,
  debitWord,
  MANDATE_FORMS,
  openingOf,
  STATE,
  STATUS,
  type Tree,
} from "../test/support/desks.js";
import { deployTokenCity, mintTo, type TokenCity } from "../test/support/tokenCity.js";
import { wholeTransaction } from "./lib/bound.js";
import { BENCH_TIME, type Chain } from "./lib/chain.js";
import { GAS, logGas } from "./lib/gasSchedule.js";
import type { BoundPart, Measured, Scenario } from "./lib/scenario.js";

const DAY = 86_400n;

/** What everybody holds at the start. */
const HOLDINGS = 1_000_000_000n;

/** Bills of the roll; its proofs are as long as in one of 100,000. */
const BILLS = 240;
const BATCH = 50;
const ANSWERS = 20;

const OPENS_AT = BigInt(BENCH_TIME) + 2n * DAY;
const DUE_AT = OPENS_AT + 30n * DAY;

const REASON = encodeBytes32String("REMISSION");
const DOCUMENT = id("document of the office, with its salt");
const STATEMENT = id("statement of the debtor, with its salt");

const BILLING_OFFICE = 8n;
const BILLING_HEAD = 11n;

/** Bills and their desks, with a posted roll, fifty payers with mandates, and a credit account. */
interface DeskCity extends TokenCity {
  readonly billing: Billing;
  readonly mandates: Mandates;
  readonly disputes: Disputes;
  readonly clerk: Signer;
  readonly collector: Signer;
  readonly relayer: Signer;
  readonly payee: string;
  /** Whom the bills are for. */
  readonly debtor: Wallet;
  readonly payers: readonly Wallet[];
  readonly roll: bigint;
  readonly tree: Tree;
}

/** Deploys everything, posts the roll and opens it. */
async function setUp({ ethers, networkHelpers }: Chain): Promise<DeskCity> {
  const [admin, minter, court, clerk, head, collector, relayer, payee, budget] = await ethers.getSigners();
  const city = await deployTokenCity({ admin, minter, court });
  const { authority, token } = city;
  const billing = await deployBilling(admin, authority.address, token);
  const mandates = await new Mandates__factory(admin).deploy(authority.address, billing, ZeroAddress);
  const disputes = await new Disputes__factory(admin).deploy(authority.address, billing, ZeroAddress);
  await authority.allow(billing, ["postRoll"], BILLING_OFFICE);
  await authority.allow(disputes, ["answer", "credit", "refund", "grantPlan"], BILLING_OFFICE);
  await authority.allow(billing, ["setPayee", "setCreditAccount"], BILLING_HEAD);
  await authority.allow(mandates, ["setCollector"], BILLING_HEAD);
  await authority.allow(disputes, ["setOfficerLimit"], BILLING_HEAD);
  await authority.grant(BILLING_OFFICE, [clerk.address]);
  await authority.grant(BILLING_HEAD, [head.address]);
  await billing.announceAgent(mandates, (await billing.COLLECT()) | (await billing.REFUND()));
  await billing.announceAgent(
    disputes,
    (await billing.HOLD()) | (await billing.CREDIT()) | (await billing.REFUND()) | (await billing.DEFER()),
  );

  const wallet = (name: string): Wallet => new Wallet(id(name), ethers.provider);
  const debtor = wallet("the debtor of the bench");
  const payers = Array.from({ length: BATCH }, (_, i) => wallet(`payer ${i} of the bench`));
  await mintTo(city, HOLDINGS, debtor, payee, budget, ...payers);
  for (const holder of [debtor, ...payers]) {
    await networkHelpers.setBalance(holder.address, 10n ** 20n);
    await token.connect(holder).approve(billing, MaxUint256);
  }
  await token.connect(budget).approve(billing, MaxUint256);

  const roll = packRoll({ payee: payee.address, opensAt: OPENS_AT, levels: DEEP_LEVELS });
  const tree = deepRoll(debtor, roll, DUE_AT, BILLS);
  await billing.connect(head).setPayee(payee, true);
  await billing.connect(head).setCreditAccount(roll, budget);
  await billing.connect(clerk).postRoll(roll, tree.root, BILLS, AMOUNT * BigInt(BILLS), id("dataset"));
  await mandates.connect(head).setCollector(collector, payee, true);
  await disputes.connect(head).setOfficerLimit(AMOUNT);
  await networkHelpers.time.increaseTo(OPENS_AT);
  const bench = {
    ...city,
    billing,
    mandates,
    disputes,
    clerk,
    collector,
    relayer,
    payee: payee.address,
    debtor,
    payers,
    roll,
    tree,
  };
  const signed = await Promise.all(payers.map((payer) => signedMandate(bench, payer, 0n)));
  await mandates.connect(relayer).giveMany(signed);
  // Words of statuses, mandates and balances are in use from now on.
  await debitAll(bench, 0);
  return bench;
}

/** A mandate for every bill of the payee, signed. */
async function signedMandate(
  { mandates, payee }: Pick<DeskCity, "mandates" | "payee">,
  payer: Wallet,
  ordinal: bigint,
): Promise<IMandates.SignedMandateStruct> {
  const mandate = {
    payer: payer.address,
    payee,
    roll: 0n,
    collector: ZeroAddress,
    perBill: AMOUNT,
    perPeriod: 9n * AMOUNT,
    startsAt: OPENS_AT,
    periodDays: 30n,
    periods: 12n,
    ordinal,
    documentHash: id("mandate, with its salt"),
  };
  const { name, version, chainId, verifyingContract } = await mandates.eip712Domain();
  const domain = { name, version, chainId, verifyingContract };
  const signature = await payer.signTypedData(domain, { Mandate: MANDATE_FORMS.Mandate }, mandate);
  return { mandate, signature };
}

/** Collects fifty bills from the number given on, one of each payer. */
async function debitAll(
  { mandates, billing, token, collector, payers, payee, roll, tree }: DeskCity,
  first: number,
): Promise<Measured> {
  const debits = payers.map(({ address }, i) => ({
    payer: address,
    maxAmount: AMOUNT,
    terms: tree.bills[first + i].terms,
  }));
  const words = payers.map(({ address }, i) => debitWord(address, BigInt(first + i), AMOUNT));
  const before = await token.balanceOf(payee);
  const tx = await mandates
    .connect(collector)
    .collect({ roll, mandateRoll: 0n, mandateCollector: ZeroAddress }, debits);
  return {
    tx,
    async effects(expect) {
      await expect(tx)
        .to.emit(mandates, "Collected")
        .withArgs(collector, roll, batchId(roll, words), BigInt(BATCH));
      await expect(tx).to.emit(billing, "BillPaid").withArgs(roll, first, payers[0].address, AMOUNT);
      expect(await token.balanceOf(payee)).to.equal(before + AMOUNT * BigInt(BATCH));
      for (let i = 0; i < BATCH; ++i) {
        expect(await billing.statusOf(roll, first + i)).to.equal(STATUS.settled);
      }
    },
  };
}

/** Hands in a payer's next mandate. */
async function giveSigned(city: DeskCity): Promise<Measured> {
  const { mandates, relayer, payers, payee } = city;
  const signed = await signedMandate(city, payers[0], 1n);
  const tx = await mandates.connect(relayer).giveBySignature(signed);
  return {
    tx,
    async effects(expect) {
      const { ordinal, available } = await mandates.mandateInfo(payers[0], payee, 0n, ZeroAddress);
      expect([ordinal, available]).to.deep.equal([2n, 9n * AMOUNT]);
    },
  };
}

/** Takes the debit of the tenth bill back, out of a batch of fifty. */
async function reclaim({ mandates, billing, token, payers, roll, tree }: DeskCity): Promise<Measured> {
  const words = payers.map(({ address }, i) => debitWord(address, BigInt(i), AMOUNT));
  const payer = payers[9];
  const before = await token.balanceOf(payer);
  const tx = await mandates.connect(payer).reclaim(tree.bills[9], tree.proofs[9], words, 9);
  return {
    tx,
    async effects(expect) {
      expect(await token.balanceOf(payer)).to.equal(before + AMOUNT);
      expect(await billing.statusOf(roll, 9n)).to.equal(STATUS.inLedger);
      await expect(tx).to.emit(mandates, "DebitReclaimed").withArgs(payer.address, roll, 9n, AMOUNT);
    },
  };
}

/** The debtor disputes a bill. */
async function dispute(
  { disputes, billing, debtor, roll, tree }: DeskCity,
  index: number,
): Promise<Measured> {
  const tx = await disputes
    .connect(debtor)
    .open(tree.bills[index], tree.proofs[index], openingOf(debtor), AMOUNT / 2n, STATEMENT);
  return {
    tx,
    async effects(expect) {
      expect(await billing.statusOf(roll, index)).to.equal(STATUS.held);
      expect((await disputes.disputeOf(roll, index)).state).to.equal(STATE.open);
      await expect(tx).to.emit(billing, "BillHeld").withArgs(roll, index);
    },
  };
}

/** What an officer decides on a bill. */
const itemOf = ({ tree }: DeskCity, index: number, amount: bigint): IDisputes.CreditStruct => ({
  bill: tree.bills[index],
  proof: tree.proofs[index],
  amount,
  reason: REASON,
  documentHash: DOCUMENT,
});

/** An officer answers disputes with a credit. */
async function answer(city: DeskCity): Promise<Measured> {
  const { disputes, clerk, roll } = city;
  const indexes = Array.from({ length: ANSWERS }, (_, i) => 100 + i);
  for (const index of indexes) await dispute(city, index);
  const tx = await disputes.connect(clerk).answer(indexes.map((index) => itemOf(city, index, 1n)));
  return {
    tx,
    async effects(expect) {
      for (const index of indexes) {
        expect((await disputes.disputeOf(roll, index)).state).to.equal(STATE.granted);
      }
      await expect(tx).not.to.emit(disputes, "ItemSkipped");
    },
  };
}

/** An officer waives a part of bills. */
async function waive(city: DeskCity): Promise<Measured> {
  const { disputes, billing, clerk, roll } = city;
  const indexes = Array.from({ length: ANSWERS }, (_, i) => 130 + i);
  const tx = await disputes.connect(clerk).credit(indexes.map((index) => itemOf(city, index, AMOUNT / 4n)));
  return {
    tx,
    async effects(expect) {
      for (const index of indexes) {
        expect((await billing.ledgerOf(roll, index)).credited).to.equal(AMOUNT / 4n);
      }
    },
  };
}

/** An officer refunds a debtor. */
async function refund(city: DeskCity): Promise<Measured> {
  const { disputes, billing, token, clerk, debtor, tree } = city;
  const [bill, proof] = [tree.bills[160], tree.proofs[160]];
  await billing.connect(debtor).pay(bill, AMOUNT, proof);
  const before = await token.balanceOf(debtor);
  const item = { ...itemOf(city, 160, AMOUNT / 4n), opening: openingOf(debtor), isCredited: false };
  const tx = await disputes.connect(clerk).refund([item]);
  return {
    tx,
    async effects(expect) {
      expect(await token.balanceOf(debtor)).to.equal(before + AMOUNT / 4n);
      await expect(tx).to.emit(disputes, "RefundGranted");
    },
  };
}

/** An officer grants three instalments. */
async function grantPlan({ disputes, billing, clerk, roll, tree }: DeskCity): Promise<Measured> {
  const [bill, proof] = [tree.bills[170], tree.proofs[170]];
  const tx = await disputes.connect(clerk).grantPlan(bill, proof, DUE_AT, 30n, 3n, DOCUMENT);
  return {
    tx,
    async effects(expect) {
      expect((await disputes.planOf(roll, 170n)).owed).to.equal(AMOUNT);
      expect((await billing.ledgerOf(roll, 170n)).deferredUntil).to.equal(DUE_AT + 30n * DAY);
    },
  };
}

const CREDIT_MOVE: readonly BoundPart[] = [
  { what: "token, cold call", gas: GAS.coldAccount, why: "the money is in another contract" },
  { what: "credit account's balance, cold update", gas: GAS.coldUpdate, why: "it pays" },
  { what: "getter's balance, cold update", gas: GAS.coldUpdate, why: "it gets the money" },
  { what: "Transfer event", gas: logGas(3, 32), why: "ERC-20 prescribes it" },
];

const BILLING_CALL: BoundPart = {
  what: "bills, cold call",
  gas: GAS.coldAccount,
  why: "the bill is in another contract",
};

const ROOT: BoundPart = { what: "root, cold read", gas: GAS.coldRead, why: "the bill must be in its roll" };

const STATUS_WORD: BoundPart = {
  what: "status word, cold update",
  gas: GAS.coldUpdate,
  why: "the bill's status changes",
};

const NEW_LEDGER: BoundPart = {
  what: "ledger, cold new slot",
  gas: GAS.coldNewSlot,
  why: "the bill is no longer simply open or settled",
};

/** Debits of a batch of fifty. */
const DEBIT_PARTS: readonly BoundPart[] = [
  { what: "mandates, cold updates", gas: BATCH * GAS.coldUpdate, why: "each period's sum is counted" },
  { what: "payers' balances, cold updates", gas: BATCH * GAS.coldUpdate, why: "each pays" },
  { what: "allowances, cold reads", gas: BATCH * GAS.coldRead, why: "each has allowed the bills' contract" },
  { what: "payee's balance and status word", gas: 2 * GAS.coldUpdate, why: "both change" },
  { what: "Transfer events", gas: BATCH * logGas(3, 32), why: "ERC-20 prescribes them" },
  { what: "BillPaid events", gas: BATCH * logGas(4, 32), why: "each is a receipt" },
  { what: "batch, cold new slot", gas: GAS.coldNewSlot, why: "debits can be taken back" },
];

const PROOF_CHECKS = ["the bill is in its roll, and the roll open", "the bill's status"];

const DECISION_CHECKS = [
  ...PROOF_CHECKS,
  "a reason and a document are given",
  "within the officers' limit",
  "at most what is owed, at the credit account's expense",
];

/** The desks' rows. */
export const scenario: Scenario<DeskCity> = {
  domain: "desks",
  setUp,
  rows: [
    {
      operation: "direct debit, batch of 50, each",
      story: "A collector takes fifty bills under fifty payers' mandates; a roll of 100,000, one payee.",
      goal: 21_500,
      bound: wholeTransaction(BILLING_CALL, ROOT, ...DEBIT_PARTS),
      checks: [
        "the collector is named for the payee, neither contract is closed, the desk is active",
        "each mandate is in force: its term, its most for a bill and for the period",
        "each bill is open, not late, never reopened, and not dearer than the collector said",
        "a frozen, suspended or poor payer is left out",
        "the batch is kept, so that each debit can be taken back for eight weeks",
      ],
      per: BATCH,
      peers: [],
      reason:
        "The goal's sketch kept mandates inside the bills' contract, without a term, periods that roll over, a right to take the money back, the closing of the contracts, or the token's freezes. Of what is above it, about 1,800 is the second contract and the batch's record, 2,500 the token's own rules, the rest the checks listed.",
      run: ({ city }) => debitAll(city, 50),
    },
    {
      operation: "mandate given by signature",
      story: "Somebody hands in the payer's second mandate for a payee.",
      bound: wholeTransaction(
        { what: "signature", gas: GAS.ecrecover, why: "the payer has signed" },
        { what: "mandate, cold update", gas: GAS.coldUpdate, why: "it replaces the one before" },
        { what: "MandateGiven event", gas: logGas(4, 256), why: "it tells all terms" },
      ),
      checks: ["the payer has signed all terms", "its ordinal is the next", "the terms mean something"],
      peers: [],
      run: ({ city }) => giveSigned(city),
    },
    {
      operation: "debit taken back, batch of 50",
      story: "A payer takes one of a batch's fifty debits back within eight weeks.",
      bound: wholeTransaction(BILLING_CALL, ROOT, STATUS_WORD, NEW_LEDGER, ...CREDIT_MOVE, {
        what: "batch, cold read",
        gas: GAS.coldRead,
        why: "it was collected, and when",
      }),
      checks: [
        ...PROOF_CHECKS,
        "the batch was collected here, within eight weeks",
        "the debit is the payer's, of this bill",
        "nothing was refunded since",
        "at most what was paid, at the credit account's expense",
      ],
      peers: [],
      run: ({ city }) => reclaim(city),
    },
    {
      operation: "dispute opened",
      story: "A debtor disputes half of a bill of a roll of 100,000; it is held.",
      bound: wholeTransaction(
        BILLING_CALL,
        ROOT,
        STATUS_WORD,
        { what: "dispute, cold new slot", gas: GAS.coldNewSlot, why: "its clock and its claim are born" },
        { what: "held since, cold new slot", gas: GAS.coldNewSlot, why: "no fee grows from now on" },
        {
          what: "DisputeOpened and BillHeld events",
          gas: logGas(4, 96) + logGas(3, 0),
          why: "both are told",
        },
      ),
      checks: [
        ...PROOF_CHECKS,
        "the commitment opens to the caller",
        "at most what is owed",
        "never disputed before",
        "the desk is active",
      ],
      peers: [],
      run: ({ city }) => dispute(city, 90),
    },
    {
      operation: "dispute answered with a credit, batch of 20, each",
      story: "An officer answers twenty disputes with a credit; the bills can be paid again.",
      bound: wholeTransaction(
        BILLING_CALL,
        ROOT,
        { what: "disputes, cold updates", gas: ANSWERS * GAS.coldUpdate, why: "each is answered" },
        { what: "ledgers, cold updates", gas: ANSWERS * GAS.coldUpdate, why: "each is credited" },
        { what: "clocks, cold updates", gas: ANSWERS * GAS.coldUpdate, why: "each goes on" },
        ...CREDIT_MOVE,
        { what: "events", gas: ANSWERS * (logGas(4, 96) + logGas(4, 64)), why: "each decision is told" },
      ),
      checks: [...DECISION_CHECKS, "the dispute is open, and its time not over"],
      addsAuthorityCheck: true,
      per: ANSWERS,
      peers: [],
      run: ({ city }) => answer(city),
    },
    {
      operation: "part of a bill waived, batch of 20, each",
      story: "An officer credits a quarter of twenty bills.",
      bound: wholeTransaction(
        BILLING_CALL,
        ROOT,
        STATUS_WORD,
        { what: "ledgers, cold new slots", gas: ANSWERS * GAS.coldNewSlot, why: "each is credited" },
        ...CREDIT_MOVE,
        { what: "events", gas: ANSWERS * (logGas(4, 96) + logGas(4, 64)), why: "each decision is told" },
      ),
      checks: [...DECISION_CHECKS, "the bill is not disputed"],
      addsAuthorityCheck: true,
      per: ANSWERS,
      peers: [],
      run: ({ city }) => waive(city),
    },
    {
      operation: "payment refunded to its debtor",
      story: "An officer refunds a quarter of a paid bill.",
      bound: wholeTransaction(BILLING_CALL, ROOT, STATUS_WORD, NEW_LEDGER, ...CREDIT_MOVE, {
        what: "events",
        gas: logGas(4, 128) + logGas(4, 96),
        why: "the decision is told",
      }),
      checks: [
        ...PROOF_CHECKS,
        "the commitment opens to who gets the money",
        "a reason and a document are given",
        "at most what was paid, at the credit account's expense",
      ],
      addsAuthorityCheck: true,
      peers: [],
      run: ({ city }) => refund(city),
    },
    {
      operation: "instalments granted",
      story: "An officer grants three instalments for a bill.",
      bound: wholeTransaction(
        BILLING_CALL,
        ROOT,
        STATUS_WORD,
        { what: "plan, cold new slot", gas: GAS.coldNewSlot, why: "it is born" },
        { what: "deferral, cold new slot", gas: GAS.coldNewSlot, why: "no fee grows before" },
        { what: "events", gas: logGas(4, 160) + logGas(3, 32), why: "the agreement is told" },
      ),
      checks: [...PROOF_CHECKS, "the terms mean something", "something is owed", "a document is given"],
      addsAuthorityCheck: true,
      peers: [],
      run: ({ city }) => grantPlan(city),
    },
  ],
};
