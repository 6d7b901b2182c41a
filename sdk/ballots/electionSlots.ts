import { mappingSlot } from "../chain/mappingSlot.js";

/** Where `RollCallBallot` keeps its mappings; a test holds this against the compiler's layout. */
export const ROLL_CALL_SLOTS = { elections: 4n, records: 7n, tallies: 8n, votes: 9n } as const;

/** Votes in a word. */
export const COUNTERS_PER_WORD = 8;

/** What a record proves of an election's storage. */
export interface ElectionSize {
  readonly electionId: bigint;
  readonly optionCount: number;
  /** Words of the record. */
  readonly words: number;
}

/** The words that a record proves, by what they hold. */
export interface ElectionSlots {
  /** Stage and sizes, times and rules, terms, roll, running hash. */
  readonly state: readonly bigint[];
  readonly tally: bigint;
  readonly votes: readonly bigint[];
  readonly record: readonly bigint[];
}

/** Words of an election's state. */
const STATE_WORDS = 5;

/** Where the contract keeps what a record proves, in the order in which the verifier reads it. */
export function electionSlots({ electionId, optionCount, words }: ElectionSize): ElectionSlots {
  const { elections, records, tallies, votes } = ROLL_CALL_SLOTS;
  const state = mappingSlot(elections, electionId);
  const firstVotes = mappingSlot(votes, electionId);
  const record = mappingSlot(records, electionId);
  const from = (first: bigint, count: number): bigint[] =>
    Array.from({ length: count }, (_, place) => first + BigInt(place));
  return {
    state: from(state, STATE_WORDS),
    tally: mappingSlot(tallies, electionId),
    votes: from(firstVotes, Math.ceil((optionCount + 1) / COUNTERS_PER_WORD)),
    record: Array.from({ length: words }, (_, word) => mappingSlot(record, BigInt(word))),
  };
}
