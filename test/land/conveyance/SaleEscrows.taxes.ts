import { expect } from "chai";

import { doc } from "../../support/land.js";
import { networkHelpers } from "../../support/network.js";
import { as, nextTimeAt, tokens } from "../../support/payments.js";
import { ALONE, ESCROW, payoff, saleOf, salesWithMortgage, sign, statementOf } from "../../support/sales.js";

const { time } = networkHelpers;

describe("Conveyance: escrows of sales at a lower rate", function () {
  it("a rate that has ended stops a tender, and ends one that stands", async function () {
    const city = await networkHelpers.loadFixture(salesWithMortgage);
    const { conveyance, revenueOffice, relayer, stranger, bank, buyer, id } = city;
    const sale = await saleOf(city, {
      isExempt: true,
      tax: tokens(2_000),
      payoffs: [payoff(bank)],
      deposit: 10n,
    });
    const signatures = await sign(city, sale);
    const tender = async () => as(conveyance, relayer).tender(sale, ALONE, signatures);
    await as(conveyance, relayer).open(sale, ALONE, signatures);
    await expect(tender()).to.be.revertedWithCustomError(conveyance, "SaleNotReady").withArgs(id);

    const until = BigInt(await time.latest()) + 1_000n;
    await as(conveyance, revenueOffice).setExemption(id, buyer, 100n, until, doc("decision"));
    await tender();
    const challenge = async () => as(conveyance, stranger).challenge(sale, ALONE);
    await nextTimeAt(until);
    await expect(challenge()).to.be.revertedWithCustomError(conveyance, "TenderStands");
    await nextTimeAt(until + 1n);
    await challenge();
    expect((await conveyance.escrowOf(await statementOf(city, sale))).state).to.equal(ESCROW.open);
  });
});
