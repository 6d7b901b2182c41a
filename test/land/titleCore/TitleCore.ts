import { expect } from "chai";

import { deadline, doc, type Land, landWithTitle } from "../../support/land.js";
import { deployLandRegistry } from "../../support/landRegister.js";
import { networkHelpers } from "../../support/network.js";
import { as } from "../../support/payments.js";

describe("TitleCore: what the register itself decides", function () {
  let city: Land & { readonly id: bigint };
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(landWithTitle);
  });

  it("a retired register keeps no title for a buyer", async function () {
    const { registry, registrar, council, deployer, officers, other, id } = city;
    const until = await deadline();
    const successor = await deployLandRegistry(deployer, officers, registry);
    await as(registry, council).retire(successor);
    await expect(
      as(registry, registrar).reserve(id, other, until, doc("contract"), until, []),
    ).to.be.revertedWithCustomError(registry, "ContractRetired");
  });

  it("ERC-7943: forced transfers and freezes that are done answer true", async function () {
    const { registry, bailiff, judge, owner, other, id } = city;
    expect(await as(registry, judge).forcedTransfer.staticCall(owner, other, id)).to.equal(true);
    expect(await as(registry, bailiff).setFrozenTokens.staticCall(owner, id, true)).to.equal(true);
  });
});
