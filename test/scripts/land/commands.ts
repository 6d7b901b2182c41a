import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import { id as hashOf, Wallet, ZeroAddress, ZeroHash } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import proj4 from "proj4";

import exportRegister from "../../../scripts/land/export.js";
import extract from "../../../scripts/land/extract.js";
import importCadastre from "../../../scripts/land/import.js";
import replot from "../../../scripts/land/replot.js";
import subdivide from "../../../scripts/land/subdivide.js";
import {
  applicationHash,
  canonicalRing,
  encumberTypedData,
  type Ladm,
  namespaceId,
  parcelId,
  readDomain,
  readTitleWord,
  type Ring,
  ringHash,
  twiceArea,
  type TypedData,
  type Vertex,
} from "../../../sdk/index.js";
import type { LandRegistry } from "../../../typechain-types/index.js";
import { deployAuthority } from "../../support/authority.js";
import { type Chain, sleep, startAnvil } from "../../support/chains.js";
import { commandEnds } from "../../support/commandEnds.js";
import { deployLandRegistry } from "../../support/landRegister.js";
import { officeRuntime } from "../../support/officeRuntime.js";
import { runCli, startCli } from "../../support/processes.js";
import { randomFrom, testSeed } from "../../support/random.js";

/** Keys of anvil's first two accounts, which everybody knows. */
const OFFICE_KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const STRANGER_KEY = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";

/** ETRS89 / UTM zone 32N (EPSG:25832). */
const CRS = "+proj=utm +zone=32 +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=m +no_defs";

const SALT = hashOf("salt of the application");
const [COLUMNS, ROWS] = [8, 7];

/** Milliseconds between blocks while imports are killed. */
const BLOCK_TIME = 250;

const ownerOf = (number: number): Wallet => new Wallet(hashOf(`owner ${number % 5} of the cadastre`));

/** A corner of the district, bent inside, in centimetres. */
function corner(column: number, row: number): Vertex {
  const isInside = column > 0 && column < COLUMNS && row > 0 && row < ROWS;
  const bend = (factor: number): number => (isInside ? ((factor * column + 3 * row) % 5) * 137 : 0);
  return [60_000_000 + 2_500 * column + bend(7), 580_000_000 + 4_000 * row + bend(2)];
}

/** How far a district lies to the east of NORD, in centimetres. */
const EASTING: Readonly<Record<string, number>> = { NORD: 0, SUED: 1_000_000, WEST: 2_000_000 };

/** The parcel of a number, from 0. */
function parcel(number: number, district = "NORD"): Ring {
  const [column, row] = [number % COLUMNS, Math.floor(number / COLUMNS)];
  const corners = [
    corner(column, row),
    corner(column + 1, row),
    corner(column + 1, row + 1),
    corner(column, row + 1),
  ];
  return corners.map(([x, y]) => [x + (EASTING[district] ?? 0), y] as const);
}

interface Feature {
  type: "Feature";
  properties: Record<string, unknown>;
  geometry: { type: "Polygon"; coordinates: number[][][] };
}

/** A feature, in metres or in degrees. */
function feature(reference: string, ring: Ring, owner: string, isGeographic = false): Feature {
  const projection = proj4(CRS);
  const positions = [...ring, ring[0]].map(([x, y]) =>
    isGeographic ? projection.inverse([x / 100, y / 100]) : [x / 100, y / 100],
  );
  return {
    type: "Feature",
    properties: { reference, owner },
    geometry: { type: "Polygon", coordinates: [positions] },
  };
}

const cadastre = (district: string, isGeographic = false): Feature[] =>
  Array.from({ length: COLUMNS * ROWS }, (_, i) =>
    feature(`${district}:${i + 1}`, parcel(i, district), ownerOf(i).address, isGeographic),
  );

const textOf = (features: readonly Feature[]): string =>
  JSON.stringify({ type: "FeatureCollection", features });

