import { InputError } from "../errors.js";
import { DECIMALS, MAXIMUM_AMOUNT } from "./amount.js";

const PLAIN = /^\d+(\.\d+)?$/;

/** Other ways to write numbers, and what to do instead. */
const REFUSALS: readonly { pattern: RegExp; problem: string; mend: string }[] = [
  { pattern: /^-/, problem: "is negative", mend: "give an amount of zero or more" },
  { pattern: /e/i, problem: "is written with an exponent", mend: "write all digits" },
  {
    pattern: /[,'’_\s]/,
    problem: "has separators",
    mend: "write digits alone, and a point before the decimals: 1234.50",
  },
];

/**
 * Reads an amount of money as people write it: `"12.34"` is 12,340,000 millionths. What does not fit is refused, never
 * rounded.
 * @param text Digits, and a point before at most six decimals.
 * @returns millionths
 * @throws InputError where the text is anything else, or more than an account can hold.
 */
export function parseAmount(text: string): bigint {
  if (typeof text !== "string") {
    throw new InputError(
      "amount",
      text,
      `is a ${typeof text}`,
      'give a string, such as "12.34": it is exact',
    );
  }
  if (!PLAIN.test(text)) {
    const refusal = REFUSALS.find(({ pattern }) => pattern.test(text));
    const { problem, mend } = refusal ?? { problem: "is no amount", mend: "write it as 1234.50" };
    throw new InputError("amount", text, problem, mend);
  }
  const [whole, decimals = ""] = text.split(".");
  if (decimals.length > DECIMALS) {
    throw new InputError("amount", text, `has ${decimals.length} decimals`, `give at most ${DECIMALS}`);
  }
  const amount = BigInt(whole + decimals.padEnd(DECIMALS, "0"));
  if (amount > MAXIMUM_AMOUNT) {
    throw new InputError(
      "amount",
      text,
      "is more than an account can hold",
      "give at most 2^104 - 1 millionths",
    );
  }
  return amount;
}
