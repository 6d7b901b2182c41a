import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { bad, good, heading } from "../lib/cli.js";
import { oneLine } from "../lib/oneLine.js";
import { counted, table } from "../lib/table.js";

/** What became of a signed file. */
export interface HandedIn<Outcome extends string> {
  readonly file: string;
  readonly outcome: Outcome | "skipped";
  /** Why it was skipped, or what it did. */
  readonly note: string;
}

/**
 * Reads the signed files of a folder, in the order of their names; of one that is none, the list has what is wrong.
 * @param option Names the folder.
 * @param what The files are, for the error.
 */
export async function readSignedFiles<T>(
  option: string,
  folder: string,
  what: string,
  read: (text: string) => T,
): Promise<Map<string, T | string>> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => name.endsWith(".json")).toSorted();
  } catch (error) {
    throw new Error(`--${option}: ${folder} cannot be read; name the folder of the ${what}`, {
      cause: error,
    });
  }
  const files = new Map<string, T | string>();
  for (const name of names) {
    try {
      files.set(name, read(await readFile(join(folder, name), "utf8")));
    } catch (error) {
      files.set(name, oneLine((error as Error).message));
    }
  }
  return files;
}

/** Why a file is for another chain or contract than the one at hand; nothing where it is not. */
export function elsewhere(
  file: { readonly chainId: number; readonly contract: string },
  chainId: bigint,
  contract: string,
): string | undefined {
  if (BigInt(file.chainId) !== chainId) return `it is for chain ${file.chainId}, this is ${chainId}`;
  if (file.contract !== contract.toLowerCase()) return `it is for the contract ${file.contract}`;
  return undefined;
}

/**
 * Prints what became of each file.
 * @param noun What a file holds.
 * @param done What became of those that were not skipped.
 * @returns whether none was skipped
 */
export function printHandedIn(noun: string, done: string, results: readonly HandedIn<string>[]): boolean {
  console.log(heading(`${noun[0].toUpperCase()}${noun.slice(1)}s`));
  const rows = results.map(({ file, outcome, note }) => [file, outcome, note]);
  console.log(table(["file", "outcome", "note"], rows));
  const skipped = results.filter(({ outcome }) => outcome === "skipped").length;
  console.log(good(`${counted(results.length - skipped, noun)} ${done}`));
  if (skipped > 0) console.log(bad(`${counted(skipped, noun)} skipped`));
  return skipped === 0;
}
