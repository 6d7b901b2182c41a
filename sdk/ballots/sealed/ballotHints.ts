import { keccak256 } from "ethers";

import type { Hex } from "../../signing/types.js";
import { checkSealedBallot } from "./checkSealedBallot.js";
import { GENERATOR, type Point, publicTimes, reduced } from "./curve.js";
import { hintedSum } from "./hintedSum.js";
import type { SealedForm } from "./sealedForm.js";
import { STATEMENTS, statementHash, weightOf, word } from "./statements.js";

/** A ballot of a batch. */
export interface PlacedBallot {
  readonly voterIndex: number;
  /** The voter's account on the roll. */
  readonly voter: string;
  readonly ballot: string;
}

/** The weight whose powers combine all equations of a batch: it depends on every byte of every ballot. */
export const batchWeight = (context: string, ballots: readonly PlacedBallot[]): bigint =>
  weightOf(
    statementHash(
      STATEMENTS.batchWeight,
      context,
      ...ballots.flatMap(({ voterIndex, ballot }) => [word(voterIndex), keccak256(ballot)]),
    ),
  );

/**
 * What the contract needs beside the ballots to check them all in one equation. Anyone computes it: nothing in it is
 * secret. A ballot that does not count is told here, before a batch fails because of it.
 * @param keys The election's keys.
 * @param form Of the election.
 * @param context Of the election.
 * @param ballots In the order of the batch; one for a direct ballot.
 * @throws InputError where a ballot is wrong.
 */
export function ballotHints(
  keys: readonly Point[],
  form: SealedForm,
  context: string,
  ballots: readonly PlacedBallot[],
): Hex {
  const tau = batchWeight(context, ballots);
  const terms: Point[] = [];
  const keyFactors = keys.map(() => 0n);
  let generatorFactor = 0n;
  let weight = 1n;
  let isFirst = true;
  for (const { voterIndex, voter, ballot } of ballots) {
    for (const contest of checkSealedBallot(keys, form, { context, voterIndex, voter }, ballot)) {
      let responses = 0n;
      let challenges = 0n;
      const commitments: Point[] = [];
      for (const [i, commitment] of contest.commitments.entries()) {
        const weighted = reduced(weight * contest.challenges[i]);
        responses = reduced(responses + weight * contest.responses[i]);
        challenges = reduced(challenges + weighted);
        generatorFactor = reduced(generatorFactor + weighted * contest.weights[i]);
        // The very first commitment has the weight 1: the sum is compared with it.
        if (!isFirst) commitments.push(publicTimes(commitment, -weight));
        isFirst = false;
        weight = reduced(weight * tau);
      }
      for (const [j, sealed] of contest.sealed.entries()) {
        const rho = contest.weights[j + 1];
        keyFactors[j] = reduced(keyFactors[j] + responses * rho);
        terms.push(publicTimes(sealed, -challenges * rho));
      }
      terms.push(...commitments);
    }
  }
  for (const [j, key] of keys.entries()) {
    const term = publicTimes(key, keyFactors[j]);
    terms.push(j === 0 ? term.add(publicTimes(GENERATOR, generatorFactor)) : term);
  }
  return hintedSum(terms).hints;
}
