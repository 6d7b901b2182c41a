import type { Hex } from "../../signing/types.js";
import { addressWord, GENERATOR, type Point, pointBytes, publicTimes, reduced, times } from "./curve.js";
import { hintedSum } from "./hintedSum.js";
import { randomScalar, type ScalarSource } from "./randomScalar.js";
import { challengeOf, STATEMENTS, statementHash, word } from "./statements.js";

/** A recipient's complaint about a dealer: it opens what the two exchanged, and proves that it is that. */
export interface Complaint {
  readonly exchanged: Point;
  readonly challenge: bigint;
  readonly response: bigint;
  /** What the contract needs to check the proof: two terms and a slope. */
  readonly hints: Hex;
}

/**
 * Complains about a dealing. The shares of this dealer for this recipient become public, and no others.
 * @param session Of the ceremony.
 * @param dealer Number of the dealer.
 * @param recipient Number of the complaining trustee.
 * @param secret The recipient's registered secret.
 * @param ephemeral The dealer's point.
 */
export function complainAbout(
  session: Hex,
  dealer: number,
  recipient: number,
  secret: bigint,
  ephemeral: Point,
  random: ScalarSource = randomScalar,
): Complaint {
  const exchanged = times(ephemeral, secret);
  const nonce = random();
  const challenge = challengeOf(
    statementHash(
      STATEMENTS.complaint,
      session,
      word(dealer),
      word(recipient),
      pointBytes(ephemeral),
      pointBytes(times(GENERATOR, secret)),
      pointBytes(exchanged),
      addressWord(times(GENERATOR, nonce)),
      pointBytes(times(ephemeral, nonce)),
    ),
  );
  const response = reduced(nonce + challenge * secret);
  const { hints } = hintedSum([publicTimes(ephemeral, response), publicTimes(exchanged, -challenge)]);
  return { exchanged, challenge, response, hints };
}
