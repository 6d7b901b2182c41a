import { stripVTControlCharacters } from "node:util";

import { quietly } from "./quiet.js";

const codeNow = (): number => Number(process.exitCode ?? 0);

/** Runs a command's code in this process: its exit code and what it printed. */
export async function commandEnds(command: () => Promise<void>): Promise<{ code: number; output: string }> {
  const before = process.exitCode;
  process.exitCode = undefined;
  try {
    const { output } = await quietly(command);
    return { code: codeNow(), output: stripVTControlCharacters(output) };
  } finally {
    process.exitCode = before;
  }
}
