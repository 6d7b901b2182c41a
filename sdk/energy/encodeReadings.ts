import { concat, toBeHex, toTwos } from "ethers";

import { InputError } from "../errors.js";
import type { Hex } from "../signing/types.js";
import { ESTIMATED, LARGEST_READING } from "./units.js";

/**
 * The list of a zone's readings, as gateways sign and the market settles it: three bytes each, all intervals of the first
 * place, then all of the second.
 * @param rows One a place, one reading an interval; null where it is missing.
 * @throws InputError where a row is shorter or longer than the first, or a reading has no room.
 */
export function encodeReadings(rows: readonly (readonly (bigint | null)[])[]): Hex {
  const length = rows[0]?.length ?? 0;
  const parts = rows.flatMap((row, place) => {
    if (row.length !== length) {
      throw new InputError(
        `readings[${place}]`,
        row.length,
        `has not ${length} intervals as the others`,
        "give one reading an interval, null where it is missing",
      );
    }
    return row.map((reading, interval) => encodeAmount(`readings[${place}][${interval}]`, reading));
  });
  return concat(parts) as Hex;
}

/** Three bytes of a reading, or of the code of a missing one. */
export function encodeAmount(field: string, reading: bigint | null): Hex {
  if (reading !== null && (reading > LARGEST_READING || reading < -LARGEST_READING)) {
    throw new InputError(
      field,
      reading,
      "is beyond what a meter counts in an interval",
      "give Wh, not kWh·1000",
    );
  }
  return toBeHex(toTwos(reading ?? ESTIMATED, 24), 3) as Hex;
}
