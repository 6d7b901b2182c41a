import { InputError } from "../errors.js";
import type { Tariff } from "./order.js";

/** The prices at which neighbours can trade: above what the utility pays, below what it takes less the grid's fee. */
export interface PriceBand {
  readonly floor: bigint;
  readonly ceiling: bigint;
  /** What the levels of the grid take together. */
  readonly fee: bigint;
}

/**
 * The band of a tariff.
 * @returns token units (millionths) per Wh
 * @throws InputError where nothing is left between the two prices of the utility.
 */
export function priceBand({ feedIn, retail, fees }: Tariff): PriceBand {
  const fee = fees[0] + fees[1] + fees[2];
  if (feedIn + fee > retail) {
    throw new InputError(
      "tariff.retail",
      retail,
      `is below the feed-in price and the grid's fees (${feedIn + fee})`,
      "raise it, or lower what stands against it",
    );
  }
  return { floor: feedIn, ceiling: retail - fee, fee };
}
