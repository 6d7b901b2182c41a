import { expect } from "chai";

import {
  divide,
  doc,
  encumber,
  encumberByOrder,
  FORECLOSE,
  KIND,
  mortgage,
  right,
  SETTLE,
  title,
} from "../../support/land.js";
import { networkHelpers } from "../../support/network.js";
import { as, nextTimeAt, tokens } from "../../support/payments.js";
import {
  type Auction,
  auctionOf,
  bidOf,
  CENT,
  deployConveyance,
  foreclose,
  holdings,
  LEVY,
  MAXIMUM_DEADLINE,
  PRICE,
  type Sales,
  sales,
  signBid,
  TAX,
  TAX_BPS,
  WEALTH,
} from "../../support/sales.js";

describe("Conveyance: forced sales", function () {
  let city: Sales;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(sales);
  });

  const orderSale = async (id = city.id) =>
    as(city.registry, city.judge).orderSale(id, true, doc(`order of sale ${id}`));

  /** Two mortgages of 60,000.00 and 30,000.00, and a tax lien of 20,000.00; the sale is ordered. */
  async function indebted(): Promise<bigint[]> {
    const { bank, lender, heir, id } = city;
    await encumber(city, id, mortgage(bank, 6_000_000n));
    await encumber(city, id, mortgage(lender, 3_000_000n));
    await encumberByOrder(city, id, { ...mortgage(heir, 2_000_000n), kind: KIND.taxLien }, "tax");
    await orderSale();
    return [1n, 2n, 3n];
  }

  const refused = async (auction: Auction, error: string, ...args: readonly unknown[]) =>
    expect(foreclose(city, auction))
      .to.be.revertedWithCustomError(city.conveyance, error)
      .withArgs(...args);

  const refusedByRegister = async (auction: Auction, error: string, ...args: readonly unknown[]) =>
    expect(foreclose(city, auction))
      .to.be.revertedWithCustomError(city.registry, error)
      .withArgs(...args);

  it("SALE-4: the price falls through the ranks, and what is left is the owner's", async function () {
    const { conveyance, owner, bank, lender, heir, buyer, treasury, fund, id } = city;
    const auction = await auctionOf(city, { numbers: await indebted() });
    const act = foreclose(city, auction);
    const surplus = PRICE - tokens(110_000);
    await expect(act)
      .to.emit(conveyance, "ForcedSaleCompleted")
      .withArgs(id, buyer.address, PRICE, surplus, doc("auction"));
    for (const [{ address }, amount] of [
      [bank, tokens(60_000)],
      [lender, tokens(30_000)],
      [heir, tokens(20_000)],
    ] as const) {
      await expect(act).to.emit(conveyance, "ClaimSatisfied").withArgs(id, address, amount, amount);
    }
    expect(await holdings(city, [bank, lender, heir, owner, buyer, treasury, fund])).to.deep.equal([
      WEALTH + tokens(60_000),
      WEALTH + tokens(30_000),
      WEALTH + tokens(20_000),
      WEALTH + surplus,
      WEALTH - PRICE - TAX - LEVY,
      TAX,
      LEVY,
    ]);
    expect(await title(city, id)).to.deep.include({
      owner: buyer.address,
      active: 0n,
      blockers: 0n,
      flags: 16n,
    });
  });

  it("SALE-4: who ranks last gets what there is, and whoever ranks behind nothing", async function () {
    const { conveyance, owner, bank, lender, heir, id } = city;
    const numbers = await indebted();
    const price = tokens(60_000) + 1n;
    const act = foreclose(city, await auctionOf(city, { numbers, price }));
    await expect(act).to.emit(conveyance, "ClaimSatisfied").withArgs(id, lender.address, tokens(30_000), 1n);
    await expect(act).to.emit(conveyance, "ClaimSatisfied").withArgs(id, heir.address, tokens(20_000), 0n);
    expect(await holdings(city, [bank, lender, heir, owner])).to.deep.equal([
      WEALTH + tokens(60_000),
      WEALTH + 1n,
      WEALTH,
      WEALTH,
    ]);
  });

  it("ranks are the register's, after a change of places too", async function () {
    const { registry, bank, lender } = city;
    const numbers = await indebted();
    await as(registry, bank).subordinate(city.id, 1n, 2n);
    await refusedByRegister(await auctionOf(city, { numbers }), "RankOrderUnfit", city.id, 2n);
    await foreclose(city, await auctionOf(city, { numbers: [2n, 1n, 3n], price: tokens(40_000) }));
    expect(await holdings(city, [lender, bank])).to.deep.equal([
      WEALTH + tokens(30_000),
      WEALTH + tokens(10_000),
    ]);
  });

  it("what is left is divided among co-owners by their shares, without a unit lost", async function () {
    const { owner, other, heir, id } = city;
    await divide(
      city,
      id,
      [
        [owner, 1n],
        [other, 1n],
        [heir, 1n],
      ],
      3n,
    );
    await orderSale();
    const owners = [owner, other, heir]
      .map(({ address }) => address)
      .toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
    const price = 100_000_001n;
    await foreclose(city, await auctionOf(city, { owners, price }));
    const parts = (await holdings(city, owners)).map((held) => held - WEALTH);
    expect(parts).to.deep.equal([33_333_333n, 33_333_334n, 33_333_334n]);
  });

  it("what is no claim of money leaves without any", async function () {
    const { conveyance, heir, owner, id } = city;
    await encumber(city, id, right(KIND.preEmption, heir));
    await orderSale();
    await expect(foreclose(city, await auctionOf(city, { numbers: [1n] })))
      .to.emit(conveyance, "ClaimSatisfied")
      .withArgs(id, heir.address, 0n, 0n);
    expect(await holdings(city, [heir, owner])).to.deep.equal([WEALTH, WEALTH + PRICE]);
  });

  it("a claim that does not say what it secures stops the sale: it would be lost", async function () {
    const { bank, heir, id } = city;
    await encumber(city, id, mortgage(bank, 0n));
    await orderSale();
    await refused(await auctionOf(city, { numbers: [1n] }), "ClaimUnstated", id, 1n);
    for (const kind of [KIND.judgmentLien, KIND.taxLien]) {
      city = await networkHelpers.loadFixture(sales);
      await encumberByOrder(city, id, right(kind, heir), "lien");
      await orderSale();
      await refused(await auctionOf(city, { numbers: [1n] }), "ClaimUnstated", id, 1n);
    }
  });

  it("the creditor who buys pays what its own claim leaves open", async function () {
    const { conveyance, token, bank, id } = city;
    await encumber(city, id, mortgage(bank, 6_000_000n));
    await orderSale();
    const price = tokens(60_000);
    const auction = await auctionOf(city, { numbers: [1n], price, buyer: bank.address });
    await as(token, bank).approve(conveyance, auction.tax + auction.levy);
    await as(conveyance, city.auctioneer).foreclose(auction, await signBid(city, auction, bank));
    expect((await title(city, id)).owner).to.equal(bank.address);
    expect(await holdings(city, [bank])).to.deep.equal([WEALTH - auction.tax - auction.levy]);
  });

  it("completeness by count: no claim is left out", async function () {
    const numbers = await indebted();
    await refusedByRegister(
      await auctionOf(city, { numbers: numbers.slice(1) }),
      "EncumbrancesIncomplete",
      city.id,
      2n,
      3n,
    );
    await refusedByRegister(
      await auctionOf(city, { numbers: [1n, 2n, 9n] }),
      "EncumbranceUnknown",
      city.id,
      9n,
    );
    await refused(await auctionOf(city, { numbers: [1n, 1n, 2n] }), "ClaimTwice", city.id, 1n);
    await refusedByRegister(await auctionOf(city, { numbers: [2n, 1n, 3n] }), "RankOrderUnfit", city.id, 1n);
  });

  it("completes what a court has ordered alone", async function () {
    await refusedByRegister(await auctionOf(city), "TitleNotInForeclosure", city.id);
  });

  it("is the auctioneer's act, with the bidder's signature, in time", async function () {
    const { conveyance, stranger, owner, buyer, auctioneer } = city;
    const auction = await auctionOf(city, { numbers: await indebted() });
    expect(await conveyance.bidOf(auction)).to.equal(await bidOf(city, auction));
    await expect(as(conveyance, stranger).foreclose(auction, await signBid(city, auction)))
      .to.be.revertedWithCustomError(conveyance, "AccessManagedUnauthorized")
      .withArgs(stranger.address);
    await expect(as(conveyance, auctioneer).foreclose(auction, await signBid(city, auction, owner)))
      .to.be.revertedWithCustomError(conveyance, "SignatureInvalid")
      .withArgs(buyer.address);
    const signature = await signBid(city, auction);
    for (const changes of [
      { price: PRICE - 1n },
      { tax: TAX + 1n },
      { levy: LEVY + 1n },
      { protocolHash: doc("another") },
      { deadline: auction.deadline + 1n },
      { version: 9n },
    ]) {
      await expect(as(conveyance, auctioneer).foreclose({ ...auction, ...changes }, signature))
        .to.be.revertedWithCustomError(conveyance, "SignatureInvalid")
        .withArgs(buyer.address);
    }
    const snapshot = await networkHelpers.takeSnapshot();
    await as(conveyance, buyer).withdrawSignature(await bidOf(city, auction));
    await refused(auction, "SignatureIsWithdrawn", await bidOf(city, auction));
    await snapshot.restore();
    await nextTimeAt(auction.deadline + 1n);
    await refused(auction, "DeadlineWrong", auction.deadline, auction.deadline + 1n + MAXIMUM_DEADLINE);
  });

  it("refuses less tax, or levy, than is due", async function () {
    const numbers = await indebted();
    for (const changes of [{ tax: TAX - 1n }, { levy: LEVY - 1n }]) {
      await refused(await auctionOf(city, { numbers, ...changes }), "TaxAboveStatement", TAX, LEVY);
    }
  });

  it("takes no exemption: a lower rate is for the sale that it was granted for", async function () {
    const { conveyance, revenueOffice, buyer, treasury, id } = city;
    const numbers = await indebted();
    await as(conveyance, revenueOffice).setExemption(id, buyer, 0n, 2n ** 40n - 1n, doc("decision"));
    await foreclose(city, await auctionOf(city, { numbers }));
    expect(await holdings(city, [treasury])).to.deep.equal([TAX]);
  });

  it("names the owners: all, ascending, each once, in the version that was bid for", async function () {
    const { owner, other, heir, id } = city;
    await orderSale();
    await refusedByRegister(await auctionOf(city, { owners: [] }), "OwnersIncomplete", id, 0n, 1n);
    await refusedByRegister(
      await auctionOf(city, { owners: [other.address] }),
      "OwnersIncomplete",
      id,
      0n,
      1n,
    );
    await refusedByRegister(await auctionOf(city, { version: 7n }), "TitleVersionDiffers", id, 0n, 7n);
    city = await networkHelpers.loadFixture(sales);
    await divide(
      city,
      id,
      [
        [owner, 1n],
        [other, 2n],
      ],
      3n,
    );
    await orderSale();
    const [low, high] = [owner, other]
      .map(({ address }) => address)
      .toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
    const shareOf = (account: string) => (account === owner.address ? 1n : 2n);
    await refusedByRegister(
      await auctionOf(city, { owners: [low] }),
      "OwnersIncomplete",
      id,
      shareOf(low),
      3n,
    );
    await refusedByRegister(
      await auctionOf(city, { owners: [high, low] }),
      "OwnersIncomplete",
      id,
      shareOf(high),
      3n,
    );
    await refusedByRegister(
      await auctionOf(city, { owners: [low, low] }),
      "OwnersIncomplete",
      id,
      shareOf(low),
      3n,
    );
    await refusedByRegister(
      await auctionOf(city, { owners: [heir.address] }),
      "OwnersIncomplete",
      id,
      0n,
      3n,
    );
    await foreclose(city, await auctionOf(city, { owners: [low, high] }));
  });

  it("needs its own right in the register", async function () {
    const { conveyance, registry, council } = city;
    const numbers = await indebted();
    await as(registry, council).announceAgent(conveyance, SETTLE);
    await refusedByRegister(
      await auctionOf(city, { numbers }),
      "AgentUnauthorized",
      conveyance.target,
      FORECLOSE,
    );
  });

  it("in mirror mode the office comes first", async function () {
    const { token, registrar, buyer, id } = city;
    const numbers = await indebted();
    const conveyance = await deployConveyance(city, { isMirror: true });
    await as(token, buyer).approve(conveyance, WEALTH);
    city = { ...city, conveyance };
    const auction = await auctionOf(city, { numbers });
    const bid = await bidOf(city, auction);
    await refused(auction, "SaleUnconfirmed", bid);
    await as(conveyance, registrar).confirm(bid, doc("entry"));
    await foreclose(city, auction);
    expect((await title(city, id)).owner).to.equal(buyer.address);
    expect(await conveyance.isConfirmed(bid)).to.equal(false);
  });

  it("cents and millionths: a claim of one cent is ten thousand units", async function () {
    const { bank, id } = city;
    await encumber(city, id, mortgage(bank, 1n));
    await orderSale();
    await foreclose(city, await auctionOf(city, { numbers: [1n] }));
    expect(await holdings(city, [bank])).to.deep.equal([WEALTH + CENT]);
    expect(TAX_BPS).to.equal(350n);
  });
});
