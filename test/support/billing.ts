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
  type Signer,
  type TypedDataField,
  type Wallet,
  ZeroAddress,
  ZeroHash,
} from "ethers";

import {
  BillLedgers__factory,
  type Billing,
  Billing__factory,
  type IBills,
  type ISignedPayments,
} from "../../typechain-types/index.js";
import { networkHelpers, ethers } from "./network.js";
import { appoint, as, DAY, keyOf, type Payments, payments, tokens } from "./payments.js";

/** Rights that Billing publishes. */
export const COLLECT = 1n;
export const HOLD = 2n;
export const CREDIT = 4n;
export const REFUND = 8n;
export const DEFER = 16n;

export const OPENING_NOTICE = DAY;
export const LONGEST_OPENING = 731n * DAY;
export const MAXIMUM_DEADLINE = 90n * DAY;
export const LONGEST_ISSUE = 366n * DAY;
export const LONGEST_DEFERRAL = 3653n * DAY;
export const REOPENING_GRACE = 30n * DAY;
export const MINIMUM_PART = tokens(1);

/** Where a bill stands, as `IBills.BillStatus`. */
export const STATUS = { open: 0n, settled: 1n, inLedger: 2n, held: 3n } as const;

/** Where a roll stands, as `IBillRolls.RollState`. */
export const ROLL = { unknown: 0n, announced: 1n, payable: 2n, voided: 3n } as const;

/** Each bill of the fixtures' roll is of this amount. */
export const AMOUNT = tokens(100);
/** Depth of the fixtures' roll. */
export const LEVELS = 4;
/** What the credit account holds and has approved. */
export const BUDGET = tokens(10_000);

export const DATASET = id("the published dataset");
export const REASON = encodeBytes32String("REMISSION");

/** The late fee of the fixtures' bills: 2 % and 0.05 % a day once three days late, at most 10 %. */
export const LATE = { graceDays: 3n, percentBps: 200n, dailyPpm: 500n, capBps: 1_000n } as const;

const coder = AbiCoder.defaultAbiCoder();

/** The terms of a bill, one field each. */
export interface Terms {
  amount: bigint;
  index: number;
  dueAt: bigint;
  graceDays?: bigint;
  flatFee?: bigint;
  percentBps?: bigint;
  dailyPpm?: bigint;
  capBps?: bigint;
  isOnBalance?: boolean;
  kind?: bigint;
}

/** Packs terms, as `BillTerms` documents them. */
export function packTerms(terms: Terms): bigint {
  const { graceDays = 0n, flatFee = 0n, percentBps = 0n, dailyPpm = 0n, capBps = 0n, kind = 0n } = terms;
  return (
    terms.amount |
    (BigInt(terms.index) << 60n) |
    (terms.dueAt << 92n) |
    (graceDays << 132n) |
    (flatFee << 140n) |
    (percentBps << 180n) |
    (dailyPpm << 196n) |
    (capBps << 212n) |
    (terms.isOnBalance === true ? 1n << 228n : 0n) |
    (kind << 229n)
  );
}

/** Packs the id of a roll, as `RollId` documents it. */
export function packRoll(roll: {
  payee: string;
  opensAt: bigint;
  generation?: bigint;
  levels?: number;
  serial?: bigint;
}): bigint {
  const { payee, opensAt, generation = 0n, levels = LEVELS, serial = 1n } = roll;
  return (BigInt(payee) << 96n) | (opensAt << 56n) | (generation << 48n) | (BigInt(levels) << 40n) | serial;
}

/** Packs an order, as `PayOrder` documents it. */
export function packOrder(order: {
  amount: bigint;
  settled?: bigint;
  sequence?: bigint;
  deadline: bigint;
  isPart?: boolean;
}): bigint {
  const { amount, settled = 0n, sequence = 0n, deadline, isPart = false } = order;
  return amount | (settled << 64n) | (sequence << 128n) | (deadline << 160n) | (isPart ? 1n << 200n : 0n);
}

