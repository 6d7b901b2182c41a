import { concat, keccak256 } from "ethers";

import type { Hex } from "../../signing/types.js";
import { IDENTITY, type Point, pointBytes } from "./curve.js";
import { pointAt } from "./dealingStatements.js";
import { STATEMENTS, statementHash } from "./statements.js";

/** The key of an election, and what shows that a trustee's share of it is right. */
export interface CeremonyKey {
  /** One for every choice but 0. */
  readonly keys: readonly Point[];
  /** For every trustee, one for every key. */
  readonly verificationKeys: readonly (readonly Point[])[];
  /** The keys, then the verification keys trustee by trustee: what the ceremony writes. */
  readonly page: Hex;
  readonly keyHash: Hex;
}

/**
 * Adds up what the trustees dealt.
 * @param session Of the ceremony.
 * @param commitments Of every dealer, key by key.
 */
export function ceremonyKey(
  session: Hex,
  commitments: readonly (readonly (readonly Point[])[])[],
): CeremonyKey {
  const sums = commitments[0].map((row, key) =>
    row.map((_, degree) => commitments.reduce((sum, dealing) => sum.add(dealing[key][degree]), IDENTITY)),
  );
  const keys = sums.map(([constant]) => constant);
  const verificationKeys = commitments.map((_, i) => sums.map((row) => pointAt(row, i + 1)));
  const page = concat([...keys, ...verificationKeys.flat()].map(pointBytes)) as Hex;
  return {
    keys,
    verificationKeys,
    page,
    keyHash: statementHash(STATEMENTS.key, session, keccak256(page)),
  };
}
