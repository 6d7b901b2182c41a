import { toQuantity } from "ethers";

import { encodeHeader } from "../chain/encodeHeader.js";
import { encodeTransaction } from "../chain/encodeTransaction.js";
import type { RpcBlock } from "../chain/header.js";
import type { Rpc, RpcTransaction } from "../chain/rpc.js";
import { trieOf } from "../chain/trieOf.js";
import { transactionKey } from "../chain/verifyTransaction.js";
import type { Hex } from "../signing/types.js";
import type { AcceptedCall } from "./acceptedCalls.js";
import type { ElectionRecord, NamedTransaction, PlacedTransaction } from "./electionRecord.js";

/** How entries are written. */
export interface EntryOptions {
  /** Number of the block of the proofs. */
  readonly last: number;
  readonly withHeaders: boolean;
  readonly onProgress: (what: string, done: number, count: number) => void;
}

/** The entries of a record, and the headers before that of the block of the proofs. */
export interface Entries {
  readonly cast: ElectionRecord["cast"];
  readonly headers: readonly Hex[];
}

/** Writes the entries of a record. */
export async function recordEntries(
  rpc: Rpc,
  calls: readonly AcceptedCall[],
  { last, withHeaders, onProgress }: EntryOptions,
): Promise<Entries> {
  const blocks = new Map<number, Block>();
  const cast: ElectionRecord["cast"][number][] = [];
  for (const { call, transaction } of calls) {
    const number = Number(transaction.blockNumber);
    const block = blocks.get(number) ?? (await readBlock(rpc, number, withHeaders));
    blocks.set(number, block);
    const time = Number(block.json.timestamp);
    const told = await tell(rpc, transaction, block, withHeaders);
    cast.push(
      call.kind === "direct"
        ? {
            kind: "direct",
            time,
            voterIndex: call.voterIndex,
            choice: String(call.choice),
            transaction: told,
          }
        : { kind: "relayed", time, ballots: call.ballots, transaction: told },
    );
    onProgress("entries written", cast.length, calls.length);
  }
  const headers: Hex[] = [];
  const first = withHeaders ? Number(calls[0]?.transaction.blockNumber ?? last) : last;
  for (let number = first; number < last; number++) {
    const json = blocks.get(number)?.json ?? (await readBlock(rpc, number, false)).json;
    headers.push(encodeHeader(json));
    onProgress("headers read", number - first + 1, last - first);
  }
  return { cast, headers };
}

/** A block, and the tree of its transactions where it is needed. */
interface Block {
  readonly json: RpcBlock;
  readonly proofOf: (index: number) => Hex[];
}

async function readBlock(rpc: Rpc, number: number, withTransactions: boolean): Promise<Block> {
  const json = (await rpc({
    method: "eth_getBlockByNumber",
    params: [toQuantity(number), withTransactions],
  })) as RpcBlock;
  if (!withTransactions) return { json, proofOf: () => [] };
  const entries: [string, string][] = [];
  for (const [index, transaction] of (json.transactions as RpcTransaction[]).entries()) {
    entries.push([transactionKey(index), await encodeTransaction(rpc, transaction)]);
  }
  const { proofOf } = trieOf(entries);
  return { json, proofOf: (index) => proofOf(transactionKey(index)) };
}

async function tell(
  rpc: Rpc,
  transaction: RpcTransaction,
  { proofOf }: Block,
  withHeaders: boolean,
): Promise<PlacedTransaction | NamedTransaction> {
  const raw = await encodeTransaction(rpc, transaction);
  if (!withHeaders) return { kind: "named", hash: transaction.hash, raw };
  const [block, index] = [Number(transaction.blockNumber), Number(transaction.transactionIndex)];
  return { kind: "placed", block, index, raw, proof: proofOf(index) };
}
