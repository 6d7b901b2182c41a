import { keccak256 } from "ethers";

import { InputError } from "../../../errors.js";
import { digestOf } from "../../../signing/digestOf.js";
import type { Address, Domain, Hex } from "../../../signing/types.js";
import { ballotSigner } from "../../ballotSigner.js";
import { addBallot, emptySums } from "../addBallots.js";
import { type CheckedContest, checkSealedBallot } from "../checkSealedBallot.js";
import type { Point } from "../curve.js";
import { sealedBallotTypedData } from "../sealedBallotTypedData.js";
import type { SealedForm } from "../sealedForm.js";
import type { Accumulator } from "../shareStatements.js";
import type { SealedDirectEntry, SealedEntry, SealedRelayedEntry, SpoiltEntry } from "./sealedRecord.js";
import { sealedHashAfter } from "./sealedRunningHash.js";
import { unpackSealedBallots } from "./unpackSealedBallots.js";

/** Why a relayed ballot does not count, in the order of the contract. */
export const SEALED_REFUSALS = ["None", "AlreadyVoted", "Spoilt"] as const;
export type SealedRefusal = (typeof SEALED_REFUSALS)[number];

/** What became of one sealed ballot. */
export interface SealedVerdict {
  /** Position of its transaction among those that the contract accepted, from 0. */
  readonly entry: number;
  /** Position in its batch, from 0. */
  readonly position: number;
  readonly way: "direct" | "relayed";
  /** Time of its block, Unix seconds. */
  readonly time: number;
  readonly voterIndex: number;
  /** The voter's account. */
  readonly account: Address;
  /** By this the voter finds it. */
  readonly ballotHash: Hex;
  readonly refusal: SealedRefusal;
}

/** What a replay starts from. */
export interface SealedReplayInputs {
  readonly domain: Domain;
  readonly electionId: bigint;
  readonly context: Hex;
  readonly keys: readonly Point[];
  readonly form: SealedForm;
  readonly roll: readonly Address[];
  /** The running hash when the election opened. */
  readonly openingHash: Hex;
  /** Earliest and last second in which a ballot counts. */
  readonly from: number;
  readonly until: number;
  readonly cast: readonly SealedEntry[];
  /** Told how many entries are done. */
  readonly onProgress?: (done: number) => void;
}

/** What the ballots of a sealed election come to. */
export interface SealedReplay {
  readonly runningHash: Hex;
  /** The sums of the ballots that count, still sealed. */
  readonly sums: readonly Accumulator[];
  readonly hasVoted: ReadonlySet<number>;
  readonly hasSpoilt: ReadonlySet<number>;
  /** The ciphertexts that were spoilt, each with its voter: nobody spoils another's. */
  readonly spoiltSeals: ReadonlySet<string>;
  readonly verdicts: readonly SealedVerdict[];
}

const MEND = "export the record again from a node of your own";

/**
 * Casts all ballots of a sealed election anew, in their order and by the contract's rules: every proof is checked by
 * itself, every signature recovered.
 * @throws InputError where an entry is one that the contract cannot have accepted.
 */
export async function replaySealed(inputs: SealedReplayInputs): Promise<SealedReplay> {
  const { cast, from, until, onProgress } = inputs;
  const state: State = {
    sums: emptySums(inputs.keys, inputs.form),
    hasVoted: new Set(),
    hasSpoilt: new Set(),
    spoiltSeals: new Set(),
    verdicts: [],
  };
  let runningHash = inputs.openingHash;
  let last = from;
  for (const [entry, item] of cast.entries()) {
    const field = `record.cast[${entry}]`;
    if (item.time < last || item.time > until) {
      throw new InputError(`${field}.time`, item.time, `is not from ${last} to ${until}`, MEND);
    }
    last = item.time;
    if (item.kind === "direct") castDirect(inputs, state, entry, item, field);
    else if (item.kind === "relayed") await castRelayed(inputs, state, entry, item, field);
    else spoil(inputs, state, item, field);
    runningHash = sealedHashAfter(runningHash, item);
    onProgress?.(entry + 1);
  }
  return { ...state, runningHash };
}

