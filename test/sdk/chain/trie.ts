import { createMPT, createMerkleProof, verifyMerkleProof } from "@ethereumjs/mpt";
import { expect } from "chai";
import { getBytes, hexlify, keccak256, toBeHex } from "ethers";
import { trieOf } from "../../../sdk/chain/trieOf.js";
import { EMPTY_ROOT } from "../../../sdk/chain/trie.js";
import { transactionKey } from "../../../sdk/chain/verifyTransaction.js";
import { verifyTrieProof } from "../../../sdk/chain/verifyTrieProof.js";
import { expectInputError } from "../../support/inputError.js";
import { randomFrom, testSeed } from "../../support/random.js";

type Entries = readonly (readonly [string, string])[];

/** Tries of every shape: one leaf, extensions, branches, short nodes that stand inside their parents, values in branches. */
const shapes: Record<string, Entries> = {
  "one entry": [["0x1234", "0xff"]],
  "two that part at the first digit": [
    ["0x12", "0x01"],
    ["0x34", "0x02"],
  ],
  "a shared start": [
    ["0x1234", "0x01"],
    ["0x1235", `0x${"ab".repeat(40)}`],
  ],
  "a key that goes on behind another": [
    ["0x12", `0x${"cd".repeat(33)}`],
    ["0x1234", "0x02"],
    ["0x1256", `0x${"ef".repeat(60)}`],
  ],
  "places in a block": Array.from({ length: 300 }, (_, index) => [
    transactionKey(index),
    `0x${toBeHex(index + 1, 2)
      .slice(2)
      .repeat((index % 50) + 1)}`,
  ]),
  "hashed keys": Array.from({ length: 200 }, (_, index) => [
    keccak256(toBeHex(index, 32)),
    toBeHex(index + 1),
  ]),
};

/** A proof of the other implementation without the short nodes, which stand inside their parents already. */
const hashedOf = (proof: readonly Uint8Array[]): string[] =>
  proof.filter((node, place) => place === 0 || node.length >= 32).map((node) => hexlify(node));

/** The same trie by another implementation. */
async function peerOf(entries: Entries) {
  const peer = await createMPT();
  for (const [key, value] of entries) await peer.put(getBytes(key), getBytes(value));
  return peer;
}

describe("Merkle-Patricia tries", () => {
  for (const [name, entries] of Object.entries(shapes)) {
    it(`have the root and the proofs that @ethereumjs/mpt makes: ${name}`, async () => {
      const peer = await peerOf(entries);
      const trie = trieOf(entries);
      expect(trie.root).to.equal(hexlify(peer.root()));
      for (const [key, value] of entries) {
        const proof = trie.proofOf(key);
        expect(proof).to.deep.equal(hashedOf(await createMerkleProof(peer, getBytes(key))));
        expect(verifyTrieProof(trie.root, key, proof)).to.equal(value);
      }
      for (const key of ["0x", "0x1299", "0x9999", keccak256("0x01")]) {
        if (entries.some(([known]) => known === key)) continue;
        const peerProof = await createMerkleProof(peer, getBytes(key));
        expect(await verifyMerkleProof(getBytes(key), peerProof)).to.equal(null);
        expect(trie.proofOf(key)).to.deep.equal(hashedOf(peerProof));
        expect(verifyTrieProof(trie.root, key, hashedOf(peerProof)), key).to.equal(undefined);
      }
    });
  }

  it("hold nothing where they are empty, whether or not the node is told", async () => {
    const { root, proofOf } = trieOf([]);
    expect(root)
      .to.equal(EMPTY_ROOT)
      .and.to.equal(hexlify((await createMPT()).root()));
    expect(verifyTrieProof(root, "0x12", proofOf("0x12"))).to.equal(undefined);
    expect(verifyTrieProof(root, "0x12", ["0x80"])).to.equal(undefined);
    await expectInputError(() => verifyTrieProof(root, "0x12", ["0x81"]), {
      field: "proof",
      problem: "nodes prove an empty trie",
    });
    await expectInputError(() => verifyTrieProof(root, "0x12", ["0x80", "0x80"]), {
      field: "proof",
      problem: "nodes prove an empty trie",
    });
  });

  it("refuse an entry without a value, and a key twice", async () => {
    await expectInputError(() => trieOf([["0x12", "0x"]]), {
      field: "entries",
      problem: "has an empty value",
    });
    await expectInputError(
      () =>
        trieOf([
          ["0xab", "0x01"],
          ["0xAB", "0x02"],
        ]),
      { field: "entries", problem: "entries hold a key twice" },
    );
  });

  describe("of a proof", () => {
    const entries = shapes["hashed keys"];
    const { root, proofOf } = trieOf(entries);
    const [key] = entries[0];
    const proof = proofOf(key);

    it("refuse one that ends early", () =>
      expectInputError(() => verifyTrieProof(root, key, proof.slice(0, -1), "a.proof"), {
        field: "a.proof",
        problem: "nodes end before the key does",
      }));

    it("refuse one with a node too many", () =>
      expectInputError(() => verifyTrieProof(root, key, [...proof, proof[0]]), {
        field: `proof[${proof.length}]`,
        problem: "is a node that the way does not pass",
      }));

    it("refuse the proof of another root", () =>
      expectInputError(() => verifyTrieProof(keccak256(root), key, proof), {
        field: "proof[0]",
        problem: /^has another hash than its parent says/,
      }));

    it("refuse a node that is none", async () => {
      for (const node of ["0xc0", "0xc20180", "0xc20540", "0xc220c0", "0x01", "0xc3010203"]) {
        const isLeafOfList = node === "0xc220c0";
        const read = () => verifyTrieProof(keccak256(node), "0x12", [node]);
        // A leaf whose value is a list holds no value.
        if (isLeafOfList) expect(read()).to.equal(undefined);
        else await expectInputError(read, { field: "proof", problem: "holds no node of a trie" });
      }
    });

    it("refuse every byte that is changed", async () => {
      const random = randomFrom(testSeed);
      for (const [place, node] of proof.entries()) {
        for (let round = 0; round < 40; round++) {
          const bytes = getBytes(node);
          bytes[Math.floor(random() * bytes.length)] ^= 1 + Math.floor(random() * 255);
          const changed = proof.with(place, hexlify(bytes) as `0x${string}`);
          await expectInputError(() => verifyTrieProof(root, key, changed), {
            field: `proof[${place}]`,
            problem: /^has another hash than its parent says/,
          });
        }
      }
    });
  });
});
