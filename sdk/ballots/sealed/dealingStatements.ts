import { concat } from "ethers";

import type { Hex } from "../../signing/types.js";
import { IDENTITY, type Point, pointBytes, publicTimes, reduced } from "./curve.js";
import { challengeOf, STATEMENTS, statementHash, word } from "./statements.js";

/** What the proof of knowledge of one key's constant coefficient is bound to: all coefficients, and who deals them. */
export const dealingParts = (
  session: Hex,
  dealer: number,
  key: number,
  commitments: readonly Point[],
): string[] => [session, word(dealer), word(key), concat(commitments.map(pointBytes))];

/** What is added to a recipient's share of one key: a hash of the point that dealer and recipient alone know. */
export const padOf = (
  session: Hex,
  dealer: number,
  recipient: number,
  key: number,
  exchanged: Point,
): bigint =>
  challengeOf(
    statementHash(STATEMENTS.pad, session, word(dealer), word(recipient), word(key), pointBytes(exchanged)),
  );

/** The value of a polynomial at a trustee's number. */
export const valueAt = (coefficients: readonly bigint[], trustee: number): bigint =>
  coefficients.reduceRight((sum, coefficient) => reduced(sum * BigInt(trustee) + coefficient), 0n);

/** The same in the exponent. */
export const pointAt = (commitments: readonly Point[], trustee: number): Point =>
  commitments.reduceRight((sum, commitment) => publicTimes(sum, BigInt(trustee)).add(commitment), IDENTITY);
