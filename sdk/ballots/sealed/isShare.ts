import { GENERATOR, IDENTITY, type Point, publicTimes } from "./curve.js";
import { type Accumulator, shareChallenge, shareStatement, weighted } from "./shareStatements.js";
import type { DecryptionShare } from "./shareOf.js";
import { weightOf } from "./statements.js";

/**
 * Whether a share is the trustee's, of these sums.
 * @param context Of the election.
 * @param trustee Number of the trustee, from 1.
 * @param verificationKeys The trustee's, one a key.
 * @param accumulators The final sums.
 */
export function isShare(
  context: string,
  trustee: number,
  verificationKeys: readonly Point[],
  accumulators: readonly Accumulator[],
  { points, challenge, response }: Pick<DecryptionShare, "points" | "challenge" | "response">,
): boolean {
  if (points.length !== accumulators.length * verificationKeys.length) return false;
  const statement = shareStatement(context, trustee, accumulators, points);
  const sum = (row: readonly Point[]): Point =>
    weighted(row, weightOf(statement)).reduce((total, term) => total.add(term), IDENTITY);
  const mask = sum(accumulators.map((accumulator) => accumulator.mask));
  const first = publicTimes(GENERATOR, response).subtract(publicTimes(sum(verificationKeys), challenge));
  const second = publicTimes(mask, response).subtract(publicTimes(sum(points), challenge));
  return (
    challenge !== 0n &&
    !first.is0() &&
    !second.is0() &&
    challenge === shareChallenge(statement, first, second)
  );
}
