import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { type BallotFile, InputError, readBallotFile } from "../../sdk/index.js";
import { oneLine } from "../lib/oneLine.js";

/** A ballot of a folder. */
export interface FolderBallot extends BallotFile {
  /** Name of its file. */
  readonly file: string;
}

/** A ballot that is not relayed, in words that mend it. */
export interface BallotProblem {
  readonly file: string;
  readonly field: string;
  readonly value: string;
  readonly problem: string;
  readonly mend: string;
}

/** Reads the ballots of a folder, one a file that ends in `.json`, by name. */
export async function readBallotFolder(
  folder: string,
): Promise<{ ballots: FolderBallot[]; problems: BallotProblem[] }> {
  const names = await readdir(folder).catch(() => {
    throw new Error(`--folder: ${folder} cannot be read; name the folder of the ballots`);
  });
  const ballots: FolderBallot[] = [];
  const problems: BallotProblem[] = [];
  for (const file of names.filter((name) => name.endsWith(".json")).toSorted()) {
    try {
      ballots.push({ file, ...readBallotFile(await readFile(join(folder, file), "utf8")) });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(problemOf(file, error));
    }
  }
  return { ballots, problems };
}

/** An error as a row of the table; of a value no more than can be read. */
export function problemOf(file: string, { field, value, problem, mend }: InputError): BallotProblem {
  return { file, field, value: oneLine(String(value)).slice(0, 42), problem, mend };
}
