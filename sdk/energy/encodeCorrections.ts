import { concat, toBeHex } from "ethers";

import { InputError } from "../errors.js";
import { requireUint } from "../inputs/requireUint.js";
import type { Hex } from "../signing/types.js";
import { encodeAmount } from "./encodeReadings.js";

/** A reading that was wrong, or missing. */
export interface Correction {
  readonly place: bigint;
  /** Number of the interval within its settlement, from 0. */
  readonly position: bigint;
  /** Wh as they should have been. */
  readonly reading: bigint;
}

/**
 * Corrections as gateways sign and the market takes them: 6 bytes each.
 * @param corrections In the order of places, then of intervals.
 * @throws InputError where they are in another order, or a number has no room.
 */
export function encodeCorrections(corrections: readonly Correction[]): Hex {
  return concat(
    corrections.map(({ place, position, reading }, index) => {
      const before = corrections[index - 1] as Correction | undefined;
      if (
        before !== undefined &&
        (before.place > place || (before.place === place && before.position >= position))
      ) {
        throw new InputError(
          `corrections[${index}]`,
          `${place}, ${position}`,
          "does not come after the one before",
          "sort by place, then by interval, each once",
        );
      }
      return concat([
        toBeHex(requireUint(`corrections[${index}].place`, place, 16), 2),
        toBeHex(requireUint(`corrections[${index}].position`, position, 8), 1),
        encodeAmount(`corrections[${index}].reading`, reading),
      ]);
    }),
  ) as Hex;
}
