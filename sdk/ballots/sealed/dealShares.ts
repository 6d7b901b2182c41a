import { InputError } from "../../errors.js";
import type { Hex } from "../../signing/types.js";
import { GENERATOR, type Point, reduced, times } from "./curve.js";
import type { Dealing } from "./dealing.js";
import { dealingParts, padOf, valueAt } from "./dealingStatements.js";
import { proveKnowledge } from "./knowledgeProof.js";
import { randomScalar, type ScalarSource } from "./randomScalar.js";
import { STATEMENTS } from "./statements.js";

/**
 * Deals a trustee's part of the key. Every key has a polynomial of its own, whose coefficients are drawn independently.
 * @param session Of the ceremony.
 * @param dealer Number of the dealing trustee, from 1.
 * @param threshold How many trustees decrypt.
 * @param keyCount Keys to make.
 * @param registered Keys that the trustees registered, in their order.
 * @throws InputError where the threshold does not fit.
 */
export function dealShares(
  session: Hex,
  dealer: number,
  threshold: number,
  keyCount: number,
  registered: readonly Point[],
  random: ScalarSource = randomScalar,
): Dealing {
  if (threshold < 2 || threshold > registered.length) {
    throw new InputError(
      "threshold",
      threshold,
      `is not between 2 and the ${registered.length} trustees`,
      "take the ceremony's own",
    );
  }
  const polynomials = Array.from({ length: keyCount }, () =>
    Array.from({ length: threshold }, () => random()),
  );
  const commitments = polynomials.map((polynomial) =>
    polynomial.map((coefficient) => times(GENERATOR, coefficient)),
  );
  const exchange = random();
  return {
    commitments,
    proofs: polynomials.map(([constant], key) =>
      proveKnowledge(
        constant,
        STATEMENTS.dealing,
        dealingParts(session, dealer, key, commitments[key]),
        random,
      ),
    ),
    ephemeral: times(GENERATOR, exchange),
    shares: registered.map((recipientKey, i) => {
      const exchanged = times(recipientKey, exchange);
      return polynomials.map((polynomial, key) =>
        reduced(valueAt(polynomial, i + 1) + padOf(session, dealer, i + 1, key, exchanged)),
      );
    }),
  };
}
