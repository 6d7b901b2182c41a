import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { alone } from "./alone.js";
import { runNode } from "./run.js";

/** What the program needs beside the package. */
const NEIGHBOURS = ["ethers", "@noble/curves"] as const;

/** Records that are recounted, and what is known without them; `npm run vectors -- --records` makes both. */
const RECORDS = "test/vectors/records";

/** What the recount of a record comes to. */
export interface Recount {
  readonly outcome: string;
  readonly adopted: readonly number[];
  readonly cast: { readonly counts: number; readonly replaced: number; readonly refused: number };
  readonly ballots: number;
}

/** A record, recounted as it is and with one byte changed. */
export interface Recounted {
  readonly name: string;
  readonly recount: Recount;
  /** Why each changed record was refused. */
  readonly refusals: readonly string[];
}

/**
 * Recounts the records of the repository in an empty folder that holds the installed package, one program and one
 * record. Then one byte of the record is changed, at several places.
 * @param root Folder of this project.
 * @param tarball The packed package.
 * @throws where a changed record is believed
 */
export async function recountRecords(root: string, tarball: string): Promise<Recounted[]> {
  return alone(root, tarball, "recount", NEIGHBOURS, async (folder) => {
    const known = JSON.parse(readFileSync(path.join(root, RECORDS, "trust.json"), "utf8")) as Record<
      string,
      Known
    >;
    const recounted: Recounted[] = [];
    for (const [name, trust] of Object.entries(known)) {
      const text = readFileSync(path.join(root, RECORDS, name), "utf8");
      const recount = (await run(folder, text, trust)) as Recount;
      const refusals: string[] = [];
      for (const place of placesIn(text))
        refusals.push(await refusalOf(folder, changedAt(text, place), trust, place));
      recounted.push({ name, recount, refusals });
    }
    return recounted;
  });
}

/** What is known of a record without it. */
export interface Known {
  readonly chainId: number;
  readonly contract: string;
  readonly blockHash: string;
  readonly codeHash: string;
}

async function run(folder: string, record: string, trust: Known): Promise<object> {
  writeFileSync(path.join(folder, "record.json"), record);
  const { chainId, contract, blockHash, codeHash } = trust;
  const args = ["main.mjs", "record.json", String(chainId), contract, blockHash, codeHash];
  return JSON.parse(await runNode(folder, ...args)) as object;
}

async function refusalOf(folder: string, record: string, trust: Known, place: number): Promise<string> {
  const told = (await run(folder, record, trust)) as { refused?: string };
  if (told.refused === undefined) throw new Error(`a record with byte ${place} changed was believed`);
  return told.refused;
}

/** Places all over a text; always the same. */
const placesIn = (text: string): number[] =>
  Array.from({ length: 5 }, (_, part) => Math.floor(((part + 0.5) * text.length) / 5));

/** A text with the lowest bit of one byte changed. */
const changedAt = (text: string, place: number): string =>
  text.slice(0, place) + String.fromCharCode(text.charCodeAt(place) ^ 1) + text.slice(place + 1);
