import { expect } from "chai";
import { encodeBytes32String, toBeHex, ZeroHash } from "ethers";

import {
  encumberTypedData,
  ladmOf,
  packEncumbrance,
  parcelId,
  readEncumbranceWord,
  readRings,
  readTitles,
  readTitleWord,
  referenceOf,
  replotTypedData,
  type RegisterReading,
  type Rpc,
  type TitleRecord,
  namespaceId,
} from "../../../sdk/index.js";
import { REGISTER_EVENTS } from "../../../sdk/land/titles/registerEvents.js";
import type { LandRegistry } from "../../../typechain-types/index.js";
import { expectInputError } from "../../support/inputError.js";
import {
  DAY,
  deedOf,
  divide,
  doc,
  encumber,
  encumberByOrder,
  KIND,
  type Land,
  landWithTitle,
  mortgage,
  PLOT,
  rectangle,
  ref,
  registerPlot,
  replot,
  right,
  title,
  typesOf,
  wire,
  consents,
  deadline,
  sectionOf,
} from "../../support/land.js";
import { deployLandRegistry } from "../../support/landRegister.js";
import { ethers, networkHelpers } from "../../support/network.js";
import { as } from "../../support/payments.js";

const rpc: Rpc = ({ method, params }) => ethers.provider.send(method, [...params]);

const WEST = rectangle(0, 0, 15, 25);
const EAST = rectangle(15, 0, 25, 25);

type City = Land & { readonly id: bigint };

