import { concat, dataLength, dataSlice, toBeHex } from "ethers";

import type { Hex } from "../signing/types.js";

/** A ballot that its voter signed, without what is the same for the whole election. */
export interface SignedBallot {
  readonly voterIndex: number;
  readonly ordinal: number;
  readonly choice: bigint;
  /** 64 bytes `r ‖ vs` of secp256k1 (ERC-2098), or 128 bytes `r ‖ s ‖ x ‖ y` of P-256. */
  readonly signature: Hex;
}

/** Bytes of the signatures, by kind. */
export const SIGNATURE_BYTES = [64, 128] as const;

/** `kind 1 | voterIndex 4 | ordinal 1`. */
const HEAD_BYTES = 6;

/** Packs ballots for a relay, without anything between them. */
export function packBallots(ballots: readonly SignedBallot[], choiceBytes: number): Hex {
  return concat(
    ballots.flatMap(({ voterIndex, ordinal, choice, signature }) => [
      toBeHex(
        SIGNATURE_BYTES.findIndex((bytes) => bytes === dataLength(signature)),
        1,
      ),
      toBeHex(voterIndex, 4),
      toBeHex(ordinal, 1),
      toBeHex(choice, choiceBytes),
      signature,
    ]),
  ) as Hex;
}

/**
 * The way back from {@link packBallots}.
 * @returns nothing where the bytes are not a row of ballots
 */
export function unpackBallots(packed: string, choiceBytes: number): SignedBallot[] | undefined {
  const length = dataLength(packed);
  const ballots: SignedBallot[] = [];
  for (let place = 0; place < length;) {
    const signatureBytes = SIGNATURE_BYTES[Number(dataSlice(packed, place, place + 1))];
    const signatureAt = place + HEAD_BYTES + choiceBytes;
    if (signatureBytes === undefined || signatureAt + signatureBytes > length) return undefined;
    ballots.push({
      voterIndex: Number(dataSlice(packed, place + 1, place + 5)),
      ordinal: Number(dataSlice(packed, place + 5, place + 6)),
      choice: BigInt(dataSlice(packed, place + HEAD_BYTES, signatureAt)),
      signature: dataSlice(packed, signatureAt, signatureAt + signatureBytes) as Hex,
    });
    place = signatureAt + signatureBytes;
  }
  return ballots;
}
