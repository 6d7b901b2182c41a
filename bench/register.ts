import { type BaseContract, id as hashOf, type Signer, ZeroHash } from "ethers";

import {
  applicationHash,
  buildReplot,
  type Call,
  canonicalRing,
  type EncumbranceTerms,
  encumberTypedData,
  namespaceId,
  parcelId,
  proveSimple,
  readDomain,
  readTitleWord,
  type Ring,
  ringHash,
} from "../sdk/index.js";
import { deployAuthority } from "../test/support/authority.js";
import { deployDouble } from "../test/support/doubles.js";
import { deployLandRegistry } from "../test/support/landRegister.js";
import type { LandRegistry } from "../typechain-types/index.js";
import { wholeTransaction } from "./lib/bound.js";
import { BENCH_TIME, type Chain } from "./lib/chain.js";
import { GAS } from "./lib/gasSchedule.js";
import type { Context, Measured, Peer, Scenario } from "./lib/scenario.js";
import { deployTRex } from "./peers/tRex.js";

/** When consents end: a fixed time, so that calldata is the same in each run. */
const DEADLINE = BigInt(BENCH_TIME) + 60n * 86_400n;

const LAND_REGISTRAR = 13n;
const COURT_FREEZE = 4n;
const COURT_ORDERS = 3n;
const LAND_CORRECTIONS = 14n;

const DOCUMENT = hashOf("document with its salt");
const SALT = hashOf("salt of an application");

/** The title that most rows deal with. */
const TITLE = parcelId("NORD:1");

/** A title that is not registered yet. */
const NEXT = parcelId("NORD:2");

/** A rectangle in metres. */
const rectangle = (x: number, y: number, width: number, height: number): Ring =>
  canonicalRing([
    [100 * x, 100 * y],
    [100 * (x + width), 100 * y],
    [100 * (x + width), 100 * (y + height)],
    [100 * x, 100 * (y + height)],
  ]);

const PLOT = rectangle(0, 0, 40, 25);

interface RegisterCity {
  readonly registry: LandRegistry;
  /** Registrar, court and desk in one: nobody looks at roles here but the authority. */
  readonly office: Signer;
  readonly owner: Signer;
  readonly buyer: Signer;
  readonly bank: Signer;
  readonly openZeppelin: BaseContract;
  readonly tRex: BaseContract;
}

async function setUp({ ethers }: Chain): Promise<RegisterCity> {
  const [admin, office, owner, buyer, bank] = await ethers.getSigners();
  const authority = await deployAuthority(admin);
  const registry = await deployLandRegistry(admin, authority.address);
  const officeAddress = await office.getAddress();
  for (const [role, functions] of [
    [
      LAND_REGISTRAR,
      ["setDesk", "register", "registerMany", "registerProven", "registerSection", "encumber", "replot"],
    ],
    [COURT_FREEZE, ["setFrozenTokens", "encumberByOrder"]],
    [COURT_ORDERS, ["forcedTransfer"]],
    [LAND_CORRECTIONS, ["openNamespace"]],
  ] as const) {
    await authority.allow(registry, functions, role);
    await authority.grant(role, [officeAddress]);
  }
  const mine = registry.connect(office);
  await mine.openNamespace(namespaceId("NORD"), ZeroHash, DOCUMENT);
  await mine.setDesk(office, true);
  for (const [holder, reference] of [
    [owner, TITLE],
    [buyer, parcelId("NORD:900")],
  ] as const) {
    await mine.register(attested(reference, await holder.getAddress()), DOCUMENT);
  }
  const openZeppelin = await deployDouble("OpenZeppelinTitlePeer", admin);
  await openZeppelin.getFunction("register").send(TITLE, owner, hashOf("ring"), 1_000n);
  await openZeppelin.getFunction("encumber").send(TITLE, bank, 1n, 1n);
  const tRex = await deployTRex(admin, [owner, buyer], false);
  return { registry, office, owner, buyer, bank, openZeppelin, tRex };
}

const attested = (id: bigint, owner: string) => ({
  id,
  owner,
  ringHash: ringHash(PLOT),
  size: 1_000n,
});

const addressOf = async (signer: Signer): Promise<string> => signer.getAddress();

// --- Acts ---

async function register({ registry, office, owner }: RegisterCity, count: number): Promise<Measured> {
  const account = await addressOf(owner);
  const parcels = Array.from({ length: count }, (_, i) => attested(parcelId(`NORD:${i + 2}`), account));
  const mine = registry.connect(office);
  const tx = await (count === 1 ? mine.register(parcels[0], DOCUMENT) : mine.registerMany(parcels, DOCUMENT));
  return {
    tx,
    async effects(expect) {
      for (const { id } of parcels) expect(await registry.ownerOf(id)).to.equal(account);
      expect(await registry.balanceOf(account)).to.equal(BigInt(count + 1));
    },
  };
}

