import { canonicalJson } from "../../inputs/canonicalJson.js";
import { requireShape } from "../../inputs/requireShape.js";
import { MANDATE_FILE_SCHEMA, type MandateFile } from "./mandateFile.js";
import type { MandateTypedData } from "./mandateTypedData.js";

/**
 * The file that a payer hands to the billing office.
 * @param typedData What the payer has signed.
 * @param signature The payer's.
 * @throws InputError where a part has no form that the office takes.
 */
export function mandateFileText({ domain, message }: MandateTypedData, signature: string): string {
  const file: MandateFile = {
    format: "civitas-mandate",
    version: 1,
    chainId: Number(domain.chainId),
    contract: domain.verifyingContract.toLowerCase(),
    payer: message.payer.toLowerCase(),
    payee: message.payee.toLowerCase(),
    roll: String(message.roll),
    collector: message.collector.toLowerCase(),
    perBill: String(message.perBill),
    perPeriod: String(message.perPeriod),
    startsAt: Number(message.startsAt),
    periodDays: Number(message.periodDays),
    periods: Number(message.periods),
    ordinal: Number(message.ordinal),
    documentHash: message.documentHash,
    signature: signature.toLowerCase(),
  };
  requireShape(MANDATE_FILE_SCHEMA, file, "mandate");
  return canonicalJson(file);
}
