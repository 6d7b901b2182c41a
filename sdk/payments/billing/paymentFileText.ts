import { InputError } from "../../errors.js";
import { canonicalJson } from "../../inputs/canonicalJson.js";
import { requireShape } from "../../inputs/requireShape.js";
import { type Bill, billLeaf } from "./billLeaf.js";
import type { PayBillTypedData } from "./payBillTypedData.js";
import { PAYMENT_FILE_SCHEMA, type PaymentFile } from "./paymentFile.js";
import { packOrder } from "./payOrder.js";
import type { PayPartTypedData } from "./payPartTypedData.js";

/**
 * The file that a payer hands to a relay.
 * @param typedData What the payer has signed: {@link payBillTypedData} or {@link payPartTypedData}.
 * @param proven The bill, with its proof.
 * @param signature The payer's.
 * @throws InputError where another bill was signed, or a part has no form that a relay takes.
 */
export function paymentFileText(
  { domain, message }: PayBillTypedData | PayPartTypedData,
  { bill, proof }: { readonly bill: Bill; readonly proof: readonly string[] },
  signature: string,
): string {
  if (message.bill !== billLeaf(bill)) {
    throw new InputError("bill", billLeaf(bill), "is not the bill that was signed", `give ${message.bill}`);
  }
  const { sequence, deadline } = message;
  const order =
    "amount" in message
      ? packOrder({ amount: message.amount, settled: message.settled, sequence, deadline, isPart: true })
      : packOrder({ amount: message.maxAmount, sequence, deadline, isPart: false });
  const file: PaymentFile = {
    format: "civitas-payment",
    version: 1,
    chainId: Number(domain.chainId),
    contract: domain.verifyingContract.toLowerCase(),
    roll: String(bill.roll),
    payer: message.payer.toLowerCase(),
    terms: String(bill.terms),
    commit: bill.commit.toLowerCase(),
    order: String(order),
    signature: signature.toLowerCase(),
    proof: proof.map((node) => node.toLowerCase()),
  };
  requireShape(PAYMENT_FILE_SCHEMA, file, "payment");
  return canonicalJson(file);
}
