import { decodeRlp } from "ethers";

import { InputError } from "../errors.js";
import type { Hex } from "../signing/types.js";
import { encodeHeader } from "./encodeHeader.js";
import type { RpcBlock } from "./header.js";
import { readHeader } from "./readHeader.js";
import { decodeReceipt, encodeReceipt, type ReceiptLog, type RpcReceipt } from "./receipt.js";
import type { Rpc } from "./rpc.js";
import { trieOf } from "./trieOf.js";
import { transactionKey } from "./verifyTransaction.js";
import { verifyTrieProof } from "./verifyTrieProof.js";

/** What shows that a transaction did what its receipt says: whoever knows the block's hash checks it without a node. */
export interface ReceiptProof {
  /** The block's header, RLP. */
  readonly header: Hex;
  /** The transaction's place in the block, from 0. */
  readonly transactionIndex: number;
  /** The receipt's bytes. */
  readonly receipt: Hex;
  /** Nodes of the trie of receipts, from the root on. */
  readonly nodes: readonly Hex[];
}

/** What a proven receipt says. */
export interface ProvenReceipt {
  /** Hash of the block: compare it with one from a source that you trust. */
  readonly blockHash: Hex;
  readonly blockNumber: bigint;
  /** Time of the block, Unix seconds. */
  readonly timestamp: bigint;
  readonly succeeded: boolean;
  readonly logs: readonly ReceiptLog[];
}

/** Where a header names the root of its receipts. */
const RECEIPTS_ROOT = 5;

/**
 * Fetches the proof of a transaction's receipt. The node is asked for all receipts of the block, and what it answers is
 * held against the block's hash.
 * @throws InputError where the node does not know the transaction, or its answers do not fit together.
 */
export async function fetchReceiptProof(rpc: Rpc, transactionHash: string): Promise<ReceiptProof> {
  const own = (await rpc({ method: "eth_getTransactionReceipt", params: [transactionHash] })) as
    (RpcReceipt & { blockHash: string }) | null;
  if (own === null) {
    throw new InputError(
      "transactionHash",
      transactionHash,
      "is in no block that the node knows",
      "wait until it is mined, and check the chain that the client is connected to",
    );
  }
  const block = (await rpc({ method: "eth_getBlockByHash", params: [own.blockHash, false] })) as RpcBlock;
  const receipts = (await Promise.all(
    (block.transactions as string[]).map((hash) =>
      rpc({ method: "eth_getTransactionReceipt", params: [hash] }),
    ),
  )) as RpcReceipt[];
  const trie = trieOf(
    receipts.map((receipt) => [transactionKey(Number(receipt.transactionIndex)), encodeReceipt(receipt)]),
  );
  const transactionIndex = Number(own.transactionIndex);
  const proof: ReceiptProof = {
    header: encodeHeader(block),
    transactionIndex,
    receipt: encodeReceipt(own),
    nodes: trie.proofOf(transactionKey(transactionIndex)),
  };
  verifyReceiptProof(proof);
  return proof;
}

/**
 * Checks the proof of a receipt, without a node.
 * @returns what the receipt says, and of which block: its hash is for the caller to trust
 * @throws InputError where header, receipt and nodes do not hang together.
 */
export function verifyReceiptProof({
  header,
  transactionIndex,
  receipt,
  nodes,
}: ReceiptProof): ProvenReceipt {
  const { hash, number, timestamp } = readHeader(header);
  const root = (decodeRlp(header) as Hex[])[RECEIPTS_ROOT];
  if (verifyTrieProof(root, transactionKey(transactionIndex), nodes, "nodes") !== receipt.toLowerCase()) {
    throw new InputError(
      "receipt",
      receipt,
      "is not the one of its block",
      "ask for the payment receipt again",
    );
  }
  return { blockHash: hash, blockNumber: number, timestamp, ...decodeReceipt(receipt) };
}
