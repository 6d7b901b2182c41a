import { getAddress, type Log, type Signer } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { formatAmount, type PaymentFile, readPaymentFile, readRollId } from "../../sdk/index.js";
import { type IBilling, IBilling__factory } from "../../typechain-types/index.js";
import { faint, runCommand } from "../lib/cli.js";
import { counted, thousands } from "../lib/table.js";
import { batchesUnderCap, errorName } from "./desk.js";
import { paymentProblem } from "./paymentProblem.js";
import { type HandedIn, printHandedIn, readSignedFiles } from "./signedFiles.js";
import { indexOf, signedPayment } from "./signedPayment.js";
import { openSite } from "./site.js";

/** Arguments of `hardhat billing relay`. */
export interface RelayArguments {
  readonly payments: string;
  readonly deployments: string;
  readonly account: string;
  readonly check: boolean;
}

/** What became of a payment. */
export type Relayed = HandedIn<"paid" | "part paid" | "would pay">;

/** Payments that are tried in one transaction at first. */
const LARGEST_BATCH = 300;

/** `hardhat billing relay`: hands in signed payments of a folder. */
export default async function relay(args: RelayArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runCommand(async () => {
    const files = await readPayments(args.payments);
    const site = await openSite(hre, args.deployments, args.account);
    try {
      const results = await relayPayments(site.signer, site.addressOf("Billing"), files, args.check);
      return printHandedIn("payment", args.check ? "would be handed in" : "handed in", results);
    } finally {
      await site.close();
    }
  });
}

/** Reads the payments of a folder; files that are none stay in the list with what is wrong. */
export const readPayments = (folder: string): Promise<Map<string, PaymentFile | string>> =>
  readSignedFiles("payments", folder, "signed payments", readPaymentFile);

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
  const byRoll = new Map<string, Item[]>();
  const seen = new Map<string, string>();
  for (const [file, payment] of files) {
    const skip = (note: string) => results.set(file, { file, outcome: "skipped", note });
    if (typeof payment === "string") {
      skip(payment);
      continue;
    }
    const problem = await paymentProblem(billing, payment);
    if (problem !== undefined) {
      skip(problem);
      continue;
    }
    // Two orders for one bill: the second would fail once the first is paid.
    const bill = `${payment.roll} ${indexOf(payment)}`;
    const twin = seen.get(bill);
    if (twin !== undefined) {
      skip(`${twin} pays the same bill`);
      continue;
    }
    seen.set(bill, file);
    const items = byRoll.get(payment.roll) ?? [];
    byRoll.set(payment.roll, items);
    items.push({ file, payment });
  }
  for (const [roll, items] of byRoll) {
    const outcomes = isCheck
      ? items.map(({ file }): Relayed => ({ file, outcome: "would pay", note: "" }))
      : await sendAll(billing, BigInt(roll), items);
    for (const result of outcomes) results.set(result.file, result);
  }
  return [...files.keys()].flatMap((file) => results.get(file) ?? []);
}

/** A bill and who pays it. */
const keyOf = (index: bigint | number, payer: string): string => `${index} ${getAddress(payer)}`;

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
    console.log(
      `${counted(batch.length, "payment")} of roll ${readRollId(roll).serial} ` +
        faint(
          `${thousands(receipt.gasUsed)} gas, ${thousands(receipt.gasUsed / BigInt(batch.length))} each, ${receipt.hash}`,
        ),
    );
    const told = outcomesOf(receipt.logs, billing.interface);
    for (const { file, payment } of batch) {
      const outcome = told.get(keyOf(indexOf(payment), payment.payer));
      results.push({ file, ...(outcome ?? { outcome: "skipped", note: "the chain says nothing of it" }) });
    }
  }
  return results;
}

/** What the events say of each bill and payer. */
function outcomesOf(
  logs: readonly Log[],
  billing: IBilling["interface"],
): Map<string, Omit<Relayed, "file">> {
  const told = new Map<string, Omit<Relayed, "file">>();
  for (const log of logs) {
    const event = billing.parseLog(log);
    if (event === null) continue;
    const value = (name: string): unknown => event.args.getValue(name);
    const amount = (name: string): string => formatAmount(value(name) as bigint);
    const tell = (outcome: Relayed["outcome"], note: string): void => {
      told.set(keyOf(value("index") as bigint, value("payer") as string), { outcome, note });
    };
    if (event.name === "BillPaid") tell("paid", amount("amount"));
    if (event.name === "BillPartPaid") tell("part paid", `${amount("amount")}, ${amount("due")} left`);
    if (event.name === "PaymentSkipped") tell("skipped", errorName(value("problem") as string, billing));
  }
  return told;
}
