import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { getAddress, type Signer } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import {
  type Bill,
  digestOf,
  formatAmount,
  payBillTypedData,
  payPartTypedData,
  readDomain,
  readOrder,
  readTerms,
  recoverSigner,
} from "../../sdk/index.js";
import { type IBilling, IBilling__factory, CityToken__factory } from "../../typechain-types/index.js";
import { bad, faint, good, heading, runCommand } from "../lib/cli.js";
import { oneLine } from "../lib/oneLine.js";
import { counted, table, thousands } from "../lib/table.js";
import { batchesUnderCap, errorName } from "./desk.js";
import { openSite } from "./site.js";

/** Arguments of `hardhat billing relay`. */
export interface RelayArguments {
  readonly payments: string;
  readonly deployments: string;
  readonly account: string;
  readonly check: boolean;
}

/** A payment as its file holds it: what the payer's client has written. */
export interface PaymentFile {
  /** Id of the roll, decimal. */
  readonly roll: string;
  readonly payer: string;
  /** Packed terms, decimal. */
  readonly terms: string;
  readonly commit: string;
  /** Packed order, decimal. */
  readonly order: string;
  readonly signature: string;
  readonly proof: readonly string[];
}

/** What became of a payment. */
export interface Relayed {
  readonly file: string;
  readonly outcome: "paid" | "part paid" | "would pay" | "skipped";
  /** Why it was skipped, or what was paid. */
  readonly note: string;
}

/** Payments that are tried in one transaction at first. */
const LARGEST_BATCH = 300;

/** States of `IBilling.BillStatus`. */
const STATUS = ["open", "settled", "in the ledger", "held in dispute"] as const;

/** `hardhat billing relay`: hands in signed payments of a folder. */
export default async function relay(args: RelayArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runCommand(async () => {
    const files = await readPayments(args.payments);
    const site = await openSite(hre, args.deployments, args.account);
    try {
      const results = await relayPayments(site.signer, site.addressOf("Billing"), files, args.check);
      return printResults(results);
    } finally {
      await site.close();
    }
  });
}

/** Reads the payments of a folder; files that are none stay in the list with what is wrong. */
export async function readPayments(folder: string): Promise<Map<string, PaymentFile | string>> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => name.endsWith(".json")).toSorted();
  } catch (error) {
    throw new Error(`--payments: ${folder} cannot be read; name the folder of the signed payments`, {
      cause: error,
    });
  }
  const files = new Map<string, PaymentFile | string>();
  for (const name of names) files.set(name, await readPayment(join(folder, name)));
  return files;
}

async function readPayment(path: string): Promise<PaymentFile | string> {
  let file: unknown;
  try {
    file = JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    return `not JSON: ${oneLine((error as Error).message)}`;
  }
  const wrong = wrongField(file as Partial<Record<keyof PaymentFile, unknown>> | null);
  return wrong === undefined ? (file as PaymentFile) : `${wrong} is missing or malformed`;
}

/** Forms of the fields. */
const FORMS: Record<Exclude<keyof PaymentFile, "proof">, RegExp> = {
  roll: /^\d{1,78}$/,
  payer: /^0x[0-9a-f]{40}$/i,
  terms: /^\d{1,78}$/,
  commit: /^0x[0-9a-f]{64}$/i,
  order: /^\d{1,78}$/,
  signature: /^0x([0-9a-f]{2}){1,4096}$/i,
};

function wrongField(file: Partial<Record<keyof PaymentFile, unknown>> | null): string | undefined {
  if (typeof file !== "object" || file === null) return "everything";
  const isProof = Array.isArray(file.proof) && file.proof.every((node) => FORMS.commit.test(String(node)));
  const fields = Object.entries(FORMS).find(([field, form]) => {
    const value = file[field as keyof PaymentFile];
    return typeof value !== "string" || !form.test(value);
  });
  return fields?.[0] ?? (isProof ? undefined : "proof");
}

/**
 * Hands in payments: each is simulated first, what would fail is left out, the others go in batches under the gas cap.
 * The chain is the journal: what it has is settled there, so that a second run, or one after a crash, pays nothing twice.
 * @param isCheck whether to send nothing
 */
