import { type Log, type LogDescription } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { formatAmount, readEncumbranceWord, referenceOf } from "../../sdk/index.js";
import { requireBytes32 } from "../../sdk/inputs/requireBytes32.js";
import { CityToken__factory, LandRegistry__factory } from "../../typechain-types/index.js";
import { numberOf } from "../lib/options.js";
import { bad, heading } from "../lib/cli.js";
import { runSales, type SaleArguments, type SaleOffice } from "./office.js";

/** Arguments of `hardhat sale record`. */
export interface RecordArguments extends SaleArguments {
  readonly statement: string;
  readonly fromBlock: string;
}

/** `hardhat sale record`: what the chain says of a completed sale. Sends nothing. */
export default async function record(args: RecordArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runSales(hre, args, async (office) => tell(office, args), true);
}

async function tell(office: SaleOffice, args: RecordArguments): Promise<boolean> {
  const { conveyance, provider } = office;
  const statement = requireBytes32("--statement", args.statement);
  const filter = conveyance.filters.SaleCompleted(undefined, statement);
  const [found] = await conveyance.queryFilter(filter, numberOf("from-block", args.fromBlock, 0));
  if (found === undefined) {
    console.error(bad(`no sale with the statement ${statement} has completed`));
    return false;
  }
  const { id, buyer, price, tax, levy } = found.args;
  const [block, receipt] = await Promise.all([
    found.getBlock(),
    provider.getTransactionReceipt(found.transactionHash),
  ]);
  console.log(heading(`Completion of ${referenceOf(id)}`));
  console.log(`statement    ${statement}`);
  console.log(`transaction  ${found.transactionHash}, block ${found.blockNumber}`);
  console.log(`completed    ${new Date(block.timestamp * 1000).toISOString()}`);
  console.log(`buyer        ${buyer}`);
  for (const [name, amount] of [
    ["price", price],
    ["tax", tax],
    ["levy", levy],
  ] as const) {
    console.log(`${name.padEnd(13)}${formatAmount(amount)}`);
  }
  for (const line of await linesOf(office, receipt?.logs ?? [], id)) console.log(line);
  return true;
}

/** What the register and the token have written down in the same transaction. */
async function linesOf({ conveyance }: SaleOffice, logs: readonly Log[], id: bigint): Promise<string[]> {
  const [registry, token] = await Promise.all([conveyance.registry(), conveyance.token()]);
  const registers = LandRegistry__factory.createInterface();
  const tokens = CityToken__factory.createInterface();
  return logs.flatMap((log) => {
    if (log.address === registry) return registerLine(registers.parseLog(log), id);
    if (log.address === token) return moneyLine(tokens.parseLog(log));
    return creditLine(conveyance.interface.parseLog(log));
  });
}

function registerLine(log: LogDescription | null, id: bigint): string[] {
  if (log === null || log.args.id !== id) return [];
  if (log.name === "Conveyed")
    return [`deed         version ${log.args.version}, document ${log.args.documentHash}`];
  if (log.name === "Released") return [`released     number ${log.args.number}`];
  if (log.name !== "Encumbered") return [];
  const { holder, amount, kind } = readEncumbranceWord(log.args.word as bigint);
  return [`entered      number ${log.args.number}: ${kind} of ${holder}, ${formatAmount(amount * 10_000n)}`];
}

function moneyLine(log: LogDescription | null): string[] {
  if (log?.name !== "Transfer") return [];
  return [`paid         ${formatAmount(log.args.value as bigint)} from ${log.args.from} to ${log.args.to}`];
}

function creditLine(log: LogDescription | null): string[] {
  if (log?.name !== "CreditAdded") return [];
  return [
    `credited     ${formatAmount(log.args.amount as bigint)} to ${log.args.account}, who could not be paid`,
  ];
}
