import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import {
  AbiCoder,
  type AddressLike,
  type BaseContract,
  concat,
  encodeBytes32String,
  id,
  keccak256,
  MaxUint256,
  type TypedDataField,
  type Wallet,
  ZeroAddress,
  ZeroHash,
} from "ethers";

import {
  BillLedgers__factory,
  type Billing,
  Billing__factory,
  type Disputes,
  Disputes__factory,
  type IBilling,
  type IDisputes,
  type IMandates,
  type Mandates,
  Mandates__factory,
} from "../../typechain-types/index.js";
import { ethers, networkHelpers } from "./network.js";
import { appoint, as, DAY, keyOf, nextTime, type Payments, payments, tokens } from "./payments.js";

/** Rights that Billing publishes. */
export const COLLECT = 1n;
export const HOLD = 2n;
export const CREDIT = 4n;
export const REFUND = 8n;
export const DEFER = 16n;

export const RECLAIM_PERIOD = 56n * DAY;
export const LONGEST_TERM = 3660n * DAY;
export const ANSWER_PERIOD = 30n * DAY;
export const HEAD_PERIOD = 30n * DAY;
export const PAYMENT_PERIOD = 14n * DAY;
export const LONGEST_PLAN = 1830n * DAY;
export const MAXIMUM_DEADLINE = 90n * DAY;

/** Where a bill stands, as `IBilling.BillStatus`. */
export const STATUS = { open: 0n, settled: 1n, inLedger: 2n, held: 3n } as const;

/** Where a dispute stands, as `IDisputes.State`. */
export const STATE = {
  none: 0n,
  open: 1n,
  withdrawn: 2n,
  rejected: 3n,
  granted: 4n,
  silent: 5n,
} as const;

/** Why a mandate does not allow a debit, as `IMandates.Obstacle`. */
export const OBSTACLE = {
  mandateMissing: 1n,
  outsideTerm: 2n,
  aboveBillCap: 3n,
  abovePeriodCap: 4n,
} as const;

/** Each bill of the fixtures' roll is of this amount. */
export const AMOUNT = tokens(100);

/** What officers may credit of a bill. */
export const OFFICER_LIMIT = tokens(40);

/** What the credit account holds and has approved. */
export const BUDGET = tokens(10_000);

export const REASON = encodeBytes32String("REMISSION");
export const DECISION = id("letter of the office, with its salt");
export const STATEMENT = id("statement of the debtor, with its salt");
export const MANDATE_DOCUMENT = id("mandate 12, with its salt");
export const SALT = id("a salt of 32 bytes");
export const DOCUMENT = id("the bill's document, with its own salt");

/** Late terms of the fixtures' bills: 2 % and 500 millionths a day once 3 days late, at most 10 %. */
export const GRACE_DAYS = 3n;
export const PERCENT_BPS = 200n;
export const DAILY_PPM = 500n;
export const CAP_BPS = 1_000n;

/** Bills of the fixtures' roll; a perfect tree. */
export const BILLS = 16;

const LEVELS = 4n;
const coder = AbiCoder.defaultAbiCoder();

/** The forms that payers sign for mandates. */
export const MANDATE_FORMS = {
  Mandate: fields(
    "address payer,address payee,uint256 roll,address collector,uint48 perBill,uint48 perPeriod,uint40 startsAt,uint16 periodDays,uint16 periods,uint24 ordinal,bytes32 documentHash",
  ),
  RevokeMandate: fields(
    "address payer,address payee,uint256 roll,address collector,uint24 ordinal,uint40 deadline",
  ),
  ReclaimDebit: fields("address payer,uint256 roll,uint32 index,bytes32 batch,uint40 deadline"),
};

/** The forms that debtors sign for disputes. */
export const DISPUTE_FORMS = {
  OpenDispute: fields(
    "address debtor,uint256 roll,uint32 index,uint64 claimed,bytes32 statementHash,uint40 deadline",
  ),
  WithdrawDispute: fields("address debtor,uint256 roll,uint32 index,uint40 openedAt,uint40 deadline"),
};

/** The fields of a form, as its type names them. */
function fields(text: string): TypedDataField[] {
  return text.split(",").map((field) => {
    const [type, name] = field.split(" ");
    return { type, name };
  });
}

/** Everything of the desks: bills, mandates, disputes, and who acts there. */
export interface Desks extends Payments {
  billing: Billing;
  mandates: Mandates;
  disputes: Disputes;
  /** BILLING_OFFICE. */
  clerk: HardhatEthersSigner;
  /** BILLING_HEAD. */
  head: HardhatEthersSigner;
  /** Collects for the payee. */
  collector: HardhatEthersSigner;
  /** Gets the revenue. */
  payee: HardhatEthersSigner;
  /** Pays credits and refunds. */
  budget: HardhatEthersSigner;
  roll: bigint;
  opensAt: bigint;
  dueAt: bigint;
  tree: Tree;
}

