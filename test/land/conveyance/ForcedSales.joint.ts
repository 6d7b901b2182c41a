import { expect } from "chai";

import { doc, encumber, KIND, mortgage, ref, right, title } from "../../support/land.js";
import { networkHelpers } from "../../support/network.js";
import { as, tokens } from "../../support/payments.js";
import {
  type Auction,
  auctionOf,
  deployConveyance,
  divideAndJoin,
  foreclose,
  holdings,
  JOINED,
  joinedParcel,
  type Sales,
  sales,
  splitAndJoin,
  WEALTH,
} from "../../support/sales.js";

/** What the one mortgage secures. */
const CLAIM = tokens(20_000);

describe("Conveyance: forced sales of what was divided and joined", function () {
  let city: Sales;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(sales);
  });

  const loan = () => mortgage(city.bank, 2_000_000n);
  const orderSale = async () => as(city.registry, city.judge).orderSale(JOINED, true, doc("order of sale"));
  const auction = async (numbers: bigint[], price?: bigint): Promise<Auction> =>
    auctionOf(city, { id: JOINED, numbers, ...(price === undefined ? {} : { price }) });
  const distinguish = async (id: bigint, number: bigint) =>
    as(city.conveyance, city.judge).distinguish(id, number, doc("they are two"));

  /** The bank's mortgage stands twice on the title, whose sale is ordered. */
  async function twice(): Promise<void> {
    city = await networkHelpers.loadFixture(joinedParcel);
    await orderSale();
  }

  const refusedTwice = async (numbers: bigint[], number: bigint) =>
    expect(foreclose(city, await auction(numbers)))
      .to.be.revertedWithCustomError(city.conveyance, "ClaimTwice")
      .withArgs(JOINED, number);

  it("attack: one mortgage that stands twice is not paid twice", async function () {
    await twice();
    const { registry, bank } = city;
    expect(await registry.encumbranceOf(JOINED, 1n)).to.equal(await registry.encumbranceOf(JOINED, 2n));
    await refusedTwice([1n, 2n], 2n);
    await refusedTwice([2n, 1n], 1n);
    expect(await holdings(city, [bank])).to.deep.equal([WEALTH]);
  });

  it("the holder releases one of the two, and is paid once", async function () {
    await twice();
    const { registry, bank, owner } = city;
    await as(registry, bank).release(JOINED, 1n, doc("it is one right"));
    await foreclose(city, await auction([2n], tokens(50_000)));
    expect(await holdings(city, [bank, owner])).to.deep.equal([
      WEALTH + CLAIM,
      WEALTH + tokens(50_000) - CLAIM,
    ]);
  });

  it("a court says that they are one, and releases one of the two", async function () {
    await twice();
    const { registry, judge, bank } = city;
    await as(registry, judge).releaseByOrder(JOINED, 2n, doc("it is one right"));
    await foreclose(city, await auction([1n]));
    expect(await holdings(city, [bank])).to.deep.equal([WEALTH + CLAIM]);
  });

  it("a court says that they are two, of either of them, and both are paid", async function () {
    await twice();
    const { conveyance, registry, bank } = city;
    const snapshot = await networkHelpers.takeSnapshot();
    for (const number of [1n, 2n]) {
      await expect(distinguish(JOINED, number))
        .to.emit(conveyance, "ClaimDistinguished")
        .withArgs(JOINED, number, doc("they are two"));
      expect(await conveyance.isDistinguished(JOINED, number)).to.equal(true);
      expect(await conveyance.isDistinguished(JOINED, 3n - number)).to.equal(false);
      await foreclose(city, await auction([1n, 2n]));
      expect(await holdings(city, [bank])).to.deep.equal([WEALTH + 2n * CLAIM]);
      await snapshot.restore();
    }
    expect(await registry.ownerOf(JOINED)).to.equal(city.owner.address);
  });

  it("what a court says of another title, or another number, helps nobody", async function () {
    await twice();
    await distinguish(city.id, 1n);
    await distinguish(city.id, 2n);
    await distinguish(JOINED, 3n);
    await refusedTwice([1n, 2n], 2n);
  });

  it("SALE-6: of several that look alike, two that no court has told apart still stop the sale", async function () {
    city = await networkHelpers.loadFixture(joinedParcel);
    await splitAndJoin(city, ["NORD:8", "NORD:9"], 2);
    const id = ref("NORD:9");
    await as(city.registry, city.judge).orderSale(id, true, doc("order of sale"));
    const numbers = [1n, 2n, 3n, 4n];
    for (const number of [1n, 3n]) await distinguish(id, number);
    await expect(foreclose(city, await auctionOf(city, { id, numbers })))
      .to.be.revertedWithCustomError(city.conveyance, "ClaimTwice")
      .withArgs(id, 4n);
    await distinguish(id, 4n);
    await foreclose(city, await auctionOf(city, { id, numbers }));
    expect(await holdings(city, [city.bank])).to.deep.equal([WEALTH + 4n * CLAIM]);
  });

  it("a right whose holder has assigned one of its places is told all the same", async function () {
    const { registry, bank, lender } = city;
    await divideAndJoin(city, [loan()], {
      between: async (_, east) => as(registry, bank).assign(east, 1n, lender),
    });
    await orderSale();
    expect(await registry.encumbranceOf(JOINED, 1n)).to.not.equal(await registry.encumbranceOf(JOINED, 2n));
    await refusedTwice([1n, 2n], 2n);
  });

  it("a holder who signs at the joining that it is one right is paid once", async function () {
    const { bank } = city;
    await divideAndJoin(city, [loan()], {
      carries: [[{ number: 1n }], [{ number: 1n, heirs: 0n, signer: bank }]],
    });
    await orderSale();
    await foreclose(city, await auction([1n]));
    expect(await holdings(city, [bank])).to.deep.equal([WEALTH + CLAIM]);
  });

  it("what is no claim of money may stand twice: nothing is paid for it", async function () {
    const { heir, owner } = city;
    await divideAndJoin(city, [right(KIND.preEmption, heir)]);
    await orderSale();
    await foreclose(city, await auction([1n, 2n], tokens(9)));
    expect(await holdings(city, [heir, owner])).to.deep.equal([WEALTH, WEALTH + tokens(9)]);
  });

  it("claims of one rank share in proportion, to the last unit", async function () {
    const { registry, bank, lender, heir, buyer } = city;
    // Two mortgages, of which one stands first on each part: each keeps its first rank, by its holders' signatures.
    const second = mortgage(lender, 1_000_000n);
    await divideAndJoin(city, [loan(), second], {
      between: async (west) => as(registry, bank).subordinate(west, 1n, 2n),
      carries: [
        [{ number: 1n, heirs: 0n, signer: bank }, { number: 2n }],
        [{ number: 1n }, { number: 2n, heirs: 0n, signer: lender }],
      ],
    });
    const rankOf = async (number: bigint) =>
      ((await registry.encumbranceOf(JOINED, number)) >> 200n) & 0xffffffffn;
    expect(await rankOf(1n)).to.equal(await rankOf(2n));
    await encumber(city, JOINED, mortgage(heir, 100n));
    await orderSale();
    const price = tokens(20_000) + 2n;
    await foreclose(city, await auction([1n, 2n, 3n], price));
    const [first, other, last] = await holdings(city, [bank, lender, heir]);
    expect(first + other - 2n * WEALTH, "the pot of their rank").to.equal(price);
    // 20,000.000002 for 20,000 and 10,000: a third is 6,666.666667 and a third of a unit.
    expect(other - WEALTH).to.equal(6_666_666_667n);
    expect(last, "nothing passes them").to.equal(WEALTH);
    expect((await title(city, JOINED)).owner).to.equal(buyer.address);
  });

  it("is the court's to say", async function () {
    const { conveyance, auctioneer } = city;
    await expect(as(conveyance, auctioneer).distinguish(JOINED, 1n, doc("order")))
      .to.be.revertedWithCustomError(conveyance, "AccessManagedUnauthorized")
      .withArgs(auctioneer.address);
  });

  it("a second contract asks again", async function () {
    await twice();
    await distinguish(JOINED, 1n);
    city = { ...city, conveyance: await deployConveyance(city, {}) };
    await refusedTwice([1n, 2n], 2n);
  });
});
