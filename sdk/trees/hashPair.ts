import { keccak, type Keccak256 } from "../hashing/keccak.js";

/** Bytes of a hash. */
export const HASH_BYTES = 32;

/** Both children of a node, one buffer for all: hashing is never interrupted. */
const pair = new Uint8Array(2 * HASH_BYTES);

/**
 * The hash of two nodes, the smaller one first, so that a proof need not tell left from right (as OpenZeppelin's
 * `Hashes.commutativeKeccak256`).
 */
export function hashPair(a: Uint8Array, b: Uint8Array, keccak256: Keccak256 = keccak): Uint8Array {
  const isOrdered = compare(a, b) <= 0;
  pair.set(isOrdered ? a : b, 0);
  pair.set(isOrdered ? b : a, HASH_BYTES);
  return keccak256(pair);
}

/** Below zero where `a` is the smaller number. */
function compare(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < HASH_BYTES; ++i) {
    if (a[i] !== b[i]) return a[i] - b[i];
  }
  return 0;
}
