import { expect } from "chai";

import { divide, doc, encumber, KIND, mortgage, right, title } from "../../support/land.js";
import { networkHelpers } from "../../support/network.js";
import { as } from "../../support/payments.js";
import {
  holdings,
  payoff,
  PRICE,
  purchaseMoney,
  type Sale,
  saleOf,
  type Sales,
  sales,
  salesWithMortgage,
  sellersOf,
  settle,
  WEALTH,
} from "../../support/sales.js";

const { time } = networkHelpers;

describe("Conveyance: titles", function () {
  let city: Sales;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(sales);
  });

  const refused = async (sale: Sale, error: string, args: readonly unknown[]) =>
    expect(settle(city, sale))
      .to.be.revertedWithCustomError(city.conveyance, error)
      .withArgs(...args);

  it("two charges take the next two ranks, in their order, with their ends and kinds", async function () {
    const { registry, lender, bank, id } = city;
    const today = BigInt(await time.latest()) / 86_400n;
    const second = {
      ...purchaseMoney(bank, 0n),
      secured: 7n,
      kind: KIND.easement,
      expiryDay: today + 900n,
      documentHash: doc("right of way"),
    };
    const act = await settle(city, await saleOf(city, { charges: [purchaseMoney(lender), second] }));
    const [first, next] = [await registry.encumbranceOf(id, 1n), await registry.encumbranceOf(id, 2n)];
    await expect(act)
      .to.emit(registry, "Encumbered")
      .withArgs(id, 2n, bank.address, next, doc("right of way"));
    expect((next >> 200n) & 0xffffffffn).to.equal(((first >> 200n) & 0xffffffffn) + 1n);
    expect((next >> 232n) & 0xffffn).to.equal(today + 900n);
    expect((next >> 248n) & 15n).to.equal(KIND.easement);
    expect((await title(city, id)).version, "the deed, and each charge").to.equal(3n);
  });

  it("a share is sold by its owner alone", async function () {
    const { conveyance, registry, owner, other, buyer, id } = city;
    await divide(
      city,
      id,
      [
        [owner, 3n],
        [other, 3n],
      ],
      6n,
    );
    const sale = await saleOf(city, { numerator: 2n, sellers: sellersOf([[owner, PRICE]]) });
    await expect(settle(city, sale)).to.emit(conveyance, "SaleCompleted");
    expect(await registry.shareOf(id, owner)).to.deep.equal([1n, 6n]);
    expect(await registry.shareOf(id, buyer)).to.deep.equal([2n, 6n]);
    expect(await holdings(city, [owner, other])).to.deep.equal([WEALTH + PRICE, WEALTH]);
  });

  it("refuses another token", async function () {
    const { conveyance, registry, token } = city;
    const other = await registry.getAddress();
    await refused(await saleOf(city, { token: other }), "SaleTokenDiffers", [other, token.target]);
    expect(await conveyance.token()).to.equal(token.target);
  });

  it("refuses a sale of nobody, and one to the seller itself", async function () {
    const { owner, id } = city;
    await refused(await saleOf(city, { sellers: [], price: 0n }), "SalePartiesUnfit", [id]);
    await refused(await saleOf(city, { buyer: owner.address }), "SalePartiesUnfit", [id]);
  });

  it("refuses a share with two sellers, a payoff or a charge", async function () {
    const { owner, other, bank, lender, id } = city;
    const two = sellersOf([
      [owner, PRICE],
      [other, 0n],
    ]);
    for (const changes of [
      { sellers: two },
      { payoffs: [payoff(bank)] },
      { charges: [purchaseMoney(lender)] },
    ]) {
      await refused(await saleOf(city, { numerator: 1n, ...changes }), "ShareSaleUnfit", [id]);
    }
  });

  it("refuses amounts that do not make the price, to the last unit, either way", async function () {
    const { owner } = city;
    for (const wrong of [PRICE - 1n, PRICE + 1n]) {
      const sellers = [{ account: owner.address, amount: wrong, forfeit: 0n }];
      await refused(await saleOf(city, { sellers }), "SaleSumDiffers", [wrong, PRICE]);
    }
    city = await networkHelpers.loadFixture(salesWithMortgage);
    const sellers = [{ account: city.owner.address, amount: PRICE, forfeit: 0n }];
    const payoffs = [payoff(city.bank, 5n)];
    await refused(await saleOf(city, { sellers, payoffs }), "SaleSumDiffers", [PRICE + 5n, PRICE]);
  });

  it("refuses more forfeit than there is deposit", async function () {
    const { owner } = city;
    const sellers = [{ account: owner.address, amount: PRICE, forfeit: 11n }];
    await refused(await saleOf(city, { sellers, deposit: 10n }), "SaleForfeitTooHigh", [11n, 10n]);
    await settle(city, await saleOf(city, { sellers, deposit: 11n }));
  });

  it("refuses payoffs out of rank, in whichever order they were numbered", async function () {
    const { owner, bank, lender, id } = city;
    await encumber(city, id, mortgage(bank));
    await encumber(city, id, mortgage(lender));
    const [first, second] = [payoff(bank, 5n), payoff(lender, 6n, 2n)];
    await refused(await saleOf(city, { payoffs: [second, first] }), "PayoffRankUnfit", [id, 1n]);
    await refused(await saleOf(city, { payoffs: [first, first] }), "PayoffRankUnfit", [id, 1n]);
    await as(city.registry, bank).subordinate(id, 1n, 2n);
    await refused(await saleOf(city, { payoffs: [first, second] }), "PayoffRankUnfit", [id, 2n]);
    await settle(city, await saleOf(city, { payoffs: [second, first] }));
    expect(await holdings(city, [owner, bank, lender])).to.deep.equal([
      WEALTH + PRICE - 11n,
      WEALTH + 5n,
      WEALTH + 6n,
    ]);
  });

  it("names the holder who is held for stolen, of a payoff and of a charge", async function () {
    city = await networkHelpers.loadFixture(salesWithMortgage);
    const { registry, identities, bank, lender } = city;
    const until = BigInt(await time.latest()) + 86_400n;
    for (const { address } of [bank, lender]) {
      await identities.setFrozenUntil(address, until);
      await registry.suspend(address);
    }
    await refused(await saleOf(city, { payoffs: [payoff(bank)] }), "HolderSuspended", [bank.address]);
    await refused(await saleOf(city, { charges: [purchaseMoney(lender)] }), "HolderSuspended", [
      lender.address,
    ]);
  });

  it("waives what is no claim of money, with its holder's signature", async function () {
    const { heir, buyer, id } = city;
    await encumber(city, id, right(KIND.preEmption, heir));
    await settle(city, await saleOf(city, { payoffs: [payoff(heir, 0n)] }));
    expect(await title(city, id)).to.deep.include({ owner: buyer.address, active: 0n });
  });
});
