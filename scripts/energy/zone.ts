import {
  type Household,
  INTERVALS_PER_DAY,
  intervalAt,
  type MarketRules,
  type Order,
} from "../../sdk/index.js";
import type { EnergyOffice } from "./office.js";

/** Accounts that the chain is asked about at once. */
const ASKED_AT_ONCE = 50;

/** Classes whose surplus is certified: photovoltaic and wind. */
const CERTIFIED = new Set([1n, 2n]);

/** A zone on a day, as the chain tells it. */
export interface ZoneDay {
  readonly nextInterval: bigint;
  /** Meters by their place; null where nobody is at it on that day. */
  readonly meters: readonly (bigint | null)[];
  readonly rules: MarketRules;
  /** What a household brings to a settlement of that day, beside its readings. */
  readonly households: readonly Omit<Household, "readings">[];
}

const NOBODY = { meter: null, household: { order: null } } as const;

/** Reads who is in a zone on a day, with which orders, and at which tariff. */
export async function readZone(
  { market, meters }: EnergyOffice,
  zone: bigint,
  day: bigint,
): Promise<ZoneDay> {
  const [state, { feedIn, retail, fees }] = await Promise.all([
    market.zoneOf(zone),
    market.tariffOn(zone, day),
  ]);
  const places = Number(state.places);
  const seats: (
    typeof NOBODY | { readonly meter: bigint; readonly household: Omit<Household, "readings"> }
  )[] = [];
  const isBuyers = state.attribution === 1n;
  const seatOf = async (place: number): Promise<(typeof seats)[number]> => {
    const account = (zone << 16n) | BigInt(place);
    const { device, activeFrom, closesOn, priorityFrom, priorityUntil } = await market.accountOf(account);
    if (day < activeFrom || (closesOn !== 0n && day >= closesOn)) return NOBODY;
    const [{ terms, validUntil }, oneOff] = await Promise.all([
      market.orderOn(account, day),
      market.oneOffOf(account),
    ]);
    // Where the buyers hold the attribute, whoever has no certified source sells to nobody.
    const mayNotSell = isBuyers && !CERTIFIED.has((await meters.deviceOf(device)).class);
    const bounded = (order: Order): Order => (mayNotSell ? { ...order, maxSell: 0n } : order);
    return {
      meter: device,
      household: {
        order: validUntil >= day ? bounded(orderFrom(terms)) : null,
        isPriority: state.hasPriority && day >= priorityFrom && day < priorityUntil,
        ...(oneOff.firstInterval === 0n
          ? {}
          : {
              oneOff: {
                order: bounded(orderFrom(oneOff.terms)),
                firstInterval: oneOff.firstInterval,
                lastInterval: oneOff.lastInterval,
              },
            }),
      },
    };
  };
  for (let from = 0; from < places; from += ASKED_AT_ONCE) {
    const asked = Array.from({ length: Math.min(ASKED_AT_ONCE, places - from) }, (_, i) => from + i);
    seats.push(...(await Promise.all(asked.map(seatOf))));
  }
  return {
    nextInterval: state.nextInterval,
    meters: seats.map(({ meter }) => meter),
    households: seats.map(({ household }) => household),
    rules: {
      policy: state.policy === 0n ? "walras" : "mid",
      tariff: { feedIn, retail, fees: [fees[0], fees[1], fees[2]] },
    },
  };
}

/** Intervals of a day that are over. */
export function intervalsOver(day: bigint, now: bigint): number {
  const over = intervalAt(now) - day * INTERVALS_PER_DAY;
  return Number(over < 0n ? 0n : over > INTERVALS_PER_DAY ? INTERVALS_PER_DAY : over);
}

const orderFrom = ({ buyLimit, sellLimit, maxBuy, maxSell }: Order): Order => ({
  buyLimit,
  sellLimit,
  maxBuy,
  maxSell,
});
