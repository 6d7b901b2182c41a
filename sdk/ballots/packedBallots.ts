import { concat, dataLength, getBytes, hexlify, toBeHex } from "ethers";

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
export const SIGNATURE_BYTES: readonly (number | undefined)[] = [64, 128];

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
  // Bytes once: a slice of the text would read all of it again for every ballot.
  const bytes = getBytes(packed);
  const ballots: SignedBallot[] = [];
  for (let place = 0; place < bytes.length;) {
    const signatureBytes = SIGNATURE_BYTES[bytes[place]];
    const signatureAt = place + HEAD_BYTES + choiceBytes;
    if (signatureBytes === undefined || signatureAt + signatureBytes > bytes.length) return undefined;
    const part = (from: number, to: number): string => hexlify(bytes.subarray(from, to));
    ballots.push({
      voterIndex: Number(part(place + 1, place + 5)),
      ordinal: bytes[place + 5],
      choice: BigInt(part(place + HEAD_BYTES, signatureAt)),
      signature: part(signatureAt, signatureAt + signatureBytes) as Hex,
    });
    place = signatureAt + signatureBytes;
  }
  return ballots;
}
