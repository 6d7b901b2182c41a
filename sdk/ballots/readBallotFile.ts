import { InputError } from "../errors.js";
import { requireShape } from "../inputs/requireShape.js";
import { BALLOT_FILE_SCHEMA, type BallotFile } from "./ballotFile.js";

/**
 * Reads a ballot's file. Only its form is checked.
 * @param text The file.
 * @throws InputError where it is none.
 */
export function readBallotFile(text: string): BallotFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    throw new InputError(
      "ballot",
      text,
      `is no JSON (${message})`,
      "give the file as the voter's client wrote it",
    );
  }
  requireShape(BALLOT_FILE_SCHEMA, value, "ballot");
  return value as BallotFile;
}