async function registerSection({ registry, office, owner }: RegisterCity): Promise<Measured> {
  const [columns, rows] = [20, 10];
  const account = await addressOf(owner);
  const cells = Array.from({ length: columns * rows }, (_, i) =>
    rectangle(25 * (i % columns), 40 * Math.floor(i / columns), 25, 40),
  );
  const side = (count: number, place: (k: number) => readonly [number, number]): Ring =>
    Array.from({ length: count }, (_, k) => place(k));
  const [width, height] = [2_500 * columns, 4_000 * rows];
  const outline = canonicalRing([
    ...side(columns, (k) => [2_500 * k, 0]),
    ...side(rows, (k) => [width, 4_000 * k]),
    ...side(columns, (k) => [width - 2_500 * k, height]),
    ...side(rows, (k) => [0, height - 4_000 * k]),
  ]);
  const plots = cells.map((_, i) => ({ id: parcelId(`NORD:${i + 2}`), owner: account }));
  const { cuts, outerCuts } = proveSimple(outline);
  const tx = await registry
    .connect(office)
    .registerSection(plots, buildReplot([outline], cells), cuts, outerCuts, DOCUMENT);
  return {
    tx,
    async effects(expect) {
      expect(await registry.balanceOf(account)).to.equal(BigInt(cells.length + 1));
      expect((await registry.titleOf(plots[199].id)) >> 224n).to.equal(1_000n);
    },
  };
}

/** Lodges a mortgage; answers its terms and number. */
async function lodge({ registry, office, bank }: RegisterCity) {
  const terms: EncumbranceTerms = {
    holder: await addressOf(bank),
    amount: 10_000_000n,
    expiryDay: 0,
    kind: "mortgage",
  };
  const commitment = applicationHash(TITLE, terms, DOCUMENT, SALT);
  const tx = await registry.connect(office).lodge(TITLE, commitment);
  return { tx, terms, intake: await registry.lastIntake() };
}

/** Enters a mortgage with the owner's signature. */
async function encumber({ chain, city }: Context<RegisterCity>): Promise<Measured> {
  const { registry, office, owner, bank } = city;
  // The first application of the day-book is a step of its own.
  const { terms, intake } = await lodge(city);
  const { version } = readTitleWord(await registry.titleOf(TITLE));
  const consent = { id: TITLE, version: BigInt(version), documentHash: DOCUMENT, deadline: DEADLINE };
  const call: Call = async (request) => chain.ethers.provider.call(request);
  const domain = await readDomain(call, await registry.getAddress());
  const { types, message } = encumberTypedData(domain, consent, terms);
  const signature = await owner.signTypedData(domain, types, message);
  const consents = [{ holder: await addressOf(owner), signature }];
  const tx = await registry
    .connect(office)
    .encumber(TITLE, message, DOCUMENT, intake, SALT, DEADLINE, consents);
  return {
    tx,
    async effects(expect) {
      const word = await registry.encumbranceOf(TITLE, 1n);
      expect(word & ((1n << 160n) - 1n)).to.equal(BigInt(await addressOf(bank)));
    },
  };
}

const OPEN_ZEPPELIN =
  "@openzeppelin/contracts 5.7.0: ERC721, AccessControl, a struct and an array, built with our settings";
const T_REX = "@tokenysolutions/t-rex 4.1.6, published artifacts";

const peer = (
  run: (city: RegisterCity) => Promise<Measured>,
  [name, source]: readonly [string, string],
): Peer<RegisterCity> => ({ name, source, run: ({ city }) => run(city) });

const ON_OPEN_ZEPPELIN = ["usual layout on OpenZeppelin", OPEN_ZEPPELIN] as const;
const ON_T_REX = ["T-REX", T_REX] as const;

