/** Length of an interval, seconds: a quarter of an hour. */
export const INTERVAL_SECONDS = 900n;

/** Intervals of a day in UTC. */
export const INTERVALS_PER_DAY = 96n;

/** Largest reading either way, Wh: what three bytes hold, less the code {@link ESTIMATED}. */
export const LARGEST_READING = 2n ** 23n - 1n;

/** The code that stands for a reading that is missing: never zero, which would be energy for nothing. */
export const ESTIMATED = -(2n ** 23n);

/** Largest limit, cap or tariff: what three bytes hold. */
export const LARGEST_LIMIT = 2n ** 24n - 1n;
