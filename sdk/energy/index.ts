export { clearInterval } from "./clearInterval.js";
export type { Clearing, ClearingClaim, Rationing } from "./clearing.js";
export { dayOf, intervalAt, startOf } from "./intervals.js";
export { netOf } from "./netOf.js";
export type { BookEntry, MarketRules, Order, PricePolicy, Tariff } from "./order.js";
export { type PriceBand, priceBand } from "./priceBand.js";
export { ESTIMATED, INTERVAL_SECONDS, INTERVALS_PER_DAY, LARGEST_LIMIT, LARGEST_READING } from "./units.js";