/** The register of land; the proofs alone are in `land`. */
export const scenario: Scenario<RegisterCity> = {
  domain: "register",
  setUp,
  rows: [
    {
      operation: "register a title",
      story: "The registrar enters a parcel for somebody who owns one already.",
      goal: 80_000,
      addsAuthorityCheck: true,
      reason: "the namespace (no reference is entered in two ways) and the retirement, a cold read each",
      bound: wholeTransaction(
        { what: "the title, new", gas: GAS.coldNewSlot, why: "who owns it must be stored" },
        { what: "the boundary, new", gas: GAS.coldNewSlot, why: "where it lies must be stored" },
        { what: "the number of titles, cold write", gas: GAS.coldUpdate, why: "ERC-721 counts them" },
      ),
      checks: [
        "the reference is spelt as it has to be",
        "its namespace is open and direct",
        "it was never used",
        "the register is not retired",
      ],
      peers: [
        peer(async ({ openZeppelin, owner }) => {
          const tx = await openZeppelin.getFunction("register").send(NEXT, owner, hashOf("ring"), 1_000n);
          return {
            tx,
            async effects(expect) {
              expect(await openZeppelin.getFunction("ownerOf")(NEXT)).to.equal(await addressOf(owner));
            },
          };
        }, ON_OPEN_ZEPPELIN),
      ],
      run: ({ city }) => register(city, 1),
    },
    {
      operation: "register titles in bulk, 20, each",
      story: "The registrar enters twenty parcels of one owner.",
      checks: ["as one"],
      per: 20,
      peers: [],
      run: ({ city }) => register(city, 20),
    },
    {
      operation: "register by section of 200 with tiling proof, each",
      story: "The registrar enters two hundred parcels that are proven to tile a section.",
      goal: 60_000,
      checks: ["as one", "the outline is simple", "the parcels tile it exactly"],
      per: 200,
      peers: [],
      run: ({ city }) => registerSection(city),
    },
    {
      operation: "lodge an application in the day-book",
      story: "A desk enters a salted commitment, whose number is the rank.",
      checks: ["the caller is a desk", "the register is not retired"],
      peers: [],
      async run({ city }) {
        await lodge(city);
        const { tx, intake } = await lodge(city);
        return {
          tx,
          async effects(expect) {
            expect(await city.registry.lastIntake()).to.equal(intake);
          },
        };
      },
    },
    {
      operation: "encumber a title",
      story: "The registrar enters a mortgage that the owner has signed, at its rank of the day-book.",
      goal: 57_000,
      addsAuthorityCheck: true,
      reason: "the owner's signature and the application in the day-book, which the sketch lacked (ADR 0023)",
      checks: [
        "the owner has signed these terms for this version",
        "the day-book holds this application, and it has not lapsed",
        "the title is not frozen, disputed, reserved or in foreclosure",
        "the owner's key is not held for stolen",
        "the register is not retired",
      ],
      peers: [
        peer(async ({ openZeppelin, bank }) => {
          const tx = await openZeppelin.getFunction("encumber").send(TITLE, bank, 10_000_000n, 1n);
          return {
            tx,
            async effects(expect) {
              expect((await openZeppelin.getFunction("encumbrances")(TITLE, 1n))[1]).to.equal(10_000_000n);
            },
          };
        }, ON_OPEN_ZEPPELIN),
      ],
      run: encumber,
    },
    {
      operation: "release an encumbrance",
      story: "The bank releases its mortgage.",
      goal: 31_000,
      reason: "whether the holder's key is held for stolen, a cold read",
      checks: ["the caller holds it", "its key is not held for stolen"],
      peers: [],
      async run(context) {
        const { city } = context;
        await encumber(context);
        const tx = await city.registry.connect(city.bank).release(TITLE, 1n, DOCUMENT);
        return {
          tx,
          async effects(expect) {
            expect(await city.registry.encumbranceOf(TITLE, 1n)).to.equal(0n);
          },
        };
      },
    },
    {
      operation: "freeze a title",
      story: "A court freezes a title.",
      goal: 33_000,
      addsAuthorityCheck: true,
      checks: ["the title is in force", "the account owns it"],
      peers: [
        peer(async ({ openZeppelin }) => {
          const tx = await openZeppelin.getFunction("freeze").send(TITLE, true);
          return {
            tx,
            async effects(expect) {
              expect((await openZeppelin.getFunction("parcels")(TITLE))[2]).to.equal(true);
            },
          };
        }, ON_OPEN_ZEPPELIN),
        peer(async ({ tRex, owner }) => {
          const tx = await tRex.getFunction("freezePartialTokens").send(owner, 1n);
          return {
            tx,
            async effects(expect) {
              expect(await tRex.getFunction("getFrozenTokens")(owner)).to.equal(1n);
            },
          };
        }, ON_T_REX),
      ],
      async run({ city: { registry, office, owner } }) {
        const tx = await registry.connect(office).setFrozenTokens(owner, TITLE, true);
        return {
          tx,
          async effects(expect) {
            expect(await registry.getFrozenTokens(owner, TITLE)).to.equal(true);
          },
        };
      },
    },
    {
      operation: "move a title by a court's force",
      story: "A court moves a title to somebody who owns another one.",
      addsAuthorityCheck: true,
      checks: ["the title is in force", "from owns it", "to can hold it"],
      peers: [
        peer(async ({ tRex, owner, buyer }) => {
          const tx = await tRex.getFunction("forcedTransfer").send(owner, buyer, 1n);
          return {
            tx,
            async effects(expect) {
              await expect(tx)
                .to.emit(tRex, "Transfer")
                .withArgs(await addressOf(owner), await addressOf(buyer), 1n);
            },
          };
        }, ON_T_REX),
      ],
      async run({ city: { registry, office, owner, buyer } }) {
        const tx = await registry.connect(office).forcedTransfer(owner, buyer, TITLE);
        return {
          tx,
          async effects(expect) {
            expect(await registry.ownerOf(TITLE)).to.equal(await addressOf(buyer));
          },
        };
      },
    },
  ],
};
