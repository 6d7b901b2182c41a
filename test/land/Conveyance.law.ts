import { expect } from "chai";

import {
  consents,
  DAY,
  divide,
  doc,
  encumber,
  encumberByOrder,
  FLAG,
  KIND,
  mortgage,
  right,
  title,
} from "../support/land.js";
import { networkHelpers } from "../support/network.js";
import { as, tokens } from "../support/payments.js";
import {
  ALONE,
  auctionOf,
  DEPOSIT,
  foreclose,
  holdings,
  LEVY,
  LEVY_BPS,
  payoff,
  PRICE,
  purchaseMoney,
  saleOf,
  type Sales,
  sales,
  salesWithMortgage,
  settle,
  sign,
  signCancellation,
  TAX,
  TAX_BPS,
  WEALTH,
} from "../support/sales.js";

const { time } = networkHelpers;

/** What land law asks for where money is involved, one test a row; the others are the register's. */
describe("Conveyance: the law as requirements", function () {
  let city: Sales;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(sales);
  });

  it("gap between search and registration: a priority notice stops a second sale and late charges, never involuntary entries", async function () {
    const { registry, registrar, owner, buyer, other, heir, id } = city;
    const { version } = await title(city, id);
    const until = BigInt(await time.latest()) + 40n * DAY;
    const message = {
      id,
      version,
      beneficiary: buyer.address,
      expiresAt: until,
      documentHash: doc("notice"),
      deadline: until,
    };
    const agreed = await consents(registry, "Reserve", message, [owner]);
    await as(registry, registrar).reserve(id, buyer, until, doc("notice"), until, agreed);
    await expect(settle(city, await saleOf(city, { buyer: other.address })))
      .to.be.revertedWithCustomError(registry, "TitleReserved")
      .withArgs(id, buyer.address, until);
    const snapshot = await networkHelpers.takeSnapshot();
    await settle(city, await saleOf(city, { charges: [purchaseMoney(city.lender)] }));
    expect((await title(city, id)).owner, "for whom it is kept").to.equal(buyer.address);
    await snapshot.restore();
    await encumberByOrder(city, id, right(KIND.taxLien, heir), "tax");
    await expect(settle(city, await saleOf(city)))
      .to.be.revertedWithCustomError(registry, "TitleBlocked")
      .withArgs(id, 1n);
  });

  it("payoff and discharge with sale, and the purchase-money charge of the buyer's lender, in the same instant", async function () {
    city = await networkHelpers.loadFixture(salesWithMortgage);
    const { registry, bank, lender, buyer, id } = city;
    await settle(city, await saleOf(city, { payoffs: [payoff(bank)], charges: [purchaseMoney(lender)] }));
    expect(await registry.encumbranceOf(id, 1n), "the old one is gone").to.equal(0n);
    expect((await registry.encumbranceOf(id, 2n)) & (2n ** 160n - 1n)).to.equal(BigInt(lender.address));
    expect(await title(city, id)).to.deep.include({ owner: buyer.address, blockers: 1n });
    expect(await holdings(city, [bank, lender])).to.deep.equal([
      WEALTH + tokens(50_000),
      WEALTH - tokens(150_000),
    ]);
  });

  it("co-ownership: all sign for the whole, each sells a share, and a pre-emption blocks until it is waived", async function () {
    const { registry, owner, other, heir, buyer, id } = city;
    await divide(
      city,
      id,
      [
        [owner, 1n],
        [other, 1n],
      ],
      2n,
    );
    const whole = await saleOf(city, {
      sellers: [{ account: owner.address, amount: PRICE, forfeit: 0n }],
    });
    await expect(settle(city, whole)).to.be.revertedWithCustomError(registry, "OwnersIncomplete");
    await encumber(city, id, right(KIND.preEmption, heir), [owner, other]);
    const share = async () =>
      saleOf(city, {
        numerator: 1n,
        sellers: [{ account: owner.address, amount: PRICE, forfeit: 0n }],
      });
    await expect(settle(city, await share()))
      .to.be.revertedWithCustomError(registry, "TitleBlocked")
      .withArgs(id, 1n);
    await as(registry, heir).release(id, 1n, doc("waiver"));
    await settle(city, await share());
    expect(await registry.shareOf(id, buyer)).to.deep.equal([1n, 2n]);
    const more = await saleOf(city, {
      numerator: 2n,
      sellers: [{ account: other.address, amount: PRICE, forfeit: 0n }],
    });
    await expect(settle(city, more), "nobody sells more than it has")
      .to.be.revertedWithCustomError(registry, "ShareTooSmall")
      .withArgs(id, other.address, 1n, 2n);
  });

  it("easement, covenant and lease run with the land: they survive sale and foreclosure", async function () {
    const { heir, judge, registry, id } = city;
    for (const kind of [KIND.easement, KIND.covenant, KIND.lease])
      await encumber(city, id, right(kind, heir));
    await settle(city, await saleOf(city));
    expect((await title(city, id)).active).to.equal(3n);
    await as(registry, judge).orderSale(id, true, doc("sale"));
    await foreclose(city, await auctionOf(city, { buyer: city.buyer.address, owners: [city.buyer.address] }));
    expect(await title(city, id)).to.deep.include({ active: 3n, blockers: 0n });
  });

  it("court freeze, caveat and insolvency: nothing voluntary completes", async function () {
    const { registry, bailiff, heir, owner, id } = city;
    const today = BigInt(await time.latest()) / DAY;
    await encumberByOrder(city, id, right(KIND.caveat, heir, today + 50n), "caveat");
    await expect(settle(city, await saleOf(city)))
      .to.be.revertedWithCustomError(registry, "TitleBlocked")
      .withArgs(id, 1n);
    await as(registry, bailiff).freezeByOrder(id, true, doc("insolvency"));
    await expect(settle(city, await saleOf(city, { payoffs: [payoff(heir, 0n)] })))
      .to.be.revertedWithCustomError(registry, "ERC7943InsufficientUnfrozenBalance")
      .withArgs(owner.address, id);
  });

  it("foreclosure: waterfall by rank, surplus to the owner, easements survive", async function () {
    const { registry, judge, bank, lender, heir, owner, buyer, id } = city;
    await encumber(city, id, right(KIND.easement, heir));
    await encumber(city, id, mortgage(bank, 6_000_000n));
    await encumber(city, id, mortgage(lender, 3_000_000n));
    await as(registry, judge).orderSale(id, true, doc("sale"));
    await foreclose(city, await auctionOf(city, { numbers: [2n, 3n], price: tokens(100_000) }));
    expect(await holdings(city, [bank, lender, owner])).to.deep.equal([
      WEALTH + tokens(60_000),
      WEALTH + tokens(30_000),
      WEALTH + tokens(10_000),
    ]);
    expect(await title(city, id)).to.deep.include({ owner: buyer.address, active: 1n, blockers: 0n });
    expect((await title(city, id)).flags & FLAG.saleOrdered).to.equal(0n);
  });

  it("rectification and indemnity: a levy of each transfer goes to the fund, which pays by order", async function () {
    const { fund, judge, owner } = city;
    await settle(city, await saleOf(city));
    await as(fund, judge).award(owner, LEVY, doc("judgment"));
    expect(await holdings(city, [owner])).to.deep.equal([WEALTH + PRICE + LEVY]);
  });

  it("notary's approval, two pairs of eyes: where the city asks, no statement completes without one", async function () {
    const { conveyance, revenueOffice, treasury, notary, buyer, id } = city;
    await as(conveyance, revenueOffice).setTariff({
      revenue: treasury.address,
      taxBps: TAX_BPS,
      levyBps: LEVY_BPS,
      needsNotary: true,
    });
    await expect(settle(city, await saleOf(city))).to.be.revertedWithCustomError(conveyance, "NotaryMissing");
    await settle(city, await saleOf(city, { notary: notary.address }));
    expect((await title(city, id)).owner).to.equal(buyer.address);
  });

  it("transfer tax: computed in the settlement, and no way around it", async function () {
    const { registry, owner, buyer, treasury, conveyance } = city;
    await expect(settle(city, await saleOf(city, { tax: 0n })))
      .to.be.revertedWithCustomError(conveyance, "TaxAboveStatement")
      .withArgs(TAX, LEVY);
    await expect(as(registry, owner).transferFrom(owner, buyer, city.id)).to.be.revertedWithCustomError(
      registry,
      "DealingsOnly",
    );
    await settle(city, await saleOf(city));
    expect(await holdings(city, [treasury])).to.deep.equal([TAX]);
  });

  it("refund, deadline, cancellation, forfeiture of the deposit", async function () {
    const { conveyance, relayer, owner, buyer } = city;
    const sellers = [{ account: owner.address, amount: PRICE, forfeit: DEPOSIT / 2n }];
    const sale = await saleOf(city, { deposit: DEPOSIT, sellers });
    const signatures = await sign(city, sale);
    const start = await networkHelpers.takeSnapshot();
    const open = async () => as(conveyance, relayer).open(sale, ALONE, signatures);
    const balances = async () => holdings(city, [owner, buyer]);

    await open();
    await time.increaseTo(sale.deadline + 1n);
    await conveyance.refund(sale, ALONE);
    expect(await balances(), "refund").to.deep.equal([WEALTH, WEALTH]);

    await start.restore();
    await open();
    const until = BigInt(await time.latest()) + DAY;
    const agreed = await signCancellation(city, sale, true, until);
    await as(conveyance, relayer).cancel(sale, ALONE, true, until, agreed);
    expect(await balances(), "cancellation").to.deep.equal([WEALTH + DEPOSIT / 2n, WEALTH - DEPOSIT / 2n]);

    await start.restore();
    await open();
    await as(conveyance, relayer).tender(sale, ALONE, signatures);
    await time.increaseTo(sale.deadline + 1n);
    await conveyance.forfeit(sale, ALONE);
    expect(await balances(), "forfeiture").to.deep.equal([WEALTH + DEPOSIT / 2n, WEALTH - DEPOSIT / 2n]);
  });
});
