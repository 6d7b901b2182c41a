import { concat, toBeHex } from "ethers";

import { requireUint } from "../inputs/requireUint.js";
import type { Hex } from "../signing/types.js";
import type { ClearingClaim } from "./clearing.js";

/**
 * What the market is told of consecutive intervals, 24 bytes each.
 * @param claims One an interval, in their order.
 * @throws InputError where a number has no room.
 */
export function encodeHints(claims: readonly ClearingClaim[]): Hex {
  return concat(
    claims.map(({ price, buy, sell, isPriorityShort }) =>
      concat([
        toBeHex(requireUint("price", price, 24), 3),
        ...[buy.numerator, buy.denominator, sell.numerator, sell.denominator].map((amount) =>
          toBeHex(requireUint("amount", amount, 40), 5),
        ),
        toBeHex(isPriorityShort ? 1n : 0n, 1),
      ]),
    ),
  ) as Hex;
}
