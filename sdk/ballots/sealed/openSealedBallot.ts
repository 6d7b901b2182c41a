import { InputError } from "../../errors.js";
import { GENERATOR, IDENTITY, type Point, times } from "./curve.js";
import { checkSealedBallot } from "./checkSealedBallot.js";
import type { SealedForm } from "./sealedForm.js";
import type { SealPlace } from "./sealStatements.js";

/**
 * Opens a ballot that its voter audits: what it would have cast. For another device than the one that sealed it.
 * @param keys The election's keys.
 * @param form Of the election.
 * @param place Election and voter.
 * @param ballot Its bytes, as the sealing device showed them before it knew that they would be audited.
 * @param openings What the sealing device reveals.
 * @returns the choice of each contest
 * @throws InputError where the openings are not the ballot's, or the ballot would not count.
 */
export function openSealedBallot(
  keys: readonly Point[],
  form: SealedForm,
  place: SealPlace,
  ballot: string,
  openings: readonly bigint[],
): number[] {
  return checkSealedBallot(keys, form, place, ballot).map(({ mask, sealed }, contest) => {
    const field = `openings[${contest}]`;
    const mend = "do not trust the device that sealed the ballot, and tell the election office";
    const opening = openings.at(contest) ?? 0n;
    if (!times(GENERATOR, opening).equals(mask)) {
      throw new InputError(field, "(secret)", "does not open the ballot", mend);
    }
    const votes = sealed.map((point, i) => point.subtract(times(keys[i], opening)));
    if (votes.some((vote) => !vote.equals(IDENTITY) && !vote.equals(GENERATOR))) {
      throw new InputError(field, "(secret)", "opens to no choice", mend);
    }
    return votes.findIndex((vote) => vote.equals(GENERATOR)) + 1;
  });
}
