import { expect } from "chai";

import { networkHelpers } from "../../support/network.js";
import { tokens } from "../../support/payments.js";
import { holdings, purchaseMoney, saleOf, sales, settle, WEALTH } from "../../support/sales.js";

describe("Conveyance: parties of two charges", function () {
  it("each lender signs in its place, and lends what it signed", async function () {
    const city = await networkHelpers.loadFixture(sales);
    const { lender, bank } = city;
    const [more, less] = [tokens(90_000), tokens(40_000)];
    await settle(
      city,
      await saleOf(city, { charges: [purchaseMoney(lender, more), purchaseMoney(bank, less)] }),
    );
    expect(await holdings(city, [lender, bank])).to.deep.equal([WEALTH - more, WEALTH - less]);
  });
});
