import { keccak256 } from "ethers";

import { InputError } from "../errors.js";
import type { Hex } from "../signing/types.js";
import { BRANCH_CHILDREN, decodeNode, EMPTY_ROOT, nibblesOf, type TrieNode, unpackPath } from "./trie.js";

const MEND = "ask another node for the proof, of the block that the root is from";

/** Reads several keys of one trie from the nodes that prove them. */
export interface TrieReader {
  /**
   * What the trie holds under a key.
   * @returns nothing where it proves that the key is absent
   * @throws InputError where a node is missing or is not the one that its parent names.
   */
  readonly get: (key: string) => Hex | undefined;
  /**
   * Ends the reading.
   * @throws InputError where a node was not needed.
   */
  readonly end: () => void;
}

/**
 * Reads a Merkle-Patricia trie by its proof. The nodes stand once each, in the order in which the keys first pass
 * them, and all of them must be used, so that one proof has one form.
 * @param root Hash of the trie's first node, from a header or an account that is itself proven.
 * @param nodes Nodes of the proof.
 * @param field Where they stand, for the error.
 */
export function trieReader(root: string, nodes: readonly string[], field: string): TrieReader {
  const known = new Map<string, TrieNode>();
  let used = 0;
  /** The node of a hash: one that was passed before, or the next one. */
  const nodeOf = (hash: string): TrieNode => {
    const before = known.get(hash);
    if (before !== undefined) return before;
    if (used === nodes.length) throw new InputError(field, used, "nodes end before the key does", MEND);
    const encoded = nodes[used];
    if (keccak256(encoded) !== hash) {
      const problem = `has another hash than its parent says (${hash})`;
      throw new InputError(`${field}[${used}]`, encoded, problem, MEND);
    }
    used++;
    const node = decodeNode(encoded);
    known.set(hash, node);
    return node;
  };
  // Nodes of chains differ here: some tell the empty trie's only node, some tell none.
  if (root === EMPTY_ROOT && nodes[0] === "0x80") used = 1;
  return {
    get: (key) => (root === EMPTY_ROOT ? undefined : walk(nodeOf(root), nibblesOf(key), nodeOf, field)),
    end: () => {
      if (used === nodes.length) return;
      throw new InputError(`${field}[${used}]`, nodes[used], "is a node that no way passes", MEND);
    },
  };
}

/** Follows the digits of a key from a node on. */
function walk(
  start: TrieNode,
  digits: string,
  nodeOf: (hash: string) => TrieNode,
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
      node = typeof child === "string" ? nodeOf(child) : child;
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
    node = typeof child === "string" ? nodeOf(child) : child;
  }
}

/** A value that is there; empty bytes are none. */
const valueOf = (value: TrieNode): Hex | undefined =>
  typeof value === "string" && value !== "0x" ? (value as Hex) : undefined;
