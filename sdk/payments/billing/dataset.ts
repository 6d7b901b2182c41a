import { keccak_256 } from "@noble/hashes/sha3.js";
import { getBytes, hexlify } from "ethers";

import { type Column, csvRecords } from "../../csv/csvRecords.js";
import type { CsvOptions } from "../../csv/csvRows.js";
import { piecesOf, type TextSource } from "../../csv/textSource.js";
import { InputError } from "../../errors.js";
import type { Keccak256 } from "../../hashing/keccak.js";
import { requireBytes32 } from "../../inputs/requireBytes32.js";
import type { Hex } from "../../signing/types.js";
import { packTerms, readTerms } from "./billTerms.js";
import { Roll } from "./Roll.js";

/** Columns of a dataset: whole numbers and the commitment. */
const NUMBERS = [
  "index",
  "amount",
  "due_at",
  "grace_days",
  "flat_fee",
  "percent_bps",
  "daily_ppm",
  "cap_bps",
  "is_on_balance",
  "kind",
] as const;

/** Rows that are joined before they are handed on. */
const ROWS_A_PIECE = 500;

const encoder = new TextEncoder();

/**
 * The dataset of a roll, which the city publishes: all terms and commitments in the order of their indices, no account
 * and no document. Whoever has it can build every proof and add up the sum.
 * @returns the CSV file, piece by piece
 */
export function* datasetOf(roll: Roll): Generator<string> {
  let piece = `${[...NUMBERS, "commitment"].join()}\n`;
  let rows = 0;
  for (const { terms, commit } of roll.bills()) {
    const { amount, index, dueAt, late, kind } = readTerms(terms);
    const { graceDays, flatFee, percentBps, dailyPpm, capBps, isOnBalance } = late;
    const numbers = [index, amount, dueAt, graceDays, flatFee, percentBps, dailyPpm, capBps];
    piece += `${numbers.join()},${isOnBalance ? 1 : 0},${kind},${commit}\n`;
    if (++rows % ROWS_A_PIECE === 0) {
      yield piece;
      piece = "";
    }
  }
  yield piece;
}

/** keccak256 of a dataset's bytes, as the roll names it. */
export async function datasetHash(source: TextSource): Promise<Hex> {
  const hash = keccak_256.create();
  for await (const piece of piecesOf(source)) {
    hash.update(typeof piece === "string" ? encoder.encode(piece) : piece);
  }
  return hexlify(hash.digest()) as Hex;
}

/**
 * Reads a published dataset: from then on every bill and proof is at hand. Compare root, count and total with
 * `RollPosted`, and {@link datasetHash} too.
 * @param id Of the roll.
 * @throws InputError where a row does not fit, naming its line.
 */
export async function readDataset(
  id: bigint,
  source: TextSource,
  options: CsvOptions & { readonly keccak256?: Keccak256 } = {},
): Promise<Roll> {
  const roll = new Roll(id, undefined, options.keccak256);
  const number: Column<bigint> = { parse: parseNumber };
  const columns = {
    ...(Object.fromEntries(NUMBERS.map((name) => [name, number])) as Record<
      (typeof NUMBERS)[number],
      typeof number
    >),
    commitment: { parse: (text: string) => getBytes(requireBytes32("commitment", text)) },
  };
  for await (const record of csvRecords(source, columns, options)) {
    const { line } = record;
    if (record.problems !== undefined) {
      const [{ field, value: found, problem, mend }] = record.problems;
      throw new InputError(`line ${line}, ${field}`, found, problem, mend);
    }
    const { value } = record;
    try {
      roll.put(
        packTerms({
          amount: value.amount,
          index: Number(value.index),
          dueAt: value.due_at,
          kind: Number(value.kind),
          late: {
            graceDays: Number(value.grace_days),
            flatFee: value.flat_fee,
            percentBps: Number(value.percent_bps),
            dailyPpm: Number(value.daily_ppm),
            capBps: Number(value.cap_bps),
            isOnBalance: value.is_on_balance === 1n,
          },
        }),
        value.commitment,
      );
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      throw new InputError(`line ${line}, ${error.field}`, error.value, error.problem, error.mend);
    }
  }
  return roll;
}

function parseNumber(text: string): bigint {
  if (!/^\d{1,20}$/.test(text)) {
    throw new InputError(
      "number",
      text,
      "is no whole number",
      "take the dataset as the city has published it",
    );
  }
  return BigInt(text);
}
