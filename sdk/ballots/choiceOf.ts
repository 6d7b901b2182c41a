import { InputError } from "../errors.js";

/**
 * The choice of a ballot for some options: one of a single choice or a motion, several of an approval.
 * @param isApproval Whether the election asks which items a voter approves of.
 * @param options Their numbers, from 1, each once; none for a blank ballot.
 * @throws InputError where a number stands twice or is none, or there are several where one is asked for.
 */
export function choiceOf(isApproval: boolean, options: readonly number[]): bigint {
  for (const [place, option] of options.entries()) {
    if (!Number.isInteger(option) || option < 1) {
      throw new InputError(`options[${place}]`, option, "is no option", "give its number, from 1");
    }
    if (options.indexOf(option) !== place) {
      throw new InputError(`options[${place}]`, option, "stands twice", "name each item once");
    }
  }
  if (isApproval) return options.reduce((choice, option) => choice | (1n << BigInt(option - 1)), 0n);
  if (options.length > 1) {
    throw new InputError(
      "options",
      options.join(", "),
      "are several",
      "choose one, or none for a blank ballot",
    );
  }
  return BigInt(options[0] ?? 0);
}
