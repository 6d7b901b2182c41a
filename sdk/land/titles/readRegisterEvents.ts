import { getAddress } from "ethers";

import type { Rpc } from "../../chain/rpc.js";
import type { Address } from "../../signing/types.js";
import { REGISTER_EVENTS } from "./registerEvents.js";
import type { RegisterLog } from "./registerLogs.js";
import type { RegisterEvent } from "./titleRecord.js";

/** Blocks that a node is asked for at once. */
const BLOCKS_AT_ONCE = 50;

/** Reads logs of a register, and when their blocks were made, which many nodes do not tell with a log. */
export async function readRegisterEvents(rpc: Rpc, logs: readonly RegisterLog[]): Promise<RegisterEvent[]> {
  const times = await timesOf(rpc, logs);
  return logs.flatMap((log) => {
    const event = REGISTER_EVENTS.parseLog(log);
    if (event === null) return [];
    const [block, index] = [Number(log.blockNumber), Number(log.logIndex)];
    return {
      register: getAddress(log.address) as Address,
      name: event.name,
      args: event.args.toObject(),
      at: { block, index, time: times.get(log.blockNumber) ?? 0, transaction: log.transactionHash },
    };
  });
}

async function timesOf(rpc: Rpc, logs: readonly RegisterLog[]): Promise<Map<string, number>> {
  const times = new Map<string, number>();
  for (const { blockNumber, blockTimestamp } of logs) {
    if (blockTimestamp !== undefined) times.set(blockNumber, Number(blockTimestamp));
  }
  const unknown = [...new Set(logs.map(({ blockNumber }) => blockNumber))].filter(
    (block) => !times.has(block),
  );
  for (let start = 0; start < unknown.length; start += BLOCKS_AT_ONCE) {
    const asked = unknown.slice(start, start + BLOCKS_AT_ONCE);
    const blocks = await Promise.all(
      asked.map((block) => rpc({ method: "eth_getBlockByNumber", params: [block, false] })),
    );
    asked.forEach((block, i) => times.set(block, Number((blocks[i] as { timestamp: string }).timestamp)));
  }
  return times;
}
