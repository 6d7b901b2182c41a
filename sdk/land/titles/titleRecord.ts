import type { Address, Hex } from "../../signing/types.js";
import type { EncumbranceWord } from "./encumbranceWord.js";
import type { TitleStatus } from "./titleWord.js";

/** When something was entered. */
export interface Moment {
  readonly block: number;
  /** Place of the event within its block. */
  readonly index: number;
  /** Unix seconds. */
  readonly time: number;
  readonly transaction: Hex;
}

/** An event of a register, read. */
export interface RegisterEvent {
  /** Which register has told it. */
  readonly register: Address;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly at: Moment;
}

/** An encumbrance in force, and where it comes from. */
export interface EncumbranceRecord extends EncumbranceWord {
  /** Its number within the title. */
  readonly number: number;
  readonly documentHash: Hex;
  readonly enteredAt: Moment;
}

/** What was entered about a title once. */
export interface TitleEntry {
  readonly at: Moment;
  /** Name of the event. */
  readonly event: string;
  /** What it says, besides the title; ids of titles as references. */
  readonly facts: Readonly<Record<string, string>>;
}

/** A title at one moment, with everything that lies on it and everything that was entered about it. */
export interface TitleRecord {
  readonly id: bigint;
  readonly reference: string;
  /** The register that holds it, of several that succeed each other. */
  readonly register: Address;
  readonly status: Exclude<TitleStatus, "none">;
  /** The owner; undefined where it is shared or not in force. */
  readonly owner: Address | undefined;
  /** Everyone who owns a share, ascending; none where there is one owner. */
  readonly shares: readonly { readonly holder: Address; readonly numerator: bigint }[];
  /** What the shares add up to; 0 where there are none. */
  readonly denominator: bigint;
  readonly isFrozen: boolean;
  readonly isDisputed: boolean;
  readonly isSaleOrdered: boolean;
  /** The last priority notice; it may have ended by itself. */
  readonly notice:
    { readonly beneficiary: Address; readonly expiresAt: number; readonly documentHash: Hex } | undefined;
  /** The boundary, and how many whole square metres it encloses. */
  readonly boundary: {
    readonly ringHash: Hex;
    readonly size: number;
    readonly documentHash: Hex;
    readonly enteredAt: Moment;
  };
  /** By rank. */
  readonly encumbrances: readonly EncumbranceRecord[];
  readonly beginsAt: Moment;
  /** When it was replaced, or left its last register. */
  readonly endsAt: Moment | undefined;
  /** Titles that it came from in replots, and those that came from it. */
  readonly parents: readonly bigint[];
  readonly children: readonly bigint[];
  /** Everything that was entered, oldest first. */
  readonly entries: readonly TitleEntry[];
}
