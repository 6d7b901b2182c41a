import { INTERVAL_SECONDS, INTERVALS_PER_DAY } from "./units.js";

/** Number of the interval that a time lies in, from 1970-01-01 00:00 UTC. */
export const intervalAt = (seconds: bigint): bigint => seconds / INTERVAL_SECONDS;

/** First second of an interval, Unix seconds. */
export const startOf = (interval: bigint): bigint => interval * INTERVAL_SECONDS;

/** Number of the day (UTC) that an interval lies in, from 1970-01-01. */
export const dayOf = (interval: bigint): bigint => interval / INTERVALS_PER_DAY;
