import type { Address } from "../../signing/types.js";

/** What a title can be, by its number in the word. */
export const TITLE_STATUSES = ["none", "provisional", "absolute", "retired", "moved"] as const;

/**
 * Where a title stands: never entered, open to objections, beyond them, replaced by other titles, or left for the
 * successor of the register.
 */
export type TitleStatus = (typeof TITLE_STATUSES)[number];

/** What the word of a title says: the contract's `TitleWord`. */
export interface TitleWord {
  /** Of a shared title the register itself; zero where it is not in force. */
  readonly owner: Address;
  readonly status: TitleStatus;
  readonly isFrozen: boolean;
  /** A priority notice was entered; whether it is in force, its deadline says. */
  readonly isReserved: boolean;
  readonly isShared: boolean;
  readonly isDisputed: boolean;
  /** The boundary was proven to the register; otherwise the registrar attests it. */
  readonly isProven: boolean;
  readonly isSaleOrdered: boolean;
  /** Encumbrances that keep the title from passing free. */
  readonly blockers: number;
  /** Encumbrances in force. */
  readonly active: number;
  /** The number of the last encumbrance that was entered. */
  readonly lastNumber: number;
  /** What signatures are bound to. */
  readonly version: number;
  /** Whole square metres, rounded down. */
  readonly size: number;
}
