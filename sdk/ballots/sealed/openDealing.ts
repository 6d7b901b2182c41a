import type { Hex } from "../../signing/types.js";
import { GENERATOR, reduced, times } from "./curve.js";
import type { Dealing } from "./dealing.js";
import { dealingParts, padOf, pointAt } from "./dealingStatements.js";
import { isKnowledgeProof } from "./knowledgeProof.js";
import { STATEMENTS } from "./statements.js";

/** Whether the dealer knows what it dealt: the proofs that the contract checks. */
export const isDealing = (session: Hex, dealer: number, { commitments, proofs }: Dealing): boolean =>
  commitments.every((row, key) =>
    isKnowledgeProof(row[0], STATEMENTS.dealing, dealingParts(session, dealer, key, row), proofs[key]),
  );

/**
 * A recipient's shares of a dealing.
 * @param session Of the ceremony.
 * @param dealer Number of the dealer.
 * @param recipient Number of the recipient.
 * @param secret The recipient's registered secret.
 * @param dealing What was dealt.
 * @returns the share of every key, and the keys whose share does not fit the dealer's commitments: a reason to complain
 */
export function openDealing(
  session: Hex,
  dealer: number,
  recipient: number,
  secret: bigint,
  { commitments, ephemeral, shares }: Dealing,
): { shares: bigint[]; wrongKeys: number[] } {
  const exchanged = times(ephemeral, secret);
  const opened = shares[recipient - 1].map((padded, key) =>
    reduced(padded - padOf(session, dealer, recipient, key, exchanged)),
  );
  const wrongKeys = opened.flatMap((share, key) =>
    times(GENERATOR, share).equals(pointAt(commitments[key], recipient)) ? [] : [key],
  );
  return { shares: opened, wrongKeys };
}
