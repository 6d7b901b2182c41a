import { expect } from "chai";

import { doc } from "../../support/land.js";
import { networkHelpers } from "../../support/network.js";
import {
  ALONE,
  auctionOf,
  bidOf,
  chainOf,
  payoff,
  purchaseMoney,
  type Sale,
  saleOf,
  type Sales,
  sales,
  sellersOf,
  statementOf,
} from "../../support/sales.js";

describe("SaleHashes", function () {
  let city: Sales;
  before(async function () {
    city = await networkHelpers.loadFixture(sales);
  });

  /** A statement in which nothing is zero, and every list has two. */
  const whole = async (): Promise<Sale> => {
    const { owner, other, bank, lender, notary } = city;
    return saleOf(city, {
      version: 7n,
      numerator: 3n,
      sellers: sellersOf([
        [owner, 5n],
        [other, 6n],
      ]).map((seller, i) => ({ ...seller, forfeit: BigInt(i) + 1n })),
      payoffs: [payoff(bank, 8n), payoff(lender, 9n, 2n)],
      charges: [{ ...purchaseMoney(lender), expiryDay: 20_000n }, purchaseMoney(bank, 30_000n)],
      isExempt: true,
      deposit: 11n,
      notary: notary.address,
    });
  };

  it("hashes a statement as EIP-712 says, alone and in a chain, with lists of any length", async function () {
    const sale = await whole();
    const { conveyance } = city;
    for (const changes of [{}, { sellers: [] }, { payoffs: [] }, { charges: [] }, { isExempt: false }]) {
      const changed = { ...sale, ...changes };
      for (const chain of [ALONE, doc("chain")]) {
        expect(await conveyance.statementOf(changed, chain)).to.equal(
          await statementOf(city, changed, chain),
        );
      }
    }
  });

  it("hashes a chain over its sales in their order", async function () {
    const [first, second] = [await whole(), await saleOf(city)];
    for (const chained of [[first], [first, second], [second, first], []]) {
      expect(await city.conveyance.chainOf(chained)).to.equal(chainOf(chained));
    }
  });

  it("hashes a bid with the city's token", async function () {
    const auction = await auctionOf(city, { version: 4n });
    expect(await city.conveyance.bidOf(auction)).to.equal(await bidOf(city, auction));
  });
});
