import { expect } from "chai";
import { ZeroAddress } from "ethers";

import { buildReplot, type Ring } from "../../sdk/index.js";
import {
  divide,
  doc,
  encumber,
  encumberByOrder,
  encumbranceWord,
  FIRST_RANKS,
  FLAG,
  KIND,
  type Land,
  landWithTitle,
  mortgage,
  OBJECTION_PERIOD,
  PLOT,
  rectangle,
  ref,
  registerPlot,
  replot,
  replotCall,
  right,
  ringHashOf,
  STATUS,
  title,
} from "../support/land.js";
import { ethers, networkHelpers } from "../support/network.js";
import { as } from "../support/payments.js";

const WEST = rectangle(0, 0, 15, 25);
const EAST = rectangle(15, 0, 25, 25);
const [HALF_A, HALF_B] = [ref("NORD:2"), ref("NORD:3")];

describe("LandRegistry: replot", function () {
  let city: Land & { readonly id: bigint };
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(landWithTitle);
  });

  const parent = (carries: Parameters<typeof replot>[1][number]["carries"] = []) => ({
    id: city.id,
    ring: PLOT,
    owners: [city.owner],
    carries,
  });
  const halves = [
    { id: HALF_A, ring: WEST },
    { id: HALF_B, ring: EAST },
  ];

  it("LAND-2: subdivides; the parts tile the parcel and make up its area", async function () {
    const { registry, owner, id } = city;
    const act = await replot(city, [parent()], halves);
    await expect(act).to.emit(registry, "Transfer").withArgs(owner.address, ZeroAddress, id);
    await expect(act).to.emit(registry, "Transfer").withArgs(ZeroAddress, owner.address, HALF_A);
    await expect(act)
      .to.emit(registry, "BoundaryEntered")
      .withArgs(HALF_B, ringHashOf(EAST), 625n, doc("plan"));
    await expect(act).to.emit(registry, "Replotted").withArgs([id], [HALF_A, HALF_B], doc("plan"));
    expect(await registry.balanceOf(owner)).to.equal(2n);
    const [a, b, old] = await Promise.all([HALF_A, HALF_B, id].map(async (at) => title(city, at)));
    expect(a.size + b.size).to.equal(1_000n);
    expect(a).to.deep.include({ status: STATUS.provisional, flags: FLAG.proven, owner: owner.address });
    expect(old).to.deep.include({ status: STATUS.retired, owner: ZeroAddress, flags: 0n });
  });

  it("LAND-7: retired never returns, by any way in", async function () {
    const { registry, registrar, owner, id } = city;
    await replot(city, [parent()], halves);
    await expect(registerPlot(city, id, owner))
      .to.be.revertedWithCustomError(registry, "TitleExists")
      .withArgs(id);
    const back = [
      { id: HALF_A, ring: WEST, owners: [owner] },
      { id: HALF_B, ring: EAST, owners: [owner] },
    ];
    await expect(replot(city, back, [{ id, ring: PLOT }]))
      .to.be.revertedWithCustomError(registry, "TitleExists")
      .withArgs(id);
    for (const act of [
      async () => as(registry, owner).withdraw(id),
      async () => replot(city, [parent()], [{ id: ref("NORD:4"), ring: PLOT }]),
      async () => as(registry, city.judge).transferByOrder(id, owner, doc("order")),
      async () => as(registry, registrar).replot(...(await replotCall(city, [parent()], halves))),
    ]) {
      await expect(act()).to.be.revertedWithCustomError(registry, "TitleUnknown").withArgs(id);
    }
  });

  it("LAND-2: refuses a gap and an overlap of one centimetre", async function () {
    const geometry = { interface: new ethers.Interface(["error BoundaryChanged(uint256,uint256)"]) };
    const honest = buildReplot([PLOT], [WEST, EAST]);
    for (const east of [rectangle(15.01, 0, 24.99, 25), rectangle(14.99, 0, 25.01, 25)]) {
      const { newRings } = buildReplot([east, WEST], [WEST, east]);
      await expect(
        replot(city, [parent()], [halves[0], { id: HALF_B, ring: east }], { ...honest, newRings }),
      ).to.be.revertedWithCustomError(geometry, "BoundaryChanged");
    }
  });

  it("merges parcels of one owner", async function () {
    const { registry, owner } = city;
    await replot(city, [parent()], halves);
    const parts = [
      { id: HALF_A, ring: WEST, owners: [owner] },
      { id: HALF_B, ring: EAST, owners: [owner] },
    ];
    const merged = ref("NORD:4");
    const act = await replot(city, parts, [{ id: merged, ring: PLOT }]);
    await expect(act).to.emit(registry, "Replotted").withArgs([HALF_A, HALF_B], [merged], doc("plan"));
    expect((await title(city, merged)).size).to.equal(1_000n);
    expect(await registry.balanceOf(owner)).to.equal(1n);
  });

  it("LAND-2: parts of a parcel that was attested, not proven, are not proven either", async function () {
    const { registry, registrar, owner } = city;
    const [attested, beside] = [ref("NORD:5"), rectangle(40, 0, 20, 25)];
    await as(registry, registrar).register(
      { id: attested, owner, ringHash: ringHashOf(beside), size: 500n },
      doc("old deed"),
    );
    const both = [parent(), { id: attested, ring: beside, owners: [owner] }];
    const parts = [
      { id: HALF_A, ring: rectangle(0, 0, 60, 10) },
      { id: HALF_B, ring: rectangle(0, 10, 60, 15) },
    ];
    await replot(city, both, parts);
    for (const { id } of parts) expect((await title(city, id)).flags).to.equal(0n);
  });

  describe("between neighbours", function () {
    const neighbour = ref("NORD:9");
    const BESIDE = rectangle(40, 0, 20, 25);
    const [MINE, THEIRS]: Ring[] = [rectangle(0, 0, 42, 25), rectangle(42, 0, 18, 25)];
    beforeEach(async function () {
      await registerPlot(city, neighbour, city.other, BESIDE);
    });
    const olds = () => [parent(), { id: neighbour, ring: BESIDE, owners: [city.other] }];
    const kept = () => [
      { id: city.id, ring: MINE, continues: 0 },
      { id: neighbour, ring: THEIRS, continues: 1 },
    ];

    it("moves a boundary; both keep their references, and each version grows", async function () {
      const { owner, other, id, registry } = city;
      await replot(city, olds(), kept());
      expect(await title(city, id)).to.deep.include({ owner: owner.address, size: 1_050n, version: 1n });
      expect(await title(city, neighbour)).to.deep.include({ owner: other.address, size: 450n, version: 1n });
      expect(await registry.balanceOf(owner)).to.equal(1n);
    });

    it("needs the signature of both", async function () {
      const { registry, owner } = city;
      const [mine, theirs] = olds();
      await expect(replot(city, [mine, { ...theirs, owners: [owner] }], kept()))
        .to.be.revertedWithCustomError(registry, "OwnersIncomplete")
        .withArgs(neighbour, 0n, 1n);
    });

    it("a signature binds to the whole plan", async function () {
      const { registry, registrar, owner } = city;
      const call = await replotCall(city, olds(), kept());
      const [parcels, , tiling, documentHash, until] = call;
      const swapped = [
        { id: city.id, continues: 1 },
        { id: neighbour, continues: 1 },
      ];
      await expect(as(registry, registrar).replot(parcels, swapped, tiling, documentHash, until))
        .to.be.revertedWithCustomError(registry, "TitleExists")
        .withArgs(city.id);
      const renamed = [
        { id: HALF_A, continues: 1 },
        { id: neighbour, continues: 1 },
      ];
      await expect(as(registry, registrar).replot(parcels, renamed, tiling, documentHash, until))
        .to.be.revertedWithCustomError(registry, "ConsentInvalid")
        .withArgs(owner.address);
      await expect(as(registry, registrar).replot(parcels, call[1], tiling, doc("another plan"), until))
        .to.be.revertedWithCustomError(registry, "ConsentInvalid")
        .withArgs(owner.address);
    });

    it("the younger age holds for the new parcels", async function () {
      const { registry, id } = city;
      const age = async (at: bigint) => BigInt(`0x${(await registry.boundaryOf(at)).slice(56)}`);
      const younger = await age(neighbour);
      expect(await age(id)).to.be.lessThan(younger);
      await replot(city, olds(), kept());
      expect(await age(id)).to.equal(younger);
    });

    it("a parcel named twice is refused", async function () {
      const { registry, id } = city;
      await expect(
        replot(
          city,
          [parent(), parent()],
          [
            { id: HALF_A, ring: PLOT },
            { id: HALF_B, ring: PLOT },
          ],
          buildReplot([PLOT, PLOT], [PLOT, PLOT]),
        ),
      )
        .to.be.revertedWithCustomError(registry, "TitleUnknown")
        .withArgs(id);
    });
  });

  describe("what lies on a parcel", function () {
    it("LAND-4: goes to every new parcel, with its rank", async function () {
      const { registry, bank, heir } = city;
      await encumber(city, city.id, mortgage(bank));
      await encumber(city, city.id, right(KIND.easement, heir));
      await replot(city, [parent([{ number: 1n }, { number: 2n }])], halves);
      for (const id of [HALF_A, HALF_B]) {
        expect(await title(city, id)).to.deep.include({ blockers: 1n, active: 2n, lastNumber: 2n });
        expect(await registry.encumbranceOf(id, 1n)).to.equal(
          encumbranceWord(mortgage(bank), FIRST_RANKS + 1n),
        );
        expect(await registry.encumbranceOf(id, 2n)).to.equal(
          encumbranceWord(right(KIND.easement, heir), FIRST_RANKS + 2n),
        );
      }
      expect(await registry.encumbranceOf(city.id, 1n)).to.equal(0n);
    });

    it("LAND-4: cannot be forgotten", async function () {
      const { registry, bank, heir, id } = city;
      await encumber(city, id, mortgage(bank));
      await encumber(city, id, right(KIND.easement, heir));
      await expect(replot(city, [parent([{ number: 1n }])], halves))
        .to.be.revertedWithCustomError(registry, "EncumbrancesIncomplete")
        .withArgs(id, 1n, 2n);
      await expect(replot(city, [parent([{ number: 1n }, { number: 1n }])], halves))
        .to.be.revertedWithCustomError(registry, "CarryUnfit")
        .withArgs(id, 1n);
      await expect(replot(city, [parent([{ number: 1n }, { number: 3n }])], halves))
        .to.be.revertedWithCustomError(registry, "EncumbranceUnknown")
        .withArgs(id, 3n);
    });

    it("is narrowed by its holder's signature alone", async function () {
      const { registry, owner, heir, id } = city;
      await encumber(city, id, right(KIND.easement, heir));
      const carry = { number: 1n, heirs: 0b10n };
      await expect(replot(city, [parent([{ ...carry, signer: owner }])], halves))
        .to.be.revertedWithCustomError(registry, "ConsentInvalid")
        .withArgs(heir.address);
      await expect(replot(city, [parent([{ number: 1n, heirs: 0b100n, signer: heir }])], halves))
        .to.be.revertedWithCustomError(registry, "CarryUnfit")
        .withArgs(id, 1n);
      await replot(city, [parent([{ ...carry, signer: heir }])], halves);
      expect((await title(city, HALF_A)).active).to.equal(0n);
      expect((await title(city, HALF_B)).active).to.equal(1n);
    });

    it("stays where it is on the parcel that keeps the reference, or leaves it with the holder's consent", async function () {
      const { registry, bank, id } = city;
      const word = encumbranceWord(mortgage(bank), FIRST_RANKS + 1n);
      await encumber(city, id, mortgage(bank));
      const news = [
        { id, ring: WEST },
        { id: HALF_B, ring: EAST },
      ];
      const snapshot = await networkHelpers.takeSnapshot();
      await replot(city, [parent([{ number: 1n }])], news);
      expect(await registry.encumbranceOf(id, 1n)).to.equal(word);
      expect(await title(city, id)).to.deep.include({ active: 1n, blockers: 1n, lastNumber: 1n, size: 375n });
      expect(await registry.encumbranceOf(HALF_B, 1n)).to.equal(word);
      await snapshot.restore();
      const act = await replot(city, [parent([{ number: 1n, heirs: 0b10n, signer: bank }])], news);
      await expect(act).to.emit(registry, "Released").withArgs(id, 1n, doc("plan"));
      expect(await title(city, id)).to.deep.include({ active: 0n, blockers: 0n });
      expect(await registry.encumbranceOf(id, 1n)).to.equal(0n);
      expect(await registry.encumbranceOf(HALF_B, 1n)).to.equal(word);
    });

    it("an involuntary lien goes along too", async function () {
      const { bank } = city;
      await encumberByOrder(city, city.id, right(KIND.taxLien, bank), "tax");
      await replot(city, [parent([{ number: 1n }])], halves);
      expect((await title(city, HALF_A)).blockers + (await title(city, HALF_B)).blockers).to.equal(2n);
    });
  });

  it("LAND-3: the parts of a shared parcel are shared alike", async function () {
    const { registry, owner, other, id } = city;
    await divide(
      city,
      id,
      [
        [owner, 1n],
        [other, 2n],
      ],
      3n,
    );
    await replot(city, [{ id, ring: PLOT, owners: [owner, other] }], halves);
    for (const half of [HALF_A, HALF_B]) {
      expect(await registry.ownerOf(half)).to.equal(await registry.getAddress());
      expect(await registry.shareOf(half, owner)).to.deep.equal([1n, 3n]);
      expect(await registry.shareOf(half, other)).to.deep.equal([2n, 3n]);
    }
    await expect(
      replot(city, [{ id: HALF_A, ring: WEST, owners: [owner] }], [{ id: ref("NORD:7"), ring: WEST }]),
    )
      .to.be.revertedWithCustomError(registry, "OwnersIncomplete")
      .withArgs(HALF_A, 1n, 3n);
  });

  it("the parts of an absolute title are absolute", async function () {
    await networkHelpers.time.increase(OBJECTION_PERIOD + 1n);
    await city.registry.makeAbsolute(city.id);
    await replot(city, [parent()], halves);
    expect((await title(city, HALF_A)).status).to.equal(STATUS.absolute);
  });

  it("refuses another ring, another number of parcels, and a continuation of nothing", async function () {
    const { registry, registrar, id } = city;
    const moved = rectangle(1, 0, 40, 25);
    await expect(replot(city, [{ ...parent(), ring: moved }], [{ id: HALF_A, ring: moved }]))
      .to.be.revertedWithCustomError(registry, "RingDiffers")
      .withArgs(id, ringHashOf(moved));
    const [parcels, made, tiling, documentHash, until] = await replotCall(city, [parent()], halves);
    const office = as(registry, registrar);
    await expect(office.replot([], made, tiling, documentHash, until))
      .to.be.revertedWithCustomError(registry, "ParcelsMiscounted")
      .withArgs(0n, 1n);
    await expect(office.replot(parcels, made.slice(1), tiling, documentHash, until))
      .to.be.revertedWithCustomError(registry, "ParcelsMiscounted")
      .withArgs(1n, 2n);
    await expect(replot(city, [parent()], [halves[0], { ...halves[1], continues: 1 }]))
      .to.be.revertedWithCustomError(registry, "ContinuationUnfit")
      .withArgs(HALF_B, 1n);
    await expect(office.replot(parcels, made, tiling, documentHash, 1n))
      .to.be.revertedWithCustomError(registry, "DeadlineUnfit")
      .withArgs(1n);
    await expect(
      replot(
        city,
        [parent()],
        [
          { id, ring: WEST },
          { id, ring: EAST },
        ],
      ),
    )
      .to.be.revertedWithCustomError(registry, "TitleExists")
      .withArgs(id);
  });

  it("LAND-6: refuses what is frozen or disputed", async function () {
    const { registry, bailiff, desk, owner, id } = city;
    await as(registry, bailiff).setFrozenTokens(owner, id, true);
    await expect(replot(city, [parent()], halves))
      .to.be.revertedWithCustomError(registry, "TitleFrozen")
      .withArgs(id);
    await as(registry, bailiff).setFrozenTokens(owner, id, false);
    await as(registry, desk).lodgeObjection(id, doc("objection"));
    await expect(replot(city, [parent()], halves))
      .to.be.revertedWithCustomError(registry, "TitleInDispute")
      .withArgs(id);
  });
});
