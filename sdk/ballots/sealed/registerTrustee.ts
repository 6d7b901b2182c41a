import type { Hex } from "../../signing/types.js";
import { GENERATOR, type Point, pointBytes, times } from "./curve.js";
import { isKnowledgeProof, type KnowledgeProof, proveKnowledge } from "./knowledgeProof.js";
import { randomScalar, type ScalarSource } from "./randomScalar.js";
import { STATEMENTS, word } from "./statements.js";

/** A trustee's registration: the key that the others' shares for it are encrypted to. */
export interface Registration {
  readonly key: Point;
  readonly proof: KnowledgeProof;
}

/** What a registration is bound to. */
const partsOf = (session: Hex, trustee: number, key: Point): string[] => [
  session,
  word(trustee),
  pointBytes(key),
];

/**
 * Draws a trustee's key for one ceremony, never an account's, and proves that it is the trustee's own.
 * @param session Of the ceremony.
 * @param trustee Its number, from 1.
 * @returns the secret, which stays with the trustee, and what is registered
 */
export function registerTrustee(
  session: Hex,
  trustee: number,
  random: ScalarSource = randomScalar,
): { secret: bigint; registration: Registration } {
  const secret = random();
  const key = times(GENERATOR, secret);
  const proof = proveKnowledge(secret, STATEMENTS.registration, partsOf(session, trustee, key), random);
  return { secret, registration: { key, proof } };
}

/** Whether a registration is the trustee's own. */
export const isRegistration = (session: Hex, trustee: number, { key, proof }: Registration): boolean =>
  isKnowledgeProof(key, STATEMENTS.registration, partsOf(session, trustee, key), proof);
