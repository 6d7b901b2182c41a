import { dataLength, dataSlice, fromTwos, toBigInt } from "ethers";

import { InputError } from "../errors.js";
import { ESTIMATED } from "./units.js";

/**
 * The readings of a list, or the amounts of a list of what was traded: the reverse of `encodeReadings`.
 * @param list As the chain has it.
 * @param intervals How many a place has.
 * @throws InputError where the list is not of whole places.
 */
export function decodeReadings(list: string, intervals: number): (bigint | null)[][] {
  const row = 3 * intervals;
  const places = dataLength(list) / row;
  if (!Number.isInteger(places)) {
    throw new InputError(
      "list",
      list,
      `is not of whole places of ${row} bytes`,
      "give the list and its intervals",
    );
  }
  return Array.from({ length: places }, (_, place) =>
    Array.from({ length: intervals }, (__, interval) => {
      const at = place * row + 3 * interval;
      const value = fromTwos(toBigInt(dataSlice(list, at, at + 3)), 24);
      return value === ESTIMATED ? null : value;
    }),
  );
}