/** The leaf of a bill. */
export const leafOf = ({ roll, terms, commit }: IBills.BillStruct): string =>
  keccak256(keccak256(coder.encode(["uint256", "uint256", "bytes32"], [roll, terms, commit])));

/** The node above two others. */
export const nodeOf = (left: string, right: string): string =>
  keccak256(concat(BigInt(left) < BigInt(right) ? [left, right] : [right, left]));

/** A perfect tree. */
export interface Tree {
  root: string;
  /** Each level, the leaves first. */
  rows: string[][];
  bills: IBills.BillStruct[];
  /** Siblings from a leaf, or a node `from` levels above it, up `length` levels. */
  proof: (index: number, length?: number, from?: number) => string[];
}

/** Builds the perfect tree of bills; unused leaves are zero. */
export function treeOf(bills: IBills.BillStruct[], levels: number = LEVELS): Tree {
  const leaves = bills.map(leafOf);
  const rows: string[][] = [Array.from({ length: 2 ** levels }, (_, i) => leaves[i] ?? ZeroHash)];
  for (let level = 0; level < levels; ++level) {
    const row = rows[level];
    rows.push(Array.from({ length: row.length / 2 }, (_, i) => nodeOf(row[2 * i], row[2 * i + 1])));
  }
  return {
    root: rows[levels][0],
    rows,
    bills,
    proof: (index, length = levels, from = 0) =>
      Array.from({ length: length - from }, (_, i) => rows[from + i][(index >> (from + i)) ^ 1]),
  };
}

/** The commitment that the bill with an index has in the fixtures. */
export const commitOf = (index: number): string => id(`account, document and salt of bill ${index}`);

/** Bills of a roll, one each for `count` indices, with the fixtures' amount and late fee. */
export const billsOf = (
  roll: bigint,
  count: number,
  dueAt: bigint,
  changes: Partial<Terms> = {},
): IBills.BillStruct[] =>
  Array.from({ length: count }, (_, index) => ({
    roll,
    terms: packTerms({ amount: AMOUNT, index, dueAt, ...LATE, ...changes }),
    commit: commitOf(index),
  }));

/** Deploys Billing with the library that it is linked to. */
export async function deployBilling(
  deployer: Signer,
  authority: AddressLike,
  token: AddressLike,
  predecessor: AddressLike = ZeroAddress,
): Promise<Billing> {
  const library = await new BillLedgers__factory(deployer).deploy();
  const links = {
    "project/contracts/payments/billing/BillLedgers.sol:BillLedgers": await library.getAddress(),
  };
  const billing = await new Billing__factory(links, deployer).deploy(authority, token, predecessor);
  await billing.waitForDeployment();
  return billing;
}

/** Bills of a city, and who acts on them. */
export interface BillingCity extends Payments {
  billing: Billing;
  /** BILLING_OFFICE. */
  clerk: HardhatEthersSigner;
  /** BILLING_HEAD. */
  head: HardhatEthersSigner;
  /** Trusted by the head. */
  collector: HardhatEthersSigner;
  /** Gets the revenue. */
  payee: HardhatEthersSigner;
  /** Pays credits and refunds. */
  budget: HardhatEthersSigner;
  /** A contract with every right of an agent. */
  desk_: HardhatEthersSigner;
  neighbour: Wallet;
  roll: bigint;
  opensAt: bigint;
  dueAt: bigint;
  tree: Tree;
}

/** Lets the office and its head act. */
export async function appointBilling(
  { officers, council }: Payments,
  billing: Billing,
  { clerk, head }: { clerk: HardhatEthersSigner; head: HardhatEthersSigner },
): Promise<void> {
  await appoint(officers, billing, council, ["announceAgent", "announceChecker", "retire"]);
  await appoint(officers, billing, clerk, ["postRoll", "postSeries", "voidRoll", "issue", "carry"]);
  await appoint(officers, billing, head, ["setCollector", "setCreditAccount", "setPayee"]);
}

