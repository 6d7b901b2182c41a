/** How much of a wrong value is shown: enough to recognise it. */
const SHOWN_LENGTH = 80;

/** A value that does not fit, with what to do about it. */
export class InputError extends Error {
  override readonly name = "InputError";

  /**
   * @param field Which value it is, as the caller knows it: "amount", "domain.verifyingContract".
   * @param value What was given.
   * @param problem Why it does not fit: "has 7 decimals".
   * @param mend What to do: "give at most 6".
   */
  constructor(
    readonly field: string,
    readonly value: unknown,
    readonly problem: string,
    readonly mend: string,
  ) {
    super(`${field}: ${shown(value)} ${problem}; ${mend}`);
  }
}

/** The value as it may stand in a message. */
function shown(value: unknown): string {
  const text = typeof value === "string" ? `"${value}"` : String(value);
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}
