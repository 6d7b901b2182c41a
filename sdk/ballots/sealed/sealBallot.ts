import { concat, keccak256 } from "ethers";

import { InputError } from "../../errors.js";
import type { Hex } from "../../signing/types.js";
import { GENERATOR, IDENTITY, ORDER, type Point, reduced, times } from "./curve.js";
import { randomScalar, type ScalarSource } from "./randomScalar.js";
import { contestText, type SealedContest } from "./sealedContest.js";
import { requireSealedForm, type SealedForm } from "./sealedForm.js";
import { choiceChallenge, combined, type SealPlace, sealHash, unitWeights } from "./sealStatements.js";

/** A sealed ballot, and what its voter alone may keep. */
export interface SealedBallotDraft {
  /** What is cast. */
  readonly ballot: Hex;
  /** keccak256 of the ballot: by this its voter finds it in the record. */
  readonly ballotHash: Hex;
  /** Hash of each contest's ciphertext: what is spoilt where the voter audits the ballot. */
  readonly seals: readonly Hex[];
  /**
   * The random scalar of each contest. It opens the ballot: reveal it to the auditing device alone, of a ballot that is
   * spoilt and never cast, and forget it otherwise.
   */
  readonly openings: readonly bigint[];
}

/**
 * Seals a voter's choices to the trustees' key, with the proof that each contest holds exactly one.
 * @param keys The election's keys, one for every choice but 0.
 * @param form Of the election.
 * @param place Election and voter that the ballot is bound to.
 * @param choices One a contest.
 * @param random Where secret scalars come from.
 * @throws InputError where a choice is none of the form's.
 */
export function sealBallot(
  keys: readonly Point[],
  form: SealedForm,
  place: SealPlace,
  choices: readonly number[],
  random: ScalarSource = randomScalar,
): SealedBallotDraft {
  requireSealedForm(form);
  const wrong = choices.find((choice) => !Number.isInteger(choice) || choice < 0 || choice >= form.choices);
  if (choices.length !== form.contests || wrong !== undefined) {
    throw new InputError(
      "choices",
      choices.join(", "),
      "are not the ballot's",
      `give ${form.contests} from 0 to ${form.choices - 1}`,
    );
  }
  if (keys.length !== form.choices - 1) {
    throw new InputError("keys", keys.length, "are not one a choice but 0", `give ${form.choices - 1}`);
  }
  const contests = choices.map((choice, contest) => sealContest(keys, place, contest, choice, random));
  const ballot = concat(contests.map(({ sealed }) => contestText(sealed))) as Hex;
  return {
    ballot,
    ballotHash: keccak256(ballot) as Hex,
    seals: contests.map(({ seal }) => seal),
    openings: contests.map(({ opening }) => opening),
  };
}

function sealContest(
  keys: readonly Point[],
  place: SealPlace,
  contest: number,
  choice: number,
  random: ScalarSource,
): { sealed: SealedContest; seal: Hex; opening: bigint } {
  const opening = random();
  const mask = times(GENERATOR, opening);
  const sealed = keys.map((key, i) => times(key, opening).add(choice === i + 1 ? GENERATOR : IDENTITY));
  const seal = sealHash(place, contest, { mask, sealed });
  const weights = unitWeights(seal, keys.length + 1);
  const key = combined(keys, weights);
  // A table of its multiples pays from the fourth product on.
  if (weights.length > 3) key.precompute(4);

  // Every branch but the true one is simulated: challenge and response first, commitments from them. Whoever seals knows
  // what stands behind the ciphertext, and so the logarithms of all first commitments.
  const challenges = weights.map(() => random());
  const responses = weights.map(() => random());
  const nonce = random();
  const nonces = weights.map((_, i) =>
    i === choice ? nonce : reduced(responses[i] - challenges[i] * opening),
  );
  const first = nonces.map((own) => times(GENERATOR, own));
  const commitments = nonces.map((own, i) =>
    times(key, own).add(times(GENERATOR, (weights[i] - weights[choice]) * challenges[i])),
  );
  const others = challenges.reduce((sum, challenge, i) => (i === choice ? sum : sum + challenge), 0n);
  challenges[choice] = reduced(choiceChallenge(seal, first, commitments) - (others % ORDER));
  responses[choice] = reduced(nonce + challenges[choice] * opening);
  return { sealed: { mask, sealed, commitments, challenges, responses }, seal, opening };
}
