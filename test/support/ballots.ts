import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import {
  AbiCoder,
  type BigNumberish,
  concat,
  id,
  keccak256,
  Signature,
  toBeHex,
  TypedDataEncoder,
  Wallet,
  ZeroAddress,
  ZeroHash,
  zeroPadValue,
} from "ethers";

import {
  type ElectionRoll,
  ElectionRoll__factory,
  type IRollCallBallot,
  type RollCallBallot,
  RollCallBallot__factory,
} from "../../typechain-types/index.js";
import { deployDouble } from "./doubles.js";
import { ethers, networkHelpers } from "./network.js";
import { appoint, as, keyOf, nextTimeAt, type OfficerTable } from "./payments.js";

export { appoint, as, keyOf, nextTime, nextTimeAt, receiptOf } from "./payments.js";

export const MINUTE = 60n;
export const HOUR = 60n * MINUTE;
export const DAY = 24n * HOUR;
export const NOTICE_PERIOD = 30n * DAY;
export const OBJECTIONS = 3n * DAY;
export const PAGE_ACCOUNTS = 1024;

export const SOURCE = id("statement of the source");
export const QUESTION = id("Shall the market hall be rebuilt?");
export const OPTIONS = keccak256(concat([id("yes"), id("no")]));
export const REASON = id("reason, published");
export const ORDER = id("order 7/2026 of the court, with its salt");

/** By name, as the contracts number them. */
export const STAGE = {
  none: 0n,
  draft: 1n,
  ceremony: 2n,
  keyReady: 3n,
  open: 4n,
  closed: 5n,
  tallying: 6n,
  final: 7n,
  void: 8n,
} as const;
export const ROLL_STAGE = { none: 0n, announced: 1n, frozen: 2n, withdrawn: 3n } as const;
export const FORM = { singleChoice: 0n, motion: 1n, approval: 2n } as const;
export const MEASURE = { decided: 0n, ballots: 1n, roll: 2n } as const;
export const REFUSAL = {
  none: 0n,
  notOnRoll: 1n,
  choiceWrong: 2n,
  signatureWrong: 3n,
  alreadyVoted: 4n,
  ordinalWrong: 5n,
} as const;
export const OUTCOME = { none: 0n, quorumMissed: 1n, rejected: 2n, tied: 3n, adopted: 4n } as const;

const coder = AbiCoder.defaultAbiCoder();

/** The tree of a roll, drawn from the words of `IElectionRoll` alone, without the SDK. */
export class RollDrawing {
  readonly dataset: string;
  readonly datasetHash: string;
  /** From the leaves up; each level is as wide as the full tree. */
  readonly levels: readonly (readonly string[])[];

  constructor(readonly accounts: readonly string[]) {
    this.dataset = concat(accounts);
    this.datasetHash = keccak256(this.dataset);
    let width = 1;
    while (width < accounts.length) width *= 2;
    const leaves = Array.from({ length: width }, (_, index) =>
      index < accounts.length ? leafOf(index, accounts[index]) : ZeroHash,
    );
    const levels = [leaves];
    while (levels[levels.length - 1].length > 1) {
      const below = levels[levels.length - 1];
      levels.push(Array.from({ length: below.length / 2 }, (_, i) => nodeOf(below[2 * i], below[2 * i + 1])));
    }
    this.levels = levels;
  }

  get size(): number {
    return this.accounts.length;
  }

  get root(): string {
    return this.levels[this.levels.length - 1][0];
  }

  /** Siblings of the node at `index` of a level, from there up. */
  proof(index: number, level = 0): string[] {
    return this.levels.slice(level, -1).map((nodes, i) => nodes[(index >> i) ^ 1]);
  }

  /** The same voters as the first of a deeper tree, whose other branches nobody has drawn. */
  within(depth: number): { root: string; proof: (index: number, level?: number) => string[] } {
    const others = Array.from({ length: depth - this.levels.length + 1 }, (_, i) => id(`branch ${i}`));
    return {
      root: others.reduce(nodeOf, this.root),
      proof: (index, level) => [...this.proof(index, level), ...others],
    };
  }

  /** A page as `publishPages` takes it. */
  page(number: number): { number: number; accounts: string; proof: string[] } {
    const accounts = concat(this.accounts.slice(number * PAGE_ACCOUNTS, (number + 1) * PAGE_ACCOUNTS));
    return { number, accounts, proof: this.proof(number, Math.min(10, this.levels.length - 1)) };
  }
}

/** The leaf of a voter. */
export const leafOf = (index: number, account: string): string =>
  keccak256(keccak256(concat([toBeHex(index, 32), zeroPadValue(account, 32)])));

/** A node over two others. */
export const nodeOf = (left: string, right: string): string => keccak256(concat([left, right]));

/** Accounts in the order of a roll. */
export const sorted = (accounts: readonly string[]): string[] =>
  accounts.toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));

