import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { isHexString } from "ethers";

import type { Hex, SettlementRecord } from "../../sdk/index.js";
import { writeWhole } from "../lib/writeWhole.js";

/** A list of readings with the signature of its gateway. */
export interface SignedList {
  readonly zone: bigint;
  readonly firstInterval: bigint;
  readonly intervals: number;
  readonly readings: Hex;
  readonly signature: Hex;
}

const nameOf = (zone: bigint, firstInterval: bigint): string => `zone-${zone}-${firstInterval}.json`;

/** Writes a signed list where `energy settle` and `energy keep` look for it. */
export async function writeList(folder: string, list: SignedList): Promise<string> {
  return writeNamed(folder, list);
}

/** The signed lists of a folder, in the order of zones and intervals. */
export async function readLists(folder: string): Promise<readonly SignedList[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw new Error(`--signed: ${folder} is no folder; name the one that \`energy sign\` writes`, {
      cause: error,
    });
  });
  const lists = await Promise.all(
    names
      .filter((name) => /^zone-\d+-\d+\.json$/.test(name))
      .map(async (name) => {
        const path = join(folder, name);
        const value = await readObject(path);
        return {
          ...numbersOf(path, value),
          intervals: Number(value.intervals),
          readings: hexOf(path, value, "readings"),
          signature: hexOf(path, value, "signature"),
        };
      }),
  );
  return lists.toSorted((a, b) =>
    a.zone === b.zone ? Number(a.firstInterval - b.firstInterval) : Number(a.zone - b.zone),
  );
}

/** Writes what a settlement was, for corrections and statements. */
export async function writeRecord(folder: string, record: SettlementRecord): Promise<string> {
  return writeNamed(folder, record);
}

/** Reads what a settlement was. */
export async function readRecord(path: string): Promise<SettlementRecord> {
  const value = await readObject(path);
  return {
    ...numbersOf(path, value),
    hints: hexOf(path, value, "hints"),
    readings: hexOf(path, value, "readings"),
    executed: hexOf(path, value, "executed"),
  };
}

/** Paths of the records of a zone in a folder, in the order of their intervals. */
export async function recordsOf(folder: string, zone: bigint): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw new Error(`--records: ${folder} is no folder; name the one that \`energy settle\` writes`, {
      cause: error,
    });
  });
  return names
    .filter((name) => new RegExp(`^zone-${zone}-\\d+\\.json$`).test(name))
    .toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .map((name) => join(folder, name));
}

async function writeNamed(
  folder: string,
  value: { readonly zone: bigint; readonly firstInterval: bigint },
): Promise<string> {
  const path = join(folder, nameOf(value.zone, value.firstInterval));
  await writeWhole(path, textOf(value));
  return path;
}

/** A record as its file holds it. */
export const recordText = (record: SettlementRecord): string => textOf(record);

function textOf(value: object): string {
  const plain = (_: string, field: unknown): unknown => (typeof field === "bigint" ? String(field) : field);
  return `${JSON.stringify(value, plain, 2)}\n`;
}

async function readObject(path: string): Promise<Record<string, unknown>> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;
  } catch (error) {
    throw new Error(`${path} cannot be read as JSON; take it as it was written`, { cause: error });
  }
}

function numbersOf(path: string, { zone, firstInterval }: Record<string, unknown>) {
  if (typeof zone !== "string" || typeof firstInterval !== "string" || !/^\d+$/.test(zone + firstInterval)) {
    throw new Error(`${path} names no zone or interval; take it as it was written`);
  }
  return { zone: BigInt(zone), firstInterval: BigInt(firstInterval) };
}

function hexOf(path: string, value: Record<string, unknown>, field: string): Hex {
  const text = value[field];
  if (!isHexString(text))
    throw new Error(`${path}: ${field} is no hexadecimal text; take it as it was written`);
  return text;
}