/** A city whose first roll of 16 bills is announced and opens in two days; nothing is due before a month after that. */
export async function announcedRoll(): Promise<BillingCity> {
  const city = await payments();
  const { token, agent, citizen, officers, council, deployer } = city;
  const [clerk, head, collector, payee, budget] = (await ethers.getSigners()).slice(10, 15);
  const billing = await deployBilling(deployer, officers, token);
  await appointBilling(city, billing, { clerk, head });
  await as(billing, council).announceAgent(agent, COLLECT | HOLD | CREDIT | REFUND | DEFER);

  const opensAt = BigInt(await networkHelpers.time.latest()) + 2n * DAY;
  const dueAt = opensAt + 30n * DAY;
  const roll = packRoll({ payee: payee.address, opensAt });
  const tree = treeOf(billsOf(roll, 16, dueAt));
  await as(billing, head).setPayee(payee, true);
  await as(billing, head).setCreditAccount(roll, budget);
  await as(billing, head).setCollector(collector, true);
  await as(billing, clerk).postRoll(roll, tree.root, 16n, 16n * AMOUNT, DATASET);

  const neighbour = keyOf("a neighbour");
  await networkHelpers.setBalance(neighbour.address, 10n ** 20n);
  await as(token, agent).mint(budget, BUDGET);
  await as(token, agent).mint(neighbour, tokens(1_000));
  await as(token, agent).mint(citizen, tokens(4_000));
  for (const holder of [budget, citizen, neighbour]) await as(token, holder).approve(billing, MaxUint256);
  return {
    ...city,
    billing,
    clerk,
    head,
    collector,
    payee,
    budget,
    desk_: agent,
    neighbour,
    roll,
    opensAt,
    dueAt,
    tree,
  };
}

/** The same, open. */
export async function openRoll(): Promise<BillingCity> {
  const city = await announcedRoll();
  await networkHelpers.time.increaseTo(city.opensAt);
  return city;
}

/** Posts a roll of other bills in the fixtures' city and opens it. */
export async function postOpen(
  { billing, clerk, payee, head, budget }: BillingCity,
  serial: bigint,
  bills: (roll: bigint, opensAt: bigint) => IBills.BillStruct[],
  levels: number = LEVELS,
): Promise<{ roll: bigint; opensAt: bigint; tree: Tree }> {
  const opensAt = BigInt(await networkHelpers.time.latest()) + 2n * DAY;
  const generation = await billing.generation();
  const roll = packRoll({ payee: payee.address, opensAt, generation, levels, serial });
  const tree = treeOf(bills(roll, opensAt), levels);
  await as(billing, head).setCreditAccount(roll, budget);
  await as(billing, clerk).postRoll(roll, tree.root, BigInt(tree.bills.length), 1n, DATASET);
  await networkHelpers.time.increaseTo(opensAt);
  return { roll, opensAt, tree };
}

/** The forms of billing. */
export const BILLING_FORMS = {
  PayBill: fields(
    "address payer,address payee,uint256 roll,uint32 index,bytes32 bill,uint64 maxAmount,uint32 sequence,uint40 deadline",
  ),
  PayPart: fields(
    "address payer,address payee,uint256 roll,uint32 index,bytes32 bill,uint64 amount,uint64 settled,uint32 sequence,uint40 deadline",
  ),
  PayStatement: fields(
    "address payer,address payee,uint256 roll,bytes32 statement,uint64 maxAmount,uint40 deadline",
  ),
  IssueBill: fields(
    "address officer,address payee,uint256 roll,uint32 index,uint64 amount,uint40 dueAt,bytes32 bill,uint40 validUntil",
  ),
};

/** The fields of a form, as its type names them. */
function fields(text: string): TypedDataField[] {
  return text.split(",").map((field) => {
    const [type, name] = field.split(" ");
    return { type, name };
  });
}

