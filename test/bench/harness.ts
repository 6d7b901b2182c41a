import { expect } from "chai";
import type { BaseContract } from "ethers";

import { withAuthorityCheck } from "../../bench/lib/authorityCheck.js";
import { boundGas, wholeTransaction } from "../../bench/lib/bound.js";
import type { Chain } from "../../bench/lib/chain.js";
import { calldataGas, floorGas, logGas } from "../../bench/lib/gasSchedule.js";
import { growthProblems, measureGrowth } from "../../bench/lib/growth.js";
import { judge } from "../../bench/lib/judge.js";
import { measureScenario, type Outcome } from "../../bench/lib/measure.js";
import { parseOptions } from "../../bench/lib/options.js";
import type { Context, Measured, Row, Scenario } from "../../bench/lib/scenario.js";
import { domainTable } from "../../bench/lib/table.js";
import { timeProblems, timeSubject } from "../../bench/lib/time.js";
import { accessGas, spendingOf } from "../../bench/lib/trace.js";
import { deployAuthority } from "../support/authority.js";
import { deployDouble } from "../support/doubles.js";

interface ProbeCity {
  readonly plain: BaseContract;
  readonly guarded: BaseContract;
}

const ROLE = 7n;
const SELECTOR_AND_SMALL_WORD = "0x60fe47b1" + "05".padStart(64, "0");

async function setUp(chain: Chain): Promise<ProbeCity> {
  const [admin] = await chain.ethers.getSigners();
  const authority = await deployAuthority(admin);
  const plain = await deployDouble("UnguardedProbe", admin);
  const guarded = await deployDouble("RestrictedProbe", admin, [authority.address]);
  await authority.allow(guarded, ["set"], ROLE);
  await authority.grant(ROLE, [await admin.getAddress()]);
  return { plain, guarded };
}

/** The act of all rows here: the probe's slot goes from 1 to 5. */
async function setFive(probe: BaseContract): Promise<Measured> {
  const before: unknown = await probe.getFunction("value").staticCall();
  const tx = await probe.getFunction("set").send(5n);
  return {
    tx,
    async effects(counted) {
      counted(before).to.equal(1n);
      counted(await probe.getFunction("value").staticCall()).to.equal(5n);
    },
  };
}

function rowOf(overrides: Partial<Row<ProbeCity>> = {}): Row<ProbeCity> {
  return {
    operation: "set five",
    story: "Somebody sets five.",
    checks: ["none"],
    peers: [],
    run: ({ city }) => setFive(city.plain),
    ...overrides,
  };
}

async function measure(...rows: Row<ProbeCity>[]): Promise<Outcome[]> {
  const scenario: Scenario<ProbeCity> = { domain: "probes", setUp, rows };
  return measureScenario(scenario);
}

/** A row with a given figure, to be judged without a chain. */
function outcomeOf(
  gas: number,
  overrides: Partial<Row<ProbeCity>> = {},
  bound: number | null = null,
): Outcome {
  const row = rowOf(overrides);
  const { operation, goal = null } = row;
  return { domain: "probes", row, figure: { operation, gas, bound, goal, peers: {} } };
}

/** The problems of one judged row whose committed figure is its own. */
function problemsOf(outcome: Outcome, authorityGas?: number): readonly string[] {
  const committed = { [outcome.row.operation]: outcome.figure?.gas ?? 0 };
  return judge("probes", [outcome], committed, authorityGas)[0].problems;
}

