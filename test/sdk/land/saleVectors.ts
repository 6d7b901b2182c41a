import { readFileSync } from "node:fs";

import { expect } from "chai";
import { concat, keccak256, TypedDataEncoder } from "ethers";

import type { SaleVectors } from "../../../scripts/vectors/sales.js";
import { saleVectors } from "../../../scripts/vectors/sales.js";
import { vectorsText } from "../../../scripts/vectors/payments.js";

const text = readFileSync("test/vectors/sales.json", "utf8");
const vectors = JSON.parse(text) as SaleVectors;

describe("test vectors of sales", function () {
  it("are those that the SDK makes", function () {
    expect(vectorsText(saleVectors())).to.equal(text);
  });

  it("hold digests that ethers computes of the typed data alone", function () {
    const all = [...vectors.statements, ...vectors.others];
    expect(all).to.have.length(6);
    for (const { typedData, digest } of all) {
      const { domain, types, message } = typedData;
      expect(TypedDataEncoder.hash(domain, types, message)).to.equal(digest);
    }
    expect(new Set(all.map(({ digest }) => digest)).size).to.equal(6);
  });

  it("hold the link of a chain as the hash of its sales", function () {
    const hashes = vectors.statements.slice(2).map(({ typedData: { types, message } }) => {
      const { Statement: _statement, ...parts } = types;
      return TypedDataEncoder.from(parts).hashStruct("Sale", message.sale as Record<string, unknown>);
    });
    expect(keccak256(concat(hashes))).to.equal(vectors.chain);
  });
});
