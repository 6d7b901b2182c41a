import { expect } from "chai";

import { doc, encumber, type Land, landWithTitle, mortgage, wire } from "../../support/land.js";
import { deployLandRegistry } from "../../support/landRegister.js";
import { networkHelpers } from "../../support/network.js";
import { as } from "../../support/payments.js";

describe("TitleDealings", function () {
  let city: Land & { readonly id: bigint };
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(landWithTitle);
  });

  it("attack: a mortgage that moved to the successor is not assigned in the old register", async function () {
    const { registry, council, deployer, officers, bank, lender, id } = city;
    const number = await encumber(city, id, mortgage(bank));
    const successor = await deployLandRegistry(deployer, officers, registry);
    await wire(city, successor);
    await as(registry, council).retire(successor);
    await successor.importTitle(id, []);
    await expect(as(registry, bank).assign(id, number, lender))
      .to.be.revertedWithCustomError(registry, "TitleUnknown")
      .withArgs(id);
    await expect(as(successor, bank).assign(id, number, lender)).to.emit(successor, "EncumbranceAssigned");
  });

  it("attack: no foreclosure while an objection is open", async function () {
    const { registry, judge, desk, agent, other, id } = city;
    await as(registry, judge).orderSale(id, true, doc("order of sale"));
    await as(registry, desk).lodgeObjection(id, doc("objection"));
    await expect(as(registry, agent).foreclose(id, other, [], doc("sale")))
      .to.be.revertedWithCustomError(registry, "TitleInDispute")
      .withArgs(id);
    await as(registry, judge).settleDispute(id, doc("judgment"));
    await expect(as(registry, agent).foreclose(id, other, [], doc("sale"))).to.emit(
      registry,
      "ForcedTransfer",
    );
  });
});
