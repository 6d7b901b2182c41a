import { FORMS, MEASURES, type ElectionPlan, type Terms } from "./terms.js";
import { textHashes } from "./textHashes.js";

/**
 * The terms of an election: its texts become hashes, so publish them with the terms.
 * @param plan The election in words.
 * @throws InputError where a text is empty or stands twice.
 */
export function termsOf(plan: ElectionPlan): Terms {
  const { rollId, question, options, form, maxApprovals, isRevotable, schedule, rules } = plan;
  return {
    rollId: BigInt(rollId),
    ...textHashes(question, options),
    form: FORMS.indexOf(form),
    optionCount: options.length,
    maxApprovals,
    isRevotable,
    schedule,
    rules: { ...rules, measure: MEASURES.indexOf(rules.measure) },
  };
}
