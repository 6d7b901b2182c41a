import { concat, dataSlice } from "ethers";

import type { Hex } from "../../signing/types.js";
import { POINT_BYTES, pointBytes, type Point, readPoint, readScalar, scalarBytes } from "./curve.js";

/** One contest of a sealed ballot: the ciphertext, and the proof that it holds exactly one choice. */
export interface SealedContest {
  /** r·G. */
  readonly mask: Point;
  /** For every choice but 0: m·G + r·Y, where m is 1 for the choice made. */
  readonly sealed: readonly Point[];
  /** Second commitments of the proof, one a choice; the first ones follow from the scalars. */
  readonly commitments: readonly Point[];
  readonly challenges: readonly bigint[];
  readonly responses: readonly bigint[];
}

/** `A ‖ B_1 … B_n ‖ b_0 … b_n ‖ c_0 … c_n ‖ z_0 … z_n`. */
export const contestText = ({ mask, sealed, commitments, challenges, responses }: SealedContest): Hex =>
  concat([
    ciphertextOf({ mask, sealed }),
    ...commitments.map(pointBytes),
    ...challenges.map(scalarBytes),
    ...responses.map(scalarBytes),
  ]) as Hex;

/** `A ‖ B_1 … B_n`. */
export const ciphertextOf = ({ mask, sealed }: Pick<SealedContest, "mask" | "sealed">): Hex =>
  concat([mask, ...sealed].map(pointBytes)) as Hex;

/**
 * Reads a contest.
 * @param bytes Of one contest.
 * @param choices How many it has.
 * @throws InputError where a point or a scalar is none.
 */
export function readContest(bytes: string, choices: number): SealedContest {
  const points = Array.from({ length: 2 * choices }, (_, i) =>
    readPoint(dataSlice(bytes, POINT_BYTES * i, POINT_BYTES * (i + 1)), `ballot.points[${i}]`),
  );
  const scalarsAt = 2 * choices * POINT_BYTES;
  const scalars = Array.from({ length: 2 * choices }, (_, i) =>
    readScalar(dataSlice(bytes, scalarsAt + 32 * i, scalarsAt + 32 * (i + 1)), `ballot.scalars[${i}]`),
  );
  return {
    mask: points[0],
    sealed: points.slice(1, choices),
    commitments: points.slice(choices),
    challenges: scalars.slice(0, choices),
    responses: scalars.slice(choices),
  };
}
