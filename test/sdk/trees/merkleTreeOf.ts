import { SimpleMerkleTree } from "@openzeppelin/merkle-tree";
import { expect } from "chai";
import { keccak256, toBeHex } from "ethers";

import { merkleTreeOf } from "../../../sdk/trees/merkleTreeOf.js";
import type { Hex } from "../../../sdk/index.js";
import { expectInputError } from "../../support/inputError.js";

const leavesOf = (count: number): Hex[] =>
  Array.from({ length: count }, (_, index) => keccak256(toBeHex(index, 32)) as Hex);

describe("a Merkle tree", () => {
  for (const count of [1, 2, 3, 5, 8, 100, 1_023, 1_025]) {
    it(`has the root and the proofs that @openzeppelin/merkle-tree makes: ${count} leaves`, () => {
      const leaves = leavesOf(count);
      const peer = SimpleMerkleTree.of(leaves, { sortLeaves: false });
      const tree = merkleTreeOf(leaves);
      expect(tree.root).to.equal(peer.root);
      expect(tree.size).to.equal(count);
      for (const index of [0, 1, count >> 1, count - 1].filter((place) => place < count)) {
        expect(tree.proofOf(index)).to.deep.equal(peer.getProof(index));
      }
    });
  }

  it("needs a leaf", () =>
    expectInputError(() => merkleTreeOf([]), { field: "leaves", problem: "make no tree" }));

  for (const index of [-1, 3, 0.5]) {
    it(`proves no leaf ${index} of three`, () =>
      expectInputError(() => merkleTreeOf(leavesOf(3)).proofOf(index), {
        field: "index",
        problem: "is no leaf of the tree",
      }));
  }
});
