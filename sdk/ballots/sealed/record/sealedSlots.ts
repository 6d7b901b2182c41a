import { mappingSlot } from "../../../chain/mappingSlot.js";
import type { SealedForm } from "../sealedForm.js";

/** Where `SealedBallot` keeps its mappings; a test holds this against the compiler's layout. */
export const SEALED_SLOTS = {
  elections: 4n,
  contexts: 8n,
  tallies: 11n,
  sums: 12n,
  votes: 13n,
  voters: 15n,
} as const;

/** Words of an election's state, and of its votes: sixteen counters of 32 bits. */
const STATE_WORDS = 5;
const VOTE_WORDS = 2;

/** Voters in a word: two bits each. */
export const VOTERS_PER_WORD = 128;

/** The words that a record of a sealed election proves, by what they hold. */
export interface SealedSlots {
  readonly state: readonly bigint[];
  readonly context: bigint;
  readonly tally: bigint;
  /** Two words a point: for each contest `ΣA ‖ ΣB_1 … ΣB_n`. */
  readonly sums: readonly bigint[];
  readonly votes: readonly bigint[];
  readonly voters: readonly bigint[];
}

/** Where the contract keeps what a record proves, in the order in which the verifier reads it. */
export function sealedSlots(
  electionId: bigint,
  { contests, choices }: SealedForm,
  rollSize: number,
): SealedSlots {
  const { elections, contexts, tallies, sums, votes, voters } = SEALED_SLOTS;
  const row = (mapping: bigint, count: number): bigint[] =>
    Array.from({ length: count }, (_, place) => mappingSlot(mapping, electionId) + BigInt(place));
  return {
    state: row(elections, STATE_WORDS),
    context: mappingSlot(contexts, electionId),
    tally: mappingSlot(tallies, electionId),
    sums: row(sums, 2 * contests * choices),
    votes: row(votes, VOTE_WORDS),
    voters: Array.from({ length: Math.ceil(rollSize / VOTERS_PER_WORD) }, (_, word) =>
      mappingSlot(mappingSlot(voters, electionId), BigInt(word)),
    ),
  };
}
