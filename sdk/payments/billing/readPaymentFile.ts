import { parseShaped } from "../../inputs/parseShaped.js";
import { requireUint } from "../../inputs/requireUint.js";
import { PAYMENT_FILE_SCHEMA, type PaymentFile } from "./paymentFile.js";
import { readOrder } from "./payOrder.js";

/**
 * Reads a payment's file. Only its form is checked: whether it would pay, the chain tells.
 * @param text The file.
 * @throws InputError where it is none.
 */
export function readPaymentFile(text: string): PaymentFile {
  const mend = "give the file as the payer's client wrote it";
  const file = parseShaped(text, PAYMENT_FILE_SCHEMA, "payment", mend) as PaymentFile;
  for (const name of ["roll", "terms"] as const) requireUint(`payment.${name}`, BigInt(file[name]), 256);
  readOrder(BigInt(file.order));
  return file;
}
