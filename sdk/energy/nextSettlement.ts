import { intervalAt } from "./intervals.js";
import { INTERVALS_PER_DAY } from "./units.js";

/** Intervals that somebody can settle now. */
export interface DueSettlement {
  readonly firstInterval: bigint;
  readonly intervals: number;
}

/**
 * The intervals of a zone that can be settled next, in one transaction: those that are over, of one day.
 * @param nextInterval As the market tells it (`zoneOf`).
 * @param now The chain's time, Unix seconds.
 * @param patience Seconds to wait after the last interval: 0 for an operator, the market's `DEADLINE` for anybody else.
 * @param most Most intervals to net.
 * @returns null where there is nothing to settle yet
 */
export function nextSettlement(
  nextInterval: bigint,
  now: bigint,
  patience: bigint,
  most = Number(INTERVALS_PER_DAY),
): DueSettlement | null {
  if (now < patience) return null;
  // The interval that runs at that time is not over.
  const over = intervalAt(now - patience) - nextInterval;
  const leftOfDay = INTERVALS_PER_DAY - (nextInterval % INTERVALS_PER_DAY);
  const intervals = [over, leftOfDay, BigInt(most)].reduce((least, each) => (each < least ? each : least));
  return intervals < 1n ? null : { firstInterval: nextInterval, intervals: Number(intervals) };
}
