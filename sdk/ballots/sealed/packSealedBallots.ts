import { concat, toBeHex } from "ethers";

import type { Hex } from "../../signing/types.js";

/** A sealed ballot that its voter has signed. */
export interface SignedSealedBallot {
  readonly voterIndex: number;
  readonly ballot: string;
  /** 64 bytes `r ‖ vs` of secp256k1, or 128 bytes `r ‖ s ‖ x ‖ y` of P-256. */
  readonly signature: string;
}

/** Ballots as `SealedBallot.castSigned` takes them: `kind 1 | voterIndex 4 | ballot | signature`, one after another. */
export const packSealedBallots = (ballots: readonly SignedSealedBallot[]): Hex =>
  concat(
    ballots.flatMap(({ voterIndex, ballot, signature }) => [
      signature.length === 2 + 2 * 64 ? "0x00" : "0x01",
      toBeHex(voterIndex, 4),
      ballot,
      signature,
    ]),
  ) as Hex;
