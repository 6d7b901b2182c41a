import { expect } from "chai";

import { encumber, KIND, right } from "../../support/land.js";
import { networkHelpers } from "../../support/network.js";
import { as, nextTimeAt, tokens } from "../../support/payments.js";
import {
  ALONE,
  ESCROW,
  holdings,
  JOINED,
  joinedParcel,
  type Payoff,
  payoff,
  type Sale,
  saleOf,
  type Sales,
  salesWithMortgage,
  sign,
  statementOf,
  WEALTH,
} from "../../support/sales.js";

describe("Conveyance: escrows with payoffs that a completion would refuse", function () {
  let city: Sales;

  const escrowed = async (id: bigint, payoffs: Payoff[], deposit: bigint): Promise<Sale> => {
    const sale = await saleOf(city, { id, payoffs, deposit });
    await as(city.conveyance, city.relayer).open(sale, ALONE, await sign(city, sale));
    return sale;
  };
  const tender = async (sale: Sale) =>
    as(city.conveyance, city.relayer).tender(sale, ALONE, await sign(city, sale));
  const refused = async (sale: Sale) =>
    expect(tender(sale)).to.be.revertedWithCustomError(city.conveyance, "SaleNotReady").withArgs(sale.id);
  const stateOf = async (sale: Sale) => (await city.conveyance.escrowOf(await statementOf(city, sale))).state;

  it("what would pay one right twice is never tendered, and forfeits nothing", async function () {
    city = await networkHelpers.loadFixture(joinedParcel);
    const { conveyance, relayer, bank, buyer } = city;
    const claim = tokens(20_000);
    const twice = await escrowed(JOINED, [payoff(bank, claim), payoff(bank, claim, 2n)], 10n);
    await refused(twice);
    const once = await escrowed(JOINED, [payoff(bank, claim), payoff(bank, 0n, 2n)], 7n);
    await tender(once);
    expect(await stateOf(once)).to.equal(ESCROW.tendered);
    await nextTimeAt(twice.deadline + 1n);
    await as(conveyance, relayer).refund(twice, ALONE);
    expect(await holdings(city, [buyer, conveyance])).to.deep.equal([WEALTH - 7n, 7n]);
  });

  it("what names one encumbrance twice is never tendered, though it blocks nothing", async function () {
    city = await networkHelpers.loadFixture(salesWithMortgage);
    const { bank, heir, id } = city;
    const number = await encumber(city, id, right(KIND.easement, heir));
    const [mortgage, easement] = [payoff(bank), payoff(heir, 0n, number)];
    await refused(await escrowed(id, [mortgage, easement, easement], 10n));
    await tender(await escrowed(id, [mortgage, easement], 10n));
  });
});
