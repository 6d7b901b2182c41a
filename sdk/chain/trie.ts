import { dataLength, decodeRlp, encodeRlp, keccak256 } from "ethers";

import type { Hex } from "../signing/types.js";

/** A node of a trie as RLP holds it: bytes, or a list of nodes. */
export type TrieNode = string | TrieNode[];

/** Root of a trie that holds nothing: keccak256 of the empty string in RLP. */
export const EMPTY_ROOT: Hex = "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";

/** Children of a branch; a value follows them. */
export const BRANCH_CHILDREN = 16;

/** From this length on a node is named by its hash; shorter ones stand inside their parent. */
const HASHED_LENGTH = 32;

/** Hexadecimal digits of a key, the way through a trie. */
export const nibblesOf = (key: string): string => key.slice(2).toLowerCase();

/** A path as a node holds it (hex prefix): its parity and whether a value ends it, then its digits. */
export function packPath(nibbles: string, isLeaf: boolean): Hex {
  const flag = (isLeaf ? 2 : 0) + (nibbles.length % 2);
  return `0x${flag}${nibbles.length % 2 === 0 ? "0" : ""}${nibbles}`;
}

/**
 * The way back from {@link packPath}.
 * @returns nothing where the bytes are no path
 */
export function unpackPath(packed: string): { nibbles: string; isLeaf: boolean } | undefined {
  const digits = nibblesOf(packed);
  if (!/^([02]0|[13])/.test(digits) || digits.length % 2 !== 0) return undefined;
  const flag = Number(digits[0]);
  return { nibbles: digits.slice(flag % 2 === 0 ? 2 : 1), isLeaf: flag >= 2 };
}

/** How a parent names a node: by its hash, or, where it is short, by itself. */
export function referenceTo(node: TrieNode): { reference: TrieNode; encoded: Hex | undefined } {
  const encoded = encodeRlp(node) as Hex;
  if (dataLength(encoded) < HASHED_LENGTH) return { reference: node, encoded: undefined };
  return { reference: keccak256(encoded), encoded };
}

/** A node from its bytes. */
export const decodeNode = (encoded: string): TrieNode => decodeRlp(encoded);
