import type { Hex } from "../../../signing/types.js";
import { type Form, FORMS, MEASURES, type Rules, type Schedule } from "../../terms.js";
import { textHashes } from "../../textHashes.js";
import type { SealedForm } from "../sealedForm.js";

/** A sealed election in words: what its terms are made of. */
export interface SealedPlan {
  readonly rollId: number;
  readonly question: string;
  /** Texts in their order; of a motion what is said for yes, then for no. */
  readonly options: readonly string[];
  readonly form: Form;
  /** Whether a ballot may be blank; never in an approval. */
  readonly hasBlank: boolean;
  /** Whether the result binds nobody. */
  readonly isAdvisory: boolean;
  /** Fewer ballots are never decrypted. */
  readonly minimumBallots: number;
  /** Number of the trustees' ceremony. */
  readonly ceremonyId: number;
  /** Last second for the trustees' shares. */
  readonly tallyUntil: number;
  readonly schedule: Schedule;
  readonly rules: Rules;
}

/** The terms of a sealed election as `SealedBallot.create` takes them. */
export interface SealedTerms {
  readonly rollId: bigint;
  readonly questionHash: Hex;
  readonly optionsHash: Hex;
  readonly form: number;
  readonly optionCount: number;
  readonly hasBlank: boolean;
  readonly isAdvisory: boolean;
  readonly minimumBallots: number;
  readonly ceremonyId: bigint;
  readonly tallyUntil: number;
  readonly schedule: Schedule;
  readonly rules: Omit<Rules, "measure"> & { readonly measure: number };
}

/**
 * The terms of a sealed election: its texts become hashes, so publish them with the terms.
 * @throws InputError where a text is empty or stands twice.
 */
export function sealedTermsOf(plan: SealedPlan): SealedTerms {
  const { rollId, question, options, form, ceremonyId, rules, ...others } = plan;
  return {
    ...others,
    rollId: BigInt(rollId),
    ...textHashes(question, options),
    form: FORMS.indexOf(form),
    optionCount: options.length,
    ceremonyId: BigInt(ceremonyId),
    rules: { ...rules, measure: MEASURES.indexOf(rules.measure) },
  };
}

/** How many contests a ballot of a plan has, each of how many choices. */
export const sealedFormOf = ({ form, options, hasBlank }: SealedPlan): SealedForm =>
  form === "Approval"
    ? { contests: options.length, choices: 2 }
    : { contests: 1, choices: options.length + (hasBlank ? 1 : 0) };
