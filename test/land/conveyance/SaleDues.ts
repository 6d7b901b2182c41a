import { expect } from "chai";
import { ZeroAddress } from "ethers";

import { doc, encumber, mortgage, title } from "../../support/land.js";
import { networkHelpers } from "../../support/network.js";
import { as, nextTimeAt, tokens } from "../../support/payments.js";
import {
  holdings,
  LEVY,
  LEVY_BPS,
  PRICE,
  saleOf,
  type Sales,
  sales,
  settle,
  TAX,
  TAX_BPS,
} from "../../support/sales.js";

const { time } = networkHelpers;

describe("Conveyance: taxes", function () {
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

  it("quotes what is due, rounded down", async function () {
    const { conveyance, buyer, id } = city;
    expect(await conveyance.quote(id, buyer, PRICE, false)).to.deep.equal([TAX, LEVY]);
    expect(await conveyance.quote(id, buyer, 285n, false)).to.deep.equal([9n, 0n]);
    expect(await conveyance.quote(id, buyer, 999n, false)).to.deep.equal([34n, 0n]);
    expect(await conveyance.quote(id, buyer, 1_000n, false)).to.deep.equal([35n, 1n]);
  });

  it("a buyer has a lower rate for one title, until its end, where the statement claims it", async function () {
    const { conveyance, revenueOffice, buyer, heir, treasury, id } = city;
    const until = BigInt(await time.latest()) + 1_000n;
    await expect(as(conveyance, revenueOffice).setExemption(id, buyer, 100n, until, doc("decision")))
      .to.emit(conveyance, "ExemptionSet")
      .withArgs(id, buyer.address, 100n, until, doc("decision"));
    expect(await conveyance.exemptionOf(id, buyer)).to.deep.equal([100n, until]);
    expect(await conveyance.exemptionOf(id, heir)).to.deep.equal([0n, 0n]);
    const lower = tokens(2_000);
    expect(await conveyance.quote(id, buyer, PRICE, true)).to.deep.equal([lower, LEVY]);
    expect(await conveyance.quote(id, buyer, PRICE, false)).to.deep.equal([TAX, LEVY]);
    await expect(conveyance.quote(id, heir, PRICE, true))
      .to.be.revertedWithCustomError(conveyance, "ExemptionMissing")
      .withArgs(id, heir.address);
    const sale = await saleOf(city, { isExempt: true, tax: lower });
    const snapshot = await networkHelpers.takeSnapshot();
    await nextTimeAt(until);
    await settle(city, sale);
    expect(await holdings(city, [treasury])).to.deep.equal([lower]);
    await snapshot.restore();
    await nextTimeAt(until + 1n);
    await expect(settle(city, sale))
      .to.be.revertedWithCustomError(conveyance, "ExemptionMissing")
      .withArgs(id, buyer.address);
  });

  it("refuses a unit less tax, or levy, than is due", async function () {
    const { conveyance } = city;
    for (const changes of [{ tax: TAX - 1n }, { levy: LEVY - 1n }]) {
      await expect(settle(city, await saleOf(city, changes)))
        .to.be.revertedWithCustomError(conveyance, "TaxAboveStatement")
        .withArgs(TAX, LEVY);
    }
  });

  it("refuses a title whose own taxes are open, and asks nobody where the council names none", async function () {
    const { conveyance, taxes, council, owner, buyer, id } = city;
    await taxes.setOpen(id, true);
    await expect(settle(city, await saleOf(city)))
      .to.be.revertedWithCustomError(conveyance, "TaxUnsettled")
      .withArgs(id);
    expect((await title(city, id)).owner).to.equal(owner.address);
    await as(conveyance, council).announceChecker(await conveyance.TAX_SETTLED(), ZeroAddress);
    await settle(city, await saleOf(city));
    expect((await title(city, id)).owner).to.equal(buyer.address);
  });

  it("a tariff of nothing takes nothing", async function () {
    const { conveyance, revenueOffice, treasury, fund } = city;
    await as(conveyance, revenueOffice).setTariff(tariff({ taxBps: 0n, levyBps: 0n }));
    await settle(city, await saleOf(city));
    expect(await holdings(city, [treasury, fund])).to.deep.equal([0n, 0n]);
  });

  it("the city as a buyer pays its tax to itself: nothing moves for it", async function () {
    const { conveyance, revenueOffice, bank, buyer, id } = city;
    await as(conveyance, revenueOffice).setTariff(tariff({ revenue: buyer.address }));
    await encumber(city, id, mortgage(bank, 1n));
    await as(city.registry, bank).release(id, 1n, doc("release"));
    const [before] = await holdings(city, [buyer]);
    await settle(city, await saleOf(city));
    expect(await holdings(city, [buyer])).to.deep.equal([before - PRICE - LEVY]);
  });
});
