import { GENERATOR, type Point } from "./curve.js";
import type { SealedContest } from "./sealedContest.js";
import type { SealedForm } from "./sealedForm.js";
import type { Accumulator } from "./shareStatements.js";

/** The sums of an election without a ballot: no vote, sealed with 1, so that no first voter pays for them. */
export const emptySums = (keys: readonly Point[], { contests }: SealedForm): Accumulator[] =>
  Array.from({ length: contests }, () => ({ mask: GENERATOR, sealed: keys }));

/** The sums with one ballot more. */
export const addBallot = (
  sums: readonly Accumulator[],
  ballot: readonly Pick<SealedContest, "mask" | "sealed">[],
): Accumulator[] =>
  sums.map(({ mask, sealed }, contest) => ({
    mask: mask.add(ballot[contest].mask),
    sealed: sealed.map((point, i) => point.add(ballot[contest].sealed[i])),
  }));

/**
 * Whether the contract can add a ballot to sums: none of its points is the sum so far, or its opposite. Only who knows
 * the random scalars of all ballots before it can make one that is: the first voter of an election.
 */
export const isAddable = (
  sums: readonly Accumulator[],
  ballot: readonly Pick<SealedContest, "mask" | "sealed">[],
): boolean =>
  sums.every(
    ({ mask, sealed }, contest) =>
      isApart(mask, ballot[contest].mask) &&
      sealed.every((point, i) => isApart(point, ballot[contest].sealed[i])),
  );

const isApart = (one: Point, other: Point): boolean => !one.equals(other) && !one.equals(other.negate());
