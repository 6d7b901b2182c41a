import { keccak256 } from "ethers";

import { InputError } from "../errors.js";
import type { Hex } from "../signing/types.js";
import { BRANCH_CHILDREN, decodeNode, EMPTY_ROOT, nibblesOf, type TrieNode, unpackPath } from "./trie.js";

const MEND = "ask another node for the proof, of the block that the root is from";

/**
 * What a Merkle-Patricia trie holds under a key: the value, or nothing, and either is proven. Every node of the proof
 * must be used, so that one proof has one form.
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
  if (root === EMPTY_ROOT) {
    // Nodes of chains differ here: some tell the empty trie's only node, some tell none.
    if (proof.length === 0 || (proof.length === 1 && proof[0] === "0x80")) return undefined;
    throw new InputError(field, proof.length, "nodes prove an empty trie", MEND);
  }
  let used = 0;
  /** The next node of the proof, which must have the hash that its parent names. */
  const next = (hash: string): TrieNode => {
    const place = `${field}[${used}]`;
    if (used === proof.length) throw new InputError(field, used, "nodes end before the key does", MEND);
    const encoded = proof[used++];
    if (keccak256(encoded) !== hash) {
      throw new InputError(place, encoded, `has another hash than its parent says (${hash})`, MEND);
    }
    return decodeNode(encoded);
  };
  const value = walk(next(root), nibblesOf(key), next, field);
  if (used !== proof.length) {
    throw new InputError(`${field}[${used}]`, proof[used], "is a node that the way does not pass", MEND);
  }
  return value;
}

/** Follows the digits of a key from a node on. */
function walk(
  start: TrieNode,
  digits: string,
  next: (hash: string) => TrieNode,
  field: string,
): Hex | undefined {
  let node = start;
  let rest = digits;
  for (;;) {
    if (Array.isArray(node) && node.length === BRANCH_CHILDREN + 1) {
      if (rest === "") return valueOf(node[BRANCH_CHILDREN]);
      const child = node[parseInt(rest[0], 16)];
      rest = rest.slice(1);
      if (child === "0x") return undefined;
      node = typeof child === "string" ? next(child) : child;
      continue;
    }
    const [packed, child] = Array.isArray(node) && node.length === 2 ? node : [];
    const path = typeof packed === "string" ? unpackPath(packed) : undefined;
    if (path === undefined || child === undefined) {
      throw new InputError(field, JSON.stringify(node), "holds no node of a trie", MEND);
    }
    if (path.isLeaf) return path.nibbles === rest ? valueOf(child) : undefined;
    if (!rest.startsWith(path.nibbles)) return undefined;
    rest = rest.slice(path.nibbles.length);
    node = typeof child === "string" ? next(child) : child;
  }
}

/** A value that is there; empty bytes are none. */
const valueOf = (value: TrieNode): Hex | undefined =>
  typeof value === "string" && value !== "0x" ? (value as Hex) : undefined;
