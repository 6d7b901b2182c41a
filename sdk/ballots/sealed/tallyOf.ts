import { concat } from "ethers";

import { InputError } from "../../errors.js";
import type { Hex } from "../../signing/types.js";
import { GENERATOR, IDENTITY, type Point, pointBytes, publicTimes, scalarBytes } from "./curve.js";
import { babySteps, discreteLog } from "./discreteLog.js";
import { hintedSum } from "./hintedSum.js";
import { lagrange } from "./lagrange.js";
import type { Accumulator } from "./shareStatements.js";
import { word } from "./statements.js";

/** A trustee's share as the contract accepted it. */
export interface AcceptedShare {
  readonly trustee: number;
  readonly points: readonly Point[];
}

/** The tally of an election with its proof, as `SealedBallot.tally` takes it. */
export interface SealedTally {
  /** Contest by contest, one number for every choice but 0. */
  readonly counts: readonly number[];
  /** For each share `trustee ‖ inverse ‖ points`, then the hints. */
  readonly proof: Hex;
}

/**
 * Counts the votes: combines the trustees' shares and finds the numbers behind what is left.
 * @param accumulators The final sums.
 * @param accepted Exactly as many shares as the threshold.
 * @param ballots How many ballots there are.
 * @throws InputError where the shares come to no number.
 */
export function tallyOf(
  accumulators: readonly Accumulator[],
  accepted: readonly AcceptedShare[],
  ballots: number,
): SealedTally {
  const factors = lagrange(accepted.map(({ trustee }) => trustee));
  const steps = babySteps(ballots);
  const counts: number[] = [];
  const hints: string[] = [];
  for (const [i, sealed] of accumulators.flatMap((accumulator) => accumulator.sealed).entries()) {
    const terms = accepted.map(({ points }, a) => publicTimes(points[i], factors[a].factor));
    const mask = terms.reduce((sum, term) => sum.add(term), IDENTITY);
    const count = discreteLog(sealed.subtract(mask), ballots, steps);
    terms[0] = terms[0].add(publicTimes(GENERATOR, BigInt(count)));
    hints.push(hintedSum(terms).hints);
    counts.push(count);
  }
  requireCounts(accumulators, counts, ballots);
  return {
    counts,
    proof: concat([
      ...accepted.flatMap(({ trustee, points }, i) => [
        word(trustee),
        scalarBytes(factors[i].inverse),
        ...points.map(pointBytes),
      ]),
      ...hints,
    ]) as Hex,
  };
}

function requireCounts(
  accumulators: readonly Accumulator[],
  counts: readonly number[],
  ballots: number,
): void {
  let next = 0;
  for (const [contest, { sealed }] of accumulators.entries()) {
    const votes = counts.slice(next, next + sealed.length).reduce((sum, count) => sum + count, 0);
    next += sealed.length;
    if (votes > ballots) {
      throw new InputError(
        `contests[${contest}]`,
        votes,
        `votes are more than the ${ballots} ballots`,
        "check the sums: they are not of this election",
      );
    }
  }
}
