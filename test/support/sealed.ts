import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import {
  type ContractTransactionResponse,
  concat,
  id,
  keccak256,
  AbiCoder,
  type Wallet,
  ZeroAddress,
} from "ethers";

import {
  type Accumulator,
  addBallot,
  ballotHints,
  checkSealedBallot,
  type DealingBytes,
  dealingBytes,
  emptySums,
  packSealedBallots,
  type PlacedBallot,
  pointBytes,
  readPoint,
  sealBallot,
  type SealedBallotDraft,
  sealedBallotTypedData,
  type SealedForm,
  shareOf,
  tallyOf,
} from "../../sdk/ballots/sealed/index.js";
import type { Hex } from "../../sdk/signing/types.js";
import {
  type BallotVerifier,
  BallotVerifier__factory,
  type ISealedBallot,
  type ITrusteeCeremony,
  type SealedBallot,
  SealedBallot__factory,
  type TallyVerifier,
  TallyVerifier__factory,
  type TrusteeCeremony,
  TrusteeCeremony__factory,
} from "../../typechain-types/index.js";
import { appoint, as, type Ballots, DAY, frozenRoll, HOUR, MINUTE, nextTimeAt, now } from "./ballots.js";
import { ethers, networkHelpers } from "./network.js";
import { remembered } from "./remembered.js";
import { FORM, OPTIONS, QUESTION, RULES, scheduleOf } from "./rollCall.js";
import { type HeldCeremony, holdCeremony, scalarsFrom } from "./sealedKeys.js";

export * from "./ballots.js";
export { type HeldCeremony, holdCeremony, scalarsFrom } from "./sealedKeys.js";

export type Plan = ITrusteeCeremony.PlanStruct;
export type SealedTerms = ISealedBallot.TermsStruct;

export const CEREMONY_STAGE = {
  none: 0n,
  registering: 1n,
  dealing: 2n,
  complaining: 3n,
  ready: 4n,
  aborted: 5n,
} as const;
export const FAILURE = { none: 0n, notRegistered: 1n, notDealt: 2n, wrongShare: 3n, noKey: 4n } as const;

/** A city with trustees and sealed ballots. */
export interface SealedCity extends Ballots {
  ceremonies: TrusteeCeremony;
  sealed: SealedBallot;
  ballotVerifier: BallotVerifier;
  tallyVerifier: TallyVerifier;
  /** In the order of their accounts. */
  trustees: readonly HardhatEthersSigner[];
}

/** A sealed city whose roll 1 is frozen and published. */
export async function sealedCity(): Promise<SealedCity> {
  const city = await frozenRoll();
  const { officers, roll, deployer, office, judge, council } = city;
  const ceremonies = await new TrusteeCeremony__factory(deployer).deploy(officers, ZeroAddress);
  const ballotVerifier = await new BallotVerifier__factory(deployer).deploy();
  const tallyVerifier = await new TallyVerifier__factory(deployer).deploy();
  const sealed = await new SealedBallot__factory(deployer).deploy(
    officers,
    roll,
    ceremonies,
    ballotVerifier,
    tallyVerifier,
    ZeroAddress,
  );
  await appoint(officers, ceremonies, office, ["planCeremony"]);
  await appoint(officers, ceremonies, council, ["retire"]);
  await appoint(officers, sealed, office, ["create", "open", "voidUnopened"]);
  await appoint(officers, sealed, judge, ["voidByOrder"]);
  await appoint(officers, sealed, council, ["retire", "recordReview"]);
  const trustees = (await ethers.getSigners())
    .slice(8, 18)
    .toSorted((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));
  return { ...city, ceremonies, sealed, ballotVerifier, tallyVerifier, trustees };
}

/** A plan for some of the city's trustees. */
export async function planOf(city: SealedCity, changes: Partial<Plan> = {}, trusteeCount = 3): Promise<Plan> {
  const at = await now();
  return {
    ballot: await city.sealed.getAddress(),
    trustees: city.trustees.slice(0, trusteeCount).map(({ address }) => address),
    threshold: 2n,
    keyCount: 1n,
    registerUntil: at + 20n * MINUTE,
    dealUntil: at + 40n * MINUTE,
    complainUntil: at + HOUR,
    ...changes,
  };
}

/** A planned ceremony. */
export interface Planned {
  readonly ceremonyId: bigint;
  readonly plan: Plan;
  readonly session: Hex;
}