/** Accounts of nobody, ascending. */
export const nobodies = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => toBeHex(2n ** 128n + BigInt(i), 20));

export type Terms = IRollCallBallot.TermsStruct;

/** Terms of a motion: opens in an hour, for a day, final nine days later; simple majority, no quorum. */
export function termsOf(now: bigint, changes: Partial<Terms> = {}): Terms {
  return {
    rollId: 1n,
    questionHash: QUESTION,
    optionsHash: OPTIONS,
    form: FORM.motion,
    optionCount: 2n,
    maxApprovals: 1n,
    isRevotable: false,
    schedule: scheduleOf(now),
    rules: RULES,
    ...changes,
  };
}

/** More than half of the ballots that are not blank, no quorum. */
export const RULES = {
  quorum: { numerator: 0n, denominator: 1n },
  threshold: { numerator: 1n, denominator: 2n },
  measure: MEASURE.decided,
  isStrict: true,
} as const;

/** Opens in an hour, may be opened for an hour, then takes ballots for a day; final nine days later. */
export function scheduleOf(now: bigint) {
  const opensAt = now + HOUR;
  return {
    opensAt,
    openUntil: opensAt + HOUR,
    closesAt: opensAt + HOUR + DAY,
    finalisesAt: opensAt + HOUR + 10n * DAY,
  };
}

/** A ballot before it is signed. */
export interface Ballot {
  readonly electionId: bigint;
  readonly termsHash: string;
  readonly voterIndex: number;
  readonly ordinal: number;
  readonly choice: bigint;
}

export const BALLOT_TYPES = {
  Ballot: [
    { name: "electionId", type: "uint256" },
    { name: "termsHash", type: "bytes32" },
    { name: "voterIndex", type: "uint32" },
    { name: "ordinal", type: "uint8" },
    { name: "choice", type: "uint256" },
  ],
};

/** What a voter signs, from the words of `IRollCallBallot`. */
export function digestOf(contract: string, ballot: Ballot, chainId = 31_337n): string {
  return TypedDataEncoder.hash(
    { name: "Civitas RollCallBallot", version: "1", chainId, verifyingContract: contract },
    BALLOT_TYPES,
    ballot,
  );
}

/** A relayed ballot of a key of secp256k1. */
export function packBallot(
  { voterIndex, ordinal, choice }: Pick<Ballot, "voterIndex" | "ordinal" | "choice">,
  signature: Signature,
  choiceBytes = 1,
): string {
  return concat([
    "0x00",
    toBeHex(voterIndex, 4),
    toBeHex(ordinal, 1),
    toBeHex(choice, choiceBytes),
    signature.compactSerialized,
  ]);
}

/** The running hash with which a record begins. */
export const startOfRecord = (
  contract: string,
  electionId: bigint,
  termsHash: string,
  roll: { root: string; size: number },
  chainId = 31_337n,
): string =>
  keccak256(
    coder.encode(
      ["bytes32", "uint256", "address", "uint256", "bytes32", "bytes32", "uint32"],
      [
        id("Civitas RollCallBallot transcript"),
        chainId,
        contract,
        electionId,
        termsHash,
        roll.root,
        roll.size,
      ],
    ),
  );

const nextHash = (hash: string, kind: bigint, at: bigint, payloadHash: string): string =>
  keccak256(coder.encode(["bytes32", "uint256", "uint256", "bytes32"], [hash, kind, at, payloadHash]));

/** The running hash after a ballot that was cast directly. */
export const afterDirect = (hash: string, at: bigint, voterIndex: number, choice: BigNumberish): string =>
  nextHash(hash, 1n, at, keccak256(coder.encode(["uint32", "uint256"], [voterIndex, choice])));

/** The running hash after a batch. */
export const afterRelay = (hash: string, at: bigint, ballots: string): string =>
  nextHash(hash, 2n, at, keccak256(ballots));

/** Hash of an election's terms. */
export function hashOfTerms(terms: Terms): string {
  const { inputs } = RollCallBallot__factory.createInterface().getFunction("create");
  return keccak256(coder.encode(inputs, [terms]));
}

/** Roll and ballot of a city, with voters whose keys the tests hold, in the order of the roll. */
export interface Ballots {
  officers: OfficerTable;
  roll: ElectionRoll;
  ballot: RollCallBallot;
  deployer: HardhatEthersSigner;
  council: HardhatEthersSigner;
  /** ELECTION_OFFICE. */
  office: HardhatEthersSigner;
  /** COURT_ORDERS. */
  judge: HardhatEthersSigner;
  relayer: HardhatEthersSigner;
  stranger: HardhatEthersSigner;
  voters: readonly Wallet[];
  drawing: RollDrawing;
}

/** How many voters the fixtures have: two words of the narrowest record, the second one not full. */
export const VOTERS = 70;

