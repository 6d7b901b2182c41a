import { readFile } from "node:fs/promises";

import { InputError } from "../../sdk/index.js";
import { oneLine } from "./oneLine.js";

/** A whole number that an option gives. */
export function numberOf(option: string, text: string, lowest = 1): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number) || number < lowest) {
    throw new InputError(`--${option}`, text, "is no whole number", `give one from ${lowest} on`);
  }
  return number;
}

/** Reads a file that an option names. */
export async function readInput(option: string, path: string): Promise<Buffer> {
  if (path === "") throw new Error(`--${option}: no file; name one`);
  try {
    return await readFile(path);
  } catch (error) {
    throw new Error(
      `--${option}: ${path} cannot be read (${oneLine((error as Error).message)}); name another`,
      { cause: error },
    );
  }
}
