import { mkdtemp, readFile, rm, writeFile, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import { type Wallet, ZeroAddress } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import announce from "../../../scripts/ballots/announce.js";
import close from "../../../scripts/ballots/close.js";
import create from "../../../scripts/ballots/create.js";
import exportRecord from "../../../scripts/ballots/export.js";
import finalise from "../../../scripts/ballots/finalise.js";
import freeze from "../../../scripts/ballots/freeze.js";
import open from "../../../scripts/ballots/open.js";
import pages from "../../../scripts/ballots/pages.js";
import relay from "../../../scripts/ballots/relay.js";
import roll from "../../../scripts/ballots/roll.js";
import verify from "../../../scripts/ballots/verify.js";
import {
  ballotFileText,
  ballotTypedData,
  type ElectionPlan,
  readBallotFile,
  type Rpc,
  BALLOT_FILE_SCHEMA,
  termsHash,
  termsOf,
} from "../../../sdk/index.js";
import { type Chain, startAnvil } from "../../support/chains.js";
import { type BallotCity, deployBallots, timeOf, voterOf } from "../../support/electionDay.js";
import { expectInputError } from "../../support/inputError.js";
import { officeRuntime } from "../../support/officeRuntime.js";
import { runCli } from "../../support/processes.js";
import { BUDGET } from "../../support/sampleElections.js";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Keys of anvil's first two accounts, which everybody knows. */
const OFFICE_KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const STRANGER_KEY = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";

/** What a command has printed, and whether it went well. */
interface Told {
  readonly text: string;
  readonly isGood: boolean;
}

/** Runs a command in this process, and catches what it prints. */
async function run(command: () => Promise<void>): Promise<Told> {
  const { log, error } = console;
  const { exitCode } = process;
  const lines: string[] = [];
  const keep = (line: string): void => void lines.push(line);
  console.log = keep;
  console.error = keep;
  process.exitCode = undefined;
  try {
    await command();
    // eslint-disable-next-line no-control-regex -- colours are of no interest here
    return { text: lines.join("\n").replaceAll(/\u001B\[\d+m/g, ""), isGood: process.exitCode === undefined };
  } finally {
    console.log = log;
    console.error = error;
    process.exitCode = exitCode;
  }
}

describe("the commands of elections", function () {
  let anvil: Chain;
  let city: BallotCity;
  let folder: string;
  let env: HardhatRuntimeEnvironment;
  let plan: ElectionPlan;
  let contract: string;
  const voters: Wallet[] = Array.from({ length: 6 }, (_, number) => voterOf(200 + number));
  const at = (...names: string[]): string => join(folder, ...names);
  const common = () => ({ deployments: at("deployments"), calldata: false });
  const paths = () => ({ roll: at("roll.json"), plan: at("plan.json") });

  const relayArgs = (change = {}) => ({
    ...common(),
    election: "1",
    folder: at("ballots"),
    roll: at("roll.json"),
    maxGas: "15000000",
    ...change,
  });

  /** What the last transaction has called. */
  async function lastCall(): Promise<string | undefined> {
    const block = (await anvil.provider.getBlock("latest", true))!;
    return city.ballot.interface.parseTransaction({ data: block.prefetchedTransactions[0].data })?.name;
  }

  /** A voter's ballot in the folder. */
  async function write(file: string, voter: Wallet, ordinal: number, choice: bigint): Promise<void> {
    const { accounts } = JSON.parse(await readFile(at("roll.json"), "utf8")) as { accounts: string[] };
    const typedData = ballotTypedData(city.domain, {
      electionId: 1n,
      termsHash: termsHash(termsOf(plan)),
      voterIndex: accounts.indexOf(voter.address.toLowerCase()),
      ordinal,
      choice,
    });
    const { domain, types, message } = typedData;
    await writeFile(
      at("ballots", file),
      ballotFileText(typedData, await voter.signTypedData(domain, types, message)),
    );
  }

  async function passTo(time: number): Promise<void> {
    await city.rpc({ method: "evm_setNextBlockTimestamp", params: [time] });
    await city.rpc({ method: "evm_mine", params: [] });
  }

  before(async () => {
    anvil = await startAnvil({ hardfork: "osaka" });
    const { provider } = anvil;
    const rpc: Rpc = ({ method, params }) => provider.send(method, [...params]);
    city = await deployBallots({ provider, admin: await provider.getSigner(0), rpc });
    contract = await city.ballot.getAddress();
    folder = await mkdtemp(join(tmpdir(), "civitas-ballots-"));
    await mkdir(at("ballots"));
    await mkdir(at("deployments"));
    const contracts = {
      ElectionRoll: { address: await city.rolls.getAddress() },
      RollCallBallot: { address: contract },
    };
    await writeFile(at("deployments", "31337.json"), JSON.stringify({ contracts }));
    await writeFile(at("source.txt"), "The members of the district's assembly on the first of May.");
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

  it("build no roll from a file with a wrong row, and say which", async () => {
    const rows = ["account", voters[0].address, voters[1].address, voters[0].address, "0x12"];
    await writeFile(at("wrong.csv"), rows.join("\n"));
    const { text, isGood } = await run(() => roll({ csv: at("wrong.csv"), out: at("roll.json") }));
    expect(isGood).to.equal(false);
    expect(text).to.match(/4 +account +0x\w{40} +stands in line 2 already +remove one row/);
    expect(text).to.match(/5 +account +0x12 +is no account +give 0x and 40/);
    expect(text).to.include("2 wrong rows; no roll was written");
    expect((await run(() => roll({ csv: at("nowhere.csv"), out: "" }))).text).to.match(
      /^--csv: .* cannot be read/,
    );
    expect((await run(() => roll({ csv: "", out: "" }))).text).to.equal("--csv: no file; name one");
  });

  it("build and announce a roll, and freeze the one that was announced", async () => {
    await writeFile(
      at("voters.csv"),
      ["name;account", ...voters.map(({ address }) => `x;${address}`)].join("\n"),
    );
    const built = await run(() => roll({ csv: at("voters.csv"), out: at("roll.json") }));
    expect(built.isGood, built.text).to.equal(true);
    expect(built.text).to.match(/voters +6\n/);

    const told = await run(() =>
      announce({ ...common(), roll: at("roll.json"), source: at("source.txt"), days: "4" }, env),
    );
    expect(told.text).to.match(/^done announce a roll of 6 voters .*\nroll 1$/);
    const { root, objectionsUntil } = await city.rolls.rollOf(1n);
    expect(built.text).to.include(root);

    const early = await run(() => freeze({ ...common(), roll: at("roll.json"), rollId: "1" }, env));
    expect(early.isGood).to.equal(false);
    expect(early.text).to.include(`ObjectionsOpen(1, ${objectionsUntil})`).and.to.include("nothing was sent");
    await passTo(Number(objectionsUntil) + 1);

    await writeFile(at("other.csv"), ["account", voters[0].address].join("\n"));
    await run(() => roll({ csv: at("other.csv"), out: at("other.json") }));
    const other = await run(() => freeze({ ...common(), roll: at("other.json"), rollId: "1" }, env));
    expect(other.text).to.match(/^--roll: the chain has the root 0x\w{64} for roll 1; name the file/);

    expect(
      (await run(() => freeze({ ...common(), roll: at("roll.json"), rollId: "1" }, env))).isGood,
    ).to.equal(true);
    expect((await city.rolls.rollOf(1n)).stage).to.equal(2n);
  });

  it("create and open an election", async () => {
    const opensAt = (await timeOf(city)) + HOUR;
    plan = {
      ...BUDGET,
      rollId: 1,
      schedule: { opensAt, openUntil: opensAt + HOUR, closesAt: opensAt + DAY, finalisesAt: opensAt + DAY },
    };
    await writeFile(at("plan.json"), JSON.stringify(plan));
    const created = await run(() => create({ ...common(), plan: at("plan.json") }, env));
    expect(created.text).to.match(/^terms 0x\w{64}\ndone create an election .*\nelection 1$/);
    expect(created.text).to.include(termsHash(termsOf(plan)));

    const early = await run(() => open({ ...common(), election: "1" }, env));
    expect(early.text).to.include(`OpeningTimeWrong(1, ${opensAt}, ${opensAt + HOUR})`);
    await passTo(opensAt);
    const stranger = await runCli(
      ["ballots", "open", "--election", "1", "--deployments", at("deployments"), "--network", "city"],
      { CITY_RPC_URL: anvil.url, CITY_DEPLOYER_KEY: STRANGER_KEY },
    );
    expect(stranger.code).to.equal(1);
    expect(stranger.output).to.match(
      /AccessManagedUnauthorized\(0x\w{40}\)\nact with the key of the office, or print/,
    );

    const printed = await run(() => open({ ...common(), calldata: true, election: "1" }, env));
    const data = city.ballot.interface.encodeFunctionData("open", [1n]);
    expect(printed.text).to.equal(
      `open election 1: let the office's wallet send\nto    ${contract}\ndata  ${data}`,
    );
    expect((await run(() => open({ ...common(), election: "1" }, env))).isGood).to.equal(true);
    expect((await run(() => open({ ...common(), election: "1" }, env))).text).to.equal(
      "election 1 is Open already",
    );
  });

  it("relay the ballots of a folder in batches, with proofs, and tell the wrong ones", async () => {
    for (const [place, voter] of voters.slice(0, 4).entries()) await write(`${place}.json`, voter, 1, 1n);
    await write("0 again.json", voters[0], 2, 2n);
    await write("2 twice.json", voters[2], 1, 4n);
    await write("4 too soon.json", voters[4], 2, 1n);
    await write("5 too much.json", voters[5], 1, 0b11111n);
    const own = await readFile(at("ballots", "1.json"), "utf8");
    const file = JSON.parse(own) as Record<string, unknown>;
    const changes: Record<string, object> = {
      "another chain": { chainId: 1 },
      "another contract": { contract: ZeroAddress },
      "another election": { electionId: 2 },
      "other terms": { termsHash: `0x${"00".repeat(32)}` },
      "nobody's": { voterIndex: 6 },
      "another's": { voterIndex: 5 - Number(file.voterIndex) },
      "no ballot": { signature: "0x12" },
    };
    for (const [name, change] of Object.entries(changes)) {
      await writeFile(at("ballots", `x ${name}.json`), JSON.stringify({ ...file, ...change }));
    }
    await writeFile(at("ballots", "y.json"), own.slice(1));
    await writeFile(at("ballots", "notes.txt"), "no ballot");

    // So little gas that a batch holds two or three.
    const { text, isGood } = await run(() => relay(relayArgs({ maxGas: "88000" }), env));
    expect(isGood).to.equal(false);
    expect(text).to.include("16 files: 4 to cast, 0 cast already, 12 wrong");
    for (const [name, problem] of [
      ["2.json", "is that of 2 twice.json too"],
      ["2 twice.json", "is that of 2.json too"],
      ["4 too soon.json", "is not the voter's next: 1"],
      ["5 too much.json", "is no choice of this election"],
      ["x another chain.json", "is not 31337"],
      ["x another contract.json", `is not ${contract.toLowerCase()}`],
      ["x another election.json", "is not 1"],
      ["x other terms.json", `is not ${termsHash(termsOf(plan))}`],
      ["x nobody's.json", "is no voter of the roll"],
      ["x another's.json", "is not by the voter 0x"],
      ["x no ballot.json", "does not match"],
      ["y.json", "is no JSON"],
    ]) {
      const line = text.split("\n").find((each) => each.startsWith(name) && each.includes("ballot"));
      expect(line, name).to.include(problem);
    }
    const batches = [...text.matchAll(/done \[(\d)\/4\] cast (\d) ballots? /g)].map(([, , size]) =>
      Number(size),
    );
    expect(batches.length).to.be.greaterThan(1);
    expect(batches.reduce((sum, size) => sum + size, 0)).to.equal(4);
    expect((await city.ballot.ballotOf(1n, Number(file.voterIndex))).ballots).to.equal(1n);

    for (const name of Object.keys(changes)) await rm(at("ballots", `x ${name}.json`));
    for (const name of ["y", "2 twice", "4 too soon", "5 too much"]) await rm(at("ballots", `${name}.json`));
    expect(await lastCall()).to.equal("castSignedWithProofs");
  });

  it("write pages once", async () => {
    const args = () => ({ ...common(), roll: at("roll.json"), rollId: "1" });
    const first = await run(() => pages(args(), env));
    expect(first.text).to.match(/^1 page, 1 to write\ndone \[1\/1\] write page 0 /);
    expect((await run(() => pages(args(), env))).text).to.equal("1 page, 0 to write");
  });

  it("go on relaying where they were, without proofs once the pages are there", async () => {
    await write("5.json", voters[5], 1, 0n);
    const rest = await run(() => relay(relayArgs(), env));
    expect(rest.text).to.match(
      /^6 files: 2 to cast, 4 cast already, 0 wrong\ndone \[2\/2\] cast 2 ballots .*\nall ballots/,
    );
    expect(await lastCall()).to.equal("castSigned");
    const again = await run(() => relay(relayArgs(), env));
    expect(again.text).to.equal(
      "6 files: 0 to cast, 6 cast already, 0 wrong\nall ballots of the folder are cast",
    );
    expect(again.isGood).to.equal(true);

    expect((await run(() => relay(relayArgs({ folder: at("nowhere") }), env))).text).to.match(
      /^--folder: .* cannot be read/,
    );
    expect((await run(() => relay(relayArgs({ roll: at("other.json") }), env))).text).to.match(
      /^--roll: the election's roll/,
    );
    expect((await run(() => relay(relayArgs({ maxGas: "1" }), env))).text).to.match(
      /^--max-gas: "1" is no whole number/,
    );
  });

  it("close, count and finalise", async () => {
    const early = await run(() => close({ ...common(), election: "1" }, env));
    expect(early.text).to.include(`ClosingTimeWrong(1, ${plan.schedule.closesAt})`);
    await passTo(plan.schedule.closesAt + 1);
    const soon = await run(() => finalise({ ...common(), election: "1" }, env));
    expect(soon.isGood).to.equal(false);
    expect(soon.text).to.include("ElectionStageWrong(1, 4)");
    expect((await run(() => close({ ...common(), election: "1" }, env))).isGood).to.equal(true);
    expect((await run(() => close({ ...common(), election: "1" }, env))).text).to.equal(
      "election 1 is Closed already",
    );
    const told = await run(() => finalise({ ...common(), election: "1" }, env));
    expect(told.text).to.match(/done \[1\/1\] count the record of election 1 .*\ndone finalise election 1 /);
    expect(told.text).to.include("election 1: Adopted; 5 ballots, 1 blank");
    const again = await run(() => finalise({ ...common(), election: "1" }, env));
    expect(again.text).to.equal("election 1: Adopted; 5 ballots, 1 blank");
    const closed = await run(() =>
      relay(
        { ...common(), election: "1", folder: at("ballots"), roll: at("roll.json"), maxGas: "100000" },
        env,
      ),
    );
    expect(closed.text).to.equal("--election: election 1 is Final; it takes no ballots");
  });

  it("export the record, and verify it in a process that knows nothing else", async () => {
    const args = {
      ...common(),
      ...paths(),
      election: "1",
      out: at("record.json"),
      block: "latest",
      fromBlock: "0",
    };
    const told = await run(() => exportRecord({ ...args, headers: true }, env));
    expect(told.isGood, told.text).to.equal(true);
    expect(told.text)
      .to.include("Adopted; 5 of 6 voters have cast")
      .and.to.match(/places +proven\n/);
    const { hash } = (await anvil.provider.getBlock("latest"))!;
    const { code, output } = await runCli([
      "ballots",
      "verify",
      "--ballots",
      `--record=${at("record.json")}`,
      "--chain-id=31337",
      `--contract=${contract}`,
      `--block-hash=${hash}`,
    ]);
    expect(code, output).to.equal(0);
    expect(output).to.include("verified: the record comes to what the chain holds in the trusted block");
    expect(output)
      .to.match(/1 +A playground +3 +adopted/)
      .and.to.match(/2 +Trees in Mill Lane +1\n/);
    expect(output)
      .to.match(/counts +ballot signature/)
      .and.to.match(/replaced +ballot signature/);

    const text = await readFile(at("record.json"), "utf8");
    await writeFile(
      at("record.json"),
      text.replace('"choice"', '"Choice"').replace("playground", "Playground"),
    );
    const changed = await run(() =>
      verify({
        record: at("record.json"),
        chainId: "31337",
        contract,
        blockHash: String(hash),
        codeHash: "",
        ballots: false,
      }),
    );
    expect(changed.isGood).to.equal(false);
    expect(changed.text).to.match(/^runningHash: |^termsHash: /);
  });
});

describe("a ballot's file", () => {
  it("is refused where it is none", async () => {
    await expectInputError(() => readBallotFile("{"), { field: "ballot", problem: /^is no JSON / });
    await expectInputError(() => readBallotFile("{}"), {
      field: `ballot.${BALLOT_FILE_SCHEMA.required[0]}`,
      problem: "is missing",
    });
  });
});