/** Packs the terms of a bill. */
export function packTerms(terms: {
  amount: bigint;
  index: bigint;
  dueAt: bigint;
  graceDays?: bigint;
  flatFee?: bigint;
  percentBps?: bigint;
  dailyPpm?: bigint;
  capBps?: bigint;
}): bigint {
  const { amount, index, dueAt, graceDays = 0n, flatFee = 0n } = terms;
  const { percentBps = 0n, dailyPpm = 0n, capBps = 0n } = terms;
  return (
    amount |
    (index << 60n) |
    (dueAt << 92n) |
    (graceDays << 132n) |
    (flatFee << 140n) |
    (percentBps << 180n) |
    (dailyPpm << 196n) |
    (capBps << 212n)
  );
}

/** Packs the id of a roll. */
export function packRoll(
  payee: string,
  opensAt: bigint,
  generation: bigint,
  levels: bigint,
  serial: bigint,
): bigint {
  return (BigInt(payee) << 96n) | (opensAt << 56n) | (generation << 48n) | (levels << 40n) | serial;
}

/** The opening of the commitment of the bills of an account. */
export function openingOf(account: { address: string }): IDisputes.OpeningStruct {
  return { account: account.address, document: DOCUMENT, salt: SALT };
}

/** The commitment of account, document and salt. */
export function commitOf({ address }: { address: string }): string {
  return keccak256(coder.encode(["address", "bytes32", "bytes32"], [address, DOCUMENT, SALT]));
}

/** A roll's tree with its bills. */
export interface Tree {
  root: string;
  bills: IBilling.BillStruct[];
  proofs: string[][];
}

/** Builds the perfect tree of some bills. */
export function treeOf(bills: IBilling.BillStruct[], levels: number): Tree {
  const leaves = bills.map(({ roll, terms, commit }) =>
    keccak256(keccak256(coder.encode(["uint256", "uint256", "bytes32"], [roll, terms, commit]))),
  );
  const rows: string[][] = [Array.from({ length: 2 ** levels }, (_, i) => leaves[i] ?? ZeroHash)];
  for (let level = 0; level < levels; ++level) {
    const row = rows[level];
    rows.push(
      Array.from({ length: row.length / 2 }, (_, i) => {
        const pair = [row[2 * i], row[2 * i + 1]].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
        return keccak256(concat(pair));
      }),
    );
  }
  const proofs = bills.map((_, index) =>
    Array.from({ length: levels }, (_row, level) => rows[level][(index >> level) ^ 1]),
  );
  return { root: rows[levels][0], bills, proofs };
}

/** A roll whose bills are all for one debtor. */
export function rollOf(
  debtor: { address: string },
  roll: bigint,
  dueAt: bigint,
  amount: bigint = AMOUNT,
): Tree {
  const bills = Array.from({ length: BILLS }, (_, index) => ({
    roll,
    terms: packTerms({
      amount,
      index: BigInt(index),
      dueAt,
      graceDays: GRACE_DAYS,
      percentBps: PERCENT_BPS,
      dailyPpm: DAILY_PPM,
      capBps: CAP_BPS,
    }),
    commit: commitOf(debtor),
  }));
  return treeOf(bills, Number(LEVELS));
}

/** Contracts of a generation, wired: the desks are agents of the bills. */
export async function deployDesks(
  city: Payments,
  { clerk, head }: { clerk: HardhatEthersSigner; head: HardhatEthersSigner },
  predecessors: [AddressLike, AddressLike, AddressLike] = [ZeroAddress, ZeroAddress, ZeroAddress],
): Promise<Pick<Desks, "billing" | "mandates" | "disputes">> {
  const { officers, token, council, deployer } = city;
  const ledgers = await new BillLedgers__factory(deployer).deploy();
  const billing = await new Billing__factory(
    { "project/contracts/payments/libraries/BillLedgers.sol:BillLedgers": await ledgers.getAddress() },
    deployer,
  ).deploy(officers, token, predecessors[0]);
  const mandates = await new Mandates__factory(deployer).deploy(officers, billing, predecessors[1]);
  const disputes = await new Disputes__factory(deployer).deploy(officers, billing, predecessors[2]);
  await appoint(officers, billing, council, ["announceAgent", "announceChecker", "retire"]);
  await appoint(officers, billing, clerk, ["postRoll", "postSeries", "voidRoll", "issue", "carry"]);
  await appoint(officers, billing, head, ["setCollector", "setCreditAccount", "setPayee"]);
  await appoint(officers, mandates, head, ["setCollector"]);
  await appoint(officers, disputes, clerk, ["openAtCounter", "answer", "credit", "refund", "grantPlan"]);
  await appoint(officers, disputes, head, [
    "setOfficerLimit",
    "answerAsHead",
    "creditAsHead",
    "refundAsHead",
  ]);
  await as(billing, council).announceAgent(mandates, COLLECT | REFUND);
  await as(billing, council).announceAgent(disputes, HOLD | CREDIT | REFUND | DEFER);
  return { billing, mandates, disputes };
}

