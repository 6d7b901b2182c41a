import type { Address } from "../../signing/types.js";

/** Kinds of encumbrances, by their number in the word; there is no kind 0. */
export const ENCUMBRANCE_KINDS = [
  "none",
  "mortgage",
  "easement",
  "lease",
  "covenant",
  "caveat",
  "preEmption",
  "judgmentLien",
  "taxLien",
] as const;

/** What lies on a title. */
export type EncumbranceKind = Exclude<(typeof ENCUMBRANCE_KINDS)[number], "none">;

/** What an encumbrance says: the contract's `ITitleCore.Terms`. */
export interface EncumbranceTerms {
  /** Who holds it. */
  readonly holder: string;
  /** What it secures, in cents; 0 where it is not about money. */
  readonly amount: bigint;
  /** Last day on which it is in force, from 1970 (UTC); 0 where it does not end. */
  readonly expiryDay: number;
  readonly kind: EncumbranceKind;
}

/** What the word of an encumbrance says: the contract's `EncumbranceWord`. */
export interface EncumbranceWord extends EncumbranceTerms {
  readonly holder: Address;
  /** Its number in the day-book, which is its rank: the lower goes first. */
  readonly intake: number;
  /** Keeps the title from passing free. */
  readonly blocks: boolean;
  /** Stays with the land, whoever buys it. */
  readonly runs: boolean;
  /** Rests on an order, and not on the owners' consent. */
  readonly isInvoluntary: boolean;
}
