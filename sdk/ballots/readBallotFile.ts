import { parseShaped } from "../inputs/parseShaped.js";
import { BALLOT_FILE_SCHEMA, type BallotFile } from "./ballotFile.js";

/**
 * Reads a ballot's file. Only its form is checked.
 * @param text The file.
 * @throws InputError where it is none.
 */
export function readBallotFile(text: string): BallotFile {
  const mend = "give the file as the voter's client wrote it";
  return parseShaped(text, BALLOT_FILE_SCHEMA, "ballot", mend) as BallotFile;
}
