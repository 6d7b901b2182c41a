import { toBeHex, toQuantity } from "ethers";

import type { Rpc } from "../../chain/rpc.js";
import type { Address, Hex } from "../../signing/types.js";
import { sorted } from "../sorted.js";
import { REGISTER_EVENTS } from "./registerEvents.js";

/** A log as a node tells it. */
export interface RegisterLog {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
  readonly blockNumber: string;
  readonly logIndex: string;
  readonly transactionHash: Hex;
  /** Some nodes tell it. */
  readonly blockTimestamp?: string;
}

/** Where to look. */
export interface LogSearch {
  /** The registers of a line. */
  readonly registers: readonly Address[];
  /** Titles; all where absent. */
  readonly ids?: readonly bigint[];
  readonly fromBlock: number;
  readonly toBlock: number;
}

/** Blocks whose logs a node is asked for at once. */
const BLOCKS_AT_ONCE = 10_000;

/** All registers' events, the topics that titles are named in, and the event that names them in its data. */
const EVENTS = REGISTER_EVENTS.fragments.flatMap((fragment) =>
  fragment.type === "event" ? [REGISTER_EVENTS.getEvent(fragment.format("sighash"))?.topicHash ?? ""] : [],
);
const REPLOTTED = REGISTER_EVENTS.getEvent("Replotted")?.topicHash ?? "";

/**
 * The logs of registers about titles, in the order of the chain. Of chosen titles: every log that names one of them, and
 * all replots, which name theirs where a node cannot search.
 */
export async function registerLogs(
  rpc: Rpc,
  { registers, ids, fromBlock, toBlock }: LogSearch,
): Promise<RegisterLog[]> {
  const named = ids?.map((id) => toBeHex(id, 32));
  const searches =
    named === undefined
      ? [[EVENTS]]
      : [[[REPLOTTED]], [EVENTS, named], [EVENTS, null, named], [EVENTS, null, null, named]];
  const found = new Map<string, RegisterLog>();
  for (let start = fromBlock; start <= toBlock; start += BLOCKS_AT_ONCE) {
    const range = {
      address: registers,
      fromBlock: toQuantity(start),
      toBlock: toQuantity(Math.min(start + BLOCKS_AT_ONCE - 1, toBlock)),
    };
    for (const topics of searches) {
      const logs = (await rpc({
        method: "eth_getLogs",
        params: [{ ...range, topics }],
      })) as RegisterLog[];
      for (const log of logs) found.set(`${log.blockNumber} ${log.logIndex}`, log);
    }
  }
  return sorted(
    found.values(),
    (a, b) => Number(a.blockNumber) - Number(b.blockNumber) || Number(a.logIndex) - Number(b.logIndex),
  );
}