/** Roll and ballot without a roll or an election. */
export async function ballots(): Promise<Ballots> {
  const [deployer, council, office, judge, relayer, stranger] = await ethers.getSigners();
  const officers = await deployDouble<OfficerTable>("OfficerTable__Double", deployer);
  const roll = await new ElectionRoll__factory(deployer).deploy(officers, ZeroAddress);
  const ballot = await new RollCallBallot__factory(deployer).deploy(officers, roll, ZeroAddress);
  await appointOffices({ officers, council, office, judge }, roll, ballot);
  const voters = Array.from({ length: VOTERS }, (_, i) => keyOf(`voter ${i}`)).toSorted((a, b) =>
    BigInt(a.address) < BigInt(b.address) ? -1 : 1,
  );
  for (const { address } of voters) await networkHelpers.setBalance(address, 10n ** 20n);
  const drawing = new RollDrawing(voters.map(({ address }) => address));
  return { officers, roll, ballot, deployer, council, office, judge, relayer, stranger, voters, drawing };
}

/** Gives the offices their functions. */
export async function appointOffices(
  { officers, council, office, judge }: Pick<Ballots, "officers" | "council" | "office" | "judge">,
  roll: ElectionRoll,
  ballot: RollCallBallot,
): Promise<void> {
  await appoint(officers, roll, office, ["announce", "freeze", "withdraw"]);
  await appoint(officers, ballot, office, ["create", "open", "voidUnopened"]);
  await appoint(officers, ballot, judge, ["voidByOrder"]);
  await appoint(officers, ballot, council, ["retire"]);
}

/** The time of the last block. */
export const now = async (): Promise<bigint> => BigInt(await networkHelpers.time.latest());

/** Announces a roll for the shortest time. */
export async function announceRoll({ roll, office }: Ballots, drawing: RollDrawing): Promise<void> {
  const until = (await now()) + OBJECTIONS + MINUTE;
  await as(roll, office).announce(drawing.root, drawing.datasetHash, SOURCE, drawing.size, until);
}

/** Announces a roll and freezes it after its objections. */
export async function freezeRoll(city: Ballots, drawing: RollDrawing): Promise<void> {
  await announceRoll(city, drawing);
  await networkHelpers.time.increase(OBJECTIONS + 2n * MINUTE);
  await as(city.roll, city.office).freeze(await city.roll.rollCount());
}

/** A city whose roll 1 is frozen and published. */
export async function frozenRoll(): Promise<Ballots> {
  const city = await ballots();
  await freezeRoll(city, city.drawing);
  await city.roll.publishPages(1n, [city.drawing.page(0)]);
  return city;
}

/** An election of a city. */
export interface Poll {
  readonly electionId: bigint;
  readonly terms: Terms;
  readonly termsHash: string;
}

/** Creates an election. */
export async function createElection(
  { ballot, office }: Ballots,
  changes: Partial<Terms> = {},
): Promise<Poll> {
  const terms = termsOf(await now(), changes);
  await as(ballot, office).create(terms);
  return { electionId: await ballot.electionCount(), terms, termsHash: hashOfTerms(terms) };
}

/** Creates an election and opens it at its earliest second. */
export async function openElection(city: Ballots, changes: Partial<Terms> = {}): Promise<Poll> {
  const poll = await createElection(city, changes);
  await nextTimeAt(BigInt(poll.terms.schedule.opensAt));
  await as(city.ballot, city.office).open(poll.electionId);
  return poll;
}

/** Closes an election that is open and counts the whole record; with `finalise` to its end. */
export async function closeAndCount({ ballot }: Ballots, { electionId, terms }: Poll): Promise<void> {
  await nextTimeAt(BigInt(terms.schedule.closesAt) + 1n);
  await ballot.close(electionId);
  await ballot.count(electionId, 1_000n);
}

/** Brings an open election to its result. */
export async function finish(city: Ballots, poll: Poll): Promise<void> {
  await closeAndCount(city, poll);
  await nextTimeAt(BigInt(poll.terms.schedule.finalisesAt));
  await city.ballot.finalise(poll.electionId);
}

/** A voter's ballot, signed. */
export async function signBallot(
  { ballot, voters }: Ballots,
  { electionId, termsHash }: Poll,
  voterIndex: number,
  choice: bigint,
  { ordinal = 1, signer = voters[voterIndex] }: { ordinal?: number; signer?: Wallet } = {},
): Promise<Signature> {
  const terms = { electionId, termsHash, voterIndex, ordinal, choice };
  return signer.signingKey.sign(digestOf(await ballot.getAddress(), terms));
}

/** A voter's ballot, signed and packed. */
export async function relayed(
  city: Ballots,
  poll: Poll,
  voterIndex: number,
  choice: bigint,
  options: { ordinal?: number; signer?: Wallet; choiceBytes?: number } = {},
): Promise<string> {
  const signature = await signBallot(city, poll, voterIndex, choice, options);
  return packBallot({ voterIndex, ordinal: options.ordinal ?? 1, choice }, signature, options.choiceBytes);
}
