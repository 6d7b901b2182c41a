import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";

import { encodeRing, findOverlap, type Place, proveSimple, type Ring, twiceArea } from "../../sdk/index.js";
import {
  ascending,
  DAY,
  doc,
  encumber,
  encumbranceWord,
  FLAG,
  KIND,
  type Land,
  land,
  mortgage,
  namespace,
  OBJECTION_PERIOD,
  PLOT,
  rectangle,
  ref,
  registerPlot,
  right,
  ringHashOf,
  sectionOf,
  STATUS,
  title,
} from "../support/land.js";
import { ethers, networkHelpers } from "../support/network.js";
import { as } from "../support/payments.js";

const { time } = networkHelpers;

const references = {
  interface: new ethers.Interface(["error ReferenceUnfit(uint256,uint256)"]),
};

describe("LandRegistry", function () {
  let city: Land;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(land);
  });

  const attested = (reference: string, owner: { readonly address: string }, size = 1_000n) => ({
    id: ref(reference),
    owner: owner.address,
    ringHash: ringHashOf(PLOT),
    size,
  });

  describe("register", function () {
    it("enters a title whose boundary the registrar attests: provisional, not proven", async function () {
      const { registry, registrar, owner } = city;
      const parcel = attested("NORD:1", owner);
      const act = as(registry, registrar).register(parcel, doc("application"));
      await expect(act).to.emit(registry, "Transfer").withArgs(ZeroAddress, owner.address, parcel.id);
      await expect(act)
        .to.emit(registry, "BoundaryEntered")
        .withArgs(parcel.id, parcel.ringHash, 1_000n, doc("application"));
      expect(await title(city, parcel.id)).to.deep.equal({
        owner: owner.address,
        status: STATUS.provisional,
        flags: 0n,
        blockers: 0n,
        active: 0n,
        lastNumber: 0n,
        version: 0n,
        size: 1_000n,
      });
      const boundary = await registry.boundaryOf(parcel.id);
      expect(boundary.slice(0, 56)).to.equal(parcel.ringHash.slice(0, 56));
      expect(BigInt(`0x${boundary.slice(56)}`)).to.equal(BigInt(await time.latest()));
    });

    it("LAND-1: one title a reference, once and for all", async function () {
      const { registry, registrar, owner, other } = city;
      const office = as(registry, registrar);
      await office.register(attested("NORD:1", owner), doc("application"));
      await expect(office.register(attested("NORD:1", other), doc("application")))
        .to.be.revertedWithCustomError(registry, "TitleExists")
        .withArgs(ref("NORD:1"));
      await expect(
        office.registerMany([attested("NORD:2", owner), attested("NORD:2", other)], doc("application")),
      )
        .to.be.revertedWithCustomError(registry, "TitleExists")
        .withArgs(ref("NORD:2"));
    });

    it("LAND-1: refuses another spelling of a reference", async function () {
      const { registry, registrar, owner } = city;
      for (const [reference, position] of [
        ["nord:1", 0n],
        ["NORD:01", 6n],
        ["NORD:1/02", 8n],
        ["NORD:A-007", 8n],
        ["NORD: 1", 5n],
        ["NORD:1 ", 6n],
        ["NORD:1/", 7n],
        ["NORD:/1", 5n],
        ["NORD:1--2", 7n],
        ["NORD::1", 5n],
        ["NORD:1:2", 6n],
        ["NORD", 4n],
        ["NORD:", 5n],
        [":1", 0n],
        ["N\u00c4:1", 1n],
        ["", 0n],
      ] as const) {
        await expect(
          as(registry, registrar).register(attested(reference, owner), doc("application")),
          reference,
        )
          .to.be.revertedWithCustomError(references, "ReferenceUnfit")
          .withArgs(ref(reference), position);
      }
      const hidden = ref("NORD:1") | 1n;
      await expect(
        as(registry, registrar).register({ ...attested("NORD:1", owner), id: hidden }, doc("application")),
      )
        .to.be.revertedWithCustomError(references, "ReferenceUnfit")
        .withArgs(hidden, 6n);
      for (const reference of [
        "NORD:0",
        "NORD:10",
        "NORD:A0",
        "NORD:1/0",
        "NORD:12345678901234567890123456",
      ]) {
        await as(registry, registrar).register(attested(reference, owner), doc("application"));
      }
    });

    it("refuses a namespace that is not open, nobody as owner, and a boundary without a ring", async function () {
      const { registry, registrar, owner } = city;
      const office = as(registry, registrar);
      await expect(office.register(attested("SUED:1", owner), doc("application")))
        .to.be.revertedWithCustomError(registry, "NamespaceClosed")
        .withArgs(namespace("SUED"));
      await expect(office.register(attested("NORD:1", { address: ZeroAddress }), doc("application")))
        .to.be.revertedWithCustomError(registry, "HolderUnfit")
        .withArgs(ZeroAddress);
      await expect(office.register({ ...attested("NORD:1", owner), ringHash: ZeroHash }, doc("application")))
        .to.be.revertedWithCustomError(registry, "RingMissing")
        .withArgs(ref("NORD:1"));
    });

    it("enters many, all or none", async function () {
      const { registry, registrar, owner } = city;
      const parcels = Array.from({ length: 20 }, (_, i) => attested(`NORD:${i + 1}`, owner));
      await as(registry, registrar).registerMany(parcels, doc("application"));
      expect(await registry.balanceOf(owner)).to.equal(20n);
    });
  });

  describe("registerProven", function () {
    it("computes the size from the ring", async function () {
      const { registry, owner } = city;
      const act = registerPlot(city, ref("NORD:1"), owner);
      await expect(act)
        .to.emit(registry, "BoundaryEntered")
        .withArgs(ref("NORD:1"), ringHashOf(PLOT), 1_000n, doc("application"));
      expect(await title(city, ref("NORD:1"))).to.deep.include({ size: 1_000n, flags: FLAG.proven });
    });

    it("refuses what is larger than can be written", async function () {
      const far = 2 ** 31 / 100 - 1;
      const ring = rectangle(-far, -far, 2 * far, 2 * far);
      await expect(registerPlot(city, ref("NORD:1"), city.owner, ring))
        .to.be.revertedWithCustomError(city.registry, "SizeUnfit")
        .withArgs(ref("NORD:1"), twiceArea(ring) / 20_000n);
    });
  });

  describe("registerSection", function () {
    const outline = rectangle(0, 0, 60, 40);
    const parcels: readonly Ring[] = [
      rectangle(0, 0, 20, 40),
      rectangle(20, 0, 40, 25),
      rectangle(20, 25, 40, 15),
    ];
    const plots = () => parcels.map((_, i) => ({ id: ref(`NORD:${i + 1}`), owner: city.owner.address }));

    it("LAND-2: enters all parcels of a section with the proof that they tile it", async function () {
      const { registry, registrar } = city;
      const { tiling, cuts, outerCuts } = sectionOf(outline, parcels);
      await as(registry, registrar).registerSection(plots(), tiling, cuts, outerCuts, doc("application"));
      const sizes = await Promise.all(plots().map(async ({ id }) => (await title(city, id)).size));
      expect(sizes).to.deep.equal([800n, 1_000n, 600n]);
      expect((await title(city, ref("NORD:3"))).flags).to.equal(FLAG.proven);
    });

    it("refuses another number of references, of outlines, and an outline that is not simple", async function () {
      const { registry, registrar } = city;
      const { tiling, cuts, outerCuts } = sectionOf(outline, parcels);
      const office = as(registry, registrar);
      await expect(office.registerSection(plots().slice(1), tiling, cuts, outerCuts, doc("application")))
        .to.be.revertedWithCustomError(registry, "ParcelsMiscounted")
        .withArgs(2n, 3n);
      const halves = sectionOf(outline, parcels);
      const two = [rectangle(0, 0, 20, 40), rectangle(20, 0, 40, 40)];
      const { buildReplot } = await import("../../sdk/index.js");
      await expect(
        office.registerSection(
          plots(),
          buildReplot(two, parcels),
          halves.cuts,
          halves.outerCuts,
          doc("application"),
        ),
      )
        .to.be.revertedWithCustomError(registry, "ParcelsMiscounted")
        .withArgs(1n, 2n);
      await expect(office.registerSection(plots(), tiling, cuts, "0x", doc("application")))
        .to.be.revertedWithCustomError(
          { interface: new ethers.Interface(["error CutsLengthUnfit(uint256,uint256)"]) },
          "CutsLengthUnfit",
        )
        .withArgs(0n, 16n);
    });
  });

  describe("namespaces", function () {
    it("are opened once, for good", async function () {
      const { registry, corrections } = city;
      const office = as(registry, corrections);
      await expect(office.openNamespace(namespace("SUED"), ZeroHash, doc("decision")))
        .to.emit(registry, "NamespaceOpened")
        .withArgs(namespace("SUED"), ZeroHash, doc("decision"));
      const openedAt = BigInt(await time.latest());
      expect(await registry.namespaceOf(namespace("SUED"))).to.deep.equal([true, ZeroHash, openedAt]);
      expect(await registry.namespaceOf(namespace("WEST"))).to.deep.equal([false, ZeroHash, 0n]);
      for (const root of [ZeroHash, doc("root")]) {
        await expect(office.openNamespace(namespace("SUED"), root, doc("decision")))
          .to.be.revertedWithCustomError(registry, "NamespaceTaken")
          .withArgs(namespace("SUED"));
      }
      await expect(office.openNamespace(namespace("WEST"), ethers.toBeHex(1, 32), doc("decision")))
        .to.be.revertedWithCustomError(registry, "NamespaceTaken")
        .withArgs(namespace("WEST"));
    });

    it("are spelt as references begin", async function () {
      const { registry, corrections } = city;
      for (const [name, position] of [
        ["west", 0],
        ["", 0],
        ["WEST-", 5],
        ["012", 1],
        ["WEST:1", 6],
      ] as const) {
        // A namespace is fit if a reference of it is.
        const id = ref(`${name}:A`);
        await expect(
          as(registry, corrections).openNamespace(namespace(name), ZeroHash, doc("decision")),
          name,
        )
          .to.be.revertedWithCustomError(references, "ReferenceUnfit")
          .withArgs(id, position);
      }
      for (const name of ["A23456789B23456789C23456789D23", "AB\0C"]) {
        await expect(
          as(registry, corrections).openNamespace(namespace(name), ZeroHash, doc("decision")),
          name,
        )
          .to.be.revertedWithCustomError(registry, "NamespaceUnfit")
          .withArgs(namespace(name));
      }
      await as(registry, corrections).openNamespace(
        namespace("A23456789B23456789C23456789D2"),
        ZeroHash,
        doc("decision"),
      );
    });
  });

  describe("the register before the chain", function () {
    type Leaf = [
      bigint,
      string,
      string,
      bigint,
      readonly bigint[],
      readonly (readonly [string, bigint])[],
      bigint,
    ];
    const LEAF = ["uint256", "address", "bytes32", "uint32", "uint256[]", "(address,uint64)[]", "uint64"];

    async function before() {
      const { registry, corrections, owner, other, heir, bank } = city;
      const encumbrances = [
        encumbranceWord(mortgage(bank), 1n),
        encumbranceWord(right(KIND.easement, other), 2n),
      ];
      const shares = ascending([owner, other]).map(({ address }) => [address, 1n] as const);
      const leaves: Leaf[] = [
        [ref("ALT:1"), owner.address, ringHashOf(PLOT), 1_000n, encumbrances, [], 0n],
        [ref("ALT:2"), ZeroAddress, ringHashOf(PLOT), 1_000n, [], shares, 2n],
        [ref("ALT:3"), heir.address, ringHashOf(PLOT), 1_000n, [encumbranceWord(mortgage(bank), 7n)], [], 0n],
      ];
      const tree = StandardMerkleTree.of(leaves, LEAF);
      await as(registry, corrections).openNamespace(namespace("ALT"), tree.root, doc("decision"));
      const leaf = (i: number) => {
        const [id, account, ringHash, size, words, list, denominator] = leaves[i];
        return {
          id,
          owner: account,
          ringHash,
          size,
          encumbrances: [...words],
          shares: list.map(([holder, numerator]) => ({ holder, numerator })),
          denominator,
        };
      };
      return {
        root: tree.root,
        openedAt: BigInt(await time.latest()),
        leaf,
        proof: (i: number) => tree.getProof(i),
      };
    }

    it("a title is entered by anyone, with all that lies on it, as old as the root", async function () {
      const { registry, stranger, owner, bank } = city;
      const { leaf, proof, openedAt, root } = await before();
      const act = as(registry, stranger).materialise(leaf(0), proof(0));
      await expect(act).to.emit(registry, "Transfer").withArgs(ZeroAddress, owner.address, ref("ALT:1"));
      await expect(act)
        .to.emit(registry, "Encumbered")
        .withArgs(ref("ALT:1"), 1n, bank.address, encumbranceWord(mortgage(bank), 1n), root);
      expect(await title(city, ref("ALT:1"))).to.deep.include({
        blockers: 1n,
        active: 2n,
        version: 0n,
        flags: 0n,
      });
      expect(BigInt(`0x${(await registry.boundaryOf(ref("ALT:1"))).slice(56)}`)).to.equal(openedAt);
      expect((await registry.namespaceOf(namespace("ALT"))).root).to.equal(root);
    });

    it("LAND-1: not twice, not by registration, not without proof, not in another namespace", async function () {
      const { registry, registrar, owner, other } = city;
      const { leaf, proof } = await before();
      await registry.materialise(leaf(0), proof(0));
      await expect(registry.materialise(leaf(0), proof(0)))
        .to.be.revertedWithCustomError(registry, "TitleExists")
        .withArgs(ref("ALT:1"));
      await expect(as(registry, registrar).register(attested("ALT:9", owner), doc("application")))
        .to.be.revertedWithCustomError(registry, "NamespaceClosed")
        .withArgs(namespace("ALT"));
      for (const change of [{ owner: other.address }, { size: 2_000n }, { encumbrances: [] }]) {
        await expect(registry.materialise({ ...leaf(2), ...change }, proof(2)))
          .to.be.revertedWithCustomError(registry, "LeafUnproven")
          .withArgs(ref("ALT:3"));
      }
      for (const reference of ["NORD:1", "SUED:1"]) {
        await expect(registry.materialise({ ...leaf(2), id: ref(reference) }, proof(2)))
          .to.be.revertedWithCustomError(registry, "NamespaceClosed")
          .withArgs(namespace(reference.slice(0, 4)));
      }
    });

    it("LAND-5: what lies on it ranks from 1, before every number of the day-book", async function () {
      const { leaf, proof } = await before();
      await expect(city.registry.materialise(leaf(2), proof(2)))
        .to.be.revertedWithCustomError(city.registry, "RankOrderUnfit")
        .withArgs(ref("ALT:3"), 1n);
    });

    it("a shared title comes with its shares", async function () {
      const { registry, owner } = city;
      const { leaf, proof } = await before();
      await registry.materialise(leaf(1), proof(1));
      expect(await registry.ownerOf(ref("ALT:2"))).to.equal(await registry.getAddress());
      expect(await registry.shareOf(ref("ALT:2"), owner)).to.deep.equal([1n, 2n]);
      expect(await registry.balanceOf(registry)).to.equal(1n);
    });

    it("a court freezes a title that nobody has entered yet", async function () {
      const { registry, bailiff, owner } = city;
      const { leaf, proof } = await before();
      const act = as(registry, bailiff).materialiseFrozen(leaf(0), proof(0), doc("order"));
      await expect(act).to.emit(registry, "Frozen").withArgs(owner.address, ref("ALT:1"), true);
      await expect(act).to.emit(registry, "OrderExecuted").withArgs(ref("ALT:1"), doc("order"));
      expect((await title(city, ref("ALT:1"))).flags).to.equal(FLAG.frozen);
      await expect(as(registry, bailiff).materialiseFrozen(leaf(1), proof(1), doc("order")))
        .to.be.revertedWithCustomError(registry, "OrderUsed")
        .withArgs(doc("order"));
    });
  });

  describe("objections", function () {
    it("a provisional title becomes absolute after the time for objections", async function () {
      const { registry, owner, stranger } = city;
      const id = ref("NORD:1");
      await registerPlot(city, id, owner);
      const dueAt = BigInt(await time.latest()) + OBJECTION_PERIOD;
      expect(await registry.OBJECTION_PERIOD()).to.equal(OBJECTION_PERIOD);
      await time.setNextBlockTimestamp(dueAt);
      await expect(as(registry, stranger).makeAbsolute(id))
        .to.be.revertedWithCustomError(registry, "TitleNotDue")
        .withArgs(id, dueAt);
      await time.setNextBlockTimestamp(dueAt + 1n);
      await expect(as(registry, stranger).makeAbsolute(id)).to.emit(registry, "TitleAbsolute").withArgs(id);
      expect((await title(city, id)).status).to.equal(STATUS.absolute);
      await expect(registry.makeAbsolute(id))
        .to.be.revertedWithCustomError(registry, "TitleNotDue")
        .withArgs(id, dueAt);
      await expect(as(registry, city.desk).lodgeObjection(id, doc("objection")))
        .to.be.revertedWithCustomError(registry, "TitleAlreadyAbsolute")
        .withArgs(id);
    });

    it("an objection at a desk stops dealings until a court decides", async function () {
      const { registry, owner, other, desk, stranger, judge, bank } = city;
      const id = ref("NORD:1");
      await registerPlot(city, id, owner);
      await expect(as(registry, stranger).lodgeObjection(id, doc("objection")))
        .to.be.revertedWithCustomError(registry, "DeskUnknown")
        .withArgs(stranger.address);
      await expect(as(registry, judge).settleDispute(id, doc("order")))
        .to.be.revertedWithCustomError(registry, "TitleNotInDispute")
        .withArgs(id);
      const act = as(registry, desk).lodgeObjection(id, doc("objection"));
      await expect(act).to.emit(registry, "ObjectionLodged").withArgs(id, doc("objection"));
      await expect(act).to.emit(registry, "TitleDisputed").withArgs(id);
      await expect(encumber(city, id, mortgage(bank)))
        .to.be.revertedWithCustomError(registry, "TitleInDispute")
        .withArgs(id);
      expect(await registry.canTransfer(owner, other, id)).to.equal(false);
      await time.increase(OBJECTION_PERIOD + DAY);
      await expect(registry.makeAbsolute(id))
        .to.be.revertedWithCustomError(registry, "TitleInDispute")
        .withArgs(id);
      const settled = as(registry, judge).settleDispute(id, doc("order"));
      await expect(settled).to.emit(registry, "DisputeSettled").withArgs(id);
      await expect(settled).to.emit(registry, "OrderExecuted").withArgs(id, doc("order"));
      await registry.makeAbsolute(id);
    });
  });

  describe("proveOverlap", function () {
    const OLDER = rectangle(0, 0, 40, 25);
    const YOUNGER = rectangle(39.99, 0, 40, 25);
    const [older, younger] = [ref("NORD:1"), ref("NORD:2")];
    let place: Place;

    beforeEach(async function () {
      await registerPlot(city, older, city.owner, OLDER);
      await registerPlot(city, younger, city.other, YOUNGER);
      const found = findOverlap(OLDER, YOUNGER);
      if (found === undefined) throw new Error("the parcels do not overlap");
      place = found;
    });

    it("disputes the younger title, in whichever order it is told", async function () {
      const { registry, stranger } = city;
      const anyone = as(registry, stranger);
      const snapshot = await networkHelpers.takeSnapshot();
      for (const swapped of [false, true]) {
        const told = swapped
          ? ([younger, encodeRing(YOUNGER), older, encodeRing(OLDER)] as const)
          : ([older, encodeRing(OLDER), younger, encodeRing(YOUNGER)] as const);
        const act = await anyone.proveOverlap(...told, place);
        await expect(act).to.emit(registry, "TitleDisputed").withArgs(younger);
        await expect(act)
          .to.emit(registry, "OverlapProven")
          .withArgs(told[0], told[2], [place.x, place.y, place.denominator]);
        expect((await title(city, older)).flags).to.equal(FLAG.proven);
        expect((await title(city, younger)).flags).to.equal(FLAG.proven | FLAG.disputed);
        await snapshot.restore();
      }
    });

    it("refuses one parcel, another ring, a place outside, and a title that is none", async function () {
      const { registry } = city;
      const [ring, otherRing] = [encodeRing(OLDER), encodeRing(YOUNGER)];
      await expect(registry.proveOverlap(older, ring, older, ring, place))
        .to.be.revertedWithCustomError(registry, "OverlapWithItself")
        .withArgs(older);
      await expect(registry.proveOverlap(older, otherRing, younger, otherRing, place))
        .to.be.revertedWithCustomError(registry, "RingDiffers")
        .withArgs(older, ringHashOf(YOUNGER));
      const outside = { x: 100n, y: 100n, denominator: 1n };
      await expect(registry.proveOverlap(older, ring, younger, otherRing, outside))
        .to.be.revertedWithCustomError(registry, "PlaceOutside")
        .withArgs(younger);
      await expect(registry.proveOverlap(ref("NORD:3"), ring, younger, otherRing, place))
        .to.be.revertedWithCustomError(registry, "TitleUnknown")
        .withArgs(ref("NORD:3"));
    });

    it("a court ends it with another boundary, which keeps its age", async function () {
      const { registry, judge } = city;
      await registry.proveOverlap(older, encodeRing(OLDER), younger, encodeRing(YOUNGER), place);
      const since = (await registry.boundaryOf(younger)).slice(56);
      const ring = rectangle(40, 0, 39.99, 25);
      const proof = proveSimple(ring);
      const court = as(registry, judge);
      const act = court.rectifyBoundary(younger, proof.ring, proof.cuts, proof.outerCuts, doc("judgment"));
      await expect(act).to.emit(registry, "DisputeSettled").withArgs(younger);
      await expect(act)
        .to.emit(registry, "BoundaryEntered")
        .withArgs(younger, ringHashOf(ring), 999n, doc("judgment"));
      expect(await title(city, younger)).to.deep.include({ flags: FLAG.proven, size: 999n, version: 1n });
      expect((await registry.boundaryOf(younger)).slice(56)).to.equal(since);
      await expect(court.rectifyBoundary(younger, proof.ring, proof.cuts, proof.outerCuts, doc("judgment")))
        .to.be.revertedWithCustomError(registry, "OrderUsed")
        .withArgs(doc("judgment"));
      await expect(registry.proveOverlap(older, encodeRing(OLDER), younger, proof.ring, place))
        .to.be.revertedWithCustomError(registry, "PlaceOutside")
        .withArgs(younger);
    });
  });

  it("of two entered in the same second, both are disputed", async function () {
    const { registry, registrar, owner, other } = city;
    const [a, b] = [rectangle(0, 0, 40, 25), rectangle(39, 0, 40, 25)];
    await as(registry, registrar).registerMany(
      [
        { id: ref("NORD:1"), owner: owner.address, ringHash: ringHashOf(a), size: 1_000n },
        { id: ref("NORD:2"), owner: other.address, ringHash: ringHashOf(b), size: 1_000n },
      ],
      doc("application"),
    );
    const place = { x: 3_950n, y: 100n, denominator: 1n };
    await registry.proveOverlap(ref("NORD:1"), encodeRing(a), ref("NORD:2"), encodeRing(b), place);
    for (const reference of ["NORD:1", "NORD:2"]) {
      expect((await title(city, ref(reference))).flags, reference).to.equal(FLAG.disputed);
    }
  });
});
