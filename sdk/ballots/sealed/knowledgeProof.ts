import type { Hex } from "../../signing/types.js";
import { addressWord, GENERATOR, type Point, publicTimes, reduced, times } from "./curve.js";
import { randomScalar, type ScalarSource } from "./randomScalar.js";
import { challengeOf, statementHash } from "./statements.js";

/** A proof that somebody knows the logarithm of a point (Schnorr). */
export interface KnowledgeProof {
  readonly challenge: bigint;
  readonly response: bigint;
}

/**
 * Proves that one knows a secret.
 * @param secret The logarithm.
 * @param statement Domain of what is proven.
 * @param parts What the proof is bound to, the point among them.
 * @param random Where the nonce comes from.
 */
export function proveKnowledge(
  secret: bigint,
  statement: Hex,
  parts: readonly string[],
  random: ScalarSource = randomScalar,
): KnowledgeProof {
  const nonce = random();
  const challenge = challengeOf(statementHash(statement, ...parts, addressWord(times(GENERATOR, nonce))));
  return { challenge, response: reduced(nonce + challenge * secret) };
}

/** Whether a proof of knowledge is right. */
export function isKnowledgeProof(
  point: Point,
  statement: Hex,
  parts: readonly string[],
  { challenge, response }: KnowledgeProof,
): boolean {
  const commitment = publicTimes(GENERATOR, response).subtract(publicTimes(point, challenge));
  return (
    challenge !== 0n &&
    !commitment.is0() &&
    challengeOf(statementHash(statement, ...parts, addressWord(commitment))) === challenge
  );
}
