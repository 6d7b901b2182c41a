import { expect } from "chai";

import { formatAmount, MAXIMUM_AMOUNT, parseAmount } from "../../../sdk/index.js";
import { expectInputError } from "../../support/inputError.js";

describe("parseAmount and formatAmount", () => {
  const exact: [string, bigint][] = [
    ["0", 0n],
    ["0.000001", 1n],
    ["12.34", 12_340_000n],
    ["12.340000", 12_340_000n],
    ["007.5", 7_500_000n],
    ["9007199254740993.000001", 9_007_199_254_740_993_000_001n],
  ];
  for (const [text, millionths] of exact) {
    it(`reads "${text}" as ${millionths} millionths`, () => {
      expect(parseAmount(text)).to.equal(millionths);
    });
  }

  const refused: [string, string][] = [
    ["1.2345678", "has 7 decimals"],
    ["1.0000000", "has 7 decimals"],
    ["-1", "is negative"],
    ["1e6", "is written with an exponent"],
    ["1E6", "is written with an exponent"],
    ["1,000.00", "has separators"],
    ["1'000", "has separators"],
    ["1 000", "has separators"],
    ["12,34", "has separators"],
    [" 1", "has separators"],
    ["1_000", "has separators"],
    ["", "is no amount"],
    [".5", "is no amount"],
    ["5.", "is no amount"],
    ["0x10", "is no amount"],
    ["1.2.3", "is no amount"],
    ["٣", "is no amount"],
    ["Infinity", "is no amount"],
    ["20282409603651670423947251.286016", "is more than an account can hold"],
    [`1${"0".repeat(60)}`, "is more than an account can hold"],
  ];
  for (const [text, problem] of refused) {
    it(`refuses "${text.slice(0, 40)}": ${problem}`, async () => {
      await expectInputError(() => parseAmount(text), { field: "amount", problem });
    });
  }

  it("refuses a number, which may have lost digits already", async () => {
    await expectInputError(() => parseAmount(0.1 as unknown as string), {
      field: "amount",
      problem: "is a number",
    });
  });

  it("shows no more of a wrong value than is needed to recognise it", async () => {
    const message = await Promise.resolve("9".repeat(500))
      .then(parseAmount)
      .then(String, (error: Error) => error.message);
    expect(message.length).to.be.lessThan(250);
  });

  it("writes amounts with two to six decimals", () => {
    expect(formatAmount(0n)).to.equal("0.00");
    expect(formatAmount(1n)).to.equal("0.000001");
    expect(formatAmount(12_300_000n)).to.equal("12.30");
    expect(formatAmount(1_000_000_000_000n)).to.equal("1000000.00");
    expect(formatAmount(MAXIMUM_AMOUNT)).to.equal("20282409603651670423947251.286015");
  });

  it("reads back what it writes", () => {
    for (let bit = 0n; bit < 104n; ++bit) {
      for (const amount of [1n << bit, (1n << bit) - 1n, MAXIMUM_AMOUNT - (1n << bit)]) {
        expect(parseAmount(formatAmount(amount))).to.equal(amount);
      }
    }
  });

  it("writes nothing that an account cannot hold", async () => {
    await expectInputError(() => formatAmount(MAXIMUM_AMOUNT + 1n), {
      field: "amount",
      problem: "is no uint104",
    });
    await expectInputError(() => formatAmount(-1n), { field: "amount", problem: "is no uint104" });
    await expectInputError(() => formatAmount(1 as unknown as bigint), {
      field: "amount",
      problem: "is a number",
    });
  });
});
