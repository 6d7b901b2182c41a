import { expect } from "chai";

import { drawBlueprint } from "../../scripts/city/blueprint.js";
import { startAnvil, startHardhatNode } from "../support/chains.js";
import { deployer } from "../support/cities.js";
import { expectWholeCity, openSite, stepCount } from "../support/deploymentSites.js";
import type { Ended } from "../support/processes.js";
import { openRpcProxy } from "../support/rpcProxy.js";

describe("city deploy, two runs at once", () => {
  for (const [title, startChain] of [
    ["hardhat node", startHardhatNode],
    ["anvil, a block a second", () => startAnvil({ blockTime: 1 })],
  ] as const) {
    it(`end in one city, both well: ${title}`, async function () {
      const site = await openSite(startChain);
      try {
        for (const { code, output } of await Promise.all([site.deploy(), site.deploy()])) {
          expect(code, output).to.equal(0);
        }
        await expectWholeCity(site);
      } finally {
        await site.leave();
      }
    });
  }

  it("one of them hands over while the other one inspects", async function () {
    const site = await openSite(startAnvil);
    const otherProxy = await openRpcProxy(site.chain.url);
    try {
      const beforeSeal = stepCount(site) - 1;
      const { factory } = drawBlueprint(site.city, deployer);
      let isWired = false;
      let other: Ended | undefined;
      site.proxy.reset({
        after: async ({ transaction }) => {
          isWired ||= transaction === beforeSeal;
        },
        // The first thing that only the inspection asks for.
        before: async ({ method, params }) => {
          const isInspecting =
            isWired && method === "eth_getCode" && String(params[0]).toLowerCase() === factory.toLowerCase();
          if (isInspecting && other === undefined) {
            other = await site.run("deploy", otherProxy.url);
          }
          return true;
        },
      });
      const { code, output } = await site.deploy();
      expect(other?.code, other?.output).to.equal(0);
      expect(code, output).to.equal(0);
      expect(otherProxy.forwarded(), "the other run only hands over").to.equal(1);
      await expectWholeCity(site);
    } finally {
      await Promise.all([otherProxy.close(), site.leave()]);
    }
  });
});
