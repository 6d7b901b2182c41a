import { dataLength, dataSlice } from "ethers";

import { InputError } from "../../errors.js";
import type { Hex } from "../../signing/types.js";
import { GENERATOR, type Point, publicTimes, reduced } from "./curve.js";
import { readContest, type SealedContest } from "./sealedContest.js";
import { contestBytes, requireSealedForm, sealedBallotBytes, type SealedForm } from "./sealedForm.js";
import {
  choiceChallenge,
  combined,
  firstCommitment,
  type SealPlace,
  sealHash,
  unitWeights,
} from "./sealStatements.js";

/** A contest that was checked. */
export interface CheckedContest extends SealedContest {
  readonly seal: Hex;
  readonly weights: readonly bigint[];
}

/**
 * Checks a sealed ballot as the contract does, equation by equation and without any random combination.
 * @param keys The election's keys.
 * @param form Of the election.
 * @param place Election and voter that it should be bound to.
 * @param ballot Its bytes.
 * @returns its contests
 * @throws InputError where it does not count, with the first thing that is wrong.
 */
export function checkSealedBallot(
  keys: readonly Point[],
  form: SealedForm,
  place: SealPlace,
  ballot: string,
): CheckedContest[] {
  requireSealedForm(form);
  if (dataLength(ballot) !== sealedBallotBytes(form)) {
    throw new InputError(
      "ballot",
      dataLength(ballot),
      "bytes are not a ballot of this form",
      `give ${sealedBallotBytes(form)}`,
    );
  }
  const bytes = contestBytes(form);
  return Array.from({ length: form.contests }, (_, contest) => {
    const text = dataSlice(ballot, bytes * contest, bytes * (contest + 1));
    return checkContest(keys, place, contest, readContest(text, form.choices));
  });
}

function checkContest(
  keys: readonly Point[],
  place: SealPlace,
  contest: number,
  sealed: SealedContest,
): CheckedContest {
  const { mask, commitments, challenges, responses } = sealed;
  const seal = sealHash(place, contest, sealed);
  const weights = unitWeights(seal, keys.length + 1);
  const wrong = (part: string, problem: string): InputError =>
    new InputError(
      `ballot.contests[${contest}].${part}`,
      seal,
      problem,
      "the voter seals a ballot anew, for this election and this index of the roll",
    );

  const first = weights.map((_, i) => firstCommitment(mask, challenges[i], responses[i]));
  const zero = challenges.findIndex((challenge) => challenge === 0n);
  if (zero !== -1 || first.some((point) => point.is0())) {
    throw wrong(`challenges[${Math.max(zero, 0)}]`, "makes no commitment");
  }
  const total = challenges.reduce((sum, challenge) => reduced(sum + challenge), 0n);
  if (total !== choiceChallenge(seal, first, commitments)) {
    throw wrong("challenges", "do not add up to the hash of statement and commitments");
  }
  const key = combined(keys, weights);
  const whole = combined(sealed.sealed, weights);
  for (const [i, weight] of weights.entries()) {
    const shifted = whole.subtract(publicTimes(GENERATOR, weight));
    if (!key.mulAddUnsafe(responses[i], shifted, reduced(-challenges[i])).equals(commitments[i])) {
      throw wrong(`commitments[${i}]`, "does not fit its challenge and response");
    }
  }
  return { ...sealed, seal, weights };
}
