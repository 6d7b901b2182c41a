import type { Address } from "../../signing/types.js";
import type { EncumbranceWord } from "../titles/encumbranceWord.js";
import type { TitleWord } from "../titles/titleWord.js";

/** What the chain says about a sale: what a statement has to agree with. */
export interface SaleFacts {
  /** Time of the block that was asked, Unix seconds. */
  readonly now: bigint;
  readonly title: TitleWord;
  /** What each seller named owns, by account: 1 of 1 where it is the owner. */
  readonly shares: ReadonlyMap<Address, bigint>;
  /** What all shares together make. */
  readonly whole: bigint;
  /** Everything that lies on the title, by number. */
  readonly encumbrances: ReadonlyMap<number, EncumbranceWord>;
  /** For whom the title is kept; absent where for nobody. */
  readonly beneficiary?: Address;
  /** Accounts of the statement whose key is held for stolen, or whose recovery is under way. */
  readonly suspended: ReadonlySet<Address>;
  /** The city's token. */
  readonly token: Address;
  /** What is due, at the rate that the statement claims; absent where the buyer has no lower rate. */
  readonly due?: { readonly tax: bigint; readonly levy: bigint };
  readonly needsNotary: boolean;
  /** Whether the statement's notary is one of the city's. */
  readonly isNotary: boolean;
  /** Whether the taxes on the land are settled, or nobody is asked. */
  readonly isTaxSettled: boolean;
  /** Whether the chain follows the office: each sale is confirmed before. */
  readonly isMirror: boolean;
  /** Whether the contract is retired: it completes what is in escrow, and nothing new. */
  readonly isRetired: boolean;
}
