import { type Log, type Signer, ZeroAddress } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { formatAmount, type PreparedBill, readRollId } from "../../sdk/index.js";
import {
  IBilling__factory,
  CityToken__factory,
  type IMandates,
  IMandates__factory,
} from "../../typechain-types/index.js";
import { bad, faint, good, heading, runCommand } from "../lib/cli.js";
import { counted, table, thousands } from "../lib/table.js";
import { batchesUnderCap, errorName, reasonOf } from "./desk.js";
import { readBills, readSheet } from "./rollFolder.js";
import { openSite } from "./site.js";

/** Arguments of `hardhat billing collect`. */
export interface CollectArguments {
  readonly roll: string;
  readonly deployments: string;
  readonly account: string;
  readonly check: boolean;
}

/** A bill and what became of it. */
export interface Collected {
  readonly index: number;
  readonly payer: string;
  readonly amount: bigint;
  /** Why nothing was taken; empty where it was. */
  readonly problem: string;
}

/** Which mandates are used: those of one roll and one collector, or for all. */
export interface Scope {
  readonly mandateRoll: bigint;
  readonly mandateCollector: string;
}

const LARGEST_BATCH = 500;

/** What `IMandates.Obstacle` says. */
const OBSTACLES = [
  "nothing",
  "there is no mandate",
  "the mandate has not begun, or has ended",
  "more than the mandate has for one bill",
  "more than is left of the mandate's period",
];

/** `hardhat billing collect`: collects a roll under the mandates of its debtors. */
export default async function collect(args: CollectArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runCommand(async () => {
    const roll = BigInt((await readSheet(args.roll)).roll);
    const site = await openSite(hre, args.deployments, args.account);
    try {
      const scope = { mandateRoll: 0n, mandateCollector: ZeroAddress };
      const mandates = site.addressOf("Mandates");
      const results = await collectRoll(site.signer, mandates, roll, readBills(args.roll), scope, args.check);
      return printResults(results, args.check);
    } finally {
      await site.close();
    }
  });
}

/**
 * Collects what can be collected. Bills that are settled are passed over, so that a second run takes nothing twice;
 * those without a mandate are left out before anything is sent.
 * @param isCheck whether to send nothing
 */
export async function collectRoll(
  signer: Signer,
  mandatesAddress: string,
  roll: bigint,
  bills: AsyncIterable<PreparedBill>,
  scope: Scope,
  isCheck = false,
): Promise<Collected[]> {
  const mandates = IMandates__factory.connect(mandatesAddress, signer);
  const results: Collected[] = [];
  const wanted: (Collected & { terms: bigint })[] = [];
  for await (const bill of bills) {
    if (bill.account === ZeroAddress) continue;
    const { index, terms } = bill;
    const found = await wantedOf(mandates, roll, bill, scope);
    if (found === undefined) continue;
    const entry = { index, payer: bill.account, amount: found.amount, problem: found.problem };
    if (entry.problem === "" && !isCheck) wanted.push({ ...entry, terms });
    else results.push(entry);
  }
  const batch = { roll, ...scope };
  const debits = (items: readonly (typeof wanted)[number][]) =>
    items.map(({ payer, amount, terms }) => ({ payer, maxAmount: amount, terms }));
  await requireCollector(mandates, signer, roll, wanted.length);
  const batches = batchesUnderCap(wanted, LARGEST_BATCH, (items) =>
    mandates.collect.estimateGas(batch, debits(items)),
  );
  for await (const items of batches) {
    const receipt = await (await mandates.collect(batch, debits(items))).wait();
    if (receipt === null) throw new Error(`roll ${roll}: a batch was not mined; run the command again`);
    const told = outcomesOf(receipt.logs, mandates.interface);
    console.log(
      `${counted(items.length, "debit")} ` +
        faint(
          `${thousands(receipt.gasUsed)} gas, ${thousands(receipt.gasUsed / BigInt(items.length))} each, ${receipt.hash}`,
        ),
    );
    for (const { index, payer, amount } of items) {
      results.push({ index, payer, amount, problem: told.get(index) ?? "the chain says nothing of it" });
    }
  }
  return results;
}

