import { type BallotFile, InputError, readBallotFile } from "../../sdk/index.js";
import { oneLine } from "../lib/oneLine.js";
import { readFolder } from "../lib/readFolder.js";

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
  const ballots: FolderBallot[] = [];
  const problems: BallotProblem[] = [];
  for (const { file, text } of await readFolder(folder)) {
    try {
      ballots.push({ file, ...readBallotFile(text) });
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
