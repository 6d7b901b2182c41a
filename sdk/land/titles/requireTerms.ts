import { InputError } from "../../errors.js";
import { requireAddress } from "../../inputs/requireAddress.js";
import { requireUint } from "../../inputs/requireUint.js";
import type { Address } from "../../signing/types.js";
import { ENCUMBRANCE_KINDS, type EncumbranceTerms } from "./encumbranceWord.js";

/** The terms of an encumbrance as the contract takes them. */
export interface ChainTerms {
  readonly holder: Address;
  readonly amount: bigint;
  readonly expiryDay: bigint;
  readonly kind: bigint;
}

/**
 * The terms of an encumbrance as the contract takes them (`ITitleCore.Terms`).
 * @throws InputError where the contract has no room for one.
 */
export function requireTerms({ holder, amount, expiryDay, kind }: EncumbranceTerms): ChainTerms {
  const number = ENCUMBRANCE_KINDS.indexOf(kind);
  if (number < 1) {
    throw new InputError(
      "kind",
      kind,
      "is no kind of encumbrance",
      `give one of ${ENCUMBRANCE_KINDS.slice(1).join(", ")}`,
    );
  }
  if (!Number.isInteger(expiryDay) || expiryDay < 0 || expiryDay >= 2 ** 16) {
    throw new InputError(
      "expiryDay",
      expiryDay,
      "is no day",
      "give whole days from 1970 to the last one, or 0",
    );
  }
  return {
    holder: requireAddress("holder", holder),
    amount: requireUint("amount", amount, 40),
    expiryDay: BigInt(expiryDay),
    kind: BigInt(number),
  };
}
