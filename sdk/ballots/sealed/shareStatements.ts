import { concat, keccak256 } from "ethers";

import type { Hex } from "../../signing/types.js";
import { addressWord, type Point, pointBytes, publicTimes, reduced } from "./curve.js";
import { challengeOf, STATEMENTS, statementHash, word } from "./statements.js";

/** The sum of all ballots of one contest, still sealed. */
export interface Accumulator {
  readonly mask: Point;
  /** One for every choice but 0. */
  readonly sealed: readonly Point[];
}

/** The sums as the contract keeps them: contest by contest `ΣA ‖ ΣB_1 … ΣB_n`. */
export const accumulatorBytes = (accumulators: readonly Accumulator[]): Hex =>
  concat(accumulators.flatMap(({ mask, sealed }) => [mask, ...sealed].map(pointBytes))) as Hex;

/** What a trustee's share says: election, trustee, the final sums and the share itself. */
export const shareStatement = (
  context: string,
  trustee: number,
  accumulators: readonly Accumulator[],
  share: readonly Point[],
): Hex =>
  statementHash(
    STATEMENTS.share,
    context,
    word(trustee),
    keccak256(accumulatorBytes(accumulators)),
    concat(share.map(pointBytes)),
  );

/** The challenge over the statement and both commitments of its proof. */
export const shareChallenge = (statement: string, first: Point, second: Point): bigint =>
  challengeOf(statementHash(STATEMENTS.shareChallenge, statement, addressWord(first), pointBytes(second)));

/** Every point with its power of ρ, the first one with 1. */
export function weighted(points: readonly Point[], rho: bigint): Point[] {
  let power = 1n;
  return points.map((point) => {
    const term = publicTimes(point, power);
    power = reduced(power * rho);
    return term;
  });
}
