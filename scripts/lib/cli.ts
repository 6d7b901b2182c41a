import { styleText } from "node:util";

import { CityFileError } from "../city/cityFile.js";
import { PreflightError } from "../city/preflight.js";
import { oneLine } from "./oneLine.js";

/** A heading on the terminal. */
export const heading = (text: string): string => styleText("bold", text);

/** Something that went as it should. */
export const good = (text: string): string => styleText("green", text);

/** Something that did not. */
export const bad = (text: string): string => styleText("red", text);

/** Something that matters less. */
export const faint = (text: string): string => styleText("dim", text);

/**
 * Runs a command: a problem with what the user gave is said in its own words, and the process ends non-zero.
 * @param command returns whether all is well
 */
export async function runCommand(command: () => Promise<boolean>): Promise<void> {
  try {
    if (!(await command())) process.exitCode = 1;
  } catch (error) {
    const isTold = error instanceof CityFileError || error instanceof PreflightError;
    if (!isTold && process.env.DEBUG !== undefined) throw error;
    const { message } = error as Error;
    console.error(bad(isTold ? message : oneLine(message)));
    process.exitCode = 1;
  }
}
