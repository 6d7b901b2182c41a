import { expect } from "chai";

import { ref, title } from "../../support/land.js";
import { networkHelpers } from "../../support/network.js";
import { as, tokens } from "../../support/payments.js";
import {
  ALONE,
  chainOf,
  holdings,
  LEVY,
  PRICE,
  type Sale,
  saleOf,
  type Sales,
  settleChain,
  sign,
  signChain,
  statementOf,
  TAX,
  threeHomes,
  WEALTH,
} from "../../support/sales.js";

describe("Conveyance: chains", function () {
  const [FIRST, SECOND, THIRD] = [ref("NORD:1"), ref("NORD:2"), ref("NORD:3")];
  let city: Sales;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(threeHomes);
  });

  /** The buyer buys the owner's home, who buys the other's, who buys the third's. */
  const chain = async (): Promise<Sale[]> => {
    const [one, two, three] = [PRICE, PRICE + tokens(50_000), PRICE + tokens(100_000)];
    return [
      await saleOf(city, { id: FIRST, price: one }),
      await saleOf(city, { id: SECOND, price: two, buyer: city.owner.address }),
      await saleOf(city, { id: THIRD, price: three, buyer: city.other.address }),
    ];
  };

  const handIn = async (sales: Sale[], signatures: string[][]) =>
    as(city.conveyance, city.relayer).settleChain(sales, signatures);

  it("three homes change hands in one transaction, and each seller's proceeds pay for the next home", async function () {
    const { conveyance, token, owner, other, third, buyer, treasury, fund } = city;
    const sales = await chain();
    // Who sells and buys needs nothing but the difference: no more is approved.
    const [first, second, last] = sales;
    const due = (sale: Sale) => sale.price + sale.tax + sale.levy;
    await as(token, owner).approve(conveyance, due(second) - first.price);
    await as(token, other).approve(conveyance, due(last) - second.price);
    await as(token, third).approve(conveyance, 0n);
    const act = settleChain(city, sales);
    await expect(act).to.emit(conveyance, "ChainCompleted").withArgs(chainOf(sales), 3n);
    for (const sale of sales) {
      await expect(act)
        .to.emit(conveyance, "SaleCompleted")
        .withArgs(
          sale.id,
          await statementOf(city, sale, chainOf(sales)),
          sale.buyer,
          sale.price,
          sale.tax,
          sale.levy,
        );
      expect((await title(city, sale.id)).owner).to.equal(sale.buyer);
    }
    const tax = first.tax + second.tax + last.tax;
    const levy = first.levy + second.levy + last.levy;
    expect(await holdings(city, [owner, other, third, buyer, treasury, fund, conveyance])).to.deep.equal([
      WEALTH + first.price - due(second),
      WEALTH + second.price - due(last),
      WEALTH + last.price,
      WEALTH - due(first),
      tax,
      levy,
      0n,
    ]);
  });

  it("names its chain as everybody computes it", async function () {
    const { conveyance } = city;
    const sales = await chain();
    expect(await conveyance.chainOf(sales)).to.equal(chainOf(sales));
    expect(await conveyance.statementOf(sales[0], chainOf(sales))).to.equal(
      await statementOf(city, sales[0], chainOf(sales)),
    );
    expect(await statementOf(city, sales[0], chainOf(sales))).to.not.equal(
      await statementOf(city, sales[0], ALONE),
    );
  });

  it("refuses a chain of one, and lists of different lengths", async function () {
    const { conveyance } = city;
    const sales = await chain();
    const signatures = await signChain(city, sales);
    await expect(handIn(sales.slice(0, 1), signatures.slice(0, 1)))
      .to.be.revertedWithCustomError(conveyance, "ChainUnfit")
      .withArgs(1n, 1n);
    await expect(handIn([], [])).to.be.revertedWithCustomError(conveyance, "ChainUnfit").withArgs(0n, 0n);
    await expect(handIn(sales, signatures.slice(0, 2)))
      .to.be.revertedWithCustomError(conveyance, "ChainUnfit")
      .withArgs(3n, 2n);
  });

  it("refuses titles out of order, and one title twice", async function () {
    const { conveyance } = city;
    const [first, second, last] = await chain();
    for (const [wrong, id] of [
      [[second, first], FIRST],
      [[first, first], FIRST],
      [[first, last, second], SECOND],
    ] as const) {
      const list = [...wrong];
      await expect(handIn(list, await signChain(city, list)))
        .to.be.revertedWithCustomError(conveyance, "ChainOrderUnfit")
        .withArgs(id);
    }
    await expect(handIn([{ ...first, id: 0n }, second], await signChain(city, [first, second])))
      .to.be.revertedWithCustomError(conveyance, "ChainOrderUnfit")
      .withArgs(0n);
  });

  it("SALE-1: one sale that fails stops all of them", async function () {
    const { conveyance, registry, bailiff, owner, other, third, buyer } = city;
    const sales = await chain();
    const signatures = await signChain(city, sales);
    await as(registry, bailiff).setFrozenTokens(third, THIRD, true);
    await expect(handIn(sales, signatures)).to.be.revertedWithCustomError(
      registry,
      "ERC7943InsufficientUnfrozenBalance",
    );
    for (const [i, { address }] of [owner, other, third].entries()) {
      expect((await title(city, sales[i].id)).owner).to.equal(address);
    }
    expect(await holdings(city, [buyer, owner, other, third])).to.deep.equal([
      WEALTH,
      WEALTH,
      WEALTH,
      WEALTH,
    ]);
    await as(registry, bailiff).setFrozenTokens(third, THIRD, false);
    await handIn(sales, signatures);
    expect(await conveyance.creditOf(third)).to.equal(0n);
  });

  it("a deed signed for a chain completes with that chain alone", async function () {
    const { conveyance, owner } = city;
    const sales = await chain();
    const [first, second] = sales;
    const signatures = await signChain(city, sales);
    await expect(handIn([first, second], signatures.slice(0, 2)))
      .to.be.revertedWithCustomError(conveyance, "SignatureInvalid")
      .withArgs(owner.address);
    await expect(as(conveyance, city.relayer).settle(first, signatures[0]))
      .to.be.revertedWithCustomError(conveyance, "SignatureInvalid")
      .withArgs(owner.address);
    // Nor what was signed alone with a chain.
    const alone = await Promise.all(sales.map(async (sale) => sign(city, sale)));
    await expect(handIn(sales, alone))
      .to.be.revertedWithCustomError(conveyance, "SignatureInvalid")
      .withArgs(owner.address);
  });

  it("a chain of two, with one price twice, balances", async function () {
    const { owner, other, buyer } = city;
    const sales = [
      await saleOf(city, { id: FIRST }),
      await saleOf(city, { id: SECOND, buyer: owner.address }),
    ];
    await settleChain(city, sales);
    expect(await holdings(city, [owner, other, buyer])).to.deep.equal([
      WEALTH - TAX - LEVY,
      WEALTH + PRICE,
      WEALTH - PRICE - TAX - LEVY,
    ]);
  });
});
