import type { Clearing } from "./clearing.js";
import type { Tariff } from "./order.js";
import { priceBand } from "./priceBand.js";

/** Heights of a line of text, from the floor of the band to its ceiling. */
const STEPS = "▁▂▃▄▅▆▇█";

/** The prices of consecutive intervals, to plot or to print. */
export interface PriceCurve {
  /** One an interval, in their order: token units (millionths) per Wh, and Wh that changed hands. */
  readonly points: readonly { readonly price: bigint; readonly volume: bigint }[];
  /** One character an interval; a point where nothing was traded. */
  readonly line: string;
}

/** The price curve of some intervals under one tariff. */
export function priceCurve(
  clearings: readonly Pick<Clearing, "price" | "volume">[],
  tariff: Tariff,
): PriceCurve {
  const { floor, ceiling } = priceBand(tariff);
  const width = ceiling - floor + 1n;
  const points = clearings.map(({ price, volume }) => ({ price, volume }));
  const line = points
    .map(({ price, volume }) =>
      volume === 0n ? "·" : STEPS[Number(((price - floor) * BigInt(STEPS.length)) / width)],
    )
    .join("");
  return { points, line };
}
