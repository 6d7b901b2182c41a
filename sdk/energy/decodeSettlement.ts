import { dataLength, dataSlice } from "ethers";

import { InputError } from "../errors.js";
import type { Hex } from "../signing/types.js";
import type { Household } from "./buildSettlement.js";
import type { Clearing } from "./clearing.js";
import { decodeReadings } from "./decodeReadings.js";

/** A settlement as the market remembers it, by its hash. */
export interface SettlementRecord {
  readonly zone: bigint;
  readonly firstInterval: bigint;
  readonly hints: Hex;
  readonly readings: Hex;
  readonly executed: Hex;
}

/** What a settlement meant to households: prices, what each traded, and what each metered. */
export interface SettledIntervals {
  readonly clearings: readonly Pick<Clearing, "price" | "executed">[];
  readonly households: readonly Household[];
}

const HINT_BYTES = 24;

/**
 * Reads a settlement for statements.
 * @throws InputError where its parts are not of the same places and intervals.
 */
export function decodeSettlement({ hints, readings, executed }: SettlementRecord): SettledIntervals {
  const intervals = dataLength(hints) / HINT_BYTES;
  if (!Number.isInteger(intervals) || intervals === 0 || dataLength(readings) !== dataLength(executed)) {
    throw new InputError("settlement", hints, "is not whole", "take the record as `energy settle` wrote it");
  }
  const rows = decodeReadings(readings, intervals);
  const traded = decodeReadings(executed, intervals);
  return {
    clearings: Array.from({ length: intervals }, (_, position) => ({
      price: BigInt(dataSlice(hints, position * HINT_BYTES, position * HINT_BYTES + 3)),
      executed: traded.map((row) => row[position] ?? 0n),
    })),
    households: rows.map((row) => ({ readings: row, order: null })),
  };
}
