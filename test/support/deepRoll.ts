import { ZeroHash } from "ethers";

import { AMOUNT, nodeOf, packTerms, treeOf } from "./billing.js";
import { commitOf, type Tree } from "./desks.js";

/** Levels of the tree of a roll of 100,000 bills. */
export const DEEP_LEVELS = 17;

const BRANCH_LEVELS = 9;

/**
 * A roll whose proofs are as long as in one of 100,000 bills: up to 512 bills stand under the first branch of a tree
 * whose other leaves are unused. Their indices can lie apart, so that each has a word of statuses for itself.
 */
export function deepRoll(
  debtor: { address: string },
  roll: bigint,
  dueAt: bigint,
  count: number,
  distance = 1,
): Tree {
  const bills = Array.from({ length: count }, (_, i) => ({
    roll,
    terms: packTerms({ amount: AMOUNT, index: i * distance, dueAt }),
    commit: commitOf(debtor),
  }));
  const branch = treeOf(bills, BRANCH_LEVELS);
  let root = branch.root;
  let unused = ZeroHash;
  const above: string[] = [];
  for (let level = 0; level < DEEP_LEVELS; ++level) {
    if (level >= BRANCH_LEVELS) {
      above.push(unused);
      root = nodeOf(root, unused);
    }
    unused = nodeOf(unused, unused);
  }
  return { root, bills, proofs: bills.map((_, index) => [...branch.proof(index), ...above]) };
}
