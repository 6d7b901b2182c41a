import { dataLength, dataSlice } from "ethers";

import { InputError } from "../../../errors.js";
import { POINT_BYTES, readPoint, readScalar } from "../curve.js";
import { isShare } from "../isShare.js";
import type { Accumulator } from "../shareStatements.js";
import type { AcceptedShare } from "../tallyOf.js";
import type { RecordedKey } from "./recordedKey.js";
import type { RecordedShare } from "./sealedRecord.js";

const MEND = "refuse the record; export one from a node of your own";

/**
 * Reads the shares of a record and checks each against its trustee's keys and the sums.
 * @throws InputError where one is wrong, or stands twice.
 */
export function recordedShares(
  context: string,
  { verificationKeys }: RecordedKey,
  sums: readonly Accumulator[],
  shares: readonly RecordedShare[],
): AcceptedShare[] {
  return shares.map(({ trustee, share, proof }, place) => {
    const field = `record.shares[${place}]`;
    const keys = verificationKeys.at(trustee - 1);
    const isAgain = shares.findIndex((other) => other.trustee === trustee) !== place;
    if (keys === undefined || isAgain) {
      throw new InputError(`${field}.trustee`, trustee, "is no trustee, or stands twice", MEND);
    }
    const count = sums.length * keys.length;
    if (dataLength(share) !== count * POINT_BYTES || dataLength(proof) < 64) {
      throw new InputError(`${field}.share`, dataLength(share), `bytes are not ${count} points`, MEND);
    }
    const points = Array.from({ length: count }, (_, i) =>
      readPoint(dataSlice(share, i * POINT_BYTES, (i + 1) * POINT_BYTES), `${field}.share[${i}]`),
    );
    const [challenge, response] = [0, 32].map((start) =>
      readScalar(dataSlice(proof, start, start + 32), `${field}.proof`),
    );
    if (!isShare(context, trustee, keys, sums, { points, challenge, response })) {
      throw new InputError(`${field}.proof`, trustee, "has not decrypted these sums", MEND);
    }
    return { trustee, points };
  });
}
