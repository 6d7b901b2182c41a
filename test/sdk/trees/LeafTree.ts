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

  it("names the nodes of a perfect tree, and what lies above them", async () => {
    const leaves = leavesOf(8);
    const tree = treeOf(leaves);
    const quarters = [0, 1, 2, 3].map((i) => hexlify(treeOf(leaves.slice(2 * i, 2 * i + 2)).root()));
    expect(quarters).to.deep.equal([0, 1, 2, 3].map((i) => hexlify(tree.nodeAt(2, i))));
    expect(hexlify(tree.nodeAt(0, 0))).to.equal(hexlify(tree.root()));
    expect(hexlify(tree.nodeAt(3, 5))).to.equal(leaves[5]);
    const proof = tree.proofOfNode(2, 1).map((node) => hexlify(node));
    expect(proof).to.deep.equal(
      tree
        .proof(3)
        .slice(1)
        .map((node) => hexlify(node)),
    );
    expect(rootOfProof(quarters[1], proof)).to.equal(hexlify(tree.root()));
    await expectInputError(() => tree.nodeAt(4, 0), { field: "level", problem: "is no level of 8 leaves" });
    await expectInputError(() => tree.proofOfNode(-1, 0), {
      field: "level",
      problem: "is no level of 8 leaves",
    });
    await expectInputError(() => tree.nodeAt(1, 2), { field: "position", problem: "is no node of level 1" });
    await expectInputError(() => treeOf(leavesOf(6)).nodeAt(0, 0), {
      field: "size",
      problem: "leaves make no perfect tree",
    });
  });

  it("holds zero where nobody uses a place", () => {
    const leaves = leavesOf(5);
    const tree = new LeafTree(8);
    for (const [i, leaf] of leaves.entries()) tree.set(i, getBytes(leaf));
    tree.fill();
    const zeros = Array.from({ length: 3 }, () => `0x${"00".repeat(32)}`);
    const theirs = SimpleMerkleTree.of([...leaves, ...zeros], { sortLeaves: false });
    expect(hexlify(tree.root())).to.equal(theirs.root);
    expect(tree.proof(4).map((node) => hexlify(node))).to.deep.equal(theirs.getProof(4));
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
