import { digestOf } from "../signing/digestOf.js";
import type { Address, Domain, Hex } from "../signing/types.js";
import { InputError } from "../errors.js";
import { type BallotForm, MAXIMUM_BALLOTS } from "./ballotForm.js";
import { ballotSigner } from "./ballotSigner.js";
import { ballotTypedData } from "./ballotTypedData.js";
import type { DirectEntry, ElectionRecord, RelayedEntry } from "./electionRecord.js";
import { type SignedBallot, unpackBallots } from "./packedBallots.js";
import { hashAfterDirect, hashAfterRelayed } from "./runningHash.js";

/** Why a relayed ballot does not count, in the order of the contract. */
export const REFUSALS = [
  "None",
  "NotOnRoll",
  "ChoiceWrong",
  "SignatureWrong",
  "AlreadyVoted",
  "OrdinalWrong",
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** What became of one ballot. */
export interface BallotVerdict {
  /** Position of its transaction among those that the contract accepted, from 0. */
  readonly entry: number;
  /** Position in its batch, from 0. */
  readonly position: number;
  readonly way: "direct" | "relayed";
  /** Time of its block, Unix seconds. */
  readonly time: number;
  readonly voterIndex: number;
  /** The voter's account; nothing where no voter has the index. */
  readonly account: Address | undefined;
  /** Number of the voter's ballots with this one. */
  readonly ordinal: number;
  readonly choice: bigint;
  /** Whether it counts, was replaced by a later ballot of the voter, or was refused. */
  readonly verdict: "counts" | "replaced" | "refused";
  /** Why it was refused; `None` where it was not. */
  readonly refusal: Refusal;
}

/** A voter's ballots so far. */
export interface VoterState {
  readonly ballots: number;
  readonly choice: bigint;
}

/** What the ballots of an election come to. */
export interface Replay {
  readonly runningHash: Hex;
  readonly voters: ReadonlyMap<number, VoterState>;
  readonly verdicts: readonly BallotVerdict[];
}

/** What a replay starts from. */
export interface ReplayInputs {
  readonly domain: Domain;
  readonly electionId: bigint;
  readonly termsHash: Hex;
  readonly form: BallotForm;
  readonly roll: readonly Address[];
  /** The running hash when the election opened. */
  readonly openingHash: Hex;
  /** Earliest and last second in which a ballot counts. */
  readonly from: number;
  readonly until: number;
  readonly cast: ElectionRecord["cast"];
  /** Told how many entries are done. */
  readonly onProgress?: (done: number) => void;
}

const MEND = "export the record again from a node of your own";

/**
 * Casts all ballots of an election anew, in their order and by the contract's rules.
 * @throws InputError where an entry is one that the contract cannot have accepted.
 */
export async function replayBallots(inputs: ReplayInputs): Promise<Replay> {
  const { cast, openingHash, from, until, onProgress } = inputs;
  const voters = new Map<number, VoterState>();
  const verdicts: BallotVerdict[] = [];
  let runningHash = openingHash;
  let last = from;
  for (const [entry, item] of cast.entries()) {
    const field = `record.cast[${entry}]`;
    if (item.time < last || item.time > until) {
      throw new InputError(`${field}.time`, item.time, `is not from ${last} to ${until}`, MEND);
    }
    last = item.time;
    if (item.kind === "direct") {
      verdicts.push({ entry, position: 0, ...castDirect(inputs, voters, item, field) });
      runningHash = hashAfterDirect(runningHash, item.time, item.voterIndex, BigInt(item.choice));
    } else {
      for (const [position, ballot] of unpacked(inputs.form, item, field).entries()) {
        verdicts.push({ entry, position, ...(await castSigned(inputs, voters, item, ballot)) });
      }
      runningHash = hashAfterRelayed(runningHash, item.time, item.ballots);
    }
    onProgress?.(entry + 1);
  }
  return { runningHash, voters, verdicts: withReplaced(verdicts) };
}

type Verdict = Omit<BallotVerdict, "entry" | "position">;

/** A direct ballot: what the contract would have reverted cannot stand in a record. */
function castDirect(
  { form, roll }: ReplayInputs,
  voters: Map<number, VoterState>,
  { time, voterIndex, choice: text }: DirectEntry,
  field: string,
): Verdict {
  const choice = BigInt(text);
  const before = voters.get(voterIndex)?.ballots ?? 0;
  if (voterIndex >= roll.length) {
    throw new InputError(`${field}.voterIndex`, voterIndex, "is no voter of the roll", MEND);
  }
  if (!form.allows(choice)) {
    throw new InputError(`${field}.choice`, text, "is no choice of this election", MEND);
  }
  if (before >= (form.isRevotable ? MAXIMUM_BALLOTS : 1)) {
    throw new InputError(`${field}.voterIndex`, voterIndex, "has no ballot left", MEND);
  }
  const ordinal = before + 1;
  voters.set(voterIndex, { ballots: ordinal, choice });
  const account = roll[voterIndex];
  return { way: "direct", time, voterIndex, account, ordinal, choice, verdict: "counts", refusal: "None" };
}

function unpacked(form: BallotForm, { ballots }: RelayedEntry, field: string): SignedBallot[] {
  const list = unpackBallots(ballots, form.choiceBytes);
  if (list === undefined) {
    throw new InputError(`${field}.ballots`, ballots, "is not a row of ballots", MEND);
  }
  return list;
}

/** A relayed ballot: it counts, or it was refused for the first reason that holds. */
async function castSigned(
  inputs: ReplayInputs,
  voters: Map<number, VoterState>,
  { time }: RelayedEntry,
  ballot: SignedBallot,
): Promise<Verdict> {
  const { voterIndex, ordinal, choice } = ballot;
  const account: Address | undefined = inputs.roll[voterIndex];
  const refusal = await refusalOf(inputs, voters, ballot);
  if (refusal === "None") voters.set(voterIndex, { ballots: ordinal, choice });
  const verdict = refusal === "None" ? "counts" : "refused";
  return { way: "relayed", time, voterIndex, account, ordinal, choice, verdict, refusal };
}

async function refusalOf(
  { domain, electionId, termsHash, form, roll }: ReplayInputs,
  voters: ReadonlyMap<number, VoterState>,
  { signature, ...ballot }: SignedBallot,
): Promise<Refusal> {
  const { voterIndex, ordinal, choice } = ballot;
  if (voterIndex >= roll.length) return "NotOnRoll";
  if (!form.allows(choice)) return "ChoiceWrong";
  const before = voters.get(voterIndex)?.ballots ?? 0;
  // A ballot of the ordinal 0 can be signed, but by no tool that keeps the rules.
  const typedData = ballotTypedData(domain, {
    electionId,
    termsHash,
    ...ballot,
    ordinal: Math.max(ordinal, 1),
  });
  const message = { ...typedData.message, ordinal };
  const signer = await ballotSigner(digestOf({ ...typedData, message }), signature);
  if (signer !== roll[voterIndex]) return "SignatureWrong";
  if (!form.isRevotable && before > 0) return "AlreadyVoted";
  return ordinal === before + 1 && ordinal <= MAXIMUM_BALLOTS ? "None" : "OrdinalWrong";
}

/** Of a voter's ballots the last one counts. */
function withReplaced(verdicts: readonly BallotVerdict[]): BallotVerdict[] {
  const lastOf = new Map(
    verdicts.flatMap((verdict, place): [number, number][] =>
      verdict.verdict === "counts" ? [[verdict.voterIndex, place]] : [],
    ),
  );
  return verdicts.map((verdict, place) =>
    verdict.verdict === "counts" && lastOf.get(verdict.voterIndex) !== place
      ? { ...verdict, verdict: "replaced" }
      : verdict,
  );
}
