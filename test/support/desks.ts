import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import {
  AbiCoder,
  type AddressLike,
  id,
  keccak256,
  MaxUint256,
  type TypedDataField,
  type Wallet,
  ZeroAddress,
} from "ethers";

import {
  type Billing,
  type Disputes,
  Disputes__factory,
  type IBills,
  type IDisputes,
  type IMandates,
  type Mandates,
  Mandates__factory,
} from "../../typechain-types/index.js";
import {
  AMOUNT,
  BUDGET,
  CREDIT,
  COLLECT,
  DEFER,
  deployBilling,
  HOLD,
  LATE,
  packRoll,
  packTerms,
  REFUND,
  treeOf,
} from "./billing.js";
import { ethers, networkHelpers } from "./network.js";
import { appoint, as, DAY, type Payments, payments, tokens } from "./payments.js";

export const RECLAIM_PERIOD = 56n * DAY;
export const LONGEST_TERM = 3660n * DAY;
export const ANSWER_PERIOD = 30n * DAY;
export const HEAD_PERIOD = 30n * DAY;
export const PAYMENT_PERIOD = 14n * DAY;
export const LONGEST_PLAN = 1830n * DAY;

export { AMOUNT, BUDGET, MAXIMUM_DEADLINE, packTerms, REASON, selectorOf, STATUS } from "./billing.js";

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

/** What officers may credit of a bill. */
export const OFFICER_LIMIT = tokens(40);

export const DECISION = id("letter of the office, with its salt");
export const STATEMENT = id("statement of the debtor, with its salt");
export const MANDATE_DOCUMENT = id("mandate 12, with its salt");
export const SALT = id("a salt of 32 bytes");
export const DOCUMENT = id("the bill's document, with its own salt");

/** Bills of the fixtures' roll; a perfect tree. */
export const BILLS = 16;

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

/** The opening of the commitment of the bills of an account. */
export function openingOf(account: { address: string }): IDisputes.OpeningStruct {
  return { account: account.address, document: DOCUMENT, salt: SALT };
}

/** The commitment of account, document and salt. */
export function commitOf({ address }: { address: string }): string {
  return keccak256(coder.encode(["address", "bytes32", "bytes32"], [address, DOCUMENT, SALT]));
}

/** A roll's tree with its bills and their proofs. */
export interface Tree {
  root: string;
  bills: IBills.BillStruct[];
  proofs: string[][];
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
    terms: packTerms({ amount, index, dueAt, ...LATE }),
    commit: commitOf(debtor),
  }));
  const { root, proof } = treeOf(bills);
  return { root, bills, proofs: bills.map((_, index) => proof(index)) };
}

/** Contracts of a generation, wired: the desks are agents of the bills. */
export async function deployDesks(
  city: Payments,
  { clerk, head }: { clerk: HardhatEthersSigner; head: HardhatEthersSigner },
  predecessors: [AddressLike, AddressLike, AddressLike] = [ZeroAddress, ZeroAddress, ZeroAddress],
): Promise<Pick<Desks, "billing" | "mandates" | "disputes">> {
  const { officers, token, council, deployer } = city;
  const billing = await deployBilling(deployer, officers, token, predecessors[0]);
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
  const roll = packRoll({ payee: payee.address, opensAt });
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
