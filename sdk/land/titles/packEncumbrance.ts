import { InputError } from "../../errors.js";
import type { EncumbranceTerms } from "./encumbranceWord.js";
import { requireTerms } from "./requireTerms.js";

/** What a kind means for dealings, by its number: bit 0 blocks, bit 1 runs with the land, bit 2 needs an order. */
const FLAGS = [0n, 1n, 2n, 2n, 2n, 5n, 1n, 5n, 5n] as const;

/**
 * The word of an encumbrance, as a leaf of the register before the chain holds it.
 * @param intake Its rank: in such a leaf 1 for the first, and so on.
 * @throws InputError where the contract has no room for a term.
 */
export function packEncumbrance(terms: EncumbranceTerms, intake: number): bigint {
  const { holder, amount, expiryDay, kind } = requireTerms(terms);
  if (!Number.isInteger(intake) || intake < 0 || intake >= 2 ** 32) {
    throw new InputError("intake", intake, "is no rank", "give a whole number from 1 on");
  }
  const state = (FLAGS[Number(kind)] << 252n) | (kind << 248n) | (expiryDay << 232n);
  return state | (BigInt(intake) << 200n) | (amount << 160n) | BigInt(holder);
}
