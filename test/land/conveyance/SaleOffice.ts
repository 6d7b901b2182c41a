import { expect } from "chai";
import { ZeroAddress } from "ethers";

import { doc } from "../../support/land.js";
import { networkHelpers } from "../../support/network.js";
import { as } from "../../support/payments.js";
import { LEVY_BPS, saleOf, type Sales, sales, settle, TAX_BPS } from "../../support/sales.js";

describe("Conveyance: office", function () {
  let city: Sales;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(sales);
  });

  const tariff = (changes: object = {}) => ({
    revenue: city.treasury.address,
    taxBps: TAX_BPS,
    levyBps: LEVY_BPS,
    needsNotary: false,
    ...changes,
  });

  it("tells tariff, caps and question", async function () {
    const { conveyance, treasury, taxes } = city;
    expect(await conveyance.tariff()).to.deep.equal([treasury.address, TAX_BPS, LEVY_BPS, false]);
    expect(await conveyance.MAXIMUM_TAX()).to.equal(1_500n);
    expect(await conveyance.MAXIMUM_LEVY()).to.equal(100n);
    expect(await conveyance.checkerOf(await conveyance.TAX_SETTLED())).to.equal(taxes.target);
  });

  it("the revenue office sets the tariff, up to the caps", async function () {
    const { conveyance, revenueOffice, stranger, treasury } = city;
    const mine = as(conveyance, revenueOffice);
    const highest = tariff({ taxBps: 1_500n, levyBps: 100n, needsNotary: true });
    await expect(mine.setTariff(highest))
      .to.emit(conveyance, "TariffSet")
      .withArgs(treasury.address, 1_500n, 100n, true);
    expect(await conveyance.tariff()).to.deep.equal([treasury.address, 1_500n, 100n, true]);
    for (const [changes, taxBps, levyBps] of [
      [{ taxBps: 1_501n }, 1_501n, LEVY_BPS],
      [{ levyBps: 101n }, TAX_BPS, 101n],
      [{ revenue: ZeroAddress }, TAX_BPS, LEVY_BPS],
      [{ revenue: conveyance.target }, TAX_BPS, LEVY_BPS],
    ] as const) {
      await expect(mine.setTariff(tariff(changes)))
        .to.be.revertedWithCustomError(conveyance, "TariffUnfit")
        .withArgs(taxBps, levyBps);
    }
    await expect(as(conveyance, stranger).setTariff(tariff()))
      .to.be.revertedWithCustomError(conveyance, "AccessManagedUnauthorized")
      .withArgs(stranger.address);
  });

  it("nobody is exempt who has no decision, and a decision is bounded", async function () {
    const { conveyance, revenueOffice, stranger, buyer, id } = city;
    await expect(settle(city, await saleOf(city, { isExempt: true, tax: 0n })))
      .to.be.revertedWithCustomError(conveyance, "ExemptionMissing")
      .withArgs(id, buyer.address);
    await expect(as(conveyance, revenueOffice).setExemption(id, buyer, 1_501n, 9n, doc("decision")))
      .to.be.revertedWithCustomError(conveyance, "TariffUnfit")
      .withArgs(1_501n, 0n);
    await as(conveyance, revenueOffice).setExemption(id, buyer, 1_500n, 9n, doc("decision"));
    await expect(as(conveyance, stranger).setExemption(id, buyer, 0n, 9n, doc("decision")))
      .to.be.revertedWithCustomError(conveyance, "AccessManagedUnauthorized")
      .withArgs(stranger.address);
  });
});
