import { getAddress, type Log, type Signer } from "ethers";
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
import { batchesUnderCap, errorName, providerOf, reasonOf } from "./desk.js";
import { mandateScopes, type Scope } from "./mandateScopes.js";
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

/** A bill that a mandate of some scope covers. */
interface Wanted extends Collected {
  readonly terms: bigint;
  readonly scope: Scope;
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
      const mandates = site.addressOf("Mandates");
      const results = await collectRoll(site.signer, mandates, roll, readBills(args.roll), args.check);
      return printResults(results, args.check);
    } finally {
      await site.close();
    }
  });
}

/**
 * Collects what can be collected, under mandates for this roll or for all, for this collector or for all. Bills that are
 * settled are passed over, so that a second run takes nothing twice; what a mandate or an account does not allow is left
 * out before anything is sent.
 * @param isCheck whether to send nothing
 */
export async function collectRoll(
  signer: Signer,
  mandatesAddress: string,
  roll: bigint,
  bills: AsyncIterable<PreparedBill>,
  isCheck = false,
): Promise<Collected[]> {
  const mandates = IMandates__factory.connect(mandatesAddress, signer);
  const [collector, { payee }] = [await signer.getAddress(), readRollId(roll)];
  await requireCollector(mandates, collector, payee);
  const scopes = await mandateScopes(mandates, { roll, payee, collector });
  const results: Collected[] = [];
  const wanted: Wanted[] = [];
  for await (const bill of bills) {
    const found = await wantedOf(mandates, roll, bill, scopes.get(getAddress(bill.account)) ?? []);
    if (found === undefined) continue;
    if (found.problem === "" && !isCheck) wanted.push(found);
    else results.push(found);
  }
  for (const scope of new Set(wanted.map((item) => item.scope))) {
    const items = wanted.filter((item) => item.scope === scope);
    results.push(...(await sendAll(mandates, roll, items)));
  }
  return results.map(({ index, payer, amount, problem }) => ({ index, payer, amount, problem }));
}

/** Collects bills under mandates of one scope. */
async function sendAll(mandates: IMandates, roll: bigint, wanted: readonly Wanted[]): Promise<Collected[]> {
  const results: Collected[] = [];
  const batch = { roll, ...wanted[0].scope };
  const debits = (items: readonly Wanted[]) =>
    items.map(({ payer, amount, terms }) => ({ payer, maxAmount: amount, terms }));
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
    for (const item of items) {
      results.push({ ...item, problem: told.get(item.index) ?? "the chain says nothing of it" });
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

/** What the first mandate that suffices allows of a bill; nothing where the bill is settled or there is no mandate. */
async function wantedOf(
  mandates: IMandates,
  roll: bigint,
  bill: PreparedBill,
  scopes: readonly Scope[],
): Promise<Wanted | undefined> {
  let first: Wanted | undefined;
  for (const scope of scopes) {
    const found = await wantedUnder(mandates, roll, bill, scope);
    if (found?.problem === "") return found;
    first ??= found;
  }
  return first;
}

/** What a mandate of one scope allows. */
async function wantedUnder(
  mandates: IMandates,
  roll: bigint,
  { account, index, terms, commit }: PreparedBill,
  scope: Scope,
): Promise<Wanted | undefined> {
  const billing = IBilling__factory.connect(await mandates.billing(), mandates.runner);
  const { payee } = readRollId(roll);
  const info = await mandates.mandateInfo(account, payee, scope.mandateRoll, scope.mandateCollector);
  if (info.perBill === 0n) return undefined;
  const now = BigInt((await providerOf(mandates.runner).getBlock("latest"))?.timestamp ?? 0);
  const owed = await billing.owedOf({ roll, terms, commit }, now + 1n);
  if (owed.status === 1n) return undefined;
  const amount = owed.due;
  const told = (problem: string) => ({ index, payer: account, amount, terms, scope, problem });
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

/** Says before anything is asked or sent that the account may not collect. */
async function requireCollector(mandates: IMandates, collector: string, payee: string): Promise<void> {
  let isNamed: boolean;
  try {
    isNamed = await mandates.isCollector(collector, payee);
  } catch (error) {
    const why = reasonOf(error, mandates.interface);
    throw new Error(`Mandates: does not answer (${why}); check --deployments`, { cause: error });
  }
  if (!isNamed) {
    throw new Error(
      `--account: the city has not named ${collector} a collector for ${payee}; let the head of billing do it`,
    );
  }
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