/** Whoever signs with a key. */
export type Signing = Wallet | HardhatEthersSigner;

/** Signs a form of billing. */
export async function signBilling(
  billing: Billing,
  signer: Signing,
  form: keyof typeof BILLING_FORMS,
  message: Record<string, unknown>,
): Promise<string> {
  const { name, version, chainId, verifyingContract } = await billing.eip712Domain();
  const domain = { name, version, chainId, verifyingContract };
  return signer.signTypedData(domain, { [form]: BILLING_FORMS[form] }, message);
}

/** What a payer signs for an order. */
export function orderMessage(
  payer: string,
  bill: IBills.BillStruct,
  order: bigint,
): { form: "PayBill" | "PayPart"; message: Record<string, unknown> } {
  const [roll, terms] = [BigInt(bill.roll), BigInt(bill.terms)];
  const common = {
    payer,
    payee: ethers.toBeHex(roll >> 96n, 20),
    roll,
    index: (terms >> 60n) & 0xffff_ffffn,
    bill: leafOf(bill),
    sequence: (order >> 128n) & 0xffff_ffffn,
    deadline: (order >> 160n) & 0xff_ffff_ffffn,
  };
  const [amount, settled] = [order & (2n ** 64n - 1n), (order >> 64n) & (2n ** 64n - 1n)];
  return (order >> 200n) & 1n
    ? { form: "PayPart", message: { ...common, amount, settled } }
    : { form: "PayBill", message: { ...common, maxAmount: amount } };
}

/** A payment of a bill of the tree that its payer has signed, as a relayer hands it in. */
export async function signedPayment(
  billing: Billing,
  payer: Signing,
  tree: Tree,
  index: number,
  order: bigint,
  changes: Partial<ISignedPayments.SignedPaymentStruct> = {},
): Promise<ISignedPayments.SignedPaymentStruct> {
  const bill = tree.bills[index];
  const { form, message } = orderMessage(payer.address, bill, order);
  return {
    payer: payer.address,
    terms: bill.terms,
    commit: bill.commit,
    order,
    signature: await signBilling(billing, payer, form, message),
    proof: tree.proof(index),
    ...changes,
  };
}

/** The same for a trusted collector. */
export async function trustedPayment(
  billing: Billing,
  payer: Signing,
  bill: IBills.BillStruct,
  order: bigint,
): Promise<ISignedPayments.TrustedPaymentStruct> {
  const { form, message } = orderMessage(payer.address, bill, order);
  const { r, yParityAndS } = ethers.Signature.from(await signBilling(billing, payer, form, message));
  return { payer: payer.address, terms: bill.terms, commit: bill.commit, order, r, vs: yParityAndS };
}

/** The digest of a form, as `withdraw` records it. */
export async function digestOf(
  billing: Billing,
  form: keyof typeof BILLING_FORMS,
  message: Record<string, unknown>,
): Promise<string> {
  const { name, version, chainId, verifyingContract } = await billing.eip712Domain();
  const domain = { name, version, chainId, verifyingContract };
  return ethers.TypedDataEncoder.hash(domain, { [form]: BILLING_FORMS[form] }, message);
}

/** The selector of an error, as batches name it. */
export function selectorOf(contract: BaseContract, error: string): string {
  const fragment = contract.interface.getError(error);
  if (fragment === null) throw new Error(`${error}: the contract has no such error`);
  return fragment.selector;
}

/** A deadline that a signature may have: ten days from now. */
export async function soon(after: bigint = 10n * DAY): Promise<bigint> {
  return BigInt(await networkHelpers.time.latest()) + after;
}

/** What is owed for a bill now, as the contract says. */
export async function owedNow(billing: Billing, bill: IBills.BillStruct): Promise<IBills.OwedStructOutput> {
  return billing.owedOf(bill, BigInt(await networkHelpers.time.latest()));
}