export async function relayPayments(
  signer: Signer,
  billingAddress: string,
  files: ReadonlyMap<string, PaymentFile | string>,
  isCheck = false,
): Promise<Relayed[]> {
  const billing = IBilling__factory.connect(billingAddress, signer);
  const results = new Map<string, Relayed>();
  const byRoll = new Map<string, { file: string; payment: PaymentFile }[]>();
  const seen = new Map<string, string>();
  for (const [file, payment] of files) {
    if (typeof payment === "string") {
      results.set(file, { file, outcome: "skipped", note: payment });
      continue;
    }
    // Two orders for one bill: the second would fail once the first is paid.
    const bill = `${payment.roll} ${indexOf(payment)}`;
    const twin = seen.get(bill);
    const problem = await problemOf(billing, payment);
    if (problem === undefined && twin === undefined) {
      seen.set(bill, file);
      byRoll.set(payment.roll, [...(byRoll.get(payment.roll) ?? []), { file, payment }]);
    } else {
      results.set(file, { file, outcome: "skipped", note: problem ?? `${twin} pays the same bill` });
    }
  }
  for (const [roll, items] of byRoll) {
    if (isCheck) {
      for (const { file } of items) results.set(file, { file, outcome: "would pay", note: "" });
      continue;
    }
    for (const result of await sendAll(billing, BigInt(roll), items)) results.set(result.file, result);
  }
  return [...files.keys()].flatMap((file) => results.get(file) ?? []);
}

/** A bill and who pays it. */
const keyOf = (index: bigint, payer: string): string => `${index} ${getAddress(payer)}`;

type Item = { readonly file: string; readonly payment: PaymentFile };

/** Sends the payments of a roll in batches and reads from the events what became of each. */
async function sendAll(billing: IBilling, roll: bigint, items: readonly Item[]): Promise<Relayed[]> {
  const results: Relayed[] = [];
  const payments = (batch: readonly Item[]) => batch.map(({ payment }) => signedPayment(payment));
  const batches = batchesUnderCap(items, LARGEST_BATCH, (batch) =>
    billing.payBySignature.estimateGas(roll, payments(batch)),
  );
  for await (const batch of batches) {
    const receipt = await (await billing.payBySignature(roll, payments(batch))).wait();
    if (receipt === null) throw new Error(`roll ${roll}: a batch was not mined; run the command again`);
    const notes = new Map<string, Omit<Relayed, "file">>();
    for (const log of receipt.logs) {
      const event = billing.interface.parseLog(log);
      if (event === null) continue;
      const value = (name: string): unknown => event.args.getValue(name);
      const said = (name: string): string => formatAmount(value(name) as bigint);
      const note = (outcome: Relayed["outcome"], text: string): void => {
        notes.set(keyOf(value("index") as bigint, value("payer") as string), { outcome, note: text });
      };
      if (event.name === "BillPaid") note("paid", said("amount"));
      if (event.name === "BillPartPaid") note("part paid", `${said("amount")}, ${said("due")} left`);
      if (event.name === "PaymentSkipped") {
        note("skipped", errorName(value("problem") as string, billing.interface));
      }
    }
    console.log(
      `${counted(batch.length, "payment")} of roll ${roll & 0xff_ffff_ffffn} ` +
        faint(
          `${thousands(receipt.gasUsed)} gas, ${thousands(receipt.gasUsed / BigInt(batch.length))} each, ${receipt.hash}`,
        ),
    );
    for (const { file, payment } of batch) {
      const note = notes.get(keyOf(indexOf(payment), payment.payer));
      results.push({ file, ...(note ?? { outcome: "skipped", note: "the chain says nothing of it" }) });
    }
  }
  return results;
}

const billOf = ({ roll, terms, commit }: PaymentFile): Bill => ({
  roll: BigInt(roll),
  terms: BigInt(terms),
  commit,
});

const indexOf = ({ terms }: PaymentFile): bigint => BigInt.asUintN(32, BigInt(terms) >> 60n);

const signedPayment = ({ payer, terms, commit, order, signature, proof }: PaymentFile) => ({
  payer,
  terms,
  commit,
  order,
  signature,
  proof: [...proof],
});

