import type { Header } from "../chain/header.js";
import type { Address, Domain, Hex } from "../signing/types.js";
import { ballotForm } from "./ballotForm.js";
import { checkTransactions, type Evidence } from "./checkTransactions.js";
import { decideElection } from "./decideElection.js";
import type { Decision } from "./decideVotes.js";
import { electionSlots, type ElectionSlots } from "./electionSlots.js";
import { expectedWords } from "./expectedWords.js";
import { readElectionRecord } from "./readElectionRecord.js";
import { type BallotVerdict, replayBallots } from "./replayBallots.js";
import { openingHash } from "./runningHash.js";
import { STATE } from "./stateWords.js";
import { termsHash } from "./termsHash.js";
import { termsOf } from "./termsOf.js";
import { type ExpectedWord, type Trust, trustedRecord } from "./trustedRecord.js";

/** What an election has come to, recomputed. */
export interface ElectionReport extends Decision {
  readonly chainId: bigint;
  readonly contract: Address;
  readonly codeHash: Hex;
  readonly electionId: bigint;
  readonly termsHash: Hex;
  readonly rollRoot: Hex;
  /** Voters on the roll. */
  readonly rollSize: number;
  readonly runningHash: Hex;
  readonly question: string;
  readonly options: readonly string[];
  /** The trusted block. */
  readonly block: Header;
  /** Whether the record proves in which blocks the ballots stand; that they count is proven without. */
  readonly arePlacesProven: boolean;
  /** Ballots that were cast: those that count, those replaced, and those refused. */
  readonly cast: { readonly counts: number; readonly replaced: number; readonly refused: number };
  /** Every ballot in its order, with what became of it and what shows that its voter cast it. */
  readonly verdicts: readonly (BallotVerdict & {
    /** Nothing where the ballot was refused. */
    readonly evidence: Evidence | undefined;
  })[];
}

/** Settings of {@link verifyElection}. */
export interface VerifyOptions {
  /** Told how many of the record's entries are replayed. */
  readonly onProgress?: (done: number, count: number) => void;
}

/** The domain of the contract's signatures, but for chain and address. */
const DOMAIN = { name: "Civitas RollCallBallot", version: "1" } as const;

/**
 * Recomputes the result of an election from its record alone: asks no node, no server and no event. It follows the
 * proofs from the trusted block to the contract's storage, rebuilds roll and terms, casts every ballot anew, and
 * compares the running hash, the whole record of votes, the counters and the outcome with what the chain holds.
 * @param text The record's file, byte for byte.
 * @param trust What is known without the record.
 * @returns the result, and for every ballot whether it counts and why
 * @throws InputError where anything does not fit: then nothing of the record may be believed.
 */
export async function verifyElection(
  text: string,
  trust: Trust,
  { onProgress }: VerifyOptions = {},
): Promise<ElectionReport> {
  const record = readElectionRecord(text);
  const trusted = trustedRecord(record, trust);
  const { contract, headers, roll } = trusted;
  const terms = termsOf(record.plan);
  const form = ballotForm(terms);
  const electionId = BigInt(record.electionId);
  const domain: Domain = { ...DOMAIN, chainId: trust.chainId, verifyingContract: contract };
  const hash = termsHash(terms);
  const { schedule } = record.plan;
  const replay = await replayBallots({
    domain,
    electionId,
    termsHash: hash,
    form,
    roll: roll.accounts,
    openingHash: openingHash({
      chainId: trust.chainId,
      contract,
      electionId,
      termsHash: hash,
      rollRoot: roll.root,
      rollSize: roll.size,
    }),
    from: schedule.opensAt,
    until: schedule.closesAt,
    cast: record.cast,
    onProgress: (done) => onProgress?.(done, record.cast.length),
  });
  const decision = decideElection(replay.voters.values(), form, record.plan.rules, roll.size);
  const words = Math.ceil(roll.size / form.lanesPerWord);
  const slots = electionSlots({ electionId, optionCount: terms.optionCount, words });
  const expected = expectedWords({
    plan: record.plan,
    form,
    roll,
    termsHash: hash,
    replay,
    decision,
    words,
  });
  trusted.requireWords(labelled(slots, expected));
  const evidence = checkTransactions(record, trust.chainId, contract, roll, headers);
  const tally = (verdict: BallotVerdict["verdict"]): number =>
    replay.verdicts.filter((each) => each.verdict === verdict).length;
  return {
    ...decision,
    chainId: trust.chainId,
    contract,
    codeHash: trusted.codeHash,
    electionId,
    termsHash: hash,
    rollRoot: roll.root,
    rollSize: roll.size,
    runningHash: replay.runningHash,
    question: record.plan.question,
    options: record.plan.options,
    block: trusted.block,
    arePlacesProven: record.cast.every(({ transaction }) => transaction.kind === "placed"),
    cast: { counts: tally("counts"), replaced: tally("replaced"), refused: tally("refused") },
    verdicts: replay.verdicts.map((verdict) => ({
      ...verdict,
      evidence: verdict.verdict === "refused" ? undefined : evidence[verdict.entry],
    })),
  };
}

/** The words in the order of their proofs. */
function labelled(slots: ElectionSlots, expected: ElectionSlots): ExpectedWord[] {
  const row = (what: (place: number) => string, places: readonly bigint[], words: readonly bigint[]) =>
    places.map((slot, place) => ({ what: what(place), slot, word: words[place] }));
  return [
    ...row((place) => STATE[place], slots.state, expected.state),
    { what: "tally", slot: slots.tally, word: expected.tally },
    ...row((place) => `votes[${place}]`, slots.votes, expected.votes),
    ...row((place) => `words[${place}]`, slots.record, expected.record),
  ];
}
