import { parseCanonical } from "../inputs/parseCanonical.js";
import { ELECTION_RECORD_SCHEMA, type ElectionRecord } from "./electionRecord.js";

/**
 * Reads an election record. Only its form is checked: see {@link verifyElection}.
 * @param text The file, byte for byte.
 * @throws InputError where it is no record, or not in the one form that a record has.
 */
export function readElectionRecord(text: string): ElectionRecord {
  const mend = "give the file as it was exported";
  return parseCanonical(text, ELECTION_RECORD_SCHEMA, "record", mend) as ElectionRecord;
}
