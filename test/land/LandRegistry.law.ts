import { expect } from "chai";
import type { ContractTransactionResponse } from "ethers";

import { encodeRing } from "../../sdk/index.js";
import {
  ascending,
  DAY,
  deedOf,
  divide,
  doc,
  encumber,
  encumberByOrder,
  FLAG,
  KIND,
  type Land,
  landWithTitle,
  lodge,
  mortgage,
  rectangle,
  ref,
  registerPlot,
  right,
  ringHashOf,
  SALT,
  commitmentOf,
  title,
} from "../support/land.js";
import { networkHelpers } from "../support/network.js";
import { as } from "../support/payments.js";

const { time } = networkHelpers;

const rankOf = (word: bigint): bigint => (word >> 200n) & 0xffffffffn;

/** What land law asks for, one test a row; those about money come with the sale. */
describe("LandRegistry: the law as requirements", function () {
  let city: Land & { readonly id: bigint };
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(landWithTitle);
  });

  it("rank by entry: the number in the day-book is the rank, not the order in which entries reach the title", async function () {
    const { registry, bank, lender, id } = city;
    const first = await lodge(city, id, mortgage(bank), doc("contract"));
    const second = await lodge(city, id, mortgage(lender, 5n), doc("contract"));
    const late = await encumber(city, id, mortgage(lender, 5n), [city.owner], second);
    const early = await encumber(city, id, mortgage(bank), [city.owner], first);
    expect(late).to.be.lessThan(early);
    expect(rankOf(await registry.encumbranceOf(id, early))).to.equal(first);
    expect(rankOf(await registry.encumbranceOf(id, late))).to.equal(second);
  });

  it("priority between search and registration: see reserve in TitleCore; involuntary entries come all the same", async function () {
    const { bank, id } = city;
    await encumberByOrder(city, id, right(KIND.judgmentLien, bank), "judgment");
    expect((await title(city, id)).version, "what the owner signed stays good").to.equal(0n);
    expect((await title(city, id)).blockers, "and the settlement sees the lien").to.equal(1n);
  });

  it("co-ownership: a pre-emption is honoured until it is waived", async function () {
    const { registry, owner, other, heir, agent, id } = city;
    await divide(
      city,
      id,
      [
        [owner, 1n],
        [other, 1n],
      ],
      2n,
    );
    const number = await encumber(city, id, right(KIND.preEmption, other), [owner, other]);
    const sale = async () => {
      const { version } = await title(city, id);
      return as(registry, agent).conveyShare(id, version, owner, heir, 1n, doc("deed"));
    };
    await expect(sale()).to.be.revertedWithCustomError(registry, "TitleBlocked").withArgs(id, 1n);
    await as(registry, other).release(id, number, doc("waiver"));
    await sale();
    expect(await registry.shareOf(id, heir)).to.deep.equal([1n, 2n]);
  });

  it("easements, covenants and leases run with the land, through sale and foreclosure", async function () {
    const { registry, owner, other, heir, bank, agent, judge, id } = city;
    for (const kind of [KIND.easement, KIND.covenant, KIND.lease])
      await encumber(city, id, right(kind, heir));
    await as(registry, agent).convey(await deedOf(city, id, [owner], other));
    const lien = await encumberByOrder(city, id, right(KIND.taxLien, bank), "tax");
    await as(registry, judge).orderSale(id, true, doc("sale"));
    await as(registry, agent).foreclose(id, heir, [lien], doc("sale"));
    expect(await title(city, id)).to.deep.include({ owner: heir.address, active: 3n, blockers: 0n });
  });

  it("a caveat blocks, needs an end, lapses at it, and a court can lift it before", async function () {
    const { registry, other, heir, owner, agent, judge, id } = city;
    const today = BigInt(await time.latest()) / DAY;
    await expect(encumberByOrder(city, id, right(KIND.caveat, heir), "endless"))
      .to.be.revertedWithCustomError(registry, "ExpiryUnfit")
      .withArgs(0n);
    const number = await encumberByOrder(city, id, right(KIND.caveat, heir, today + 5n), "caveat");
    await expect(as(registry, agent).convey(await deedOf(city, id, [owner], other)))
      .to.be.revertedWithCustomError(registry, "TitleBlocked")
      .withArgs(id, 1n);
    const act = as(registry, judge).releaseByOrder(id, number, doc("lifted"));
    await expect(act).to.emit(registry, "Released").withArgs(id, number, doc("lifted"));
    const again = await encumberByOrder(city, id, right(KIND.caveat, heir, today + 5n), "another caveat");
    await time.increase(7n * DAY);
    await registry.lapse(id, again);
    await as(registry, agent).convey(await deedOf(city, id, [owner], other));
  });

  it("succession: heirs get their shares by an order", async function () {
    const { registry, other, heir, bank, judge, id } = city;
    await encumber(city, id, mortgage(bank));
    const shares = ascending([other, heir]).map(({ address }) => ({ holder: address, numerator: 3n }));
    const act = as(registry, judge).divideByOrder(id, shares, 6n, doc("certificate of inheritance"));
    await expect(act)
      .to.emit(registry, "OwnershipDivided")
      .withArgs(id, 6n, doc("certificate of inheritance"));
    await expect(act).to.emit(registry, "OrderExecuted").withArgs(id, doc("certificate of inheritance"));
    expect(await registry.shareOf(id, heir)).to.deep.equal([3n, 6n]);
    expect((await title(city, id)).blockers, "their mortgage comes with it").to.equal(1n);
  });

  it("rectification lies against an innocent buyer too, and deletes nothing", async function () {
    const { registry, owner, other, agent, judge, id } = city;
    await as(registry, agent).convey(await deedOf(city, id, [owner], other));
    await as(registry, judge).transferByOrder(id, owner, doc("judgment"));
    const moves = await registry.queryFilter(registry.filters.Transfer(undefined, undefined, id));
    expect(moves.map(({ args }) => args.to)).to.deep.equal([owner.address, other.address, owner.address]);
  });

  it("first registration: open to objections, then absolute: see objections in LandRegistry", async function () {
    expect((await title(city, city.id)).status).to.equal(1n);
  });
});

