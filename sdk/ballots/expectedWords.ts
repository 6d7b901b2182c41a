import type { BallotForm } from "./ballotForm.js";
import type { Decision } from "./decideVotes.js";
import { COUNTERS_PER_WORD, type ElectionSlots } from "./electionSlots.js";
import { packFields } from "./packFields.js";
import type { Replay } from "./replayBallots.js";
import type { ElectoralRoll } from "./roll.js";
import { stateWords } from "./stateWords.js";
import { type ElectionPlan, OUTCOMES } from "./terms.js";

const COUNTER_BITS = 32;

/** What an election's storage must hold in the end. */
export interface ExpectedInputs {
  readonly plan: ElectionPlan;
  readonly form: BallotForm;
  readonly roll: ElectoralRoll;
  readonly termsHash: string;
  readonly replay: Replay;
  readonly decision: Decision;
  /** Words of the record. */
  readonly words: number;
}

/** The words of a final election, as the contract packs them. */
export function expectedWords(inputs: ExpectedInputs): ElectionSlots {
  const { plan, form, roll, replay, decision, words } = inputs;
  const { ballots, blank, outcome, winner, votes } = decision;
  return {
    state: stateWords({
      plan,
      settings: form.settings,
      roll,
      termsHash: inputs.termsHash,
      runningHash: replay.runningHash,
    }),
    tally: packFields([
      [COUNTER_BITS, words],
      [COUNTER_BITS, ballots],
      [COUNTER_BITS, blank],
      [8, OUTCOMES.indexOf(outcome)],
      [16, winner],
    ]),
    votes: packed(votes, COUNTER_BITS, COUNTERS_PER_WORD, Math.ceil(votes.length / COUNTERS_PER_WORD)),
    record: packed(lanes(inputs), form.laneBits, form.lanesPerWord, words),
  };
}

/** The lane of every voter of the roll. */
function lanes({ form, roll, replay }: ExpectedInputs): bigint[] {
  return roll.accounts.map((_, voterIndex) => {
    const voter = replay.voters.get(voterIndex);
    return voter === undefined ? 0n : form.laneOf(voter.ballots, voter.choice);
  });
}

/** Values packed into words, the first one in the lowest bits. */
function packed(
  values: readonly (bigint | number)[],
  bits: number,
  perWord: number,
  words: number,
): bigint[] {
  return Array.from({ length: words }, (_, word) =>
    packFields(values.slice(word * perWord, (word + 1) * perWord).map((value) => [bits, value] as const)),
  );
}
