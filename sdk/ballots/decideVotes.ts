import type { Form, Fraction, Outcome, Rules } from "./terms.js";

/** What an election has decided, and by how many votes. */
export interface Decision {
  readonly outcome: Outcome;
  /** Number of the option adopted; 0 where none is, and for approval. */
  readonly winner: number;
  /** Voters who have cast. */
  readonly ballots: number;
  /** Ballots among them that are blank. */
  readonly blank: number;
  /** Votes by option; those at 0 are the blank ballots. */
  readonly votes: readonly number[];
  /** Numbers of the options that are adopted. */
  readonly adopted: readonly number[];
}

/** An election that is counted. */
export interface CountedVotes {
  readonly form: Form;
  readonly rules: Rules;
  /** Voters on the roll. */
  readonly rollSize: number;
  /** Voters who have cast. */
  readonly ballots: number;
  /** Votes by option; those at 0 are the blank ballots. */
  readonly votes: readonly number[];
}

/** Decides by the rules, as the contracts do: nothing is rounded. */
export function decideVotes({ form, rules, rollSize, ballots, votes }: CountedVotes): Decision {
  const [blank, ...counts] = votes;
  const measure = { Decided: ballots - blank, Ballots: ballots, Roll: rollSize }[rules.measure];
  const hasEnough = (count: number): boolean => count > 0 && passes(count, measure, rules);
  const told = { ballots, blank, votes };
  if (!reaches(ballots, rollSize, rules.quorum)) {
    return { outcome: "QuorumMissed", winner: 0, adopted: [], ...told };
  }
  if (form === "Motion") {
    return hasEnough(counts[0])
      ? { outcome: "Adopted", winner: 1, adopted: [1], ...told }
      : { outcome: "Rejected", winner: 0, adopted: [], ...told };
  }
  const most = Math.max(...counts);
  if (!hasEnough(most)) return { outcome: "Rejected", winner: 0, adopted: [], ...told };
  if (form === "Approval") {
    const adopted = counts.flatMap((count, place) => (hasEnough(count) ? [place + 1] : []));
    return { outcome: "Adopted", winner: 0, adopted, ...told };
  }
  const leaders = counts.flatMap((count, place) => (count === most ? [place + 1] : []));
  return leaders.length > 1
    ? { outcome: "Tied", winner: 0, adopted: [], ...told }
    : { outcome: "Adopted", winner: leaders[0], adopted: leaders, ...told };
}

/** Products stay far below 2^53: a count of 32 bits by a share of 16. */
const reaches = (count: number, whole: number, { numerator, denominator }: Fraction): boolean =>
  count * denominator >= whole * numerator;

const passes = (count: number, whole: number, { threshold, isStrict }: Rules): boolean =>
  isStrict ? count * threshold.denominator > whole * threshold.numerator : reaches(count, whole, threshold);
