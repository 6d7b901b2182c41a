import { InputError } from "../errors.js";
import type { Household } from "./buildSettlement.js";
import type { SettledIntervals } from "./decodeSettlement.js";
import { netOf } from "./netOf.js";
import type { Tariff } from "./order.js";

/** What a household traded and paid in some intervals. Energy in Wh, money in token units (millionths). */
export interface EnergyStatement {
  readonly soldToNeighbours: bigint;
  readonly boughtFromNeighbours: bigint;
  readonly soldToUtility: bigint;
  readonly boughtFromUtility: bigint;
  /** Intervals whose reading is missing, and waits for a correction. */
  readonly estimated: number;
  /** What it gets, below zero what it pays. */
  readonly net: bigint;
  /** What it would have got or paid without neighbours. */
  readonly netWithoutMarket: bigint;
}

/**
 * Sums up a settlement for a household.
 * @param place Its place in the zone.
 * @throws InputError where there is no such place.
 */
export function statementOf(
  { clearings }: Pick<SettledIntervals, "clearings">,
  households: readonly Household[],
  place: number,
  tariff: Tariff,
): EnergyStatement {
  const household = households.at(place);
  if (household === undefined || place < 0) {
    throw new InputError("place", place, "is none of the zone", `give 0 to ${households.length - 1}`);
  }
  const sums = {
    soldToNeighbours: 0n,
    boughtFromNeighbours: 0n,
    soldToUtility: 0n,
    boughtFromUtility: 0n,
    estimated: 0,
    net: 0n,
    netWithoutMarket: 0n,
  };
  for (const [position, { price, executed }] of clearings.entries()) {
    const metered = household.readings[position];
    if (metered === null) {
      ++sums.estimated;
      continue;
    }
    const traded = executed[place];
    if (traded > 0n) sums.soldToNeighbours += traded;
    else sums.boughtFromNeighbours -= traded;
    const rest = metered - traded;
    if (rest > 0n) sums.soldToUtility += rest;
    else sums.boughtFromUtility -= rest;
    sums.net += netOf(metered, traded, price, tariff);
    sums.netWithoutMarket += netOf(metered, 0n, price, tariff);
  }
  return sums;
}
