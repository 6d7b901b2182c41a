import { requireUint } from "../inputs/requireUint.js";
import { DECIMALS } from "./amount.js";

/** Money is written with cents. */
const FEWEST_DECIMALS = 2;

/**
 * Writes an amount exactly, so that {@link parseAmount} reads it back: 12,340,000 millionths are `"12.34"`.
 * @param amount Millionths.
 * @returns digits, a point, and two to six decimals
 * @throws InputError where the amount is negative or more than an account can hold.
 */
export function formatAmount(amount: bigint): string {
  const digits = requireUint("amount", amount, 104)
    .toString()
    .padStart(DECIMALS + 1, "0");
  const whole = digits.slice(0, -DECIMALS);
  const decimals = digits.slice(-DECIMALS).replace(/0+$/, "").padEnd(FEWEST_DECIMALS, "0");
  return `${whole}.${decimals}`;
}