describe("the commands of the land office", function () {
  let anvil: Chain;
  let registry: LandRegistry;
  let folder: string;
  let env: HardhatRuntimeEnvironment;
  const at = (...names: string[]): string => join(folder, ...names);

  const importArgs = (change = {}) => ({
    file: at("cadastre.geojson"),
    reference: "reference",
    owner: "owner",
    crs: "",
    report: "",
    most: "200",
    fromBlock: "0",
    document: at("application.txt"),
    salt: SALT,
    deployments: at("deployments"),
    check: false,
    calldata: false,
    ...change,
  });

  const extractArgs = (title: string, change = {}) => ({
    title,
    atBlock: "",
    file: "",
    reference: "reference",
    crs: "",
    fromBlock: "0",
    out: at("extracts"),
    deployments: at("deployments"),
    ...change,
  });

  const sign = async (signer: Wallet, { domain, types, message }: TypedData): Promise<string> =>
    signer.signTypedData(domain, types, message);

  const count = async (): Promise<number> =>
    anvil.provider.getTransactionCount(new Wallet(OFFICE_KEY).address);

  before(async () => {
    anvil = await startAnvil({ hardfork: "osaka" });
    const admin = await anvil.provider.getSigner(0);
    const authority = await deployAuthority(admin);
    registry = await deployLandRegistry(admin, authority.address);
    for (const district of ["NORD", "SUED", "WEST"]) {
      await (await registry.openNamespace(namespaceId(district), ZeroHash, hashOf("decision"))).wait();
    }
    await (await registry.openNamespace(namespaceId("ALT"), hashOf("root"), hashOf("decision"))).wait();
    folder = await mkdtemp(join(tmpdir(), "civitas-land-"));
    await mkdir(at("deployments"));
    await mkdir(at("consents"));
    await writeFile(
      at("deployments", "31337.json"),
      JSON.stringify({ contracts: { LandRegistry: { address: await registry.getAddress() } } }),
    );
    await writeFile(
      at("application.txt"),
      "The council of NORD applies for the registration of its parcels.",
    );
    process.env.CITY_RPC_URL = anvil.url;
    process.env.CITY_DEPLOYER_KEY = OFFICE_KEY;
    env = await officeRuntime();
  });
  after(async () => {
    delete process.env.CITY_RPC_URL;
    delete process.env.CITY_DEPLOYER_KEY;
    await anvil.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Asserts that a parcel of the grid is registered as the file has it. */
  async function expectRegistered(district: string, number: number): Promise<void> {
    const id = parcelId(`${district}:${number + 1}`);
    const ring = canonicalRing(parcel(number, district));
    const word = readTitleWord(await registry.titleOf(id));
    expect(word).to.deep.include({
      owner: ownerOf(number).address,
      status: "provisional",
      isProven: true,
      size: Number(twiceArea(ring) / 20_000n),
    });
    expect((await registry.boundaryOf(id)).slice(0, 56)).to.equal(ringHash(ring).slice(0, 56));
  }

  describe("import", () => {
    it("tells every fault with features and place before anything is sent", async () => {
      const features = cadastre("NORD");
      features[3].properties.reference = "NORD:1";
      features[5].properties.reference = "NORD:06";
      features[7].properties.owner = "nobody";
      // One centimetre into its neighbour.
      features[10].geometry.coordinates[0][1][0] += 0.01;
      const [a, b, c, d] = parcel(20);
      features[20] = feature("NORD:21", [a, c, b, d], ownerOf(20).address);
      // A parcel within the district is missing.
      features.splice(28, 1);
      features.push({ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [] } });
      await writeFile(at("faulty.geojson"), textOf(features));
      const sent = await count();
      const { code, output } = await commandEnds(() =>
        importCadastre(importArgs({ file: at("faulty.geojson"), report: at("faults.geojson") }), env),
      );
      expect(code, output).to.equal(1);
      expect(output).to.match(/^reference +0 3 +the reference NORD:1 stands 2 times$/m);
      expect(output).to.match(
        /^reference +5 +\S+ \S+ +NORD:06 is no cadastral reference from character 7 on$/m,
      );
      expect(output).to.match(/^feature +7 +\S+ \S+ +has no account in its property "owner"$/m);
      expect(output).to.match(
        /^overlap +10 \d+ +60\d{4}\.\d\d 58\d{5}\.\d\d +NORD:11 and NORD:\d+ overlap$/m,
      );
      expect(output).to.match(/^ring +20 +60\d{4}\.\d\d 58\d{5}\.\d\d +/m);
      expect(output).to.match(/^gap +(\d+ )+ *60\d{4}\.\d\d 58\d{5}\.\d\d +no parcel lies here$/m);
      expect(output).to.match(/^feature +55 +has no text in its property "reference"$/m);
      expect(output).to.include("nothing was sent; mend the file and run again");
      expect(await count()).to.equal(sent);
      const report = JSON.parse(await readFile(at("faults.geojson"), "utf8")) as {
        features: { properties: { fault: string }; geometry: { coordinates: number[] } | null }[];
      };
      const kinds = report.features.map(({ properties }) => properties.fault);
      expect(new Set(kinds)).to.deep.equal(new Set(["feature", "reference", "ring", "overlap", "gap"]));
      const overlap = report.features.find(({ properties }) => properties.fault === "overlap");
      expect(overlap?.geometry?.coordinates[0]).to.be.within(600_000, 600_300);
    });

    it("surveys alone with --check, and says what is missing before it sends", async () => {
      await writeFile(at("cadastre.geojson"), textOf(cadastre("NORD")));
      const sent = await count();
      const checked = await commandEnds(() => importCadastre(importArgs({ check: true }), env));
      expect(checked.output).to.equal(
        "56 features surveyed\nno gap, no overlap, no invalid ring, no reference twice",
      );
      for (const [change, message] of [
        [{ file: at("nowhere") }, /^--file: .* cannot be read/m],
        [{ file: "" }, /^--file: no file; name one$/m],
        [{ file: at("application.txt") }, /^--file: .* is no JSON/m],
        [{ document: "" }, /^--document: no file; name one$/m],
        [{ salt: "0x12" }, /^--salt: "0x12" is not 32 bytes/m],
        [{ most: "0" }, /^--most: "0" is no whole number; give one from 1 on$/m],
        [{ crs: "nonsense" }, /^--crs: "nonsense" describes no reference system/m],
        [{ report: at("application.txt", "faults.geojson") }, /^E(NOTDIR|EXIST): /m],
        [{ deployments: at("none") }, /^--deployments: /m],
      ] as const) {
        const { code, output } = await commandEnds(() => importCadastre(importArgs(change), env));
        expect(code, output).to.equal(1);
        expect(output).to.match(message);
      }
      for (const [district, message] of [
        ["OST", "the district OST is not open; let LAND_CORRECTIONS open it first"],
        ["ALT", "the district ALT is entered from the register before the chain; materialise its titles"],
      ] as const) {
        await writeFile(at("closed.geojson"), textOf(cadastre(district)));
        const { output } = await commandEnds(() =>
          importCadastre(importArgs({ file: at("closed.geojson") }), env),
        );
        expect(output).to.include(`--file: ${message}`);
      }
      expect(await count()).to.equal(sent);
    });

    it("registers in one section what fits, from degrees as from metres; a second run sends nothing", async () => {
      await writeFile(at("degrees.geojson"), textOf(cadastre("NORD", true)));
      const degrees = importArgs({ file: at("degrees.geojson"), crs: CRS });
      const { code, output } = await commandEnds(() => importCadastre(degrees, env));
      expect(code, output).to.equal(0);
      expect(output).to.match(/^done \[56\/56\] register 56 parcels [\d,]+ gas, 0x\w{64}$/m);
      for (let number = 0; number < COLUMNS * ROWS; number += 1) await expectRegistered("NORD", number);
      const sent = await count();
      const again = await commandEnds(() => importCadastre(importArgs(), env));
      expect(again.output).to.include("56 of 56 parcels registered already");
      expect(again.output).to.include("all 56 parcels are registered");
      expect(again.code).to.equal(0);
      expect(await count()).to.equal(sent);

      const moved = cadastre("NORD");
      moved[0] = feature("NORD:1", [[59_999_000, 580_000_000], ...parcel(0).slice(1)], ownerOf(0).address);
      await writeFile(at("moved.geojson"), textOf(moved));
      const other = await commandEnds(() => importCadastre(importArgs({ file: at("moved.geojson") }), env));
      expect(other.code).to.equal(1);
      expect(other.output).to.match(/^ *0 +NORD:1 +has another boundary$/m);
      expect(other.output).to.include("stand otherwise in the register: nothing was sent");

      // One centimetre into the last parcel of the first row.
      const [, p, q] = parcel(7);
      const beside: Ring = [[p[0] - 1, p[1]], [p[0] + 1_000, p[1]], [q[0] + 1_000, q[1]], q];
      await writeFile(at("beside.geojson"), textOf([feature("NORD:500", beside, ownerOf(1).address)]));
      const wrong = await commandEnds(() => importCadastre(importArgs({ file: at("beside.geojson") }), env));
      expect(wrong.code).to.equal(1);
      expect(wrong.output).to.match(
        /^overlap +0 +600\d{3}\.\d\d 58\d{5}\.\d\d +NORD:500 and NORD:8, which is registered, overlap$/m,
      );
      expect(await count()).to.equal(sent);
    });

    it("prints the acts for an office that is a wallet, and tells who may not act", async () => {
      await writeFile(at("west.geojson"), textOf(cadastre("WEST")));
      const west = importArgs({ file: at("west.geojson"), most: "30" });
      const sent = await count();
      const told = await commandEnds(() => importCadastre({ ...west, calldata: true }, env));
      expect(told.code, told.output).to.equal(0);
      const calls = [...told.output.matchAll(/^data {2}(0x\w+)$/gm)].map(([, data]) => data);
      expect(calls).to.have.length(2);
      expect(await count()).to.equal(sent);
      const stranger = await runCli(
        [
          "land",
          "import",
          "--file",
          west.file,
          "--document",
          west.document,
          "--deployments",
          west.deployments,
          "--network",
          "city",
        ],
        { CITY_RPC_URL: anvil.url, CITY_DEPLOYER_KEY: STRANGER_KEY },
      );
      expect(stranger.code).to.equal(1);
      expect(stranger.output).to.match(
        /AccessManagedUnauthorized\(0x\w{40}\)\nact with the key of the office/,
      );
      const admin = await anvil.provider.getSigner(0);
      await (await admin.sendTransaction({ to: await registry.getAddress(), data: calls[0] })).wait();
      const rest = await commandEnds(() => importCadastre(west, env));
      expect(rest.output).to.include("28 of 56 parcels registered already");
      expect(rest.output).to.match(/^done \[56\/56\] register 28 parcels /m);
    });

    it("killed at five seeded points and run again: no parcel twice, the same result", async function () {
      const random = randomFrom(testSeed);
      await writeFile(at("sued.geojson"), textOf(cadastre("SUED")));
      const args = [
        "land",
        "import",
        ...Object.entries({
          file: at("sued.geojson"),
          most: "4",
          document: at("application.txt"),
          salt: SALT,
          deployments: at("deployments"),
          network: "city",
        }).flatMap(([name, value]) => [`--${name}`, value]),
      ];
      const keys = { CITY_RPC_URL: anvil.url, CITY_DEPLOYER_KEY: OFFICE_KEY };
      const start = await anvil.provider.getBlockNumber();
      // Blocks take their time, so that a kill meets what is sent and not mined, too.
      await anvil.provider.send("evm_setAutomine", [false]);
      const mining = setInterval(() => void anvil.provider.send("evm_mine", []), BLOCK_TIME);
      const points: string[] = [];
      try {
        for (let kill = 0; kill < 5; kill += 1) {
          const [sections, delay] = [Math.floor(random() * 2), Math.floor(random() * BLOCK_TIME)];
          const run = startCli(args, keys);
          const isReached = (): boolean =>
            run.output().split("done [").length > sections && run.output().includes("surveyed");
          while (!isReached() && !run.hasEnded()) await sleep(5);
          await sleep(delay);
          const { signal, output } = await run.kill();
          expect(signal, `seed ${testSeed}\n${output}`).to.equal("SIGKILL");
          points.push(`${sections} sections and ${delay} ms`);
        }
        const last = await runCli(args, keys);
        expect(last.code, `seed ${testSeed}, killed after ${points.join("; ")}\n${last.output}`).to.equal(0);
        expect(last.output).to.include("all 56 parcels are registered");
      } finally {
        clearInterval(mining);
        await anvil.provider.send("evm_setAutomine", [true]);
      }
      const entered = await registry.queryFilter(registry.filters.Transfer(ZeroAddress), start + 1);
      const ids = entered.map(({ args: { tokenId } }) => tokenId);
      expect(ids).to.have.length(56);
      expect(new Set(ids).size).to.equal(56);
      for (let number = 0; number < COLUMNS * ROWS; number += 1) await expectRegistered("SUED", number);
    });
  });

  describe("subdivide and replot", () => {
    const [a, b, c, d] = parcel(0);
    const middle = ([x, y]: Vertex, [u, v]: Vertex): Vertex => [
      Math.round((x + u) / 2),
      Math.round((y + v) / 2),
    ];
    const south = middle(a, b);
    const args = (change = {}) => ({
      title: "NORD:1",
      file: at("parts.geojson"),
      reference: "reference",
      crs: "",
      document: at("application.txt"),
      salt: SALT,
      days: "30",
      plan: at("plan.json"),
      fromBlock: "0",
      deployments: at("deployments"),
      ...change,
    });
    const handIn = (change = {}) =>
      replot(
        {
          plan: at("plan.json"),
          consents: at("consents"),
          deployments: at("deployments"),
          calldata: false,
          ...change,
        },
        env,
      );

    it("tells the faults of a plan, and makes none", async () => {
      // Both parts end a centimetre before the line between them.
      const gap: Vertex = [south[0] - 1, south[1]];
      await writeFile(
        at("parts.geojson"),
        textOf([feature("NORD:1/1", [a, gap, c, d], ""), feature("NORD:1/2", [south, b, c], "")]),
      );
      const { code, output } = await commandEnds(() => subdivide(args(), env));
      expect(code, output).to.equal(1);
      expect(output).to.match(/^gap +0 1 +60\d{4}\.\d+ 58\d{5}\.\d+ +no parcel lies here$/m);
      for (const [change, message] of [
        [{ title: "NORD:99" }, /^--title: NORD:99 is not registered$/m],
        [{ title: "nord:1" }, /^--title: "nord:1" is no cadastral reference/m],
        [{ days: "x" }, /^--days: "x" is no whole number/m],
      ] as const) {
        await writeFile(
          at("parts.geojson"),
          textOf([feature("NORD:1/1", [a, south, c, d], ""), feature("NORD:1/2", [south, b, c], "")]),
        );
        const told = await commandEnds(() => subdivide(args(change), env));
        expect(told.code, told.output).to.equal(1);
        expect(told.output).to.match(message);
      }
      await writeFile(
        at("taken.geojson"),
        textOf([feature("NORD:2", [a, south, c, d], ""), feature("NORD:1/2", [south, b, c], "")]),
      );
      const taken = await commandEnds(() => subdivide(args({ file: at("taken.geojson") }), env));
      expect(taken.output).to.include("--file: NORD:2 is, or once was, another title");
      expect(await readdir(folder)).to.not.include("plan.json");
    });

    it("LAND-4: divides a parcel once its owner has signed; what lies on it goes to every part", async () => {
      const owner = ownerOf(0);
      const bank = ownerOf(1).address;
      const id = parcelId("NORD:1");
      const { provider } = anvil;
      const office = registry.connect(await provider.getSigner(0));
      await (await office.setDesk(await provider.getSigner(0), true)).wait();
      const terms = { holder: bank, amount: 12_345_678n, expiryDay: 0, kind: "mortgage" } as const;
      await (await office.lodge(id, applicationHash(id, terms, hashOf("contract"), SALT))).wait();
      const domain = await readDomain((call) => provider.call(call), await registry.getAddress());
      const deadline = BigInt((await provider.getBlock("latest"))!.timestamp + 86_400);
      const agreed = encumberTypedData(
        domain,
        { id, version: 0n, documentHash: hashOf("contract"), deadline },
        terms,
      );
      const { holder, amount, expiryDay, kind } = agreed.message;
      await (
        await office.encumber(
          id,
          { holder, amount, expiryDay, kind },
          hashOf("contract"),
          await registry.lastIntake(),
          SALT,
          deadline,
          [{ holder: owner.address, signature: await sign(owner, agreed) }],
        )
      ).wait();

      const planned = await commandEnds(() => subdivide(args(), env));
      expect(planned.code, planned.output).to.equal(0);
      expect(planned.output).to.include("NORD:1, 1000 m², becomes 2 parcels");
      expect(planned.output).to.include("1 encumbrance of it go to every part");
      expect(planned.output).to.include(owner.address);
      const unsigned = await commandEnds(() => handIn());
      expect(unsigned.code).to.equal(1);
      expect(unsigned.output).to.equal(`nothing was sent; these have not signed yet:\n${owner.address}`);

      const typedData = JSON.parse(await readFile(at("plan.sign.json"), "utf8")) as TypedData;
      const consent = async (signer: Wallet) =>
        writeFile(
          at("consents", "owner.json"),
          JSON.stringify({ holder: owner.address, signature: await sign(signer, typedData) }),
        );
      await consent(ownerOf(2));
      const forged = await commandEnds(() => handIn());
      expect(forged.output).to.equal(
        `nothing was sent; the signature of ${owner.address} is not over this plan: let it be signed again`,
      );
      await consent(owner);
      const told = await commandEnds(() => handIn({ calldata: true }));
      expect(told.output).to.match(/^data {2}0x\w+$/m);
      const { code, output } = await commandEnds(() => handIn());
      expect(code, output).to.equal(0);
      expect(output).to.match(/^done divide NORD:1 into NORD:1\/1, NORD:1\/2 [\d,]+ gas/m);
      expect(readTitleWord(await registry.titleOf(id)).status).to.equal("retired");
      for (const part of ["NORD:1/1", "NORD:1/2"]) {
        expect(readTitleWord(await registry.titleOf(parcelId(part)))).to.deep.include({
          owner: owner.address,
          active: 1,
          blockers: 1,
        });
      }
      const again = await commandEnds(() => handIn());
      expect(again.output).to.equal("NORD:1 is divided already");
      const retired = await commandEnds(() => subdivide(args(), env));
      expect(retired.output).to.include("--title: NORD:1 is retired; it is divided no more");
      // The file of the district as it was finds the parcel retired, and registers nothing.
      const stale = await commandEnds(() => importCadastre(importArgs(), env));
      expect(stale.output).to.match(/^ *0 +NORD:1 +is retired$/m);
    });

    it("a plan for a title that has changed since is not handed in", async () => {
      const [p, q, r, s] = parcel(1);
      await writeFile(
        at("parts.geojson"),
        textOf([feature("NORD:2/1", [p, q, r], ""), feature("NORD:2", [p, r, s], "")]),
      );
      const planned = await commandEnds(() => subdivide(args({ title: "NORD:2" }), env));
      expect(planned.code, planned.output).to.equal(0);
      await anvil.provider.send("anvil_impersonateAccount", [ownerOf(1).address]);
      await anvil.provider.send("anvil_setBalance", [ownerOf(1).address, "0xde0b6b3a7640000"]);
      const owner = await anvil.provider.getSigner(ownerOf(1).address);
      await (await registry.connect(owner).withdraw(parcelId("NORD:2"))).wait();
      const { code, output } = await commandEnds(() => handIn());
      expect(code).to.equal(1);
      expect(output).to.equal("NORD:2 has changed since the plan was made (version 1); plan it again");
    });
  });

  describe("extract and export", () => {
    it("tells a title as text, on a map with its neighbours, and in LADM's classes", async () => {
      const { code, output } = await commandEnds(() => extract(extractArgs("NORD:1/1"), env));
      expect(code, output).to.equal(0);
      const text = await readFile(at("extracts", "NORD_1_1.txt"), "utf8");
      expect(text).to.include("Title NORD:1/1\n").and.to.include("nothing is missing\n");
      expect(text).to.match(/^ {2}750 m² \(exactly 750\.00 m²\)$/m);
      expect(text).to.match(/^ {2}ring 0x\w{64}, proven$/m);
      expect(text).to.match(/^ {2}beside NORD:1\/2, NORD:9$/m);
      expect(text).to.match(/^ {2}came from NORD:1$/m);
      expect(text).to.include(`Owners\n  ${ownerOf(0).address}\n`);
      expect(text).to.match(/^ +1 +1 +mortgage +123456\.78 +65536 +0x\w{40}$/m);
      expect(text).to.match(
        /^ {2}\S+Z {2}block \d+ {2}Replotted {2}oldIds NORD:1 {2}newIds NORD:1\/1, NORD:1\/2 /m,
      );
      const svg = await readFile(at("extracts", "NORD_1_1.svg"), "utf8");
      expect(svg).to.match(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="800"/);
      expect(svg.match(/class="parcel"/g)).to.have.length(1);
      for (const reference of ["NORD:1/1", "NORD:1/2", "NORD:9", "NORD:2"]) {
        expect(svg).to.include(`>${reference}</text>`);
      }
      expect(svg).to.not.include("NORD:56<").and.to.not.include("NORD:1<");
      const ladm = JSON.parse(await readFile(at("extracts", "NORD_1_1.json"), "utf8")) as Ladm;
      expect(ladm.LA_BAUnit.map(({ uID, status }) => [uID, status])).to.deep.equal([
        ["NORD:1", "retired"],
        ["NORD:1/1", "provisional"],
      ]);
      expect(ladm.LA_Mortgage[0]).to.deep.include({ unit: "NORD:1/1", amount: "123456.78", ranking: 1 });
    });

    it("tells a title as it was after a past block, and none where there was none", async () => {
      const [{ blockNumber }] = await registry.queryFilter(registry.filters.Replotted());
      const before = { atBlock: String(blockNumber - 1), out: at("before") };
      const { code, output } = await commandEnds(() => extract(extractArgs("NORD:1", before), env));
      expect(code, output).to.equal(0);
      expect(output).to.include("Status\n  provisional\n");
      expect(output).to.include("beside NORD:2, NORD:9\n");
      const none = await commandEnds(() => extract(extractArgs("NORD:1/1", before), env));
      expect(none.code).to.equal(1);
      expect(none.output).to.equal(`NORD:1/1 is not registered after block ${blockNumber - 1}`);
    });

    it("draws a boundary that was attested only with the cadastre's file", async () => {
      const ring = canonicalRing([
        [61_000_000, 580_000_000],
        [61_002_000, 580_000_000],
        [61_002_000, 580_002_000],
      ]);
      const office = registry.connect(await anvil.provider.getSigner(0));
      const attested = {
        id: parcelId("NORD:900"),
        owner: ownerOf(3).address,
        ringHash: ringHash(ring),
        size: 200n,
      };
      await (await office.register(attested, hashOf("application"))).wait();
      const blind = await commandEnds(() => extract(extractArgs("NORD:900"), env));
      expect(blind.output).to.include("no map: the boundary was never sent to the register");
      expect(blind.output).to.include(", attested by the registrar");
      await writeFile(at("one.geojson"), textOf([feature("NORD:900", ring, ownerOf(3).address)]));
      const drawn = await commandEnds(() =>
        extract(extractArgs("NORD:900", { file: at("one.geojson") }), env),
      );
      expect(drawn.output).to.include("map of the parcel and 0 neighbours");
    });

    it("writes the whole register", async () => {
      const out = at("register.json");
      const { output } = await commandEnds(() =>
        exportRegister({ atBlock: "", fromBlock: "0", out, deployments: at("deployments") }, env),
      );
      expect(output).to.match(/^171 titles after block \d+: /);
      const ladm = JSON.parse(await readFile(out, "utf8")) as Ladm;
      expect(ladm.LA_BAUnit).to.have.length(171);
      expect(ladm.LA_SpatialUnitGroup.map(({ sugID }) => sugID)).to.deep.equal(["NORD", "SUED", "WEST"]);
      expect(ladm.LA_Right.filter(({ type }) => type === "ownership")).to.have.length(170);
      expect(ladm.LA_BoundaryFaceString.filter(({ geometry }) => geometry === undefined)).to.have.length(1);
    });
  });
});
