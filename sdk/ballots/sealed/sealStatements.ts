import { concat } from "ethers";

import type { Hex } from "../../signing/types.js";
import { addressWord, GENERATOR, type Point, pointBytes, publicSum, publicTimes, reduced } from "./curve.js";
import { ciphertextOf, type SealedContest } from "./sealedContest.js";
import { challengeOf, STATEMENTS, statementHash, weightOf, word } from "./statements.js";

/** Whose ballot it is, and in which election. */
export interface SealPlace {
  /** Context of the election. */
  readonly context: string;
  readonly voterIndex: number;
  /** The voter's account on the roll. */
  readonly voter: string;
}

/** The hash of a contest's ciphertext with everything that it is bound to. A voter who audits a ballot spoils this. */
export const sealHash = (
  { context, voterIndex, voter }: SealPlace,
  contest: number,
  ciphertext: Pick<SealedContest, "mask" | "sealed">,
): Hex =>
  statementHash(
    STATEMENTS.seal,
    context,
    word(voterIndex),
    word(voter),
    word(contest),
    ciphertextOf(ciphertext),
  );

/** What stands for choice 0, 1, …, n: 0, ρ, ρ², …, ρⁿ, with ρ from the seal's hash. */
export function unitWeights(seal: string, choices: number): bigint[] {
  const rho = weightOf(statementHash(STATEMENTS.unitWeight, seal));
  const weights = [0n];
  for (let power = rho; weights.length < choices; power = reduced(power * rho)) weights.push(power);
  return weights;
}

/** Σ ρʲ·Pⱼ over the points of choice 1 to n. */
export const combined = (points: readonly Point[], weights: readonly bigint[]): Point =>
  points.length === 1 ? publicTimes(points[0], weights[1]) : publicSum(points, weights.slice(1));

/** The challenge over the seal and all commitments of its proof. */
export const choiceChallenge = (seal: string, first: readonly Point[], second: readonly Point[]): bigint =>
  challengeOf(
    statementHash(
      STATEMENTS.choiceChallenge,
      seal,
      ...first.map(addressWord),
      concat(second.map(pointBytes)),
    ),
  );

/** z·G − c·A. */
export const firstCommitment = (mask: Point, challenge: bigint, response: bigint): Point =>
  publicTimes(GENERATOR, response).subtract(publicTimes(mask, challenge));
