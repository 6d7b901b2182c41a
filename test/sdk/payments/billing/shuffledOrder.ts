import { expect } from "chai";
import { id } from "ethers";

import { shuffledOrder } from "../../../../sdk/index.js";
import { expectInputError } from "../../../support/inputError.js";

describe("shuffledOrder", () => {
  it("holds each place once, the same for the same secret, another for another", () => {
    for (const count of [0, 1, 2, 9, 1000]) {
      const order = shuffledOrder(count, id("secret"));
      expect([...order].toSorted((a, b) => a - b)).to.deep.equal(Array.from({ length: count }, (_, i) => i));
      expect(order).to.deep.equal(shuffledOrder(count, id("secret")));
    }
    expect(shuffledOrder(1000, id("secret"))).to.not.deep.equal(shuffledOrder(1000, id("other")));
  });

  it("favours no place: each of 4 stands first in a fair share of 4,000 orders", () => {
    const firsts = [0, 0, 0, 0];
    for (let i = 0; i < 4000; ++i) firsts[shuffledOrder(4, id(`secret ${i}`))[0]] += 1;
    // 1,000 each; a deviation of 150 has a chance of about one in ten million, and the secrets are fixed.
    for (const count of firsts) expect(count).to.be.within(850, 1150);
  });

  it("refuses a secret of another length", async () => {
    await expectInputError(() => shuffledOrder(2, "0x12"), { field: "secret", problem: "is not 32 bytes" });
  });
});
