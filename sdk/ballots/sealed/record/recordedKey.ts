import { dataLength, dataSlice, getAddress, keccak256 } from "ethers";

import { InputError } from "../../../errors.js";
import type { Hex } from "../../../signing/types.js";
import { ceremonyPlanHash, ceremonySession } from "../ceremonyPlan.js";
import { IDENTITY, POINT_BYTES, type Point, publicTimes, readPoint } from "../curve.js";
import { lagrange } from "../lagrange.js";
import { STATEMENTS, statementHash } from "../statements.js";
import type { RecordedCeremony } from "./sealedRecord.js";

/** The key of a recorded election. */
export interface RecordedKey {
  /** One for every choice but 0. */
  readonly keys: readonly Point[];
  /** For every trustee, one for every key. */
  readonly verificationKeys: readonly (readonly Point[])[];
  readonly keyHash: Hex;
}

const MEND = "refuse the record; export one from a node of your own";

/**
 * Reads the key of a record and checks that any `threshold` trustees hold exactly this key: whatever the ceremony did,
 * shares that fit the verification keys decrypt what is sealed to the keys, and nothing else.
 * @param chainId Of the trusted chain.
 * @param ballot The ballot contract.
 * @param ceremonyId Number of the ceremony.
 * @param keyCount Keys of the election.
 * @throws InputError where the page is no such key.
 */
export function recordedKey(
  chainId: bigint,
  ballot: string,
  ceremonyId: bigint,
  keyCount: number,
  ceremony: RecordedCeremony,
): RecordedKey {
  const { contract, trustees, threshold, registerUntil, dealUntil, complainUntil, page } = ceremony;
  const rows = trustees.length + 1;
  if (dataLength(page) !== rows * keyCount * POINT_BYTES || threshold > trustees.length) {
    const problem = `bytes are not ${rows} rows of ${keyCount} keys for ${threshold} of ${trustees.length} trustees`;
    throw new InputError("record.ceremony.page", dataLength(page), problem, MEND);
  }
  const points = Array.from({ length: rows * keyCount }, (_, i) =>
    readPoint(dataSlice(page, i * POINT_BYTES, (i + 1) * POINT_BYTES), `record.ceremony.page[${i}]`),
  );
  const [keys, ...verificationKeys] = Array.from({ length: rows }, (_, row) =>
    points.slice(row * keyCount, (row + 1) * keyCount),
  );
  requireOneSharing(keys, verificationKeys, threshold);
  const planHash = ceremonyPlanHash({
    ballot,
    trustees: trustees.map(getAddress),
    threshold,
    keyCount,
    registerUntil,
    dealUntil,
    complainUntil,
  });
  const session = ceremonySession(chainId, contract, ceremonyId, planHash);
  return { keys, verificationKeys, keyHash: statementHash(STATEMENTS.key, session, keccak256(page)) };
}

/** Every row of `threshold` neighbours interpolates to the keys: all trustees' are on one polynomial of that degree. */
function requireOneSharing(
  keys: readonly Point[],
  verificationKeys: readonly (readonly Point[])[],
  threshold: number,
): void {
  for (let first = 0; first + threshold <= verificationKeys.length; ++first) {
    const factors = lagrange(Array.from({ length: threshold }, (_, i) => first + i + 1));
    for (const [place, key] of keys.entries()) {
      const sum = factors.reduce(
        (total, { factor }, i) => total.add(publicTimes(verificationKeys[first + i][place], factor)),
        IDENTITY,
      );
      if (!sum.equals(key)) {
        const problem = `of trustees ${first + 1} to ${first + threshold} do not hold the key ${place}`;
        throw new InputError("record.ceremony.page", "the verification keys", problem, MEND);
      }
    }
  }
}
