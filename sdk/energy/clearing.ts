/** How the last offers and wishes share what is there: each gets its part of numerator by denominator. */
export interface Rationing {
  readonly numerator: bigint;
  /** Sum of all that share, Wh. */
  readonly denominator: bigint;
}

/** What the market's contract is told of an interval, and proves. */
export interface ClearingClaim {
  /** Token units (millionths) per Wh. */
  readonly price: bigint;
  readonly buy: Rationing;
  readonly sell: Rationing;
  /** Whether not even the priority households can be served in full: then they share, and nobody else buys. */
  readonly isPriorityShort: boolean;
}

/** An interval that has cleared. */
export interface Clearing extends ClearingClaim {
  /** Smallest and largest price at which the market clears. */
  readonly lowest: bigint;
  readonly highest: bigint;
  /** Wh that change hands. */
  readonly volume: bigint;
  /** What each entry trades, in the book's order: sold above zero, bought below, Wh. */
  readonly executed: readonly bigint[];
}
