import { expect } from "chai";

import { doc, FLAG, landWithTitle, title } from "../../support/land.js";
import { networkHelpers } from "../../support/network.js";
import { as } from "../../support/payments.js";

describe("TitleWords", function () {
  it("says where every client reads it that a court has ordered the sale", async function () {
    const city = await networkHelpers.loadFixture(landWithTitle);
    const { registry, judge, id } = city;
    await as(registry, judge).orderSale(id, true, doc("order of sale"));
    expect((await title(city, id)).flags).to.equal(FLAG.proven | FLAG.saleOrdered);
    await as(registry, judge).orderSale(id, false, doc("order is lifted"));
    expect((await title(city, id)).flags).to.equal(FLAG.proven);
  });
});
