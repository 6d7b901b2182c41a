/** What a household trades until it says otherwise. Prices in token units (millionths) per Wh, amounts in Wh an interval. */
export interface Order {
  /** The most it pays, grid fee included. */
  readonly buyLimit: bigint;
  /** The least it takes. */
  readonly sellLimit: bigint;
  /** The most it buys from neighbours in an interval. */
  readonly maxBuy: bigint;
  /** The most it sells to neighbours in an interval. */
  readonly maxSell: bigint;
}

/** A tariff of a zone, in token units (millionths) per Wh. */
export interface Tariff {
  /** What the utility pays for what neighbours do not buy. */
  readonly feedIn: bigint;
  /** What the utility takes for what neighbours do not sell, grid included. */
  readonly retail: bigint;
  /** What the levels of the grid take for what neighbours trade: feeder, substation, city. */
  readonly fees: readonly [feeder: bigint, substation: bigint, city: bigint];
}

/** How a zone finds its price: uniform where the limits cross, or in the middle of the band. */
export type PricePolicy = "walras" | "mid";

/** The rules under which an interval clears. */
export interface MarketRules {
  readonly policy: PricePolicy;
  readonly tariff: Tariff;
}

/** A place of a zone in an interval. */
export interface BookEntry {
  /** Metered Wh: exported above zero, drawn below; null where it is estimated. */
  readonly reading: bigint | null;
  /** Its order in force; null where it has none, and the utility alone supplies it. */
  readonly order: Order | null;
  /** Whether the city serves it before price. */
  readonly isPriority: boolean;
}
