import { readFileSync } from "node:fs";

import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { expect } from "chai";
import { hashTypedData, type Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";

import { BILLING_SCHEMAS, type BillingVectors, billingVectors } from "../../../../scripts/vectors/billing.js";
import { vectorsText } from "../../../../scripts/vectors/payments.js";
import {
  digestOf,
  readDataset,
  readPaymentReceipt,
  recoverSigner,
  rootOfProof,
  verifyPaymentReceipt,
} from "../../../../sdk/index.js";

const FILE = "test/vectors/billing.json";

describe("test vectors of billing", () => {
  const text = readFileSync(FILE, "utf8");
  const vectors = JSON.parse(text) as BillingVectors;

  it("are what `npm run vectors` writes", async () => {
    expect(text).to.equal(vectorsText(await billingVectors()));
    for (const [name, schema] of Object.entries(BILLING_SCHEMAS)) {
      expect(readFileSync(`test/vectors/${name}`, "utf8"), name).to.equal(vectorsText(schema));
    }
  });

  it("hold leaves and proofs that OpenZeppelin's library checks", () => {
    const { id, root, bills } = vectors.roll;
    expect(bills).to.have.length(7);
    for (const { word, commit, leaf, proof } of bills as unknown as Record<string, string & string[]>[]) {
      const value = [id, word, commit];
      const types = ["uint256", "uint256", "bytes32"];
      expect(StandardMerkleTree.verify(root, types, value, proof)).to.equal(true);
      expect(rootOfProof(leaf, proof)).to.equal(root);
    }
    const { node, proof } = vectors.roll.statement as { node: string; proof: string[] };
    expect(rootOfProof(node, proof)).to.equal(root);
  });

  it("hold a dataset that leads to the root", async () => {
    const { id, dataset, root, count, total } = vectors.roll;
    const roll = await readDataset(BigInt(id), [dataset]);
    expect([roll.root, roll.count, String(roll.total)]).to.deep.equal([root, count, total]);
  });

  it("hold a receipt that is checked without a node", () => {
    const { anchors, file, shown } = vectors.receipt;
    const found = verifyPaymentReceipt(readPaymentReceipt(file), anchors);
    expect(found).to.deep.include({ payer: shown.payer, amount: 100_000_000n, due: 0n, isOpened: true });
    expect(found.paidAt).to.equal(1_895_000_000n);
  });

  for (const { name, typedData, digest, signature } of vectors.signatures) {
    it(`hold a ${name} that viem hashes and signs alike`, async () => {
      const { privateKey, address } = vectors.signer;
      expect(digestOf(typedData)).to.equal(digest);
      expect(hashTypedData(typedData)).to.equal(digest);
      expect(await privateKeyToAccount(privateKey as Hex).signTypedData(typedData)).to.equal(signature);
      expect(recoverSigner(typedData, signature)).to.equal(address);
    });
  }
});
