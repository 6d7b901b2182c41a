import { parseShaped } from "../../inputs/parseShaped.js";
import { requireUint } from "../../inputs/requireUint.js";
import { MANDATE_FILE_SCHEMA, type MandateFile } from "./mandateFile.js";

/**
 * Reads a mandate's file. Only its form is checked: whether it can be registered, the chain tells.
 * @param text The file.
 * @throws InputError where it is none.
 */
export function readMandateFile(text: string): MandateFile {
  const mend = "give the file as the payer's client wrote it";
  const file = parseShaped(text, MANDATE_FILE_SCHEMA, "mandate", mend) as MandateFile;
  requireUint("mandate.roll", BigInt(file.roll), 256);
  for (const name of ["perBill", "perPeriod"] as const)
    requireUint(`mandate.${name}`, BigInt(file[name]), 48);
  return file;
}
