import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { HDNodeWallet, id, type Wallet, ZeroAddress } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { rollText } from "../../scripts/ballots/files.js";
import { buildRoll, type Domain, type ElectoralRoll, readDomain, type Rpc } from "../../sdk/index.js";
import {
  BallotVerifier__factory,
  ElectionRoll__factory,
  type SealedBallot,
  SealedBallot__factory,
  TallyVerifier__factory,
  type TrusteeCeremony,
  TrusteeCeremony__factory,
} from "../../typechain-types/index.js";
import { deployAuthority } from "./authority.js";
import { type Chain, startAnvil } from "./chains.js";
import { officeRuntime } from "./officeRuntime.js";
import { runCli } from "./processes.js";
import { type Told, toldBy } from "./toldBy.js";

const HOUR = 3600;
const DAY = 24 * HOUR;
const ANVIL = "test test test test test test test test test test test junk";

/** An account of anvil, whose key everybody knows. */
export const account = (number: number): HDNodeWallet =>
  HDNodeWallet.fromPhrase(ANVIL, "", `m/44'/60'/0'/0/${number}`);

/** Sealed ballots on anvil, a frozen roll, and a folder with an address book and a place for every trustee. */
export interface SealedSite {
  readonly anvil: Chain;
  readonly rpc: Rpc;
  /** For commands that run in this process. */
  readonly env: HardhatRuntimeEnvironment;
  readonly sealed: SealedBallot;
  readonly ceremonies: TrusteeCeremony;
  readonly contract: string;
  readonly domain: Domain;
  readonly roll: ElectoralRoll;
  /** In the order of their accounts. */
  readonly trustees: readonly HDNodeWallet[];
  readonly at: (...names: string[]) => string;
  readonly now: () => Promise<number>;
  readonly passTo: (time: number) => Promise<void>;
  /** Arguments of a trustee's commands. */
  readonly trusteeArgs: (
    trustee: number,
    keyFile?: string,
  ) => { deployments: string; ceremony: string; trustee: string; keyFile: string };
  /** Runs a command in this process with one trustee's account and password. */
  readonly asTrustee: (
    trustee: number,
    command: (env: HardhatRuntimeEnvironment) => Promise<void>,
  ) => Promise<Told>;
  /** Runs a command in a process of its own, whose environment has one trustee's account and password. */
  readonly inProcess: (trustee: number, name: string, more?: readonly string[]) => ReturnType<typeof runCli>;
  readonly password: (trustee: number) => string;
  readonly stop: () => Promise<void>;
}

/** Deploys sealed ballots, freezes the voters' roll as roll 1 and publishes its pages. */
export async function openSealedSite(voters: readonly Wallet[], trusteeCount: number): Promise<SealedSite> {
  const anvil = await startAnvil({ hardfork: "osaka" });
  const { provider } = anvil;
  const admin = await provider.getSigner(0);
  const authority = await deployAuthority(admin);
  const rolls = await new ElectionRoll__factory(admin).deploy(authority.address, ZeroAddress);
  const ceremonies = await new TrusteeCeremony__factory(admin).deploy(authority.address, ZeroAddress);
  const ballotVerifier = await new BallotVerifier__factory(admin).deploy();
  const tallyVerifier = await new TallyVerifier__factory(admin).deploy();
  const sealed = await new SealedBallot__factory(admin).deploy(
    authority.address,
    rolls,
    ceremonies,
    ballotVerifier,
    tallyVerifier,
    ZeroAddress,
  );
  await sealed.waitForDeployment();
  const contract = await sealed.getAddress();
  const folder = await mkdtemp(join(tmpdir(), "civitas-sealed-"));
  const at = (...names: string[]): string => join(folder, ...names);
  for (const name of ["ballots", "deployments"]) await mkdir(at(name));
  const numbers = Array.from({ length: trusteeCount }, (_, i) => i + 1);
  for (const trustee of numbers) await mkdir(at(`trustee ${trustee}`));
  const contracts = {
    ElectionRoll: { address: await rolls.getAddress() },
    TrusteeCeremony: { address: await ceremonies.getAddress() },
    SealedBallot: { address: contract },
  };
  await writeFile(at("deployments", "31337.json"), JSON.stringify({ contracts }));

  const envOf = ({ privateKey }: HDNodeWallet): Promise<HardhatRuntimeEnvironment> =>
    officeRuntime(anvil.url, privateKey);
  const now = async (): Promise<number> => (await provider.getBlock("latest"))!.timestamp;
  const passTo = async (time: number): Promise<void> => {
    await provider.send("evm_setNextBlockTimestamp", [time]);
    await provider.send("evm_mine", []);
  };

  const roll = buildRoll(voters.map(({ address }) => address));
  await writeFile(at("roll.json"), rollText(roll));
  const until = (await now()) + 3 * DAY + HOUR;
  const source = id("who the voters are");
  await (await rolls.announce(roll.root, roll.datasetHash, source, roll.size, until)).wait();
  await passTo(until + 1);
  await (await rolls.freeze(1)).wait();
  for (const page of roll.pages()) await (await rolls.publishPages(1, [page])).wait();

  const trustees = numbers
    .map((number) => account(2 + number))
    .toSorted((one, other) => (BigInt(one.address) < BigInt(other.address) ? -1 : 1));
  const password = (trustee: number): string => `only trustee ${trustee} knows this`;
  const trusteeArgs: SealedSite["trusteeArgs"] = (
    trustee,
    keyFile = at(`trustee ${trustee}`, "key.json"),
  ) => ({ deployments: at("deployments"), ceremony: "1", trustee: String(trustee), keyFile });
  return {
    anvil,
    rpc: ({ method, params }) => provider.send(method, [...params]),
    env: await envOf(account(0)),
    sealed,
    ceremonies,
    contract,
    domain: await readDomain((call) => provider.call(call), contract),
    roll,
    trustees,
    at,
    now,
    passTo,
    trusteeArgs,
    password,
    async asTrustee(trustee, command) {
      process.env.TRUSTEE_PASSWORD = password(trustee);
      try {
        const env = await envOf(trustees[trustee - 1]);
        return await toldBy(() => command(env));
      } finally {
        delete process.env.TRUSTEE_PASSWORD;
      }
    },
    inProcess(trustee, name, more = []) {
      const args = ["--ceremony", "1", "--trustee", String(trustee), "--deployments", at("deployments")];
      return runCli(["trustee", name, "--network", "city", ...args, ...more], {
        CITY_RPC_URL: anvil.url,
        CITY_DEPLOYER_KEY: trustees[trustee - 1].privateKey,
        TRUSTEE_PASSWORD: password(trustee),
      });
    },
    async stop() {
      await anvil.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
