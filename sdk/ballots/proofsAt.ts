import { dataLength, toBeHex } from "ethers";

import type { Rpc } from "../chain/rpc.js";
import type { Hex } from "../signing/types.js";

/** Slots that a node is asked for at once. */
const SLOTS_AT_ONCE = 500;

/** Nodes shorter than a hash stand inside their parents. */
const SHORTEST_NODE = 32;

/**
 * Asks a node for the proofs of a contract's words.
 * @param slots In the order of their reading.
 * @param block Its number, in hexadecimal.
 * @returns the nodes that lead to the contract and to its words, each once, in the order of their reading
 */
export async function proofsAt(
  rpc: Rpc,
  contract: string,
  slots: readonly bigint[],
  block: string,
  onProgress: (what: string, done: number, count: number) => void,
): Promise<{ account: Hex[]; storage: Hex[] }> {
  const storage = new Set<Hex>();
  let account: Hex[] = [];
  for (let start = 0; start < slots.length; start += SLOTS_AT_ONCE) {
    const asked = slots.slice(start, start + SLOTS_AT_ONCE).map((slot) => toBeHex(slot, 32));
    const answer = (await rpc({ method: "eth_getProof", params: [contract, asked, block] })) as {
      accountProof: Hex[];
      storageProof: { proof: Hex[] }[];
    };
    account = answer.accountProof;
    for (const { proof } of answer.storageProof) for (const node of hashedNodes(proof)) storage.add(node);
    onProgress("words proven", start + asked.length, slots.length);
  }
  return { account: hashedNodes(account), storage: [...storage] };
}

/** The nodes that have a hash; some chains tell the short ones too. */
const hashedNodes = (proof: readonly Hex[]): Hex[] =>
  proof.filter((node, place) => place === 0 || dataLength(node) >= SHORTEST_NODE);