describe("references, words and consents of titles", function () {
  it("a reference is its id, and back", function () {
    for (const reference of ["ALTSTADT:17/3", "N:0", "A.1-B/2:10", "A:B".padEnd(31, "C")]) {
      const id = parcelId(reference);
      expect(toBeHex(id, 32)).to.equal(encodeBytes32String(reference));
      expect(referenceOf(id)).to.equal(reference);
    }
    expect(namespaceId("ALTSTADT")).to.equal(encodeBytes32String("ALTSTADT"));
  });

  it("LAND-1: refuses another spelling where the register does, at the same character", async function () {
    const { registry, registrar, owner } = await networkHelpers.loadFixture(landWithTitle);
    const spellings = {
      "": 0,
      "nord:1": 0,
      "NORD:01": 6,
      "NORD:1 ": 6,
      NORD: 4,
      "NORD:": 5,
      ":1": 0,
      "NORD::1": 5,
      "NORD:1:2": 6,
      "NORD:1//2": 7,
      "NORD:1-": 7,
      "00:1": 1,
      "NÖRD:1": 1,
      [`A:B${"C".repeat(29)}`]: 31,
    };
    for (const [reference, position] of Object.entries(spellings)) {
      await expectInputError(() => parcelId(reference), {
        field: "reference",
        problem: `is no cadastral reference from character ${position + 1} on`,
      });
      const id = BigInt(
        Buffer.from(reference.padEnd(32, "\0"))
          .subarray(0, 32)
          .toString("hex")
          .padEnd(64, "0")
          .replace(/^/, "0x"),
      );
      const parcel = { id, owner: owner.address, ringHash: doc("ring"), size: 1n };
      await expect(as(registry, registrar).register(parcel, doc("application")))
        .to.be.revertedWithCustomError({ interface: referencesInterface }, "ReferenceUnfit")
        .withArgs(id, position);
      await expectInputError(() => referenceOf(id), { field: "id", problem: "is no cadastral reference" });
    }
    for (const name of ["", "nord", "NORD:", "A".repeat(30), "NORD-", "01"]) {
      await expectInputError(() => namespaceId(name), {
        field: "namespace",
        problem: "begins no cadastral reference",
      });
    }
  });

  it("words are read as the contract packs them", async function () {
    const city = await networkHelpers.loadFixture(landWithTitle);
    const { registry, bank, owner, bailiff, id } = city;
    const caveat = { holder: bank.address, amount: 12n, expiryDay: 60_000, kind: "caveat" } as const;
    await encumberByOrder(
      city,
      id,
      { holder: bank.address, amount: 12n, expiryDay: 60_000n, kind: KIND.caveat },
      "caveat",
    );
    await as(registry, bailiff).setFrozenTokens(owner, id, true);
    const word = await registry.encumbranceOf(id, 1n);
    const intake = Number(await registry.lastIntake());
    expect(packEncumbrance(caveat, intake)).to.equal(word);
    expect(readEncumbranceWord(word)).to.deep.equal({
      ...caveat,
      intake,
      blocks: true,
      runs: false,
      isInvoluntary: true,
    });
    expect(readTitleWord(await registry.titleOf(id))).to.deep.equal({
      owner: owner.address,
      status: "provisional",
      isFrozen: true,
      isReserved: false,
      isShared: false,
      isDisputed: false,
      isProven: true,
      isSaleOrdered: false,
      blockers: 1,
      active: 1,
      lastNumber: 1,
      version: 0,
      size: 1_000,
    });
    await expectInputError(() => readTitleWord(5n << 160n), {
      field: "word",
      problem: "is no word of a title",
    });
    await expectInputError(() => readEncumbranceWord(0n), {
      field: "word",
      problem: "is no word of an encumbrance",
    });
    const kinds = {
      mortgage: 1n,
      easement: 2n,
      lease: 2n,
      covenant: 2n,
      preEmption: 1n,
      taxLien: 5n,
    } as const;
    for (const [kind, flags] of Object.entries(kinds)) {
      const packed = packEncumbrance({ ...caveat, kind: kind as keyof typeof kinds }, 7);
      expect(packed >> 252n, kind).to.equal(flags);
      expect(readEncumbranceWord(packed)).to.deep.include({ kind, intake: 7, holder: bank.address });
    }
    for (const [field, change] of [
      ["kind", { kind: "none" as "mortgage" }],
      ["expiryDay", { expiryDay: 65_536 }],
      ["amount", { amount: 1n << 40n }],
      ["holder", { holder: "0x12" }],
    ] as const) {
      await expectInputError(() => packEncumbrance({ ...caveat, ...change }, 1), { field, problem: /^is / });
    }
    await expectInputError(() => packEncumbrance(caveat, -1), { field: "intake", problem: "is no rank" });
  });

  it("what owners sign is what the register checks", async function () {
    const { registry, owner, bank, id } = await networkHelpers.loadFixture(landWithTitle);
    const { name, version, chainId, verifyingContract } = await registry.eip712Domain();
    const domain = { name, version, chainId, verifyingContract: verifyingContract as `0x${string}` };
    const terms = { id, version: 3n, documentHash: doc("contract"), deadline: 5n };
    const signed = encumberTypedData(domain, terms, {
      holder: bank.address,
      amount: 7n,
      expiryDay: 0,
      kind: "mortgage",
    });
    expect(signed.types).to.deep.equal(typesOf("Encumber"));
    expect(signed.message).to.deep.equal({
      ...terms,
      holder: bank.address,
      amount: 7n,
      expiryDay: 0n,
      kind: KIND.mortgage,
    });
    const plan = {
      olds: [{ id, version: 3n }],
      newRings: "0x",
      documentHash: doc("plan"),
      deadline: 5n,
    } as const;
    const agreed = replotTypedData(domain, { ...plan, news: [{ id: ref("NORD:2"), continues: 0 }] });
    expect(agreed.types).to.deep.equal(typesOf("Replot"));
    expect(agreed.message.continues).to.deep.equal([0n]);
    await expectInputError(() => replotTypedData(domain, { ...plan, news: [{ id, continues: 1 }] }), {
      field: "news[0].continues",
      problem: "is the place of no old parcel",
    });
    expect(owner.address).to.not.equal(bank.address);
  });
});

/** Errors of the library, which the register's own interface leaves out where it is inlined. */
const referencesInterface = new (await import("ethers")).Interface([
  "error ReferenceUnfit(uint256 id, uint256 position)",
]);

