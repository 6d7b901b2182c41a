import { InputError } from "../errors.js";
import type { Hex } from "../signing/types.js";
import {
  BRANCH_CHILDREN,
  decodeNode,
  EMPTY_ROOT,
  nibblesOf,
  packPath,
  referenceTo,
  type TrieNode,
} from "./trie.js";
import { encodeRlp, keccak256 } from "ethers";

/** A Merkle-Patricia trie, whole. */
export interface Trie {
  readonly root: Hex;
  /** The nodes from the root to a key, as {@link verifyTrieProof} takes them. */
  readonly proofOf: (key: string) => Hex[];
}

type Entry = readonly [nibbles: string, value: string];

/**
 * Builds the trie of some entries: what a header commits to when it names the root of its transactions.
 * @param entries Keys and their values, which are not empty. Each key stands once.
 * @throws InputError where a key stands twice, or a value is empty.
 */
export function trieOf(entries: Iterable<readonly [key: string, value: string]>): Trie {
  const list = [...entries].map(([key, value]): Entry => {
    if (value === "0x") throw new InputError("entries", key, "has an empty value", "leave it out");
    return [nibblesOf(key), value];
  });
  if (new Set(list.map(([nibbles]) => nibbles)).size !== list.length) {
    throw new InputError("entries", list.length, "entries hold a key twice", "give each key once");
  }
  if (list.length === 0) return { root: EMPTY_ROOT, proofOf: () => [] };

  const nodes = new Map<string, Hex>();
  const first = encodeRlp(build(list, nodes)) as Hex;
  const root = keccak256(first) as Hex;
  nodes.set(root, first);
  return { root, proofOf: (key) => wayTo(root, nibblesOf(key), nodes) };
}

/** The node above some entries, whose keys lack what lies above it. */
function build(entries: readonly Entry[], nodes: Map<string, Hex>): TrieNode {
  if (entries.length === 1) {
    const [[nibbles, value]] = entries;
    return [packPath(nibbles, true), value];
  }
  const shared = sharedStart(entries);
  if (shared > 0) {
    const below = build(
      entries.map(([nibbles, value]) => [nibbles.slice(shared), value]),
      nodes,
    );
    return [packPath(entries[0][0].slice(0, shared), false), referTo(below, nodes)];
  }
  const children = Array.from({ length: BRANCH_CHILDREN }, (_, digit): TrieNode => {
    const below = entries
      .filter(([nibbles]) => nibbles !== "" && parseInt(nibbles[0], 16) === digit)
      .map(([nibbles, value]): Entry => [nibbles.slice(1), value]);
    return below.length === 0 ? "0x" : referTo(build(below, nodes), nodes);
  });
  return [...children, entries.find(([nibbles]) => nibbles === "")?.[1] ?? "0x"];
}

/** How many digits all keys have in common from the start. */
function sharedStart(entries: readonly Entry[]): number {
  const [first] = entries[0];
  let length = 0;
  while (length < first.length && entries.every(([nibbles]) => nibbles[length] === first[length])) length++;
  return length;
}

/** Remembers a node and tells how its parent names it. */
function referTo(node: TrieNode, nodes: Map<string, Hex>): TrieNode {
  const { reference, encoded } = referenceTo(node);
  if (encoded !== undefined) nodes.set(reference as string, encoded);
  return reference;
}

/** The hashed nodes that a key passes. */
function wayTo(root: Hex, digits: string, nodes: ReadonlyMap<string, Hex>): Hex[] {
  const way: Hex[] = [];
  let reference: TrieNode = root;
  let rest = digits;
  for (;;) {
    let node: TrieNode = reference;
    if (typeof reference === "string") {
      const encoded = nodes.get(reference);
      if (encoded === undefined) return way;
      way.push(encoded);
      node = decodeNode(encoded);
    }
    if (!Array.isArray(node)) return way;
    if (node.length === 2) {
      const packed = nibblesOf(node[0] as string);
      const isLeaf = packed[0] === "2" || packed[0] === "3";
      const path = packed.slice(packed[0] === "1" || packed[0] === "3" ? 1 : 2);
      if (isLeaf || !rest.startsWith(path)) return way;
      rest = rest.slice(path.length);
      reference = node[1];
      continue;
    }
    if (rest === "") return way;
    reference = node[parseInt(rest[0], 16)];
    if (reference === "0x") return way;
    rest = rest.slice(1);
  }
}
