import { InputError } from "../../../errors.js";
import type { SealedPlan } from "./sealedPlan.js";

/**
 * What a voter seals for options of a plan: one choice a contest.
 * @param options Numbers from 1; none for a blank ballot, or in an approval for no yes at all.
 * @throws InputError where the plan has no such ballot.
 */
export function choicesFor(plan: SealedPlan, options: readonly number[]): number[] {
  const count = plan.options.length;
  const isApproval = plan.form === "Approval";
  const isKnown = options.every((option) => Number.isInteger(option) && option >= 1 && option <= count);
  const hasNumber = isApproval || options.length === 1 || (options.length === 0 && plan.hasBlank);
  if (!isKnown || !hasNumber || new Set(options).size !== options.length) {
    throw new InputError(
      "options",
      options.join(", ") || "none",
      "are no ballot of this election",
      isApproval ? `give items from 1 to ${count}, each once` : `give one option from 1 to ${count}`,
    );
  }
  if (isApproval) return plan.options.map((_, place) => (options.includes(place + 1) ? 1 : 0));
  // Choice 0 is blank, or the last option where no ballot is.
  const [option = 0] = options;
  return [option === count && !plan.hasBlank ? 0 : option];
}