/** What the events say of each bill: nothing is wrong where it was paid. */
function outcomesOf(logs: readonly Log[], mandates: IMandates["interface"]): Map<number, string> {
  const billing = IBilling__factory.createInterface();
  const told = new Map<number, string>();
  for (const log of logs) {
    const event = billing.parseLog(log) ?? mandates.parseLog(log);
    if (event === null || !["BillPaid", "PaymentSkipped", "DebitSkipped"].includes(event.name)) continue;
    const index = Number(event.args.getValue("index"));
    if (event.name === "BillPaid") told.set(index, "");
    if (event.name === "PaymentSkipped") {
      told.set(index, errorName(event.args.getValue("problem") as string, billing));
    }
    if (event.name === "DebitSkipped") told.set(index, OBSTACLES[Number(event.args.getValue("obstacle"))]);
  }
  return told;
}

/** What a bill's mandate allows; nothing where the bill is settled or its debtor has given none. */
async function wantedOf(
  mandates: IMandates,
  roll: bigint,
  { account, terms, commit }: PreparedBill,
  scope: Scope,
): Promise<{ amount: bigint; problem: string } | undefined> {
  const billing = IBilling__factory.connect(await mandates.billing(), mandates.runner);
  const { payee } = readRollId(roll);
  const info = await mandates.mandateInfo(account, payee, scope.mandateRoll, scope.mandateCollector);
  if (info.perBill === 0n) return undefined;
  const now = BigInt((await mandates.runner?.provider?.getBlock("latest"))?.timestamp ?? 0);
  const owed = await billing.owedOf({ roll, terms, commit }, now + 1n);
  if (owed.status === 1n) return undefined;
  const amount = owed.due;
  const told = (problem: string) => ({ amount, problem });
  if (owed.status === 3n) return told("the bill is held in dispute");
  if (owed.sequence !== 0n) return told("the bill was reopened: its payer must act again");
  if (now < info.startsAt || now > info.endsAt) return told(OBSTACLES[2]);
  if (amount > info.perBill) return told(`${OBSTACLES[3]} (${formatAmount(info.perBill)})`);
  if (amount > info.available) return told(`${OBSTACLES[4]} (${formatAmount(info.available)})`);
  const token = CityToken__factory.connect(await billing.token(), mandates.runner);
  const balance = await token.balanceOf(account);
  if (balance < amount) return told(`the account holds ${formatAmount(balance)}`);
  const allowance = await token.allowance(account, billing);
  if (allowance < amount) return told(`the account allows Billing ${formatAmount(allowance)}`);
  return told("");
}

/** Says before anything is sent that the account may not collect. */
async function requireCollector(
  mandates: IMandates,
  signer: Signer,
  roll: bigint,
  count: number,
): Promise<void> {
  if (count === 0) return;
  const [collector, { payee }] = [await signer.getAddress(), readRollId(roll)];
  try {
    if (await mandates.isCollector(collector, payee)) return;
  } catch (error) {
    throw new Error(
      `Mandates: does not answer (${reasonOf(error, mandates.interface)}); check --deployments`,
      {
        cause: error,
      },
    );
  }
  throw new Error(
    `--account: the city has not named ${collector} a collector for ${payee}; let the head of billing do it`,
  );
}

function printResults(results: readonly Collected[], isCheck: boolean): boolean {
  const failed = results.filter(({ problem }) => problem !== "");
  const sum = results.reduce((all, { amount, problem }) => (problem === "" ? all + amount : all), 0n);
  if (failed.length > 0) {
    console.log(heading("Left out"));
    const rows = failed.map(({ index, payer, amount, problem }) => [
      String(index),
      payer,
      formatAmount(amount),
      problem,
    ]);
    console.log(table(["bill", "payer", "owed", "why"], rows));
    console.log(bad(`${counted(failed.length, "bill")} left out`));
  }
  console.log(
    good(
      `${counted(results.length - failed.length, "bill")} ${isCheck ? "could be " : ""}collected, ${formatAmount(sum)}`,
    ),
  );
  return failed.length === 0;
}