describe("the history of titles", function () {
  /** What the chain itself says of a title after a block. */
  async function stateAt(registry: LandRegistry, id: bigint, people: readonly string[], blockTag: number) {
    const word = readTitleWord(await registry.titleOf(id, { blockTag }));
    const encumbrances = [];
    for (let number = 1; number <= word.lastNumber; number += 1) {
      const encumbrance = await registry.encumbranceOf(id, number, { blockTag });
      if (encumbrance !== 0n) encumbrances.push({ number, ...readEncumbranceWord(encumbrance) });
    }
    const shares = [];
    for (const holder of people) {
      const [numerator, denominator] = await registry.shareOf(id, holder, { blockTag });
      if (numerator !== 0n) shares.push({ holder, numerator, denominator });
    }
    const isLive = word.status === "provisional" || word.status === "absolute";
    return {
      status: word.status,
      owner: isLive && !word.isShared ? word.owner : undefined,
      flags: [word.isFrozen, word.isDisputed, word.isSaleOrdered],
      hasNotice: word.isReserved,
      size: isLive ? word.size : 0,
      shares,
      encumbrances: isLive ? encumbrances.toSorted((a, b) => a.intake - b.intake) : [],
    };
  }

  /** The same of a record. */
  function stateOf(record: TitleRecord | undefined) {
    if (record === undefined) {
      const none = { owner: undefined, flags: [false, false, false], hasNotice: false, size: 0 };
      return { status: "none", ...none, shares: [], encumbrances: [] };
    }
    const isLive = record.status === "provisional" || record.status === "absolute";
    return {
      status: record.status,
      owner: record.owner,
      flags: [record.isFrozen, record.isDisputed, record.isSaleOrdered],
      hasNotice: record.notice !== undefined,
      size: isLive ? record.boundary.size : 0,
      shares: record.shares.map((share) => ({ ...share, denominator: record.denominator })),
      encumbrances: record.encumbrances.map(({ documentHash, enteredAt, ...rest }) => {
        expect(documentHash).to.have.length(66);
        expect(enteredAt.time).to.be.greaterThan(0);
        return rest;
      }),
    };
  }

  async function reserve(city: City, id: bigint) {
    const { registry, registrar, other, owner } = city;
    const { version } = await title(city, id);
    const [until, expiresAt] = [await deadline(), (await deadline()) - DAY];
    const documentHash = doc("sale agreed");
    const message = { id, version, beneficiary: other.address, expiresAt, documentHash, deadline: until };
    const signed = await consents(registry, "Reserve", message, [owner]);
    await as(registry, registrar).reserve(id, other, expiresAt, documentHash, until, signed);
  }

  it("after every block says what the chain said then: owners, shares, ranks, flags, boundaries", async function () {
    const city = await networkHelpers.loadFixture(landWithTitle);
    const { registry, owner, other, heir, bank, lender, bailiff, judge, agent, id } = city;
    const [a, b, c] = [ref("NORD:2"), ref("NORD:3"), ref("NORD:4")];
    const start = await ethers.provider.getBlockNumber();
    const first = await encumber(city, id, mortgage(bank));
    await encumber(city, id, right(KIND.easement, heir));
    await encumber(city, id, mortgage(lender, 5n));
    await as(registry, bank).subordinate(id, first, 2n);
    await as(registry, lender).assign(id, 3n, heir);
    await as(registry, bailiff).freezeByOrder(id, true, doc("freeze"));
    await as(registry, bailiff).freezeByOrder(id, false, doc("thaw"));
    await as(registry, heir).release(id, 3n, doc("release"));
    await replot(
      city,
      [
        {
          id,
          ring: PLOT,
          owners: [owner],
          carries: [{ number: 1n }, { number: 2n, heirs: 1n, signer: heir }],
        },
      ],
      [
        { id: a, ring: WEST },
        { id: b, ring: EAST },
      ],
    );
    await reserve(city, b);
    await as(registry, agent).convey(
      await deedOf(city, b, [owner], other, [{ number: 1n, holder: bank.address }]),
    );
    await divide(
      city,
      b,
      [
        [owner, 1n],
        [other, 2n],
      ],
      3n,
      [other],
    );
    const { version } = await title(city, b);
    await as(registry, agent).conveyShare(b, version, owner, heir, 1n, doc("share"));
    await reserve(city, a);
    await as(registry, judge).orderSale(a, true, doc("sale"));
    await as(registry, agent).foreclose(a, lender, [1n], doc("protocol"));
    await as(registry, city.desk).lodgeObjection(a, doc("objection"));
    await as(registry, judge).settleDispute(a, doc("settled"));
    await networkHelpers.time.increase(100n * DAY);
    await registry.makeAbsolute(a);
    await replot(
      city,
      [
        { id: a, ring: WEST, owners: [lender], carries: [{ number: 2n }] },
        { id: b, ring: EAST, owners: [other, heir] },
      ],
      [{ id: c, ring: PLOT }],
    );
    await as(registry, lender).withdraw(c);

    const people = [owner, other, heir, bank, lender]
      .map(({ address }) => address)
      .toSorted((p, q) => (BigInt(p) < BigInt(q) ? -1 : 1));
    const last = await ethers.provider.getBlockNumber();
    const register = await registry.getAddress();
    let told = 0;
    for (let block = last; block >= start; block -= 1) {
      const reading = await readTitles(rpc, { register, block });
      expect(reading.words, String(block)).to.not.equal(undefined);
      for (const each of [id, a, b, c]) {
        const [record, state] = [reading.titles.get(each), await stateAt(registry, each, people, block)];
        expect(stateOf(record), `${referenceOf(each)} after block ${block}`).to.deep.equal(state);
        told += record === undefined ? 0 : 1;
      }
    }
    expect(told).to.be.greaterThan(50);

    const one = await readTitles(rpc, { register, ids: [c] });
    expect([...one.titles.keys()]).to.have.members([id, a, b, c]);
    expect(one.titles.get(c)).to.deep.include({ parents: [a, b], status: "provisional" });
    expect(one.titles.get(c)?.entries.map(({ event }) => event)).to.include.members([
      "BoundaryEntered",
      "Replotted",
      "ConsentsWithdrawn",
    ]);
    expect(one.titles.get(id)).to.deep.include({ children: [a, b], status: "retired", owner: undefined });
    const replotted = one.titles.get(a)?.entries.find(({ event }) => event === "Replotted");
    expect(replotted?.facts).to.deep.equal({
      oldIds: "NORD:1",
      newIds: "NORD:2, NORD:3",
      documentHash: doc("plan"),
    });
  });

  it("goes on in the successor of a register", async function () {
    const city = await networkHelpers.loadFixture(landWithTitle);
    const { registry, owner, other, bank, heir, id } = city;
    const shared = ref("NORD:9");
    await registerPlot(city, shared, owner, rectangle(100, 0, 10, 10));
    await divide(
      city,
      shared,
      [
        [owner, 1n],
        [other, 2n],
      ],
      3n,
    );
    await encumber(city, id, mortgage(bank));
    await encumber(city, id, right(KIND.easement, heir));
    const successor = await deployLandRegistry(city.deployer, city.officers, registry);
    await wire(city, successor);
    await as(registry, city.council).retire(successor);
    const owners = [owner.address, other.address].toSorted((p, q) => (BigInt(p) < BigInt(q) ? -1 : 1));
    await successor.importTitle(id, []);
    const halfWay = await readTitles(rpc, { register: await successor.getAddress() });
    expect(halfWay.titles.get(shared)?.register).to.equal(await registry.getAddress());
    await successor.importTitle(shared, owners);
    const reading = await readTitles(rpc, { register: await successor.getAddress(), ids: [id, shared] });
    expect(reading.line).to.deep.equal([await successor.getAddress(), await registry.getAddress()]);
    expect(stateOf(reading.titles.get(id))).to.deep.equal(
      await stateAt(successor, id, owners, reading.block),
    );
    expect(stateOf(reading.titles.get(shared))).to.deep.equal(
      await stateAt(successor, shared, owners, reading.block),
    );
    const old = await readTitles(rpc, { register: await registry.getAddress(), ids: [id] });
    expect(old.titles.get(id)).to.deep.include({ status: "moved", owner: undefined, encumbrances: [] });
  });

  it("LAND-4: a node that keeps an entry back is found out by the count", async function () {
    const city = await networkHelpers.loadFixture(landWithTitle);
    const { registry, bank, id } = city;
    await encumber(city, id, mortgage(bank));
    const register = await registry.getAddress();
    const hiding =
      (name: string): Rpc =>
      async (request) => {
        const answer = await rpc(request);
        if (request.method !== "eth_getLogs") return answer;
        const topic = REGISTER_EVENTS.getEvent(name)?.topicHash;
        return (answer as { topics: string[] }[]).filter(({ topics }) => topics[0] !== topic);
      };
    await expectInputError(() => readTitles(hiding("Encumbered"), { register, ids: [id] }), {
      field: "events of NORD:1",
      problem: "differs from the register's own word, which has 1",
    });
    await expectInputError(() => readTitles(hiding("BoundaryEntered"), { register }), {
      field: "events",
      problem: "lacks the beginning of its history",
    });
    const empty: Rpc = async (request) => (request.method === "eth_getLogs" ? [] : rpc(request));
    await expectInputError(() => readTitles(empty, { register, ids: [id] }), {
      field: "events of NORD:1",
      problem: "differs from the register's own word, which has provisional",
    });
    const stateless: Rpc = async (request) => {
      const isWord = request.method === "eth_call" && request.params[1] !== "latest";
      if (isWord) throw new Error("missing trie node");
      return rpc(request);
    };
    const unchecked = await readTitles(stateless, { register, ids: [id] });
    expect(unchecked.words).to.equal(undefined);
    expect(unchecked.titles.get(id)?.encumbrances).to.have.length(1);
    await expectInputError(() => readTitles(rpc, { register: bank.address }), {
      field: "register",
      problem: "is no land register",
    });
    await expectInputError(() => readTitles(rpc, { register, block: 10_000_000 }), {
      field: "block",
      problem: "is no block that the node has",
    });
  });

  it("knows the register's events as its artifact has them", async function () {
    const { registry } = await networkHelpers.loadFixture(landWithTitle);
    for (const fragment of REGISTER_EVENTS.fragments) {
      const name = fragment.format("sighash").replace(/\(.*/, "");
      expect(
        REGISTER_EVENTS.getEvent(name)
          ?.format("full")
          .replaceAll(/tuple| \w+(?=[,)])/g, ""),
      ).to.equal(
        registry.interface
          .getEvent(name as "Encumbered")
          .format("full")
          .replaceAll(/tuple| \w+(?=[,)])/g, ""),
      );
    }
  });

  it("finds the rings that were sent to the register, wherever a wallet passed them on", async function () {
    const city = await networkHelpers.loadFixture(landWithTitle);
    const { registry, owner, registrar, id } = city;
    const [a, b, attested] = [ref("NORD:2"), ref("NORD:3"), ref("NORD:7")];
    await replot(
      city,
      [{ id, ring: PLOT, owners: [owner] }],
      [
        { id: a, ring: WEST },
        { id: b, ring: EAST },
      ],
    );
    const far = rectangle(200, 0, 10, 10);
    const { tiling, cuts, outerCuts } = sectionOf(far, [far]);
    const plots = [{ id: ref("NORD:8"), owner: owner.address }];
    await as(registry, registrar).registerSection(plots, tiling, cuts, outerCuts, doc("application"));
    await as(registry, registrar).register(
      { id: attested, owner: owner.address, ringHash: doc("ring"), size: 1n },
      doc("application"),
    );
    const reading = await readTitles(rpc, { register: await registry.getAddress() });
    const rings = await readRings(rpc, reading.titles.values());
    expect(rings.get(a)).to.deep.equal(WEST);
    expect(rings.get(b)).to.deep.equal(EAST);
    expect(rings.get(ref("NORD:8"))).to.deep.equal(far);
    expect(rings.has(attested)).to.equal(false);
    // A wallet's call around the register's.
    const wrapped: Rpc = async (request) => {
      const answer = await rpc(request);
      if (request.method !== "eth_getTransactionByHash") return answer;
      const { input } = answer as { input: string };
      return {
        ...(answer as object),
        input: `0x6a761202${"00".repeat(31)}${input.slice(2)}${"00".repeat(40)}`,
      };
    };
    expect(await readRings(wrapped, reading.titles.values())).to.deep.equal(rings);
  });

  it("is exported in LADM's classes", async function () {
    const city = await networkHelpers.loadFixture(landWithTitle);
    const { registry, owner, other, bank, heir, bailiff, id } = city;
    const shared = ref("NORD:9");
    await registerPlot(city, shared, owner, rectangle(100, 0, 10, 10));
    await divide(
      city,
      shared,
      [
        [owner, 1n],
        [other, 2n],
      ],
      3n,
    );
    await encumber(city, id, mortgage(bank, 12_345n));
    await encumber(city, id, right(KIND.easement, heir));
    await encumber(city, id, right(KIND.lease, heir, 60_000n));
    await encumber(city, id, right(KIND.covenant, heir));
    await reserve(city, id);
    await as(registry, bailiff).freezeByOrder(id, true, doc("freeze"));
    const reading: RegisterReading = await readTitles(rpc, { register: await registry.getAddress() });
    const ladm = ladmOf(reading, await readRings(rpc, reading.titles.values()));
    expect(ladm.LA_BAUnit.map(({ uID, status }) => [uID, status])).to.deep.equal([
      ["NORD:1", "provisional"],
      ["NORD:9", "provisional"],
    ]);
    const shares = ladm.LA_Right.filter(({ unit, type }) => unit === "NORD:9" && type === "ownership");
    expect(shares.map(({ share }) => `${share?.numerator}/${share?.denominator}`)).to.have.members([
      "1/3",
      "2/3",
    ]);
    expect(shares.every(({ shareCheck }) => shareCheck)).to.equal(true);
    expect(ladm.LA_Mortgage).to.have.length(1);
    expect(ladm.LA_Mortgage[0]).to.deep.include({
      rID: "NORD:1#1",
      party: bank.address,
      amount: "123.45",
      ranking: 1,
      source: doc("contract"),
    });
    expect(ladm.LA_Restriction.map(({ type }) => type)).to.deep.equal([
      "servitude",
      "freeze",
      "priorityNotice",
    ]);
    expect(ladm.LA_Right.find(({ type }) => type === "lease")?.timeSpec).to.equal("2134-04-11T23:59:59Z");
    expect(ladm.LA_Responsibility.map(({ type }) => type)).to.deep.equal(["covenant"]);
    expect(ladm.LA_SpatialUnitGroup).to.deep.equal([{ sugID: "NORD" }]);
    expect(ladm.LA_SpatialUnit[0].area[0]).to.deep.equal({ areaSize: 1_000, type: "officialArea" });
    expect(ladm.LA_BoundaryFaceString[0].geometry?.coordinates).to.deep.equal([
      [
        [
          [0, 0],
          [40, 0],
          [40, 25],
          [0, 25],
          [0, 0],
        ],
      ],
    ]);
    expect(ladm.LA_Party.map(({ pID }) => pID)).to.have.members(
      [owner, other, bank, heir].map(({ address }) => address),
    );
    expect(ladm.LA_Party[0].extPID).to.match(/^did:ethr:0x7a69:0x/);
    const named = new Set(ladm.LA_AdministrativeSource.map(({ sID }) => sID));
    expect(named.has(doc("contract"))).to.equal(true);
    expect(named.has(ZeroHash)).to.equal(false);
    expect(JSON.parse(JSON.stringify(ladm))).to.deep.equal(ladm);
  });
});
