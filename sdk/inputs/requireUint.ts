import { InputError } from "../errors.js";

/**
 * A whole number that fits.
 * @param bits Its size on the chain.
 * @throws InputError where it is no bigint, negative or too big.
 */
export function requireUint(field: string, value: bigint, bits: number): bigint {
  if (typeof value !== "bigint") {
    throw new InputError(field, value, `is a ${typeof value}`, "give a bigint, such as 5n");
  }
  if (value < 0n || value >= 1n << BigInt(bits)) {
    throw new InputError(field, value, `is no uint${bits}`, `give 0 to 2^${bits} - 1`);
  }
  return value;
}
