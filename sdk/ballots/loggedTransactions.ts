import { toQuantity } from "ethers";

import type { Rpc, RpcTransaction } from "../chain/rpc.js";

/** Blocks whose logs a node is asked for at once. */
const BLOCKS_AT_ONCE = 10_000;

/** A log as a node tells it. */
export interface NodeLog {
  readonly topics: readonly string[];
  readonly data: string;
  readonly transactionHash: string;
  readonly blockNumber: string;
  readonly logIndex: string;
}

/** Where to look, and for which topics. */
export interface LogSearch {
  readonly contract: string;
  readonly topics: readonly (string | readonly string[])[];
  readonly fromBlock: number;
  readonly toBlock: number;
  readonly onProgress: (what: string, done: number, count: number) => void;
}

/** A transaction with those of its logs that were searched. */
export interface LoggedTransaction {
  readonly transaction: RpcTransaction;
  readonly logs: readonly NodeLog[];
}

/** Finds transactions by their logs, in the order of the chain. */
export async function loggedTransactions(rpc: Rpc, search: LogSearch): Promise<LoggedTransaction[]> {
  const { contract, topics, fromBlock, toBlock, onProgress } = search;
  const found = new Map<string, NodeLog[]>();
  for (let start = fromBlock; start <= toBlock; start += BLOCKS_AT_ONCE) {
    const end = Math.min(start + BLOCKS_AT_ONCE - 1, toBlock);
    const logs = (await rpc({
      method: "eth_getLogs",
      params: [{ address: contract, topics, fromBlock: toQuantity(start), toBlock: toQuantity(end) }],
    })) as NodeLog[];
    for (const log of logs.toSorted(byPlace))
      found.set(log.transactionHash, [...(found.get(log.transactionHash) ?? []), log]);
    onProgress("blocks searched", end - fromBlock + 1, toBlock - fromBlock + 1);
  }
  const transactions: LoggedTransaction[] = [];
  for (const [hash, logs] of found) {
    const transaction = (await rpc({ method: "eth_getTransactionByHash", params: [hash] })) as RpcTransaction;
    transactions.push({ transaction, logs });
    onProgress("transactions read", transactions.length, found.size);
  }
  return transactions;
}

/** Logs in the order of the chain, which nodes keep but do not promise. */
const byPlace = (one: NodeLog, other: NodeLog): number =>
  Number(one.blockNumber) - Number(other.blockNumber) || Number(one.logIndex) - Number(other.logIndex);
