import type { Tariff } from "./order.js";

/**
 * What an account gets (above zero) or pays for an interval: the one formula of market and imbalance.
 * net = price · x + feed-in · (m − x)⁺ − retail · (x − m)⁺ − fee · bought
 * @param metered Wh as metered, m: exported above zero
 * @param executed Wh traded with neighbours, x: sold above zero
 * @returns token units (millionths), exact
 */
export function netOf(
  metered: bigint,
  executed: bigint,
  price: bigint,
  { feedIn, retail, fees }: Tariff,
): bigint {
  const rest = metered - executed;
  const withUtility = rest > 0n ? feedIn * rest : retail * rest;
  const bought = executed < 0n ? -executed : 0n;
  return price * executed + withUtility - (fees[0] + fees[1] + fees[2]) * bought;
}
