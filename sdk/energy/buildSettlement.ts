import { InputError } from "../errors.js";
import type { Hex } from "../signing/types.js";
import { clearInterval } from "./clearInterval.js";
import type { Clearing } from "./clearing.js";
import { encodeHints } from "./encodeHints.js";
import { encodeReadings } from "./encodeReadings.js";
import { dayOf } from "./intervals.js";
import { netOf } from "./netOf.js";
import type { MarketRules, Order } from "./order.js";

/** A household at a place of its zone, on the day of a settlement. */
export interface Household {
  /** Its readings, one an interval: null where it is missing, 0 where nobody is at the place. */
  readonly readings: readonly (bigint | null)[];
  /** Its order of that day; null where it has none. */
  readonly order: Order | null;
  /** An order that stands in its place for some intervals. */
  readonly oneOff?: { readonly order: Order; readonly firstInterval: bigint; readonly lastInterval: bigint };
  /** Whether it is served before price on that day. */
  readonly isPriority?: boolean;
}

/** What a settlement hands to the market, and what it means for the households. */
export interface SettlementDraft {
  readonly firstInterval: bigint;
  readonly hints: Hex;
  readonly readings: Hex;
  /** What each place traded, as the market remembers it for corrections. */
  readonly executed: Hex;
  readonly clearings: readonly Clearing[];
  /** What each place gets, below zero what it pays: token units (millionths). */
  readonly nets: readonly bigint[];
}

/**
 * Clears consecutive intervals of a zone and packs them for the market's `settle`.
 * @param households One a place, in their order, without a gap.
 * @param firstInterval Number of the first interval.
 * @param rules The zone's policy, and its tariff of that day.
 * @throws InputError where the intervals are none or cross 00:00 UTC, or a reading is missing without saying so.
 */
export function buildSettlement(
  households: readonly Household[],
  firstInterval: bigint,
  intervals: number,
  rules: MarketRules,
): SettlementDraft {
  const last = firstInterval + BigInt(intervals) - 1n;
  if (intervals < 1 || dayOf(last) !== dayOf(firstInterval)) {
    throw new InputError("intervals", intervals, "are none, or cross 00:00 UTC", "settle each day by itself");
  }
  const readings = encodeReadings(households.map((household) => household.readings));
  const clearings = Array.from({ length: intervals }, (_, position) =>
    clearInterval(
      households.map((household) => ({
        reading: household.readings[position],
        order: orderIn(household, firstInterval + BigInt(position)),
        isPriority: household.isPriority ?? false,
      })),
      rules,
    ),
  );
  const executed = encodeReadings(households.map((_, place) => clearings.map((c) => c.executed[place])));
  const nets = households.map((household, place) =>
    clearings.reduce((sum, { price, executed: traded }, position) => {
      const metered = household.readings[position];
      return metered === null ? sum : sum + netOf(metered, traded[place], price, rules.tariff);
    }, 0n),
  );
  return { firstInterval, hints: encodeHints(clearings), readings, executed, clearings, nets };
}

/** The order of a household in an interval. Without a standing order it has no one-off order either. */
function orderIn({ order, oneOff }: Household, interval: bigint): Order | null {
  if (order === null || oneOff === undefined) return order;
  return interval >= oneOff.firstInterval && interval <= oneOff.lastInterval ? oneOff.order : order;
}
