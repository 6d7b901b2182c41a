import { concat, keccak256 } from "ethers";

import { InputError } from "../errors.js";
import type { Hex } from "../signing/types.js";

/** A Merkle tree of leaves in their order. */
export interface MerkleTree {
  readonly root: Hex;
  /** How many leaves it has. */
  readonly size: number;
  /** The siblings from a leaf up to the root, as OpenZeppelin's `MerkleProof` takes them. */
  readonly proofOf: (index: number) => Hex[];
}

/**
 * Builds a Merkle tree with the nodes and the shape of `@openzeppelin/merkle-tree`: a parent is keccak256 of its
 * children, the smaller first; with n leaves the array holds 2n - 1 nodes, the root first and the leaves last, the
 * first leaf at the very end.
 * @param leaves 32 bytes each, already hashed; they are not sorted.
 * @throws InputError where there is none.
 */
export function merkleTreeOf(leaves: readonly Hex[]): MerkleTree {
  const size = leaves.length;
  if (size === 0) throw new InputError("leaves", 0, "make no tree", "give at least one");
  const nodes: Hex[] = [...Array<Hex>(size - 1), ...leaves.toReversed()];
  for (let place = size - 2; place >= 0; place--) {
    nodes[place] = parentOf(nodes[2 * place + 1], nodes[2 * place + 2]);
  }
  return {
    root: nodes[0],
    size,
    proofOf: (index) => {
      if (!Number.isInteger(index) || index < 0 || index >= size) {
        throw new InputError("index", index, "is no leaf of the tree", `give 0 to ${size - 1}`);
      }
      const siblings: Hex[] = [];
      for (let place = 2 * size - 2 - index; place > 0; place = (place - 1) >> 1) {
        siblings.push(nodes[place % 2 === 0 ? place - 1 : place + 1]);
      }
      return siblings;
    },
  };
}

/** The node above two: the smaller goes first, so that a proof needs no sides. */
export function parentOf(one: Hex, other: Hex): Hex {
  return keccak256(one < other ? concat([one, other]) : concat([other, one])) as Hex;
}
