import { concat } from "ethers";

import type { Hex } from "../../signing/types.js";
import { GENERATOR, type Point, pointBytes, publicTimes, reduced, scalarBytes, times } from "./curve.js";
import { hintedSum } from "./hintedSum.js";
import { randomScalar, type ScalarSource } from "./randomScalar.js";
import { type Accumulator, shareChallenge, shareStatement, weighted } from "./shareStatements.js";
import { weightOf } from "./statements.js";

/** A trustee's share of the tally, with its proof, as `SealedBallot.share` takes it. */
export interface DecryptionShare {
  /** Contest by contest, one point a key. */
  readonly points: readonly Point[];
  readonly share: Hex;
  readonly challenge: bigint;
  readonly response: bigint;
  /** `challenge ‖ response ‖ hints`, with the sums' terms and slopes. */
  readonly proof: Hex;
}

/**
 * Decrypts a trustee's share of the sums of a closed election, and of nothing else.
 * @param context Of the election.
 * @param trustee Number of the trustee, from 1.
 * @param secrets The trustee's share of every key: the sum of what all dealers dealt it.
 * @param accumulators The final sums.
 */
export function shareOf(
  context: string,
  trustee: number,
  secrets: readonly bigint[],
  accumulators: readonly Accumulator[],
  random: ScalarSource = randomScalar,
): DecryptionShare {
  const points = accumulators.flatMap(({ mask }) => secrets.map((secret) => times(mask, secret)));
  const statement = shareStatement(context, trustee, accumulators, points);
  const rho = weightOf(statement);
  const masks = weighted(
    accumulators.map(({ mask }) => mask),
    rho,
  );
  const verification = weighted(
    secrets.map((secret) => times(GENERATOR, secret)),
    rho,
  );
  const shares = weighted(points, rho);
  const mask = hintedSum(masks.slice(1), masks[0]);
  const key = hintedSum(verification.slice(1), verification[0]);
  const whole = hintedSum(shares.slice(1), shares[0]);

  // Either one contest or one key: the secret of the combination is the combination of the secrets.
  let power = 1n;
  let secret = 0n;
  for (const each of secrets) {
    secret = reduced(secret + power * each);
    power = reduced(power * rho);
  }
  const nonce = random();
  const challenge = shareChallenge(statement, times(GENERATOR, nonce), times(mask.sum, nonce));
  const response = reduced(nonce + challenge * secret);
  const row = hintedSum([publicTimes(mask.sum, response), publicTimes(whole.sum, -challenge)]);
  return {
    points,
    share: concat(points.map(pointBytes)) as Hex,
    challenge,
    response,
    proof: concat([
      scalarBytes(challenge),
      scalarBytes(response),
      ...[mask, key, whole, row].map(({ hints }) => hints),
    ]) as Hex,
  };
}
