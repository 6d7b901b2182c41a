import type { BookEntry } from "./order.js";
import type { PriceBand } from "./priceBand.js";

/** What an entry offers or wants at a price, once reading, caps and band are in. */
export interface Standing {
  readonly side: "buy" | "sell";
  /** Wh, above zero. */
  readonly quantity: bigint;
  /** Price per Wh from which it sells, or up to which it buys, within the band; the grid's fee is out. */
  readonly limit: bigint;
  readonly isPriority: boolean;
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/**
 * What an entry brings to the market: nothing without an order or a reading, nothing beyond either, and nothing where
 * its limit lies outside the band. The utility buys at the floor and sells at the ceiling, so that a limit beyond means
 * the same as the band's end. A priority household buys at any price of the band.
 */
export function standingOf({ reading, order, isPriority }: BookEntry, band: PriceBand): Standing | null {
  if (reading === null || order === null || reading === 0n) return null;
  if (reading > 0n) {
    const quantity = least(reading, order.maxSell);
    if (quantity === 0n || order.sellLimit > band.ceiling) return null;
    const limit = order.sellLimit > band.floor ? order.sellLimit : band.floor;
    return { side: "sell", quantity, limit, isPriority: false };
  }
  const quantity = least(-reading, order.maxBuy);
  if (quantity === 0n) return null;
  if (isPriority) return { side: "buy", quantity, limit: band.ceiling, isPriority: true };
  if (order.buyLimit < band.floor + band.fee) return null;
  return { side: "buy", quantity, limit: least(order.buyLimit - band.fee, band.ceiling), isPriority: false };
}
