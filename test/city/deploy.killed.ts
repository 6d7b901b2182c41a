import { expect } from "chai";

import { startAnvil, startHardhatNode } from "../support/chains.js";
import { deployer } from "../support/cities.js";
import {
  deployAndKill,
  expectWholeCity,
  openSite,
  stepCount,
  type Moment,
  type Site,
} from "../support/deploymentSites.js";
import { pick, randomFrom, testSeed } from "../support/random.js";

const isLong = process.env.CIVITAS_LONG !== undefined;

describe("city deploy, killed", () => {
  const random = randomFrom(testSeed);
  // The same on every chain: it follows from the deployer, the chain id and the city file.
  let undisturbed: string;

  before(async function () {
    const site = await openSite(startAnvil);
    try {
      const { code, output } = await site.deploy();
      expect(code, output).to.equal(0);
      undisturbed = await site.addressBook();
    } finally {
      await site.leave();
    }
  });

  for (const [title, startChain, count] of [
    ["hardhat node", startHardhatNode, 2],
    // The quickest chain, on which most moments are tried: what is killed is the same.
    ["anvil", startAnvil, 7],
    ["anvil, a block a second", () => startAnvil({ blockTime: 1 }), 1],
  ] as const) {
    describe(`${title} (CIVITAS_SEED=${testSeed})`, () => {
      let site: Site;

      before(async function () {
        site = await openSite(startChain);
      });

      after(() => site?.leave());

      it("ends in the same city when it is run again", async function () {
        const moments = momentsOf(stepCount(site));
        const chosen = isLong ? moments : pick(moments, count, random);
        for (const moment of chosen) {
          await site.rewind();
          const delay = Math.floor(random() * 60);
          const context = `killed ${moment.isBefore ? "before" : "after"} transaction ${moment.transaction}, ${delay} ms`;
          try {
            await deployAndKill(site, moment, delay);
            const { code, output } = await site.deploy();
            expect(code, output).to.equal(0);
            expect(
              await site.chain.provider.getTransactionCount(deployer),
              "transactions of both runs, one a step",
            ).to.equal(stepCount(site));
            expect(await site.addressBook(), "the address book").to.equal(undisturbed);
            await expectWholeCity(site, { isRunAgain: isLong });
          } catch (error) {
            throw new Error(`${context}: ${(error as Error).message}`, { cause: error });
          }
        }
      });
    });
  }
});

/** Both sides of every transaction. */
const momentsOf = (transactions: number): Moment[] =>
  Array.from({ length: transactions }, (_, index) => index + 1).flatMap((transaction) => [
    { transaction, isBefore: true },
    { transaction, isBefore: false },
  ]);
