import { InputError } from "../errors.js";
import { canonicalJson } from "../inputs/canonicalJson.js";
import { requireShape } from "../inputs/requireShape.js";
import { ELECTION_RECORD_SCHEMA, type ElectionRecord } from "./electionRecord.js";

/** How much of a text is shown from where it goes wrong. */
const SHOWN_LENGTH = 40;

/**
 * Reads an election record. Only its form is checked: see {@link verifyElection}.
 * @param text The file, byte for byte.
 * @throws InputError where it is no record, or not in the one form that a record has.
 */
export function readElectionRecord(text: string): ElectionRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    throw new InputError("record", text, `is no JSON (${message})`, "give the file as it was exported");
  }
  requireShape(ELECTION_RECORD_SCHEMA, value, "record");
  const canonical = canonicalJson(value);
  if (canonical !== text) {
    let place = 0;
    while (place < text.length && text[place] === canonical[place]) place++;
    throw new InputError(
      "record",
      text.slice(place, place + SHOWN_LENGTH),
      `is not in canonical form, from character ${place} on`,
      "give the file as it was exported, byte for byte",
    );
  }
  return value as ElectionRecord;
}
