import { getBytes, hexlify } from "ethers";

import { InputError } from "../../errors.js";
import { requireBytes32 } from "../../inputs/requireBytes32.js";
import type { Hex } from "../../signing/types.js";
import { LeafTree } from "../../trees/LeafTree.js";
import { billHasher } from "./billHasher.js";

/** A household's bills that stand under one node. */
export interface Statement {
  /** Id of the roll. */
  readonly roll: bigint;
  /** Packed terms of its 2^k places in order; 0 for an unused one. */
  readonly terms: readonly bigint[];
  /** Their common commitment. */
  readonly commit: string;
}

/**
 * The node above a statement's bills, which a signature names as `statement`.
 * @throws InputError where the places are not 2^k, or none is a bill.
 */
export function statementNode({ roll, terms, commit }: Statement): Hex {
  if (!Number.isInteger(Math.log2(terms.length)) || terms.every((word) => word === 0n)) {
    throw new InputError(
      "terms",
      terms.length,
      "places are no statement",
      "give 2^k places, one of them a bill",
    );
  }
  const hasher = billHasher(roll);
  const commitment = getBytes(requireBytes32("commit", commit));
  const tree = new LeafTree(terms.length);
  for (const [place, word] of terms.entries()) {
    if (word !== 0n) tree.set(place, hasher.leaf(word, commitment));
  }
  tree.fill();
  return hexlify(tree.root()) as Hex;
}
