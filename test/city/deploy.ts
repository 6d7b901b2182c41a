import { expect } from "chai";

import { drawBlueprint } from "../../scripts/city/blueprint.js";
import { actsOfTheCouncil, deploymentSteps, placesOf } from "../../scripts/city/steps.js";
import { CityAuthority__factory } from "../../typechain-types/index.js";
import { startAnvil, startHardhatNode, type Chain } from "../support/chains.js";
import { deployer } from "../support/cities.js";
import {
  deployAndKill,
  expectWholeCity,
  openSite,
  stepCount,
  type Site,
} from "../support/deploymentSites.js";

describe("city deploy", () => {
  const kinds: readonly [string, () => Promise<Chain>, { isFunded: boolean }][] = [
    ["hardhat node", startHardhatNode, { isFunded: true }],
    ["anvil, a block a second", () => startAnvil({ blockTime: 1 }), { isFunded: true }],
    [
      "anvil without fees, a deployer without balance",
      () => startAnvil({ isFree: true }),
      { isFunded: false },
    ],
  ];
  for (const [title, startChain, options] of kinds) {
    describe(title, () => {
      let site: Site;

      before(async function () {
        site = await openSite(startChain, options);
      });

      after(() => site?.leave());

      it("brings the chain to what the city file says; a second run sends nothing", async function () {
        const { code, output } = await site.deploy();
        expect(code, output).to.equal(0);
        expect(site.proxy.forwarded(), "one transaction a step").to.equal(stepCount(site));
        if (!options.isFunded) expect(await site.chain.provider.getBalance(deployer)).to.equal(0n);
        await expectWholeCity(site);
      });
    });
  }

  describe("--plan", () => {
    let site: Site;

    before(async function () {
      site = await openSite(startAnvil);
    });

    after(() => site?.leave());

    /** Plans through the proxy and asserts that nothing is sent and every address is told. */
    const plan = async (): Promise<string> => {
      site.proxy.reset();
      const nonce = await site.chain.provider.getTransactionCount(deployer);
      const { code, output } = await site.deploy("--plan");
      expect(code, output).to.equal(0);
      expect(site.proxy.forwarded(), "transactions of a plan").to.equal(0);
      expect(await site.chain.provider.getTransactionCount(deployer)).to.equal(nonce);
      expect(output).to.include("nothing was sent");
      for (const { name, address } of placesOf(drawBlueprint(site.city, deployer))) {
        expect(output).to.match(new RegExp(`^${name} +${address}$`, "m"));
      }
      return output;
    };

    it("of a fresh chain, of a deployment killed in the middle, and of a finished city", async function () {
      const count = stepCount(site);
      const fresh = await plan();
      expect(fresh).to.match(new RegExp(`^${count} transactions, [\\d,]+ gas, `, "m"));

      const middle = Math.ceil(count / 2);
      await deployAndKill(site, { transaction: middle, isBefore: true }, 0);
      const half = await plan();
      expect(half).to.match(new RegExp(`^${count - middle + 1} transactions, [\\d,]+ gas, `, "m"));

      const { code, output } = await site.deploy();
      expect(code, output).to.equal(0);
      await expectWholeCity(site);
      const finished = await plan();
      expect(finished).to.include("nothing is missing");
      expect(finished).to.match(/^0 transactions, 0 gas, /m);
    });
  });

  it("does not hand over a city with code from other sources, left by an earlier run", async function () {
    const site = await openSite(startAnvil);
    try {
      const { contracts, addressOf } = drawBlueprint(site.city, deployer);
      const { name } = contracts.at(-1)!;
      await deployAndKill(site, { transaction: contracts.length + 1, isBefore: false }, 0);
      const code = await site.chain.provider.getCode(addressOf(name));
      await site.chain.provider.send("hardhat_setCode", [addressOf(name), `${code.slice(0, -2)}00`]);
      const { code: exitCode, output } = await site.deploy();
      expect(exitCode, output).to.equal(1);
      expect(output).to.include(`- ${name} at ${addressOf(name)}: code differs from the build`);
      const authority = CityAuthority__factory.connect(addressOf("CityAuthority"), site.chain.provider);
      expect(await authority.isSealed()).to.equal(false);
    } finally {
      await site.leave();
    }
  });

  it("says what a deployer without coins needs, and sends nothing", async function () {
    const site = await openSite(startAnvil, { isFunded: false });
    try {
      const { code, output } = await site.deploy();
      expect(code, output).to.equal(1);
      expect(output).to.match(
        new RegExp(
          `^deployer: ${deployer} holds nothing and the chain asks [\\d.]+ gwei for a unit of gas; `,
          "m",
        ),
      );
      expect(site.proxy.forwarded()).to.equal(0);
      const planned = await site.deploy("--plan");
      expect(planned.code, planned.output).to.equal(0);
      expect(planned.output).to.match(/^deployer: holds 0\.0, send it [\d.]+ more$/m);
    } finally {
      await site.leave();
    }
  });

  it("tells the council of a sealed city what is missing, with its calldata; sends nothing and fails", async function () {
    const site = await openSite(startAnvil);
    try {
      expect((await site.deploy()).code).to.equal(0);
      const blueprint = drawBlueprint(site.city, deployer);
      const { name } = blueprint.contracts.at(-1)!;
      await site.chain.provider.send("hardhat_setCode", [blueprint.addressOf(name), "0x"]);
      const [act] = await actsOfTheCouncil(deploymentSteps(blueprint, site.chain.provider));
      expect(act.what).to.equal(`deploy ${name}`);
      for (const more of [[], ["--plan"]]) {
        site.proxy.reset();
        const { code, output } = await site.deploy(...more);
        expect(code, output).to.equal(1);
        expect(output).to.include(
          "The city is sealed. Its council has to schedule and execute, in this order:",
        );
        expect(output).to.include(`- ${act.what}\n  to ${act.to}\n  data ${act.data}`);
        expect(site.proxy.forwarded()).to.equal(0);
      }
    } finally {
      await site.leave();
    }
  });
});