describe("LandRegistry: attacks", function () {
  let city: Land & { readonly id: bigint };
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(landWithTitle);
  });

  type Act = () => Promise<ContractTransactionResponse>;

  async function refusedBy(officer: { readonly address: string }, acts: readonly Act[]): Promise<void> {
    for (const act of acts) {
      await expect(act(), act.toString())
        .to.be.revertedWithCustomError(city.registry, "AccessManagedUnauthorized")
        .withArgs(officer.address);
    }
  }

  it("a registrar cannot use a court's power", async function () {
    const { registry, registrar, owner, other, bank, id } = city;
    const mine = as(registry, registrar);
    await refusedBy(registrar, [
      async () => mine.setFrozenTokens(owner, id, true),
      async () => mine.freezeByOrder(id, true, doc("order")),
      async () => mine.forcedTransfer(owner, other, id),
      async () => mine.transferByOrder(id, other, doc("order")),
      async () => mine.divideByOrder(id, [], 1n, doc("order")),
      async () => mine.releaseByOrder(id, 1n, doc("order")),
      async () => mine.encumberByOrder(id, right(KIND.taxLien, bank), doc("order"), 1n, SALT),
      async () => mine.orderSale(id, true, doc("order")),
      async () => mine.settleDispute(id, doc("order")),
      async () => mine.decideRecovery(owner, true, doc("order")),
      async () => mine.contestRecoveryByOrder(owner, doc("order")),
      async () => mine.rectifyBoundary(id, "0x", "0x", "0x", doc("order")),
    ]);
  });

  it("a court cannot use a registrar's, nor one court the other's", async function () {
    const { registry, judge, bailiff, owner, other, id } = city;
    for (const court of [judge, bailiff]) {
      const mine = as(registry, court);
      const parcel = { id, owner: owner.address, ringHash: doc("ring"), size: 1n };
      const nothing = { oldRings: "0x", newRings: "0x", cuts: "0x", seams: "0x" };
      await refusedBy(court, [
        async () => mine.register(parcel, doc("application")),
        async () => mine.registerMany([parcel], doc("application")),
        async () => mine.registerProven({ id, owner: owner.address }, "0x", "0x", "0x", doc("application")),
        async () => mine.registerSection([], nothing, "0x", "0x", doc("application")),
        async () => mine.replot([], [], nothing, doc("plan"), 1n),
        async () => mine.encumber(id, mortgage(other), doc("contract"), 1n, SALT, 1n, []),
        async () => mine.reserve(id, other, 1n, doc("contract"), 1n, []),
        async () => mine.divide(id, [], 1n, doc("division"), 1n, []),
        async () => mine.setDesk(other, true),
        async () => mine.openNamespace(doc("namespace"), doc("root"), doc("decision")),
      ]);
    }
    await refusedBy(bailiff, [async () => as(registry, bailiff).transferByOrder(id, other, doc("order"))]);
    await refusedBy(judge, [async () => as(registry, judge).freezeByOrder(id, true, doc("order"))]);
  });

  it("one order is used once, whatever for", async function () {
    const { registry, judge, bailiff, other, bank, owner, id } = city;
    await as(registry, judge).transferByOrder(id, other, doc("order"));
    const [court, freezer] = [as(registry, judge), as(registry, bailiff)];
    const number = await encumber(city, id, mortgage(bank), [other]);
    const lien = right(KIND.taxLien, bank);
    const intake = await lodge(city, id, lien, doc("order"));
    const shares = ascending([owner, other]).map(({ address }) => ({ holder: address, numerator: 1n }));
    const acts: Act[] = [
      async () => court.transferByOrder(id, owner, doc("order")),
      async () => court.orderSale(id, true, doc("order")),
      async () => court.releaseByOrder(id, number, doc("order")),
      async () => court.divideByOrder(id, shares, 2n, doc("order")),
      async () => freezer.freezeByOrder(id, true, doc("order")),
      async () => freezer.encumberByOrder(id, lien, doc("order"), intake, SALT),
    ];
    for (const act of acts) {
      await expect(act()).to.be.revertedWithCustomError(registry, "OrderUsed").withArgs(doc("order"));
    }
  });

  it("who copies a commitment from the queue of transactions gains nothing", async function () {
    const { registry, desk, registrar, stranger, bank, id } = city;
    await as(registry, registrar).setDesk(stranger, true);
    const terms = mortgage(bank);
    await as(registry, stranger).lodge(id, commitmentOf(id, terms, doc("contract")));
    const copied = await registry.lastIntake();
    await as(registry, desk).lodge(id, commitmentOf(id, terms, doc("contract")));
    await encumber(city, id, terms, [city.owner], copied);
    const word = await registry.encumbranceOf(id, 1n);
    expect(word & ((1n << 160n) - 1n), "the bank has the better rank").to.equal(BigInt(bank.address));
  });

  it("an overlap report with a parcel whose ring is not the registered one freezes nobody", async function () {
    const { registry, stranger, other, id } = city;
    const beside = ref("NORD:2");
    const ring = rectangle(40, 0, 20, 25);
    await registerPlot(city, beside, other, ring);
    const swollen = rectangle(30, 0, 30, 25);
    await expect(
      as(registry, stranger).proveOverlap(
        id,
        encodeRing(rectangle(0, 0, 40, 25)),
        beside,
        encodeRing(swollen),
        {
          x: 3_500n,
          y: 100n,
          denominator: 1n,
        },
      ),
    )
      .to.be.revertedWithCustomError(registry, "RingDiffers")
      .withArgs(beside, ringHashOf(swollen));
    expect((await title(city, beside)).flags).to.equal(FLAG.proven);
  });
});
