import { expect } from "chai";

import { measureScale, type ScaleFigures } from "../../bench/scale/measure.js";
import { quietly } from "../support/quiet.js";

import hre from "hardhat";

/** A level more costs a proof's node: 512 of calldata, its hashing and the loop. */
const GAS_A_LEVEL = 800;

/** Reduced: `npm run bench:scale` runs a million bills and 10,000 payments. */
describe("the scale bench, reduced", () => {
  let figures: ScaleFigures;
  before(async function () {
    ({ result: figures } = await quietly(() => measureScale([10, 1_000], 40)));
  });

  it("prepares each roll in a process of its own, well below the memory of a million bills", () => {
    expect(figures.rolls.map(({ bills, levels }) => [bills, levels])).to.deep.equal([
      [10, 4],
      [1_000, 10],
    ]);
    for (const { peakMebibytes, proofMicroseconds, surveySeconds, buildSeconds } of figures.rolls) {
      expect(peakMebibytes).to.be.within(20, 300);
      for (const time of [proofMicroseconds, surveySeconds, buildSeconds]) expect(time).to.be.greaterThan(0);
    }
  });

  it("posts a roll of any size for the same gas, and pays for a level more what a proof's node costs", () => {
    if (hre.globalOptions.coverage) return;
    const [small, large] = figures.rolls.map(({ gas }) => gas);
    expect(Math.abs(large.post - small.post) / small.post).to.be.lessThan(0.02);
    expect(large.pay).to.be.within(small.pay, small.pay + 6 * GAS_A_LEVEL);
  });

  it("hands in signed payments in one transaction under the cap", () => {
    const { payments, transactions, gasEach, totalGas, largestShareOfCap } = figures.relay;
    expect([payments, transactions]).to.deep.equal([40, 1]);
    expect(totalGas).to.be.within(40 * (gasEach - 1), 40 * (gasEach + 1));
    expect(largestShareOfCap).to.be.lessThan(1);
    if (!hre.globalOptions.coverage) expect(gasEach).to.be.lessThan(45_000);
  });
});
