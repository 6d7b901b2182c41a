import { INTERVAL_SECONDS } from "./units.js";

/**
 * How long a keeper sleeps until one more interval is due.
 * @param nextInterval As the market tells it.
 * @param now The chain's time, Unix seconds.
 * @param patience As in `nextSettlement`.
 * @returns seconds; 0 where there is something to do
 */
export function secondsUntilDue(nextInterval: bigint, now: bigint, patience: bigint): bigint {
  const due = (nextInterval + 1n) * INTERVAL_SECONDS + patience;
  return due > now ? due - now : 0n;
}
