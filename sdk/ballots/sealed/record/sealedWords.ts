import { packFields } from "../../packFields.js";
import type { Decision } from "../../decideVotes.js";
import type { ElectoralRoll } from "../../roll.js";
import { STATE, stateWords } from "../../stateWords.js";
import { FORMS, OUTCOMES } from "../../terms.js";
import type { ExpectedWord } from "../../trustedRecord.js";
import type { SealedForm } from "../sealedForm.js";
import type { SealedReplay } from "./replaySealed.js";
import type { SealedPlan } from "./sealedPlan.js";
import { type SealedSlots, VOTERS_PER_WORD } from "./sealedSlots.js";

/** What a sealed election's storage must hold in the end. */
export interface SealedResultInputs {
  readonly plan: SealedPlan;
  readonly form: SealedForm;
  readonly roll: ElectoralRoll;
  readonly termsHash: string;
  readonly context: string;
  readonly replay: SealedReplay;
  /** How many shares were accepted. */
  readonly shares: number;
  /** For each contest one number for every choice but 0. */
  readonly counts: readonly number[];
  readonly decision: Decision;
}

const COUNTER_BITS = 32;
const COUNTERS_PER_WORD = 8;

/** The words of a final sealed election, as the contract packs them, in the order of their proofs. */
export function sealedWords(slots: SealedSlots, inputs: SealedResultInputs): ExpectedWord[] {
  const { plan, form, roll, termsHash, context, replay, counts, decision } = inputs;
  const settings = packFields([
    [8, form.choices],
    [8, form.contests],
    [8, FORMS.indexOf(plan.form)],
    [1, plan.isAdvisory ? 1 : 0],
    [1, plan.hasBlank ? 1 : 0],
    [6, 0],
    [40, plan.ceremonyId],
    [32, decision.ballots],
  ]);
  const state = stateWords({ plan, settings, roll, termsHash, runningHash: replay.runningHash });
  const tally = packFields([
    [40, plan.tallyUntil],
    [32, plan.minimumBallots],
    [8, inputs.shares],
    [8, 1],
    [8, OUTCOMES.indexOf(decision.outcome)],
    [16, decision.winner],
    [16, decision.adopted.reduce((bits, option) => bits | (1 << (option - 1)), 0)],
  ]);
  const sums = replay.sums
    .flatMap(({ mask, sealed }) => [mask, ...sealed])
    .flatMap((point) => {
      const { x, y } = point.toAffine();
      return [x, y];
    });
  const row = (what: string, places: readonly bigint[], words: readonly bigint[]): ExpectedWord[] =>
    places.map((slot, place) => ({ what: `${what}[${place}]`, slot, word: words[place] }));
  return [
    ...slots.state.map((slot, place) => ({ what: STATE[place], slot, word: state[place] })),
    { what: "context", slot: slots.context, word: BigInt(context) },
    { what: "tally", slot: slots.tally, word: tally },
    ...row("sums", slots.sums, sums),
    ...row("votes", slots.votes, voteWords(counts, slots.votes.length)),
    ...row("voters", slots.voters, voterWords(replay, slots.voters.length)),
  ];
}

function voteWords(counts: readonly number[], words: number): bigint[] {
  return Array.from({ length: words }, (_, word) =>
    packFields(
      counts
        .slice(word * COUNTERS_PER_WORD, (word + 1) * COUNTERS_PER_WORD)
        .map((count) => [COUNTER_BITS, count] as const),
    ),
  );
}

/** Two bits a voter: a ballot counts, and a ballot is spoilt. */
function voterWords({ hasVoted, hasSpoilt }: SealedReplay, words: number): bigint[] {
  const rows = Array.from({ length: words }, () => 0n);
  const mark = (voters: ReadonlySet<number>, bit: bigint): void => {
    for (const index of voters) {
      rows[Math.floor(index / VOTERS_PER_WORD)] |= bit << BigInt(2 * (index % VOTERS_PER_WORD));
    }
  };
  mark(hasVoted, 1n);
  mark(hasSpoilt, 2n);
  return rows;
}
