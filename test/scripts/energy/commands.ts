import { mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import { id, type Signer, Wallet } from "ethers";
import hre from "hardhat";

import correct, { correctRecord } from "../../../scripts/energy/correct.js";
import { readRecord } from "../../../scripts/energy/files.js";
import { readGatewayKey } from "../../../scripts/energy/gatewayKey.js";
import keep, { keepOnce } from "../../../scripts/energy/keep.js";
import meters, { registerFile } from "../../../scripts/energy/meters.js";
import { type EnergyOffice, officeAt } from "../../../scripts/energy/office.js";
import settle, { settleDay } from "../../../scripts/energy/settle.js";
import sign, { signDay } from "../../../scripts/energy/sign.js";
import statement, { writeStatement } from "../../../scripts/energy/statement.js";
import { decodeReadings, INTERVALS_PER_DAY, netOf, startOf } from "../../../sdk/index.js";
import {
  accountAt,
  balances,
  imbalance,
  ownCopy,
  RULES,
  STAKE,
  type Street,
  street,
  ZONE,
} from "../../support/energy/market.js";
import { commandEnds } from "../../support/commandEnds.js";
import { failureOf } from "../../support/failureOf.js";
import { ethers, networkHelpers } from "../../support/network.js";
import { as } from "../../support/payments.js";
import { quietly } from "../../support/quiet.js";

const HEAD = "meter,start,import_wh,export_wh";
const DAY_SECONDS = 86_400n;

/** What a meter counts in a quarter of an hour: two roofs, three that consume. */
const energyOf = (meter: number, quarter: number): [imported: number, exported: number] =>
  meter <= 2 ? [10, 400 + quarter] : [200 + 10 * meter + quarter, 0];

describe("the commands of the energy market", function () {
  let made: Street;
  let folder: string;
  let day: bigint;
  const plain = async (): Promise<Street> => street();
  beforeEach(async function () {
    made = ownCopy(await networkHelpers.loadFixture(plain));
    folder = await mkdtemp(join(tmpdir(), "civitas-energy-"));
    day = made.firstInterval / INTERVALS_PER_DAY;
  });
  afterEach(async () => rm(folder, { recursive: true }));

  const officeOf = async (signer: Signer, calldata = false): Promise<EnergyOffice> =>
    officeAt(
      {
        name: "test",
        url: undefined,
        provider: ethers.provider,
        rpc: async () => Promise.reject(new Error("no command asks the node itself")),
        signers: async () => [signer],
        close: async () => undefined,
      },
      { meters: await made.meters.getAddress(), market: await made.market.getAddress() },
      calldata,
    );
  const timeAt = (interval: bigint): string =>
    `${new Date(Number(startOf(interval)) * 1000).toISOString().slice(0, 16)}Z`;
  const lineOf = (meter: number, quarter: number, [imported, exported] = energyOf(meter, quarter)): string =>
    `${meter},${timeAt(made.firstInterval + BigInt(quarter))},${imported},${exported}`;
  /** A whole day of five meters; what `change` answers with null is left out. */
  const dayFile = async (
    change: (meter: number, quarter: number) => string | null = (meter, quarter) => lineOf(meter, quarter),
    name = "day.csv",
  ): Promise<string> => {
    const lines = [1, 2, 3, 4, 5].flatMap((meter) =>
      Array.from({ length: 96 }, (_, quarter) => change(meter, quarter)).filter((line) => line !== null),
    );
    return write(name, [HEAD, ...lines].join("\n"));
  };
  const write = async (name: string, text: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  };
  const gatewayKey = async () =>
    readGatewayKey(await write("key.json", JSON.stringify({ curve: "P-256", secret: id("a gateway") })));
  const planOf = (file: string) => ({
    zone: ZONE,
    day,
    file,
    most: 40,
    signed: join(folder, "signed"),
    records: join(folder, "settled"),
  });
  const dayOver = async (): Promise<void> =>
    networkHelpers.time.increaseTo(startOf(made.firstInterval + INTERVALS_PER_DAY));
  const signed = async (file: string): Promise<void> => {
    const office = await officeOf(made.stranger);
    const key = await gatewayKey();
    expect((await quietly(async () => signDay(office, planOf(file), key))).result).to.equal(true);
  };

  describe("energy meters", function () {
    const row = (name: string, changes: Record<string, string> = {}): string => {
      const key = `0x${new Wallet(id(name)).signingKey.publicKey.slice(4)}`;
      const cells = {
        key,
        curve: "secp256k1",
        zone: "7",
        class: "battery",
        gateway: "1",
        owner: made.citizen.address,
        calibrated_until: "2031-12-31",
        ...changes,
      };
      return Object.values(cells).join();
    };
    const METERS = "key,curve,zone,class,gateway,owner,calibrated_until";

    it("registers the devices of a file, and nothing the second time", async function () {
      const file = await write(
        "meters.csv",
        [METERS, row("first"), row("second", { class: "wind" })].join("\n"),
      );
      const office = await officeOf(made.meterOffice);
      const { result, output } = await quietly(async () => registerFile(office, file));
      expect(result).to.equal(true);
      expect(output).to.include("all 2 devices of the file are done");
      expect(await made.meters.deviceCount()).to.equal(7n);
      const device = await made.meters.deviceOf(7n);
      expect([device.class, device.keyHash, device.owner, device.calibratedUntil]).to.deep.equal([
        2n,
        BigInt(new Wallet(id("second")).address),
        made.citizen.address,
        22_644n,
      ]);
      const again = await quietly(async () => registerFile(office, file));
      expect(again.result).to.equal(true);
      expect(again.output).to.include("2 devices registered already");
      expect(await made.meters.deviceCount()).to.equal(7n);
    });

    it("tells every bad line, and sends nothing", async function () {
      const bad = [
        METERS,
        row("good"),
        row("good"),
        row("curve", { curve: "ed25519" }),
        row("point", { curve: "P-256" }),
        row("zone", { zone: "0" }),
        row("class", { class: "toaster" }),
        row("owner", { owner: "0x12" }),
        row("date", { calibrated_until: "2031-02-30" }),
        row("key", { key: "0x1234" }),
        row("gateway", { gateway: "x" }),
      ];
      const office = await officeOf(made.meterOffice);
      const file = await write("meters.csv", bad.join("\n"));
      const { result, output } = await quietly(async () => registerFile(office, file));
      expect(result).to.equal(false);
      for (const [line, problem] of [
        [3, "stands in line 2 already"],
        [4, "is no curve of devices"],
        [5, "is no point of P-256"],
        [6, "is no number of one"],
        [7, "is no class of devices"],
        [8, "is no address"],
        [9, "is no day from 1970 to 2149"],
        [10, "is no public key"],
        [11, "is no number of one"],
      ] as const) {
        expect(output, String(line)).to.match(new RegExp(`^ *${line} .*${problem}`, "m"));
      }
      expect(output).to.include("9 problems: nothing was sent");
      expect(await made.meters.deviceCount()).to.equal(5n);
    });

    it("prints the call for the office's wallet, or tells who may not", async function () {
      const file = await write("meters.csv", [METERS, row("first")].join("\n"));
      const printed = await quietly(async () => registerFile(await officeOf(made.stranger, true), file));
      expect(printed.output).to.include(`to    ${await made.meters.getAddress()}`);
      const refused = await quietly(async () => registerFile(await officeOf(made.stranger), file));
      expect(refused.result).to.equal(false);
      expect(refused.output).to.include("AccessManagedUnauthorized");
      expect(await made.meters.deviceCount()).to.equal(5n);
    });
  });

  describe("energy settle", function () {
    it("settles a day, the missing readings as the code, and nothing the second time", async function () {
      await dayOver();
      // One line left out, one whose cells are empty.
      const file = await dayFile((meter, quarter) =>
        meter === 3 && quarter === 5 ? null : lineOf(meter, quarter).replace(/^(4,.*T01:00Z),.*$/, "$1,,"),
      );
      await signed(file);
      const office = await officeOf(made.machine);
      const { result, output } = await quietly(async () => settleDay(office, planOf(file)));
      expect(result).to.equal(true);
      expect(output).to.include("2 readings missing: settled as estimated");
      expect(output).to.include(timeAt(made.firstInterval + 5n));
      expect((await made.market.zoneOf(ZONE)).nextInterval).to.equal(made.firstInterval + INTERVALS_PER_DAY);
      expect(await imbalance(made), "ENERGY-1").to.equal(0n);
      const names = await readdir(join(folder, "settled"));
      expect(names.length).to.equal(3);
      const record = await readRecord(join(folder, "settled", `zone-7-${made.firstInterval}.json`));
      const rows = decodeReadings(record.readings, 40);
      expect([rows[2][5], rows[3][4]]).to.deep.equal([null, null]);
      expect([rows[0][0], rows[4][39]]).to.deep.equal([390n, -289n]);
      expect(await made.market.isSettled(record)).to.equal(true);

      const nonce = await made.machine.getNonce();
      const again = await quietly(async () => settleDay(office, planOf(file)));
      expect(again.result).to.equal(true);
      expect(again.output).to.include("settled as far as it was signed");
      expect(await made.machine.getNonce()).to.equal(nonce);
    });

    it("goes on where a run was killed", async function () {
      await dayOver();
      const file = await dayFile();
      await signed(file);
      const office = await officeOf(made.machine);
      let sent = 0;
      const dying: EnergyOffice = {
        ...office,
        act: async (...act) => {
          if (++sent > 1) throw new Error("killed");
          return office.act(...act);
        },
      };
      expect(await failureOf(quietly(async () => settleDay(dying, planOf(file))))).to.equal("killed");
      expect((await made.market.zoneOf(ZONE)).nextInterval).to.equal(made.firstInterval + 40n);
      expect((await quietly(async () => settleDay(office, planOf(file)))).result).to.equal(true);
      expect((await made.market.zoneOf(ZONE)).nextInterval).to.equal(made.firstInterval + INTERVALS_PER_DAY);
    });

    it("tells each line that is bad, and sends nothing", async function () {
      await networkHelpers.time.increaseTo(startOf(made.firstInterval + 50n));
      const file = await write(
        "bad.csv",
        [
          HEAD,
          lineOf(1, 0),
          lineOf(1, 0),
          lineOf(2, 0, [-5, 0]),
          lineOf(3, 0, [8_388_608, 0]),
          lineOf(4, 50),
          lineOf(5, 96),
          lineOf(5, -1),
          lineOf(9, 0),
          lineOf(2, 1).replace(/,\d+$/, ","),
          lineOf(2, 2).replace(/,\d+,/, ",1.5,"),
          lineOf(2, 3).replace("T00:45Z", "T00:40Z"),
          lineOf(2, 4).replace("Z", "+02:00"),
          lineOf(2, 5).replace(/^2/, "two"),
          "2,3",
        ].join("\n"),
      );
      const office = await officeOf(made.machine);
      const { result, output } = await quietly(async () => settleDay(office, planOf(file)));
      expect(result).to.equal(false);
      for (const [line, problem] of [
        [3, "stands in line 2 already"],
        [4, "is negative"],
        [5, "is beyond what a meter counts"],
        [6, "is of an interval that is not over"],
        [7, "is of another day"],
        [8, "is of another day"],
        [9, "has no place in the zone"],
        [10, "is empty, and the other is not"],
        [11, "is no whole number of Wh"],
        [12, "begins no interval"],
        [13, "is no time in UTC"],
        [14, "is no number of a meter"],
        [15, "has 2 cells for 4 columns"],
      ] as const) {
        expect(output, String(line)).to.match(new RegExp(`^ *${line} .*${problem}`, "m"));
      }
      expect(output).to.include("13 problems: nothing was sent");
      expect((await made.market.zoneOf(ZONE)).nextInterval).to.equal(made.firstInterval);
    });

    it("tells where the gateway's list says otherwise than the file, and sends nothing", async function () {
      await dayOver();
      await signed(await dayFile());
      const other = await dayFile(
        (meter, quarter) => lineOf(meter, quarter, meter === 5 && quarter === 95 ? [1, 0] : undefined),
        "other.csv",
      );
      const office = await officeOf(made.machine);
      const { result, output } = await quietly(async () => settleDay(office, planOf(other)));
      expect(result).to.equal(false);
      expect(output).to.include(
        `the gateway's list from ${timeAt(made.firstInterval + 80n)} says otherwise than --file`,
      );
      expect((await made.market.zoneOf(ZONE)).nextInterval).to.equal(made.firstInterval);
    });

    it("needs lists, and a gateway whose day is over", async function () {
      const file = await write("empty.csv", `${HEAD}\n`);
      const office = await officeOf(made.machine);
      const key = await gatewayKey();
      expect(await failureOf(quietly(async () => signDay(office, planOf(file), key)))).to.include(
        "nothing of that day is over and not settled",
      );
      expect(await failureOf(quietly(async () => settleDay(office, planOf(file))))).to.include(
        "is no folder; name the one that `energy sign` writes",
      );
    });
  });

  describe("energy keep", function () {
    it("settles past the deadline what no operator has, as a stranger, and no sooner", async function () {
      await dayOver();
      await signed(await dayFile());
      const office = await officeOf(made.stranger);
      const lists = join(folder, "signed");
      const look = async () => quietly(async () => keepOnce(office, lists, join(folder, "settled")));
      const early = await look();
      expect(early.result).to.deep.include({ settled: 0, isWell: true });
      expect(early.output).to.match(/zone 7: the list from \S+ is for anyone in \d+ s/);
      // The first list is due, one second before the second one is.
      await networkHelpers.time.increaseTo(startOf(made.firstInterval + 80n) + DAY_SECONDS - 100n);
      const first = await look();
      expect(first.result.settled).to.equal(1);
      expect(first.result.seconds > 0n && first.result.seconds <= 100n).to.equal(true);
      await networkHelpers.time.increaseTo(startOf(made.firstInterval + 96n) + DAY_SECONDS);
      const rest = await look();
      expect(rest.result).to.deep.include({ settled: 2, isWell: true });
      expect(rest.output).to.include("zone 7: no list from");
      expect((await made.market.zoneOf(ZONE)).nextInterval).to.equal(made.firstInterval + INTERVALS_PER_DAY);
      expect(await imbalance(made), "ENERGY-1").to.equal(0n);
    });

    it("prints what it would send, once a zone", async function () {
      await dayOver();
      await signed(await dayFile());
      await networkHelpers.time.increaseTo(startOf(made.firstInterval + 96n) + DAY_SECONDS);
      const office = await officeOf(made.stranger, true);
      const { result, output } = await quietly(async () =>
        keepOnce(office, join(folder, "signed"), join(folder, "settled")),
      );
      expect(result).to.deep.include({ settled: 1, isWell: true });
      expect(output.match(/^data /gm)?.length).to.equal(1);
      expect((await made.market.zoneOf(ZONE)).nextInterval).to.equal(made.firstInterval);
    });

    it("stops where the chain refuses", async function () {
      await dayOver();
      await signed(await dayFile());
      await networkHelpers.time.increaseTo(startOf(made.firstInterval + 96n) + DAY_SECONDS);
      await as(made.meters, made.meterOffice).stopGateway(1n);
      const { result, output } = await quietly(async () =>
        keepOnce(await officeOf(made.stranger), join(folder, "signed"), join(folder, "settled")),
      );
      expect(result).to.deep.include({ settled: 0, isWell: false });
      expect(output).to.include("GatewayIsStopped(1)");
    });
  });

  describe("energy correct", function () {
    let record: string;
    let settled: bigint[];
    beforeEach(async function () {
      await dayOver();
      const file = await dayFile((meter, quarter) =>
        meter === 3 && quarter === 5 ? null : lineOf(meter, quarter),
      );
      await signed(file);
      await quietly(async () => settleDay(await officeOf(made.machine), planOf(file)));
      record = join(folder, "settled", `zone-7-${made.firstInterval}.json`);
      settled = await balances(made);
    });
    const later = async (): Promise<string> =>
      dayFile(
        (meter, quarter) => lineOf(meter, quarter, meter === 1 && quarter === 0 ? [10, 300] : undefined),
        "later.csv",
      );
    const run = async (file: string, calldata = false) => {
      const office = await officeOf(made.stranger, calldata);
      const key = await gatewayKey();
      return quietly(async () => correctRecord(office, record, file, key, calldata));
    };

    it("settles what a later file says otherwise, and nothing the second time", async function () {
      const file = await later();
      const before = await readRecord(record);
      const { result, output } = await run(file);
      expect(result).to.equal(true);
      expect(output).to.include("correct 2 readings");
      const executed = decodeReadings(before.executed, 40);
      const rest = (reading: bigint, traded: bigint | null): bigint =>
        netOf(reading - (traded ?? 0n), 0n, 0n, RULES.tariff);
      const after = await balances(made);
      expect(after[0] - settled[0]).to.equal(rest(290n, executed[0][0]) - rest(390n, executed[0][0]));
      expect(after[2] - settled[2]).to.equal(rest(-235n, executed[2][5]));
      expect(await imbalance(made), "ENERGY-1").to.equal(0n);
      expect(await made.market.isSettled(await readRecord(record))).to.equal(true);
      const again = await run(file);
      expect(again.result).to.equal(true);
      expect(again.output).to.include("nothing to correct");
      expect(await balances(made)).to.deep.equal(after);
    });

    it("finds the record of a run that was killed after the chain had taken it", async function () {
      const old = await readFile(record, "utf8");
      const file = await later();
      await run(file);
      await rename(record, `${record}.next`);
      await writeFile(record, old);
      const { output } = await run(file);
      expect(output).to.include("nothing to correct");
      expect(await made.market.isSettled(await readRecord(record))).to.equal(true);
    });

    it("prints the call, and leaves the record as the chain has it", async function () {
      const { result, output } = await run(await later(), true);
      expect(result).to.equal(true);
      expect(output).to.include(`to    ${await made.market.getAddress()}`);
      expect(await balances(made)).to.deep.equal(settled);
      expect(await made.market.isSettled(await readRecord(record))).to.equal(true);
    });

    it("refuses a record that the market does not know", async function () {
      await writeFile(record, (await readFile(record, "utf8")).replace('"0x000186', '"0x000187'));
      expect(await failureOf(run(await later()))).to.include("is not what the market knows");
    });
  });

  describe("energy statement", function () {
    const plan = (place: number) => ({
      zone: ZONE,
      place,
      day,
      records: join(folder, "settled"),
      out: join(folder, "statements"),
    });

    it("writes what a household traded, got and paid on a day", async function () {
      await dayOver();
      const file = await dayFile();
      await signed(file);
      await quietly(async () => settleDay(await officeOf(made.machine), planOf(file)));
      const { result, output } = await quietly(async () =>
        writeStatement(await officeOf(made.stranger), plan(0)),
      );
      expect(result).to.equal(true);
      const net = (await made.market.accountOf(accountAt(0))).balance - STAKE;
      const shown = `${net / 1_000_000n}.${String(net % 1_000_000n).padStart(6, "0")}`.replace(/0+$/, "");
      expect(output).to.match(new RegExp(`you get, or pay \\(-\\) +${shown}`));
      const name = join(folder, "statements", `zone-7-place-0-day-${day}`);
      expect(output).to.include(await readFile(`${name}.txt`, "utf8").then((text) => text.trim()));
      expect(await readFile(`${name}.svg`, "utf8")).to.match(/^<svg /);
    });

    it("refuses a place that is none, a day that is not settled, and a record that was changed", async function () {
      const office = await officeOf(made.stranger);
      expect(await failureOf(quietly(async () => writeStatement(office, plan(0))))).to.include(
        "is no folder",
      );
      await dayOver();
      const file = await dayFile();
      await signed(file);
      await quietly(async () => settleDay(await officeOf(made.machine), planOf(file)));
      expect(await failureOf(quietly(async () => writeStatement(office, plan(5))))).to.include(
        "is none of the zone",
      );
      const other = { ...plan(0), day: day + 1n };
      expect(await failureOf(quietly(async () => writeStatement(office, other)))).to.include(
        "holds no settlement of that zone and day",
      );
      const path = join(folder, "settled", `zone-7-${made.firstInterval}.json`);
      await writeFile(path, (await readFile(path, "utf8")).replace('"0x000186', '"0x000187'));
      expect(await failureOf(quietly(async () => writeStatement(office, plan(0))))).to.include(
        "is not what the market knows",
      );
    });
  });

  it("keep what a key's file holds out of every message", async function () {
    const secret = id("a secret");
    for (const [text, problem] of [
      [`{"curve": "P-384", "secret": "${secret}"}`, "holds no key of a gateway"],
      [`{"curve": "P-256", "secret": "${secret}00"}`, "holds no key of a gateway"],
      [secret, "cannot be read as JSON"],
    ]) {
      const failure = await failureOf(readGatewayKey(await write("key.json", text)));
      expect(failure).to.include(problem);
      expect(failure).not.to.include(secret.slice(2, 20));
    }
    const known = await readGatewayKey(
      await write("key.json", `{"curve": "secp256k1", "secret": "${secret}"}`),
    );
    const data = {
      domain: {
        name: "x",
        version: "1",
        chainId: 1n,
        verifyingContract: made.citizen.address as `0x${string}`,
      },
      types: { Note: [{ name: "text", type: "string" }] },
      primaryType: "Note",
      message: { text: "a note" },
    };
    expect(known(data)).to.match(/^0x[0-9a-f]{130}$/);
  });

  it("are tasks, and tell where a city has no energy market", async function () {
    const base = { deployments: folder, calldata: false };
    const files = { file: "x.csv", zone: "7", day: "2027-01-31", signed: folder, records: folder, key: "k" };
    const runs = [
      async () => meters({ ...base, ...files }, hre),
      async () => sign({ ...base, ...files, most: "16" }, hre),
      async () => settle({ ...base, ...files }, hre),
      async () => keep({ ...base, ...files, watch: false }, hre),
      async () => correct({ ...base, ...files, record: "r" }, hre),
      async () => statement({ ...base, ...files, place: "0", out: folder }, hre),
    ];
    for (const run of runs) {
      const { code, output } = await commandEnds(run);
      expect(code).to.equal(1);
      expect(output).to.match(/--deployments/);
    }
    for (const name of ["meters", "sign", "settle", "keep", "correct", "statement"]) {
      expect(hre.tasks.getTask(["energy", name]).id).to.deep.equal(["energy", name]);
    }
  });
});
