import type { Standing } from "./standing.js";

/** What a side of the market brings up to a price, found in logarithmic time. */
export interface Depth {
  /** Sum of the quantities whose limit is at most `price`, Wh. */
  upTo(price: bigint): bigint;
  /** Sum of all quantities, Wh. */
  readonly total: bigint;
}

/** The depth of some standings: their limits sorted, their quantities summed. */
export function depthOf(standings: readonly Standing[]): Depth {
  const byLimit = new Map<bigint, bigint>();
  for (const { limit, quantity } of standings) byLimit.set(limit, (byLimit.get(limit) ?? 0n) + quantity);
  const limits = [...byLimit.keys()].toSorted((a, b) => (a < b ? -1 : 1));
  const sums: bigint[] = [];
  let total = 0n;
  for (const limit of limits) sums.push((total += byLimit.get(limit) ?? 0n));
  return {
    total,
    upTo: (price) => {
      let [from, to] = [0, limits.length];
      while (from < to) {
        const middle = (from + to) >> 1;
        if (limits[middle] <= price) from = middle + 1;
        else to = middle;
      }
      return from === 0 ? 0n : sums[from - 1];
    },
  };
}
