import { getAddress, isAddress } from "ethers";

import { InputError } from "../../errors.js";
import { requireUint } from "../../inputs/requireUint.js";
import type { Address } from "../../signing/types.js";

/** Which mandate it is: a payer has one for each scope. */
export interface MandateScope {
  /** Whose money. */
  readonly payer: string;
  /** Who is paid. */
  readonly payee: string;
  /** The only roll it is for; every roll of the payee where absent. */
  readonly roll?: bigint;
  /** The only collector that may use it; every one that the city names where absent. */
  readonly collector?: string;
}

/** An address that may be zero: for everyone. */
export function requireAccountOrZero(field: string, value: string): Address {
  if (!isAddress(value)) {
    throw new InputError(field, value, "is no address", "give 20 bytes in hexadecimal, or leave it out");
  }
  return getAddress(value) as Address;
}

/** A roll's id, or 0 for every roll. */
export const requireRollOrZero = (value: bigint): bigint => requireUint("roll", value, 256);
