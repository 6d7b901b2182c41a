import { parseCanonical } from "../../../inputs/parseCanonical.js";
import { SEALED_RECORD_SCHEMA, type SealedRecord } from "./sealedRecord.js";

/**
 * Reads a record of a sealed election. Only its form is checked: see {@link verifySealedElection}.
 * @param text The file, byte for byte.
 * @throws InputError where it is no record, or not in the one form that a record has.
 */
export function readSealedRecord(text: string): SealedRecord {
  const mend = "give the file as it was exported";
  return parseCanonical(text, SEALED_RECORD_SCHEMA, "record", mend) as SealedRecord;
}
