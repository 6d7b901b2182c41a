import { expect } from "chai";

import { networkHelpers } from "../../support/network.js";
import { as } from "../../support/payments.js";
import { ALONE, holdings, LEVY, PRICE, saleOf, sales, sign, TAX, WEALTH } from "../../support/sales.js";

const { time } = networkHelpers;

describe("Conveyance: payments to the unit", function () {
  it("gives back what a deposit is above price, tax and levy", async function () {
    const city = await networkHelpers.loadFixture(sales);
    const { conveyance, relayer, owner, buyer } = city;
    const cost = PRICE + TAX + LEVY;
    const sale = await saleOf(city, { deposit: cost + 5n });
    const signatures = await sign(city, sale);
    await as(conveyance, relayer).open(sale, ALONE, signatures);
    await as(conveyance, relayer).settle(sale, signatures);
    expect(await holdings(city, [owner, buyer, conveyance])).to.deep.equal([
      WEALTH + PRICE,
      WEALTH - cost,
      0n,
    ]);
  });

  it("pays a forfeit of one unit", async function () {
    const city = await networkHelpers.loadFixture(sales);
    const { conveyance, relayer, stranger, owner, buyer } = city;
    const sale = await saleOf(city, {
      sellers: [{ account: owner.address, amount: PRICE, forfeit: 1n }],
      deposit: 1n,
    });
    const signatures = await sign(city, sale);
    await as(conveyance, relayer).open(sale, ALONE, signatures);
    await as(conveyance, relayer).tender(sale, ALONE, signatures);
    await time.increaseTo(sale.deadline + 1n);
    await as(conveyance, stranger).forfeit(sale, ALONE);
    expect(await holdings(city, [owner, buyer, conveyance])).to.deep.equal([WEALTH + 1n, WEALTH - 1n, 0n]);
  });
});
