import { parseCanonical } from "../../inputs/parseCanonical.js";
import { requireUint } from "../../inputs/requireUint.js";
import type { PaymentReceipt } from "./paymentReceipt.js";
import { RECEIPT_FILE_SCHEMA } from "./receiptFile.js";

/**
 * Reads a payment receipt's file. Only its form is checked, to the last byte; {@link verifyPaymentReceipt} checks what it
 * says.
 * @param text The file.
 * @throws InputError where it is none, or not in the form in which {@link paymentReceiptText} writes it.
 */
export function readPaymentReceipt(text: string): PaymentReceipt {
  const mend = "give the file as it was handed out";
  const { bill, proof, opening, payment } = parseCanonical(
    text,
    RECEIPT_FILE_SCHEMA,
    "receipt",
    mend,
  ) as Omit<PaymentReceipt, "bill"> & {
    readonly bill: { readonly roll: string; readonly terms: string; readonly commit: string };
  };
  const word = (name: "roll" | "terms"): bigint =>
    requireUint(`receipt.bill.${name}`, BigInt(bill[name]), 256);
  return {
    bill: { roll: word("roll"), terms: word("terms"), commit: bill.commit },
    proof,
    ...(opening && { opening }),
    payment,
  };
}
