import { createReadStream } from "node:fs";
import { access } from "node:fs/promises";

import { type CellProblem, InputError, startOf } from "../../sdk/index.js";
import { dayOfDate } from "../../sdk/inputs/dayOfDate.js";
import { bad } from "../lib/cli.js";
import { problemTable } from "../lib/problemTable.js";
import { counted } from "../lib/table.js";

/** Problems of a file that are printed; of more only the count is told. */
const MOST_PROBLEMS = 50;

/** A file that an option names, to be read piece by piece. */
export async function openInput(option: string, path: string): Promise<AsyncIterable<Uint8Array>> {
  if (path === "") throw new Error(`--${option}: no file; name one`);
  try {
    await access(path);
  } catch (error) {
    throw new Error(`--${option}: ${path} cannot be read; name another`, { cause: error });
  }
  return createReadStream(path);
}

/** The number of a zone. */
export function zoneNumber(text: string): bigint {
  const zone = /^\d+$/.test(text) ? BigInt(text) : 0n;
  if (zone < 1n || zone > 65_535n) throw new InputError("--zone", text, "is no zone", "give 1 to 65535");
  return zone;
}

/** The number of a day (UTC) from 1970-01-01. */
export function dayNumber(text: string): bigint {
  const day = dayOfDate(text);
  if (day === undefined) throw new InputError("--day", text, "is no day", "write 2027-01-31");
  return day;
}

/** When an interval begins, as people read it. */
export const timeText = (interval: bigint): string =>
  `${new Date(Number(startOf(interval)) * 1_000).toISOString().slice(0, 16)}Z`;

/** Tells what is wrong with a file. */
export function tellProblems(problems: readonly CellProblem[]): void {
  console.error(problemTable(problems.slice(0, MOST_PROBLEMS)));
  const more = problems.length > MOST_PROBLEMS ? `, of which ${MOST_PROBLEMS} are shown` : "";
  console.error(bad(`${counted(problems.length, "problem")}${more}: nothing was sent`));
}
