import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { type Signature, type Wallet, ZeroAddress } from "ethers";

import {
  type ElectionRoll,
  ElectionRoll__factory,
  type RollCallBallot,
  RollCallBallot__factory,
} from "../../typechain-types/index.js";
import { deployDouble } from "./doubles.js";
import { ethers, networkHelpers } from "./network.js";
import { appoint, as, keyOf, nextTimeAt, type OfficerTable } from "./payments.js";
import {
  digestOf,
  hashOfTerms,
  HOUR,
  OBJECTIONS,
  packBallot,
  RollDrawing,
  SOURCE,
  type Terms,
  termsOf,
} from "./rollCall.js";

export { appoint, as, keyOf, nextTime, nextTimeAt, receiptOf } from "./payments.js";
export * from "./rollCall.js";

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

/** Announces a roll for little more than the shortest time: the chain's clock goes on while a test waits. */
export async function announceRoll({ roll, office }: Ballots, drawing: RollDrawing): Promise<void> {
  const until = (await now()) + OBJECTIONS + HOUR;
  await as(roll, office).announce(drawing.root, drawing.datasetHash, SOURCE, drawing.size, until);
}

/** Announces a roll and freezes it after its objections. */
export async function freezeRoll(city: Ballots, drawing: RollDrawing): Promise<void> {
  await announceRoll(city, drawing);
  const rollId = await city.roll.rollCount();
  await networkHelpers.time.increaseTo((await city.roll.rollOf(rollId)).objectionsUntil + 1n);
  await as(city.roll, city.office).freeze(rollId);
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

/** Closes an election that is open and counts the whole record. */
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
