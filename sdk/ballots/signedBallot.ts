import type { BallotTerms } from "./ballotTypedData.js";
import type { SignedBallot } from "./packedBallots.js";
import { shortSignature } from "./shortSignature.js";

/**
 * A ballot with its signature, ready for a relay.
 * @param terms What was signed.
 * @param signature 65 bytes of a wallet, which are shortened (ERC-2098), or 128 bytes `r ‖ s ‖ x ‖ y` of P-256.
 */
export function signedBallot(
  { voterIndex, ordinal, choice }: Pick<BallotTerms, "voterIndex" | "ordinal" | "choice">,
  signature: string,
): SignedBallot {
  return { voterIndex, ordinal, choice, signature: shortSignature(signature) };
}
