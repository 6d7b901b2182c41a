import { getBytes, hexlify } from "ethers";

import { SIGNATURE_BYTES } from "../../packedBallots.js";
import type { SignedSealedBallot } from "../packSealedBallots.js";
import { sealedBallotBytes, type SealedForm } from "../sealedForm.js";

/** `kind 1 | voterIndex 4`. */
const HEAD_BYTES = 5;

/**
 * The way back from {@link packSealedBallots}.
 * @returns nothing where the bytes are not a row of ballots
 */
export function unpackSealedBallots(packed: string, form: SealedForm): SignedSealedBallot[] | undefined {
  // Bytes once: a slice of the text would read all of it again for every ballot.
  const bytes = getBytes(packed);
  const ballotBytes = sealedBallotBytes(form);
  const ballots: SignedSealedBallot[] = [];
  for (let place = 0; place < bytes.length;) {
    const signatureBytes = SIGNATURE_BYTES[bytes[place]];
    const signatureAt = place + HEAD_BYTES + ballotBytes;
    if (signatureBytes === undefined || signatureAt + signatureBytes > bytes.length) return undefined;
    const part = (from: number, to: number): string => hexlify(bytes.subarray(from, to));
    ballots.push({
      voterIndex: Number(part(place + 1, place + HEAD_BYTES)),
      ballot: part(place + HEAD_BYTES, signatureAt),
      signature: part(signatureAt, signatureAt + signatureBytes),
    });
    place = signatureAt + signatureBytes;
  }
  return ballots;
}