/** Plans a ceremony. */
export async function planCeremony(
  city: SealedCity,
  changes: Partial<Plan> = {},
  trusteeCount = 3,
): Promise<Planned> {
  const plan = await planOf(city, changes, trusteeCount);
  await as(city.ceremonies, city.office).planCeremony(plan);
  const ceremonyId = await city.ceremonies.ceremonyCount();
  const { session } = await city.ceremonies.ceremonyOf(ceremonyId);
  return { ceremonyId, plan, session: session as Hex };
}

/** A ceremony with everything that was made in it. */
export interface Held extends HeldCeremony, Planned {
  readonly dealt: readonly DealingBytes[];
}

const keptCeremonies = new Map<string, Held>();

/** Draws what the trustees of a ceremony will send. The session names chain, contract, number and plan. */
export const drawCeremony = ({ ceremonyId, plan, session }: Planned): Held =>
  remembered(keptCeremonies, session, () => {
    const held = holdCeremony(
      session,
      Number(plan.threshold),
      plan.trustees.length,
      Number(plan.keyCount),
      scalarsFrom(`ceremony ${ceremonyId} ${session}`),
    );
    return Object.assign(held, { ceremonyId, plan, session, dealt: held.dealings.map(dealingBytes) });
  });

/** A trustee registers. */
export const register = (
  { ceremonies, trustees }: SealedCity,
  { ceremonyId, registrations }: Held,
  trustee: number,
): Promise<ContractTransactionResponse> => {
  const { key, proof } = registrations[trustee - 1];
  return as(ceremonies, trustees[trustee - 1]).register(ceremonyId, trustee, pointBytes(key), proof);
};

/** A trustee deals. */
export const deal = (
  { ceremonies, trustees }: SealedCity,
  { ceremonyId, dealt, dealings }: Held,
  trustee: number,
  changes: Partial<DealingBytes> = {},
): Promise<ContractTransactionResponse> => {
  const { commitments, shares } = { ...dealt[trustee - 1], ...changes };
  return as(ceremonies, trustees[trustee - 1]).deal(
    ceremonyId,
    trustee,
    commitments,
    [...dealings[trustee - 1].proofs],
    shares,
  );
};

/** All trustees register. */
export async function registerAll(city: SealedCity, held: Held): Promise<void> {
  for (const [i] of held.registrations.entries()) await register(city, held, i + 1);
}

/** All trustees deal. */
export async function dealAll(city: SealedCity, held: Held): Promise<void> {
  for (const [i] of held.dealings.entries()) await deal(city, held, i + 1);
}

/** Adds up what was dealt. */
export const complete = (
  { ceremonies }: SealedCity,
  { ceremonyId, dealt }: Held,
): Promise<ContractTransactionResponse> =>
  ceremonies.complete(
    ceremonyId,
    dealt.map(({ commitments }) => commitments),
    dealt.map(({ shares }) => keccak256(shares)),
  );

/** A ceremony from its plan to its key. */
export async function holdOnChain(
  city: SealedCity,
  changes: Partial<Plan> = {},
  trusteeCount = 3,
): Promise<Held> {
  const held = drawCeremony(await planCeremony(city, changes, trusteeCount));
  await registerAll(city, held);
  await dealAll(city, held);
  await nextTimeAt(BigInt(held.plan.complainUntil) + 1n);
  await complete(city, held);
  return held;
}

/** Terms of a sealed motion on roll 1: trustees have a week for their shares. */
export function sealedTermsOf(at: bigint, changes: Partial<SealedTerms> = {}): SealedTerms {
  const schedule = scheduleOf(at);
  return {
    rollId: 1n,
    questionHash: QUESTION,
    optionsHash: OPTIONS,
    form: FORM.motion,
    optionCount: 2n,
    hasBlank: false,
    isAdvisory: true,
    minimumBallots: 3n,
    ceremonyId: 1n,
    tallyUntil: schedule.closesAt + 7n * DAY,
    schedule,
    rules: RULES,
    ...changes,
  };
}

/** keccak256(abi.encode(terms)). */
export function hashOfSealedTerms(terms: SealedTerms): string {
  const { inputs } = SealedBallot__factory.createInterface().getFunction("create");
  return keccak256(AbiCoder.defaultAbiCoder().encode(inputs, [terms]));
}

/** An election with its key. */
export interface SealedPoll {
  readonly electionId: bigint;
  readonly terms: SealedTerms;
  readonly form: SealedForm;
  readonly held: Held;
  readonly context: Hex;
}

/** The form of terms. */
export const formOfTerms = ({ form, optionCount, hasBlank }: SealedTerms): SealedForm =>
  form === FORM.approval
    ? { contests: Number(optionCount), choices: 2 }
    : { contests: 1, choices: Number(optionCount) + (hasBlank ? 1 : 0) };