describe("gas bench", () => {
  describe("measuring", () => {
    it("measures the receipt's gas of the whole transaction", async () => {
      let receiptGas = 0n;
      const run = async ({ chain, city }: Context<ProbeCity>) => {
        const measured = await setFive(city.plain);
        receiptGas = (await chain.ethers.provider.getTransactionReceipt(measured.tx.hash))?.gasUsed ?? 0n;
        return measured;
      };
      const [{ figure }] = await measure(rowOf({ run, goal: 26_000 }));
      expect(figure).to.deep.equal({
        operation: "set five",
        gas: Number(receiptGas),
        bound: null,
        goal: 26_000,
        peers: {},
      });
    });

    it("starts each row and each peer from the state that setUp left", async () => {
      const peers = [
        { name: "same", source: "this test", run: ({ city }: Context<ProbeCity>) => setFive(city.plain) },
      ];
      const outcomes = await measure(rowOf({ peers }), rowOf({ operation: "again" }));
      expect(outcomes.map(({ error }) => error)).to.deep.equal([undefined, undefined]);
      expect(outcomes[0].figure?.peers).to.deep.equal({ same: outcomes[1].figure?.gas });
    });

    it("divides a batch by its number of acts, and its bound likewise", async () => {
      const bound = { parts: [{ what: "a slot", gas: 5_000, why: "the value lives there" }] };
      const [one, five] = await measure(rowOf({ bound }), rowOf({ operation: "batch", per: 5, bound }));
      expect(five.figure?.gas).to.equal(Math.round((one.figure?.gas ?? 0) / 5));
      expect([one.figure?.bound, five.figure?.bound]).to.deep.equal([5_000, 1_000]);
    });

    it("takes off what a row is not about", async () => {
      const run = async ({ city }: Context<ProbeCity>) => {
        const measured = await setFive(city.guarded);
        const { tx } = await setFive(city.plain);
        return { ...measured, without: [tx] };
      };
      const [{ figure, trace }] = await measure(rowOf({ run }));
      expect(figure?.gas).to.be.within(2_600, 20_999);
      expect(trace).to.include({ intrinsic: 0, calldata: 0, storageWrites: 0, accounts: 2_600 });
    });

    it("runs a row under the older hardfork where the row asks for it, and keeps the order", async () => {
      const rows = [rowOf({ operation: "old", hardfork: "prague" }), rowOf({ operation: "new" })];
      const outcomes = await measure(...rows);
      expect(outcomes.map(({ row }) => row.operation)).to.deep.equal(["old", "new"]);
      expect(outcomes[0].figure?.gas).to.equal(outcomes[1].figure?.gas);
    });

    it("takes a peer's quoted figure as it is, and refuses a peer with neither figure nor run", async () => {
      const quoted = { name: "quoted", source: "a paper", gas: 123 };
      const empty = { name: "empty", source: "nowhere" };
      const [good, bad] = await measure(
        rowOf({ peers: [quoted] }),
        rowOf({ operation: "bad", peers: [empty] }),
      );
      expect(good.figure?.peers).to.deep.equal({ quoted: 123 });
      expect(bad.error).to.equal('"bad" its peer "empty" has neither `gas` nor `run`: give one of them');
    });
  });

  describe("effects", () => {
    it("refuses a row without effects", async () => {
      const run = async ({ city }: Context<ProbeCity>) => {
        const { tx } = await setFive(city.plain);
        return { tx } as Measured;
      };
      const [{ figure, error }] = await measure(rowOf({ run }));
      expect(figure).to.equal(undefined);
      expect(error).to.equal(
        '"set five" hands back no `effects`: assert what the act did (balances, owner, events)',
      );
    });

    it("refuses a row whose effects assert nothing", async () => {
      const run = async ({ city }: Context<ProbeCity>) => ({
        ...(await setFive(city.plain)),
        effects: () => undefined,
      });
      const [{ error }] = await measure(rowOf({ run }));
      expect(error).to.equal('"set five" its `effects` assert nothing: call the `expect` they are given');
    });

    it("refuses a row whose effects did not happen", async () => {
      const run = async ({ city }: Context<ProbeCity>): Promise<Measured> => ({
        ...(await setFive(city.plain)),
        async effects(counted) {
          counted(await city.plain.getFunction("value").staticCall()).to.equal(6n);
        },
      });
      const [{ error }] = await measure(rowOf({ run }));
      expect(error).to.equal('"set five" expected 5 to equal 6.');
    });

    it("refuses a transaction that is not mined", async () => {
      const hash = `0x${"ab".repeat(32)}`;
      const run = async ({ city }: Context<ProbeCity>) => ({ ...(await setFive(city.plain)), tx: { hash } });
      const [{ error }] = await measure(rowOf({ run }));
      expect(error).to.equal(
        `"set five" transaction ${hash} is not mined: await its receipt before handing it over`,
      );
    });
  });

  describe("goals", () => {
    it("passes a row up to 5 % above its goal", () => {
      expect(problemsOf(outcomeOf(10_500, { goal: 10_000 }))).to.deep.equal([]);
    });

    it("fails a row further above its goal without a reason", () => {
      expect(problemsOf(outcomeOf(10_501, { goal: 10_000 }))).to.deep.equal([
        '"set five" costs 10,501 gas, more than 5 % above its goal of 10,000: ' +
          "make it cheaper, or state the `reason` in bench/probes.ts",
      ]);
    });

    it("passes it with a reason, which the table shows", () => {
      const outcome = outcomeOf(20_000, { goal: 10_000, reason: "checks the deed twice" });
      expect(problemsOf(outcome)).to.deep.equal([]);
      const table = domainTable("probes", [outcome], undefined);
      expect(table).to.contain("0 of 1 goals reached").and.to.contain("set five: checks the deed twice");
    });

    it("fails a row below its bound: the bound is wrong", () => {
      expect(problemsOf(outcomeOf(9_000, {}, 9_001))).to.deep.equal([
        '"set five" costs 9,000 gas, less than its bound of 9,001: ' +
          "take the part that is not necessary out of its bound in bench/probes.ts",
      ]);
    });
  });

  describe("officers' acts (+A)", () => {
    const officers = { addsAuthorityCheck: true, goal: 10_000 };

    it("judges them without the authority's check", () => {
      expect(problemsOf(outcomeOf(24_344, officers), 13_844)).to.deep.equal([]);
      expect(problemsOf(outcomeOf(24_345, officers), 13_844)).to.deep.equal([
        '"set five" costs 10,501 gas without the authority\'s check, more than 5 % above its goal of 10,000: ' +
          "make it cheaper, or state the `reason` in bench/probes.ts",
      ]);
    });

    it("counts the check once a batch", () => {
      const batch = { ...officers, per: 10 };
      expect(problemsOf(outcomeOf(11_884, batch), 13_844)).to.deep.equal([]);
      expect(problemsOf(outcomeOf(11_885, batch), 13_844)).to.have.length(1);
    });

    it("tells goal and bound with the check, in the shape that is written as JSON", () => {
      const figure = withAuthorityCheck(outcomeOf(23_000, officers, 9_000), 13_844);
      expect(JSON.parse(JSON.stringify(figure))).to.deep.equal({
        operation: "set five",
        gas: 23_000,
        bound: 22_844,
        goal: 23_844,
        peers: {},
      });
      expect(withAuthorityCheck(outcomeOf(23_000, { goal: 10_000 }), 13_844)?.goal).to.equal(10_000);
    });

    it("demands that the check was measured", () => {
      expect(() => problemsOf(outcomeOf(23_000, officers))).to.throw(
        '"set five" adds the authority\'s check, which was not measured',
      );
    });
  });

  describe("committed figures", () => {
    it("tells a drift with old, new and difference", () => {
      const [{ problems }] = judge("probes", [outcomeOf(13_900)], { "set five": 13_868 }, undefined);
      expect(problems).to.deep.equal([
        '"set five" was 13,868 gas and is 13,900 (+32): find out why, ' +
          "then commit the new figure with npm run gas -- --domain probes --update",
      ]);
    });

    it("tells a drift downwards too", () => {
      const [{ problems }] = judge("probes", [outcomeOf(13_800)], { "set five": 13_868 }, undefined);
      expect(problems[0]).to.contain("was 13,868 gas and is 13,800 (-68)");
    });

    it("tells a row without a figure and a figure without a row", () => {
      const verdicts = judge("probes", [outcomeOf(13_800)], { gone: 1 }, undefined);
      expect(verdicts.map(({ problems }) => problems[0])).to.deep.equal([
        '"set five" has no committed figure: add it with npm run gas -- --domain probes --update',
        '"gone" has a committed figure and no row in bench/probes.ts: ' +
          "drop it with npm run gas -- --domain probes --update",
      ]);
    });

    it("fails a row that could not be measured, with its error", () => {
      const failed = { domain: "probes", row: rowOf(), error: "no effects" };
      expect(judge("probes", [failed], { "set five": 1 }, undefined)[0].problems).to.deep.equal([
        "no effects",
      ]);
    });
  });

  describe("calldata and bounds", () => {
    it("prices a zero byte at 4 and another at 16", () => {
      expect(calldataGas("0x")).to.equal(0);
      expect(calldataGas("0x00ff00")).to.equal(24);
      // A selector without zero bytes, 31 zero bytes and one other: 4 x 16 + 31 x 4 + 16.
      expect(calldataGas(SELECTOR_AND_SMALL_WORD)).to.equal(204);
    });

    it("knows the floor: 10 a token, a zero byte one token and another four", () => {
      expect(floorGas("0x")).to.equal(21_000);
      expect(floorGas("0x00ff00")).to.equal(21_060);
      expect(floorGas(SELECTOR_AND_SMALL_WORD)).to.equal(21_510);
    });

    it("prices an event by topics and bytes", () => {
      expect(logGas(3, 32)).to.equal(375 + 3 * 375 + 256);
    });

    it("adds a bound up, with the floor where it is higher", () => {
      const slot = { what: "the value", gas: 5_000, why: "it must be kept" };
      expect(boundGas(wholeTransaction(slot), SELECTOR_AND_SMALL_WORD)).to.equal(26_204);
      expect(boundGas(wholeTransaction(), SELECTOR_AND_SMALL_WORD)).to.equal(21_510);
      expect(boundGas({ parts: [slot] }, SELECTOR_AND_SMALL_WORD)).to.equal(5_000);
    });
  });

  describe("trace", () => {
    it("divides a transaction by purpose, and the parts add up to its gas", async () => {
      const [{ figure, trace }] = await measure(rowOf({ run: ({ city }) => setFive(city.guarded) }));
      expect(trace).to.include({
        intrinsic: 21_000,
        calldata: 204,
        storageWrites: 5_000,
      });
      expect(trace).to.include({ accounts: 2_600, logs: 0, precompiles: 0, refund: 0 });
      expect(trace && accessGas(trace) + trace.computation).to.equal(figure?.gas);
    });

    it("keeps what a call spends inside apart from the call itself", () => {
      const call = { op: "CALL", gas: 100_000, gasCost: 99_000, depth: 1, stack: ["0", "abcdef", "ff"] };
      const inside = { op: "SLOAD", gas: 90_000, gasCost: 2_100, depth: 2, stack: [] };
      const end = { op: "STOP", gas: 87_900, gasCost: 0, depth: 2, stack: [] };
      const after = { op: "STOP", gas: 95_300, gasCost: 0, depth: 1, stack: [] };
      const spent = spendingOf([call, inside, end, after]);
      expect([spent.accounts, spent.storageReads]).to.deep.equal([2_600, 2_100]);
    });

    it("charges a failed inner call with all the gas it was given", () => {
      const call = { op: "STATICCALL", gas: 50_000, gasCost: 49_000, depth: 1, stack: ["0", "abcdef", "ff"] };
      const inside = { op: "INVALID", gas: 40_000, gasCost: 0, depth: 2, stack: [] };
      const after = { op: "STOP", gas: 9_900, gasCost: 0, depth: 1, stack: [] };
      expect(spendingOf([call, inside, after]).accounts).to.equal(100);
    });

    it("tells precompiled contracts from other accounts", () => {
      const call = {
        op: "STATICCALL",
        gas: 50_000,
        gasCost: 49_000,
        depth: 1,
        stack: ["80", "0", "1", "ffff"],
      };
      const after = { op: "STOP", gas: 46_900, gasCost: 0, depth: 1, stack: [] };
      const spent = spendingOf([call, after]);
      expect([spent.accounts, spent.precompiles]).to.deep.equal([100, 3_000]);
    });
  });

  describe("growth", () => {
    const figure = { operation: "prove", records: "leaves", sizes: [10, 1_000, 100_000] };

    it("adds records from size to size and undoes the act in between", async () => {
      const seeded: number[][] = [];
      const growth = {
        records: "records",
        law: "flat" as const,
        async seed(_: Context<ProbeCity>, from: number, to: number) {
          seeded.push([from, to]);
        },
      };
      const row = rowOf({ growth });
      const { gas } = await measureGrowth({ domain: "probes", setUp, rows: [row] }, row, [1, 4]);
      expect(seeded).to.deep.equal([
        [0, 1],
        [1, 4],
      ]);
      expect(gas[0]).to.equal(gas[1]);
    });

    it("holds a flat row to 2 %", () => {
      expect(growthProblems({ ...figure, gas: [50_000, 50_500, 51_000] }, "flat")).to.deep.equal([]);
      expect(growthProblems({ ...figure, gas: [50_000, 50_500, 51_001] }, "flat")).to.deep.equal([
        '"prove" costs 50,000 / 50,500 / 51,001 gas with 10 / 1,000 / 100,000 leaves, ' +
          "more than 2 % apart: find what grows with them",
      ]);
    });

    it("lets a proof grow with the logarithm and no faster", () => {
      expect(growthProblems({ ...figure, gas: [50_000, 51_200, 52_600] }, "log2")).to.deep.equal([]);
      expect(growthProblems({ ...figure, gas: [50_000, 51_200, 60_000] }, "log2")).to.have.length(1);
    });
  });

  describe("client speed", () => {
    const scenario = new URL("../support/timedScenario.ts", import.meta.url).href;

    it("tells time and memory of a job in a process of its own", async () => {
      const job = await timeSubject(scenario, "hold memory", "64 MiB");
      const nothing = await timeSubject(scenario, "hold memory", "nothing");
      expect(job.milliseconds).to.be.greaterThan(nothing.milliseconds);
      expect(job.mebibytes - nothing.mebibytes).to.be.greaterThan(32);
    });

    it("names the goal that is missed", () => {
      const row = { operation: "roll", story: "", subjects: [], goal: { milliseconds: 120, mebibytes: 512 } };
      expect(timeProblems(row, { milliseconds: 120, mebibytes: 512 })).to.deep.equal([]);
      expect(timeProblems(row, { milliseconds: 121, mebibytes: 100 })).to.deep.equal([
        '"roll" takes 121.0 ms where 120 ms is the goal: profile it on a quiet machine',
      ]);
    });
  });

  describe("command line", () => {
    it("refuses unknown options, unknown domains and options that exclude each other", () => {
      expect(() => parseOptions(["--fast"])).to.throw("--fast");
      expect(() => parseOptions(["--domain", "moon"])).to.throw("there is no bench/moon.ts: choose one of");
      expect(() => parseOptions(["--check", "--update"])).to.throw("exclude each other");
      expect(() => parseOptions(["--time", "--json", "x"])).to.throw("never committed");
    });
  });
});
