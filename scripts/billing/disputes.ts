import type { Provider } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { formatAmount } from "../../sdk/index.js";
import { IDisputes__factory } from "../../typechain-types/index.js";
import { readAddressBook } from "../city/addressBook.js";
import { bad, good, runCommand } from "../lib/cli.js";
import { connect } from "../lib/connection.js";
import { logsOf } from "../lib/logs.js";
import { counted, table } from "../lib/table.js";

/** Arguments of `hardhat billing disputes`. */
export interface DisputesArguments {
  readonly deployments: string;
}

/** A dispute that nobody has answered, with its clock. */
export interface OpenDispute {
  readonly roll: bigint;
  readonly index: bigint;
  /** Who has opened it; zero where an officer did. */
  readonly debtor: string;
  readonly claimed: bigint;
  /** Last second of an officer, Unix seconds. */
  readonly answerBy: bigint;
  /** Last second of the head. */
  readonly headBy: bigint;
  /** Whose turn it is. */
  readonly turn: "officer" | "head" | "anyone: silence";
  /** Seconds left of that turn; 0 where anyone may end it. */
  readonly left: bigint;
}

const OPEN = 1n;
const DAY = 86_400n;

/** `hardhat billing disputes`: lists open disputes by their clock. */
export default async function disputes(
  args: DisputesArguments,
  hre: HardhatRuntimeEnvironment,
): Promise<void> {
  await runCommand(async () => {
    const { provider, close } = await connect(hre, { isReadOnly: true });
    try {
      const { chainId } = await provider.getNetwork();
      const { contracts } = await readAddressBook(args.deployments, chainId);
      if (contracts.Disputes === undefined) {
        throw new Error("--deployments: the city has no Disputes; deploy the service payments first");
      }
      return printDisputes(await openDisputes(provider, contracts.Disputes.address));
    } finally {
      await close();
    }
  });
}

/** Open disputes, the most urgent first. */
export async function openDisputes(provider: Provider, address: string): Promise<OpenDispute[]> {
  const contract = IDisputes__factory.connect(address, provider);
  const now = BigInt((await provider.getBlock("latest"))?.timestamp ?? 0);
  const [answerPeriod, headPeriod] = [await contract.ANSWER_PERIOD(), await contract.HEAD_PERIOD()];
  const seen = new Set<string>();
  const open: OpenDispute[] = [];
  const topics = await contract.filters.DisputeOpened().getTopicFilter();
  for (const log of await logsOf(provider, address, topics)) {
    const { roll, index } = contract.interface.decodeEventLog("DisputeOpened", log.data, log.topics);
    if (seen.has(`${roll} ${index}`)) continue;
    seen.add(`${roll} ${index}`);
    const { debtor, openedAt, state, claimed } = await contract.disputeOf(roll, index);
    if (state !== OPEN) continue;
    const answerBy = openedAt + answerPeriod;
    const headBy = answerBy + headPeriod;
    const turn = now <= answerBy ? "officer" : now <= headBy ? "head" : "anyone: silence";
    const end = turn === "officer" ? answerBy : headBy;
    open.push({ roll, index, debtor, claimed, answerBy, headBy, turn, left: end > now ? end - now : 0n });
  }
  return open.toSorted((a, b) => Number(a.answerBy - b.answerBy));
}

/** Prints them; fails where a turn of the office is over. */
function printDisputes(open: readonly OpenDispute[]): boolean {
  if (open.length === 0) {
    console.log(good("no open dispute"));
    return true;
  }
  const day = (seconds: bigint): string => new Date(Number(seconds) * 1000).toISOString().slice(0, 16);
  console.log(
    table(
      ["roll", "bill", "by", "claimed", "officer until", "head until", "turn", "left"],
      open.map(({ roll, index, debtor, claimed, answerBy, headBy, turn, left }) => [
        `0x${roll.toString(16)}`,
        String(index),
        /^0x0+$/.test(debtor) ? "the counter" : debtor,
        formatAmount(claimed),
        day(answerBy),
        day(headBy),
        turn,
        `${left / DAY} d ${(left % DAY) / 3600n} h`,
      ]),
    ),
  );
  const late = open.filter(({ turn }) => turn !== "officer").length;
  console.log(counted(open.length, "open dispute"));
  if (late > 0) console.log(bad(`${counted(late, "dispute")} past the officers' time`));
  return late === 0;
}