/** Creates an election with a ceremony of its own. */
export async function createSealed(
  city: SealedCity,
  changes: Partial<SealedTerms> = {},
  { threshold = 2n, trusteeCount = 3 }: { threshold?: bigint; trusteeCount?: number } = {},
): Promise<{ electionId: bigint; terms: SealedTerms; form: SealedForm; held: Held }> {
  const form = formOfTerms(sealedTermsOf(0n, changes));
  const keyCount = BigInt(form.choices - 1);
  const held = await holdOnChain(city, { threshold, keyCount }, trusteeCount);
  const terms = sealedTermsOf(await now(), { ceremonyId: held.ceremonyId, ...changes });
  await as(city.sealed, city.office).create(terms);
  return { electionId: await city.sealed.electionCount(), terms, form, held };
}

/** Creates an election and opens it at its earliest second. */
export async function openSealed(
  city: SealedCity,
  changes: Partial<SealedTerms> = {},
  trustees: { threshold?: bigint; trusteeCount?: number } = {},
): Promise<SealedPoll> {
  const created = await createSealed(city, changes, trustees);
  const { electionId, terms } = created;
  await city.sealed.adoptKey(electionId);
  await nextTimeAt(BigInt(terms.schedule.opensAt));
  await as(city.sealed, city.office).open(electionId);
  return { ...created, context: (await city.sealed.contextOf(electionId)) as Hex };
}

const keptDrafts = new Map<string, SealedBallotDraft>();

/** A voter's sealed ballot. The context names the keys. */
export function seal(
  city: SealedCity,
  { form, held, context, electionId }: SealedPoll,
  voterIndex: number,
  choices: readonly number[],
): SealedBallotDraft {
  const { address: voter } = city.voters[voterIndex];
  const name = `ballot ${electionId} ${context} ${voterIndex} ${choices.join()}`;
  return remembered(keptDrafts, `${name} ${voter}`, () =>
    sealBallot(held.keys, form, { context, voterIndex, voter }, choices, scalarsFrom(name)),
  );
}

const keptHints = new Map<string, Hex>();

/** The hints of ballots of some voters. */
export function hintsOf(
  city: SealedCity,
  { form, held, context }: SealedPoll,
  ballots: readonly Omit<PlacedBallot, "voter">[],
): Hex {
  const placed = ballots.map(({ voterIndex, ballot }) => {
    return { voterIndex, ballot, voter: city.voters[voterIndex].address };
  });
  const name = [context, ...placed.flatMap((each) => Object.values(each))].join();
  return remembered(keptHints, name, () => ballotHints(held.keys, form, context, placed));
}

/** A voter casts directly. */
export function castSealed(
  city: SealedCity,
  poll: SealedPoll,
  voterIndex: number,
  choices: readonly number[],
): Promise<ContractTransactionResponse> {
  const { ballot } = seal(city, poll, voterIndex, choices);
  const hints = hintsOf(city, poll, [{ voterIndex, ballot }]);
  return as(city.sealed, city.voters[voterIndex]).cast(poll.electionId, voterIndex, ballot, hints, "0x");
}

/** The signature of a voter under a ballot. */
export async function signSealed(
  city: SealedCity,
  { electionId, context }: SealedPoll,
  voterIndex: number,
  ballot: string,
  signer: Wallet = city.voters[voterIndex],
): Promise<string> {
  const domain = {
    name: "Civitas SealedBallot",
    version: "1",
    chainId: 31_337n,
    verifyingContract: (await city.sealed.getAddress()) as Hex,
  };
  const message = { electionId, context, voterIndex, ballotHash: keccak256(ballot) as Hex };
  const { types } = sealedBallotTypedData(domain, message);
  const signature = await signer.signTypedData(domain, types, message);
  return ethers.Signature.from(signature).compactSerialized;
}

/** Signed ballots of voters, packed, with their hints. */
export async function relaySealed(
  city: SealedCity,
  poll: SealedPoll,
  votes: readonly (readonly [number, readonly number[]])[],
): Promise<{ packed: Hex; hints: Hex; proofs: Hex }> {
  const ballots = await Promise.all(
    votes.map(async ([voterIndex, choices]) => {
      const { ballot } = seal(city, poll, voterIndex, choices);
      return { voterIndex, ballot, signature: await signSealed(city, poll, voterIndex, ballot) };
    }),
  );
  return {
    packed: packSealedBallots(ballots),
    hints: hintsOf(city, poll, ballots),
    proofs: concat(votes.map(([voterIndex]) => rollProof(city, voterIndex))) as Hex,
  };
}

