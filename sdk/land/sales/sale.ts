import type { EncumbranceKind } from "../titles/encumbranceWord.js";

/** Who sells. */
export interface SaleSeller {
  /** An owner of the title. */
  readonly account: string;
  /** What it gets of the price, in millionths of the token. */
  readonly amount: bigint;
  /** What it gets of the deposit where the buyer does not complete. */
  readonly forfeit: bigint;
}

/** An encumbrance that leaves the title. */
export interface SalePayoff {
  /** Its number within the title. */
  readonly number: number;
  readonly holder: string;
  /** What its holder gets of the price; 0 where it is waived. */
  readonly amount: bigint;
}

/** An encumbrance that is entered when the title has passed. */
export interface SaleCharge {
  readonly holder: string;
  /** What the holder pays of what the buyer owes, in millionths of the token. */
  readonly funds: bigint;
  /** What it secures, in cents. */
  readonly secured: bigint;
  /** Last day on which it is in force, from 1970 (UTC); 0 where it does not end. */
  readonly expiryDay: number;
  readonly kind: EncumbranceKind;
  /** `saltedHash` of the contract. */
  readonly documentHash: string;
}

/** A completion statement: the contract's `ISales.Sale`. Amounts are millionths of the token, times Unix seconds. */
export interface Sale {
  /** Title. */
  readonly id: bigint;
  /** The version of the title that is agreed on. */
  readonly version: number;
  /** The share that is sold, over the title's denominator; 0 for the whole title. */
  readonly numerator: bigint;
  /** Everyone who owns the title, ascending; of a share, who sells it. */
  readonly sellers: readonly SaleSeller[];
  readonly buyer: string;
  /** The city's token. */
  readonly token: string;
  /** What sellers and holders of payoffs get together. */
  readonly price: bigint;
  /** Everything that blocks the title, by rank. */
  readonly payoffs: readonly SalePayoff[];
  /** What is entered for the buyer's account, in its order of rank. */
  readonly charges: readonly SaleCharge[];
  /** Most transfer tax that the buyer pays beside the price. */
  readonly tax: bigint;
  /** Most levy that the buyer pays. */
  readonly levy: bigint;
  /** Whether the buyer has a lower rate for this title. */
  readonly isExempt: boolean;
  /** What the buyer pays in advance where the sale is put in escrow. */
  readonly deposit: bigint;
  /** Who certifies the statement; the zero address where nobody does. */
  readonly notary: string;
  /** Last second of completion, at most ninety days away. */
  readonly deadline: bigint;
  /** `saltedHash` of the deed. */
  readonly documentHash: string;
}
