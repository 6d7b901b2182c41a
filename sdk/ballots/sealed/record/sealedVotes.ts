import type { SealedPlan } from "./sealedPlan.js";

/**
 * Votes by option from what a tally counts.
 * @param counts For each contest one number for every choice but 0.
 * @param ballots Voters who have cast.
 * @returns the blank ballots, then the votes of each option
 */
export function sealedVotes(
  { form, options, hasBlank }: SealedPlan,
  counts: readonly number[],
  ballots: number,
): number[] {
  if (form === "Approval") return [0, ...counts];
  const rest = counts.reduce((left, count) => left - count, ballots);
  if (hasBlank) return [rest, ...counts];
  return [0, ...counts.slice(0, options.length - 1), rest];
}