/** A city with a roll of 16 bills of the citizen, open for a while and due in 30 days. */
export async function desks(): Promise<Desks> {
  const city = await payments();
  const { token, agent, citizen } = city;
  const signers = await ethers.getSigners();
  const [clerk, head, collector, payee, budget] = signers.slice(10, 15);
  const parts = await deployDesks(city, { clerk, head });
  const { billing, mandates, disputes } = parts;

  const opensAt = BigInt(await networkHelpers.time.latest()) + 2n * DAY;
  const roll = packRoll(payee.address, opensAt, 0n, LEVELS, 1n);
  const dueAt = opensAt + 30n * DAY;
  const tree = rollOf(citizen, roll, dueAt);
  await as(billing, head).setPayee(payee, true);
  await as(billing, head).setCreditAccount(roll, budget);
  await as(billing, clerk).postRoll(roll, tree.root, BILLS, AMOUNT * BigInt(BILLS), id("dataset"));
  await as(mandates, head).setCollector(collector, payee, true);
  await as(disputes, head).setOfficerLimit(OFFICER_LIMIT);
  await as(token, agent).mint(budget, BUDGET);
  await as(token, agent).mint(citizen, tokens(9_000));
  await as(token, budget).approve(billing, MaxUint256);
  await as(token, citizen).approve(billing, MaxUint256);
  await networkHelpers.time.increaseTo(opensAt);
  return { ...city, ...parts, clerk, head, collector, payee, budget, roll, opensAt, dueAt, tree };
}

/** Reads the domain of a contract's signatures (ERC-5267). */
export async function domainOfDesk(desk: Mandates | Disputes | Billing) {
  const { name, version, chainId, verifyingContract } = await desk.eip712Domain();
  return { name, version, chainId, verifyingContract };
}

/** Signs a form of a desk. */
export async function signForDesk(
  desk: Mandates | Disputes,
  signer: Wallet | HardhatEthersSigner,
  forms: Record<string, TypedDataField[]>,
  form: string,
  message: Record<string, unknown>,
): Promise<string> {
  return signer.signTypedData(await domainOfDesk(desk), { [form]: forms[form] }, message);
}

/** A mandate of the citizen for the fixtures' payee: 150 a bill, 250 in each of twelve periods of 30 days. */
export async function mandateOf(
  { citizen, payee }: Pick<Desks, "citizen" | "payee">,
  changes: Partial<IMandates.MandateStruct> = {},
): Promise<IMandates.MandateStruct> {
  return {
    payer: citizen.address,
    payee: payee.address,
    roll: 0n,
    collector: ZeroAddress,
    perBill: tokens(150),
    perPeriod: tokens(250),
    startsAt: BigInt(await networkHelpers.time.latest()),
    periodDays: 30n,
    periods: 12n,
    ordinal: 0n,
    documentHash: MANDATE_DOCUMENT,
    ...changes,
  };
}

/** A debit of a bill of the fixtures' roll, as a collector lists it. */
export function debitFor(
  { tree, citizen }: Pick<Desks, "tree" | "citizen">,
  index: number,
  changes: Partial<IMandates.DebitStruct> = {},
): IMandates.DebitStruct {
  return { payer: citizen.address, maxAmount: AMOUNT, terms: tree.bills[index].terms, ...changes };
}

/** The batch of the fixtures' roll under mandates for all rolls and collectors. */
export const batchOf = (
  { roll }: Pick<Desks, "roll">,
  changes: Partial<IMandates.BatchStruct> = {},
): IMandates.BatchStruct => ({ roll, mandateRoll: 0n, mandateCollector: ZeroAddress, ...changes });

/** The word of a debit: index 32 | amount 64 | payer 160. */
export const debitWord = (payer: string, index: bigint, amount: bigint): bigint =>
  index | (amount << 32n) | (BigInt(payer) << 96n);

/** The identifier of a batch. */
export const batchId = (roll: bigint, debits: readonly bigint[]): string =>
  keccak256(coder.encode(["uint256", "uint256[]"], [roll, debits]));

/** The record of a mandate. */
export function mandateRecord(payer: string, payee: string, roll: bigint, collector: string): string {
  const scope = keccak256(coder.encode(["address", "uint256", "address"], [payee, roll, collector]));
  return keccak256(coder.encode(["bytes32", "address"], [scope, payer]));
}

/** The record of a bill's dispute and plan. */
export const caseRecord = (roll: bigint, index: bigint): string =>
  keccak256(coder.encode(["uint256", "uint32"], [roll, index]));

/** What is owed for a bill now. */
export async function dueOf(
  { billing, tree }: Pick<Desks, "billing" | "tree">,
  index: number,
): Promise<bigint> {
  const now = BigInt(await networkHelpers.time.latest());
  return (await billing.owedOf(tree.bills[index], now)).due;
}

/** The selector of an error, as batches name it. */
export function selectorOf(contract: BaseContract, error: string): string {
  const fragment = contract.interface.getError(error);
  if (fragment === null) throw new Error(`${error}: the contract has no such error`);
  return fragment.selector;
}

export { keyOf, nextTime };
