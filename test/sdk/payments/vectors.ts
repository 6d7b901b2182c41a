import { readFileSync } from "node:fs";

import { expect } from "chai";
import { hashTypedData, type Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";

import { digestOf, parseAmount, recoverSigner, saltedHash } from "../../../sdk/index.js";
import { type PaymentVectors, paymentVectors, vectorsText } from "../../../scripts/vectors/payments.js";

const FILE = "test/vectors/payments.json";

describe("test vectors of the payments", () => {
  const vectors = JSON.parse(readFileSync(FILE, "utf8")) as PaymentVectors;

  it("are what `npm run vectors` writes", async () => {
    expect(readFileSync(FILE, "utf8")).to.equal(vectorsText(await paymentVectors()));
  });

  it("hold amounts and salted hashes", () => {
    expect(vectors.amounts.length).to.be.greaterThan(0);
    expect(vectors.saltedHashes.length).to.be.greaterThan(0);
    for (const { text, millionths } of vectors.amounts) {
      expect(parseAmount(text)).to.equal(BigInt(millionths));
    }
    for (const { document, salt, hash } of vectors.saltedHashes) {
      expect(saltedHash(document, salt)).to.equal(hash);
    }
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