/** Where a voter stands on roll 1. */
export const rollProof = ({ drawing, voters }: SealedCity, voterIndex: number): Hex =>
  concat([voters[voterIndex].address, ...drawing.proof(voterIndex)]) as Hex;

/** The sums as the chain has them. */
export async function sumsOnChain(
  { sealed }: SealedCity,
  { electionId, form }: SealedPoll,
): Promise<Accumulator[]> {
  const words = await sealed.sumsOf(electionId);
  const points = Array.from({ length: words.length / 2 }, (_, i) =>
    readPoint(concat([2 * i, 2 * i + 1].map((word) => ethers.toBeHex(words[word], 32))), "sum"),
  );
  return Array.from({ length: form.contests }, (_, contest) => {
    const [mask, ...sealed_] = points.slice(contest * form.choices, (contest + 1) * form.choices);
    return { mask, sealed: sealed_ };
  });
}

/** The sums of votes as the SDK adds them up. */
export const sumsOfVotes = (
  city: SealedCity,
  poll: SealedPoll,
  votes: readonly (readonly [number, readonly number[]])[],
): Accumulator[] =>
  votes.reduce(
    (sums, [voterIndex, choices]) => {
      const place = { context: poll.context, voterIndex, voter: city.voters[voterIndex].address };
      const { ballot } = seal(city, poll, voterIndex, choices);
      return addBallot(sums, checkSealedBallot(poll.held.keys, poll.form, place, ballot));
    },
    emptySums(poll.held.keys, poll.form),
  );

/** Closes an election after its closing second. */
export async function closeSealed({ sealed }: SealedCity, { electionId, terms }: SealedPoll): Promise<void> {
  await nextTimeAt(BigInt(terms.schedule.closesAt) + 1n);
  await sealed.close(electionId);
}

/** Voters with their choices. */
export type SealedVotes = readonly (readonly [number, readonly number[]])[];

/** Votes of the first voters, in their order. */
export const votesOf = (choices: readonly (readonly number[])[]): SealedVotes =>
  choices.map((choice, i) => [i, choice] as const);

/** An election whose ballots are relayed in one batch, and which is closed. */
export async function closedSealed(
  city: SealedCity,
  changes: Partial<SealedTerms>,
  votes: SealedVotes,
  trustees: { threshold?: bigint; trusteeCount?: number } = {},
): Promise<SealedPoll> {
  const poll = await openSealed(city, changes, trustees);
  const { packed, hints } = await relaySealed(city, poll, votes);
  await city.sealed.castSigned(poll.electionId, packed, hints, "0x");
  await closeSealed(city, poll);
  return poll;
}

const keptShares = new Map<string, { readonly trustee: number } & ReturnType<typeof shareOf>>();

/** A trustee's share of a closed election. */
export async function drawShare(city: SealedCity, poll: SealedPoll, trustee: number) {
  const { context, held } = poll;
  const sums = await sumsOnChain(city, poll);
  const name = `share ${context} ${trustee}`;
  const words = sums.flatMap(({ mask, sealed: points }) => [mask, ...points].map(pointBytes));
  return remembered(keptShares, `${name} ${words.join()}`, () => {
    return { trustee, ...shareOf(context, trustee, held.secrets[trustee - 1], sums, scalarsFrom(name)) };
  });
}

/** Trustees share, and the tally is proven. */
export async function tallySealed(
  city: SealedCity,
  poll: SealedPoll,
  trustees: readonly number[] = [1, 3],
): Promise<readonly number[]> {
  const shares = [];
  for (const trustee of trustees) {
    const share = await drawShare(city, poll, trustee);
    await city.sealed.share(poll.electionId, trustee, share.share, share.proof);
    shares.push(share);
  }
  const ballots = Number(await city.sealed.ballotsOf(poll.electionId));
  const { counts, proof } = tallyOf(await sumsOnChain(city, poll), shares, ballots);
  await city.sealed.tally(poll.electionId, [...counts], proof);
  return counts;
}

/** Waits for the time of the result and finalises. */
export async function finaliseSealed(
  { sealed }: SealedCity,
  { electionId, terms }: SealedPoll,
): Promise<void> {
  await nextTimeAt(BigInt(terms.schedule.finalisesAt));
  await sealed.finalise(electionId);
}

/** The bytes of a row with one bit turned. */
export function turned(bytes: string, at: number): string {
  const row = ethers.getBytes(bytes);
  row[at] ^= 1 << (at % 8);
  return ethers.hexlify(row);
}

export const REVIEW = id("an outside review, published");
export { networkHelpers };
