import type { Hex } from "../signing/types.js";
import { trieReader } from "./trieReader.js";

/**
 * What a Merkle-Patricia trie holds under a key: the value, or nothing, and either is proven.
 * @param root Hash of the trie's first node, from a header or an account that is itself proven.
 * @param key The key as the trie has it: for accounts and storage already hashed.
 * @param proof The nodes from the root on, as `eth_getProof` tells them.
 * @param field Where the proof stands, for the error.
 * @returns nothing where the trie proves that the key is absent
 * @throws InputError where the nodes do not hang together, miss one, or have one too many.
 */
export function verifyTrieProof(
  root: string,
  key: string,
  proof: readonly string[],
  field = "proof",
): Hex | undefined {
  const reader = trieReader(root, proof, field);
  const value = reader.get(key);
  reader.end();
  return value;
}
