import { SimpleMerkleTree } from "@openzeppelin/merkle-tree";
import { expect } from "chai";
import { getBytes, hexlify, id, keccak256 } from "ethers";

import { LeafTree, rootOfProof } from "../../../sdk/index.js";
import { expectInputError } from "../../support/inputError.js";

const leavesOf = (count: number): string[] => Array.from({ length: count }, (_, i) => id(`leaf ${i}`));

function treeOf(leaves: readonly string[]): LeafTree {
  const tree = new LeafTree(leaves.length);
  for (const [i, leaf] of leaves.entries()) tree.set(i, getBytes(leaf));
  return tree;
}

describe("LeafTree", () => {
  it("has the roots and proofs of @openzeppelin/merkle-tree, for every size up to 70 and some beyond", () => {
    const sizes = [...Array.from({ length: 70 }, (_, i) => i + 1), 127, 128, 129, 1000, 1024, 1025];
    for (const size of sizes) {
      const leaves = leavesOf(size);
      const theirs = SimpleMerkleTree.of(leaves, { sortLeaves: false });
      const ours = treeOf(leaves);
      expect(hexlify(ours.root()), `root of ${size}`).to.equal(theirs.root);
      for (const position of new Set([0, 1, size >> 1, size - 2, size - 1])) {
        if (position < 0 || position >= size) continue;
        const proof = ours.proof(position).map((node) => hexlify(node));
        expect(proof, `proof ${position} of ${size}`).to.deep.equal(theirs.getProof(position));
        expect(rootOfProof(leaves[position], proof)).to.equal(theirs.root);
      }
    }
  });

  it("does not depend on the order in which leaves are set, nor on who hashes", () => {
    const leaves = leavesOf(33);
    let hashed = 0;
    const tree = new LeafTree(33, (data) => {
      ++hashed;
      return getBytes(keccak256(data));
    });
    for (const [i, leaf] of [...leaves.entries()].toReversed()) tree.set(i, getBytes(leaf));
    expect(hexlify(tree.root())).to.equal(hexlify(treeOf(leaves).root()));
    expect(hexlify(tree.leaf(32))).to.equal(leaves[32]);
    tree.root();
    expect(hashed).to.equal(32);
  });

  it("hands out copies: what a caller does to a hash does not change the tree", () => {
    const tree = treeOf(leavesOf(4));
    const root = hexlify(tree.root());
    for (const hash of [tree.root(), tree.leaf(0), ...tree.proof(0)]) hash.fill(0);
    expect(hexlify(tree.root())).to.equal(root);
    expect(hexlify(tree.leaf(0))).to.equal(id("leaf 0"));
  });

  it("refuses sizes, positions and leaves that do not fit", async () => {
    const refused = (act: () => unknown, field: string, problem: string | RegExp) =>
      expectInputError(act, { field, problem });
    for (const size of [0, -1, 1.5, Number.NaN]) {
      await refused(() => new LeafTree(size), "size", "is no number of leaves");
    }
    const leaf = getBytes(id("x"));
    const tree = new LeafTree(2);
    for (const position of [2, -1, 0.5]) {
      const problem = "is no position among 2 leaves";
      await refused(() => tree.set(position, leaf), "position", problem);
      await refused(() => tree.proof(position), "position", problem);
      await refused(() => tree.leaf(position), "position", problem);
    }
    await refused(() => tree.set(0, new Uint8Array(31)), "leaf", "bytes are no hash");
    await refused(() => tree.set(0, new Uint8Array(33)), "leaf", "bytes are no hash");
    tree.set(1, leaf);
    await refused(() => tree.set(1, leaf), "position", "has its leaf already");
    await refused(() => tree.root(), "leaves", "is the first of 1 positions without a leaf");
    await refused(() => tree.proof(1), "leaves", "is the first of 1 positions without a leaf");
    tree.set(0, leaf);
    expect(tree.root()).to.have.length(32);
  });

  it("refuses a proof of something that is no hash", async () => {
    await expectInputError(() => rootOfProof("0x12", []), { field: "leaf", problem: "is not 32 bytes" });
    await expectInputError(() => rootOfProof(id("x"), [id("y"), "0x"]), {
      field: "proof[1]",
      problem: "is not 32 bytes",
    });
  });
});
