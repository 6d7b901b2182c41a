import {
  concat,
  getAddress,
  getBytes,
  hexlify,
  id,
  keccak256,
  type Provider,
  type Signer,
  Wallet,
  ZeroAddress,
} from "ethers";
import { p256 } from "@noble/curves/nist.js";
import hre from "hardhat";

import {
  ballotTypedData,
  buildRoll,
  digestOf,
  ballotForm,
  packBallots,
  readDomain,
  signedBallot,
  termsHash,
  termsOf,
  type BallotTerms,
  type Domain,
  type ElectionPlan,
  type ElectoralRoll,
  type Rpc,
  type SignedBallot,
} from "../../sdk/index.js";
import {
  ElectionRoll__factory,
  RollCallBallot__factory,
  type ElectionRoll,
  type RollCallBallot,
} from "../../typechain-types/index.js";
import { deployAuthority } from "./authority.js";
import { startAnvil } from "./chains.js";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** A chain on which elections are held, whatever serves it. */
export interface ElectionChain {
  readonly provider: Provider;
  /** Deploys, holds the council's role and that of every office, and pays. */
  readonly admin: Signer;
  readonly rpc: Rpc;
}

/** An embedded chain of its own, or anvil. */
export async function openElectionChain(name: "embedded" | "anvil"): Promise<ElectionChain & Closable> {
  if (name === "anvil") {
    const { provider, stop } = await startAnvil({ hardfork: "osaka" });
    const rpc: Rpc = ({ method, params }) => provider.send(method, [...params]);
    return { provider, admin: await provider.getSigner(0), rpc, close: stop };
  }
  const chain = await hre.network.create({ network: "default", chainType: "l1" });
  const [admin] = await chain.ethers.getSigners();
  const rpc: Rpc = ({ method, params }) => chain.provider.request({ method, params: [...params] });
  return { provider: chain.ethers.provider, admin, rpc, close: () => chain.close() };
}

interface Closable {
  readonly close: () => Promise<void>;
}

/** A voter with a key of secp256k1: always the same for a number. */
export const voterOf = (number: number, provider?: Provider): Wallet =>
  new Wallet(id(`voter ${number} of the test elections`), provider);

/** A voter with a key of P-256, which signs digests. */
export function passkeyVoter(name: string): { account: string; sign: (digest: string) => string } {
  const secret = getBytes(id(`passkey of ${name}`));
  const key = p256.getPublicKey(secret, false).slice(1);
  return {
    account: getAddress(`0x${keccak256(key).slice(-40)}`),
    sign: (digest) =>
      concat([hexlify(p256.sign(getBytes(digest), secret, { prehash: false, lowS: true })), hexlify(key)]),
  };
}

/** The ballot contracts on a chain. */
export interface BallotCity extends ElectionChain {
  readonly rolls: ElectionRoll;
  readonly ballot: RollCallBallot;
  readonly domain: Domain;
}

/** Deploys rolls and ballots under an authority whose admin may do everything. */
export async function deployBallots(chain: ElectionChain): Promise<BallotCity> {
  const { admin, provider } = chain;
  const authority = await deployAuthority(admin);
  const rolls = await new ElectionRoll__factory(admin).deploy(authority.address, ZeroAddress);
  await rolls.waitForDeployment();
  const ballot = await new RollCallBallot__factory(admin).deploy(authority.address, rolls, ZeroAddress);
  await ballot.waitForDeployment();
  const domain = await readDomain((call) => provider.call(call), await ballot.getAddress());
  return { ...chain, rolls, ballot, domain };
}

/** What a test decides of an election; times follow. */
export type ElectionWish = Omit<ElectionPlan, "rollId" | "schedule">;

/** An election that is open. */
export interface OpenElection extends BallotCity {
  readonly roll: ElectoralRoll;
  readonly plan: ElectionPlan;
  readonly electionId: bigint;
  /** Signs a ballot of a voter by key. */
  readonly sign: (
    voter: Wallet,
    ordinal: number,
    choice: bigint,
    change?: Partial<BallotTerms>,
  ) => Promise<SignedBallot>;
  /** What a voter signs. */
  readonly digestFor: (terms: Pick<BallotTerms, "voterIndex" | "ordinal" | "choice">) => string;
  /** Packs ballots for a relay. */
  readonly pack: (ballots: readonly SignedBallot[]) => string;
  /** Closes, counts and finalises. */
  readonly finish: () => Promise<void>;
}

/** Announces and freezes a roll, publishes its pages, creates an election on it and opens it. */
export async function openElection(
  city: BallotCity,
  accounts: Iterable<string>,
  wish: ElectionWish,
): Promise<OpenElection> {
  const { rolls, ballot, domain } = city;
  const roll = buildRoll(accounts);
  const announcedUntil = (await timeOf(city)) + 4 * DAY;
  await (
    await rolls.announce(
      roll.root,
      roll.datasetHash,
      id("members of the test city"),
      roll.size,
      announcedUntil,
    )
  ).wait();
  const rollId = Number(await rolls.rollCount());
  await passTo(city, announcedUntil + 1);
  await (await rolls.freeze(rollId)).wait();
  await (await rolls.publishPages(rollId, roll.pages())).wait();

  const opensAt = (await timeOf(city)) + HOUR;
  const plan: ElectionPlan = {
    ...wish,
    rollId,
    schedule: {
      opensAt,
      openUntil: opensAt + HOUR,
      closesAt: opensAt + DAY,
      finalisesAt: opensAt + DAY + HOUR,
    },
  };
  const terms = termsOf(plan);
  await (await ballot.create(terms)).wait();
  const electionId = await ballot.electionCount();
  await passTo(city, opensAt);
  await (await ballot.open(electionId)).wait();
  const hash = termsHash(terms);
  return {
    ...city,
    roll,
    plan,
    electionId,
    sign: async (voter, ordinal, choice, change = {}) => {
      const voterIndex = roll.indexOf(voter.address) ?? roll.size;
      const signed = { electionId, termsHash: hash, voterIndex, ordinal, choice, ...change };
      const { types, message } = ballotTypedData(domain, signed);
      return signedBallot({ voterIndex, ordinal, choice }, await voter.signTypedData(domain, types, message));
    },
    digestFor: (terms_) => digestOf(ballotTypedData(domain, { electionId, termsHash: hash, ...terms_ })),
    pack: (ballots) => packBallots(ballots, ballotForm(terms).choiceBytes),
    finish: async () => {
      await passTo(city, plan.schedule.closesAt + 1);
      await (await ballot.close(electionId)).wait();
      await (await ballot.count(electionId, 10_000)).wait();
      await passTo(city, plan.schedule.finalisesAt);
      await (await ballot.finalise(electionId)).wait();
    },
  };
}

/** Time of the last block. */
export async function timeOf({ provider }: ElectionChain): Promise<number> {
  const block = await provider.getBlock("latest");
  if (block === null) throw new Error("the chain has no block");
  return block.timestamp;
}

/** Mines a block at a time. */
async function passTo({ rpc }: ElectionChain, time: number): Promise<void> {
  await rpc({ method: "evm_setNextBlockTimestamp", params: [time] });
  await rpc({ method: "evm_mine", params: [] });
}

/** Gives an account the ether that direct ballots need. */
export async function fund({ admin }: ElectionChain, account: string): Promise<void> {
  await (await admin.sendTransaction({ to: account, value: 10n ** 18n })).wait();
}