/** Why a payment would fail now; nothing where it would not. */
async function problemOf(billing: IBilling, payment: PaymentFile): Promise<string | undefined> {
  try {
    const paid = await billing.payBySignature.staticCall(payment.roll, [signedPayment(payment)]);
    if (paid === 1n) return undefined;
  } catch {
    // The whole batch would be refused: the reason is among those below.
  }
  return diagnosis(billing, payment);
}

/** The first thing that is wrong with a payment, asked of the chain in the order in which a person would. */
async function diagnosis(billing: IBilling, payment: PaymentFile): Promise<string> {
  const bill = billOf(payment);
  if ((await billing.rollStateOf(bill.roll)) !== 2n) return "its roll is not open";
  if (!(await billing.isBill(bill, [...payment.proof]))) return "its bill is not in the roll";
  const { provider } = billing.runner as Signer;
  const now = BigInt((await provider?.getBlock("latest"))?.timestamp ?? 0);
  const owed = await billing.owedOf(bill, now + 1n);
  const status = Number(owed.status);
  if (status === 1 || status === 3) return `its bill is ${STATUS[status]}`;
  let order: ReturnType<typeof readOrder>;
  try {
    order = readOrder(BigInt(payment.order));
    readTerms(bill.terms);
  } catch (error) {
    return oneLine((error as Error).message);
  }
  if (order.deadline < now)
    return `its deadline was ${new Date(Number(order.deadline) * 1000).toISOString()}`;
  if (order.sequence !== owed.sequence)
    return `it names the sequence ${order.sequence}, the bill has ${owed.sequence}`;
  if (order.isPart && order.settled !== owed.settled) {
    return `it names ${formatAmount(order.settled)} as settled, the bill has ${formatAmount(owed.settled)}`;
  }
  if (order.isPart ? order.amount > owed.due : order.amount < owed.due) {
    return `it allows ${formatAmount(order.amount)}, ${formatAmount(owed.due)} are owed`;
  }
  return (
    (await signatureProblem(billing, payment, order)) ??
    moneyProblem(billing, payment, order.isPart ? order.amount : owed.due)
  );
}

async function signatureProblem(
  billing: IBilling,
  payment: PaymentFile,
  order: ReturnType<typeof readOrder>,
): Promise<string | undefined> {
  const { provider } = billing.runner as Signer;
  if (provider === null) return undefined;
  const domain = await readDomain((request) => provider.call(request), await billing.getAddress());
  const { payer } = payment;
  const typedData = order.isPart
    ? payPartTypedData(domain, billOf(payment), { payer, ...order })
    : payBillTypedData(domain, billOf(payment), { payer, ...order, maxAmount: order.amount });
  if (await billing.isWithdrawn(digestOf(typedData))) return "its payer has withdrawn it";
  if ((await provider.getCode(payer)) !== "0x") return undefined;
  try {
    return recoverSigner(typedData, payment.signature) === getAddress(payer)
      ? undefined
      : "its payer has not signed it";
  } catch (error) {
    return oneLine((error as Error).message);
  }
}

async function moneyProblem(billing: IBilling, { payer }: PaymentFile, amount: bigint): Promise<string> {
  const token = CityToken__factory.connect(await billing.token(), billing.runner);
  const balance = await token.balanceOf(payer);
  if (balance < amount) return `its payer holds ${formatAmount(balance)}, ${formatAmount(amount)} are owed`;
  const allowance = await token.allowance(payer, billing);
  if (allowance < amount)
    return `its payer allows Billing ${formatAmount(allowance)}, ${formatAmount(amount)} are owed`;
  return "the contract refuses it";
}

/** Prints what became of each payment. */
function printResults(results: readonly Relayed[]): boolean {
  console.log(heading("Payments"));
  console.log(
    table(
      ["file", "outcome", "note"],
      results.map(({ file, outcome, note }) => [file, outcome, note]),
    ),
  );
  const skipped = results.filter(({ outcome }) => outcome === "skipped").length;
  const done = results.length - skipped;
  console.log(good(`${counted(done, "payment")} handed in`));
  if (skipped > 0) console.log(bad(`${counted(skipped, "payment")} skipped`));
  return skipped === 0;
}