interface State {
  sums: Accumulator[];
  readonly hasVoted: Set<number>;
  readonly hasSpoilt: Set<number>;
  readonly spoiltSeals: Set<string>;
  readonly verdicts: SealedVerdict[];
}

/** A ciphertext as its voter spoils it. */
const spoiltKey = (voterIndex: number, seal: string): string => `${voterIndex} ${seal}`;

/** The voter of an index. */
function voterAt(roll: readonly Address[], voterIndex: number, field: string): Address {
  const account = roll.at(voterIndex);
  if (account === undefined) {
    throw new InputError(`${field}.voterIndex`, voterIndex, "is no voter of the roll", MEND);
  }
  return account;
}

/** Counts a ballot, or says why it does not count. */
function take(state: State, voterIndex: number, contests: readonly CheckedContest[]): SealedRefusal {
  if (state.hasVoted.has(voterIndex)) return "AlreadyVoted";
  if (
    state.hasSpoilt.has(voterIndex) &&
    contests.some(({ seal }) => state.spoiltSeals.has(spoiltKey(voterIndex, seal)))
  ) {
    return "Spoilt";
  }
  state.hasVoted.add(voterIndex);
  state.sums = addBallot(state.sums, contests);
  return "None";
}

/** A direct ballot: what the contract would have reverted cannot stand in a record. */
function castDirect(
  { keys, form, context, roll }: SealedReplayInputs,
  state: State,
  entry: number,
  { time, voterIndex, ballot }: SealedDirectEntry,
  field: string,
): void {
  const account = voterAt(roll, voterIndex, field);
  const contests = checkSealedBallot(keys, form, { context, voterIndex, voter: account }, ballot);
  const refusal = take(state, voterIndex, contests);
  if (refusal !== "None") {
    throw new InputError(`${field}.voterIndex`, voterIndex, `cannot have cast this: ${refusal}`, MEND);
  }
  const ballotHash = keccak256(ballot) as Hex;
  const where = { entry, position: 0, way: "direct", time } as const;
  state.verdicts.push({ ...where, voterIndex, account, ballotHash, refusal });
}

/** A relayed batch: all of its ballots are proven and signed, and at least one counts. */
async function castRelayed(
  { keys, form, context, roll, domain, electionId }: SealedReplayInputs,
  state: State,
  entry: number,
  { time, ballots }: SealedRelayedEntry,
  field: string,
): Promise<void> {
  const list = unpackSealedBallots(ballots, form);
  if (list === undefined) {
    throw new InputError(`${field}.ballots`, ballots.slice(0, 42), "is not a row of ballots", MEND);
  }
  let counted = 0;
  for (const [position, { voterIndex, ballot, signature }] of list.entries()) {
    const account = voterAt(roll, voterIndex, `${field}[${position}]`);
    const ballotHash = keccak256(ballot) as Hex;
    const message = { electionId, context, voterIndex, ballotHash };
    const signer = await ballotSigner(digestOf(sealedBallotTypedData(domain, message)), signature);
    if (signer !== account) {
      throw new InputError(`${field}[${position}].signature`, signature, `is not by ${account}`, MEND);
    }
    const contests = checkSealedBallot(keys, form, { context, voterIndex, voter: account }, ballot);
    const refusal = take(state, voterIndex, contests);
    if (refusal === "None") counted += 1;
    const where = { entry, position, way: "relayed", time } as const;
    state.verdicts.push({ ...where, voterIndex, account, ballotHash, refusal });
  }
  if (counted === 0) {
    throw new InputError(`${field}.ballots`, list.length, "ballots, of which none counts", MEND);
  }
}

/** A ballot that its voter has spoilt before casting one. */
function spoil(
  { form, roll }: SealedReplayInputs,
  state: State,
  { voterIndex, seals }: SpoiltEntry,
  field: string,
): void {
  voterAt(roll, voterIndex, field);
  if (seals.length !== form.contests) {
    throw new InputError(`${field}.seals`, seals.length, `seals are not ${form.contests}`, MEND);
  }
  if (state.hasVoted.has(voterIndex)) {
    throw new InputError(`${field}.voterIndex`, voterIndex, "has voted before", MEND);
  }
  state.hasSpoilt.add(voterIndex);
  for (const seal of seals) state.spoiltSeals.add(spoiltKey(voterIndex, seal));
}
