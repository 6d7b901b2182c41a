import { canonicalJson } from "../../inputs/canonicalJson.js";
import type { PaymentReceipt } from "./paymentReceipt.js";

/** A payment receipt as a file: the same receipt has the same text, whoever writes it. */
export function paymentReceiptText({ bill, proof, opening, payment }: PaymentReceipt): string {
  const lower = (text: string): string => text.toLowerCase();
  const { header, transactionIndex, receipt, nodes } = payment;
  return canonicalJson({
    format: "civitas-receipt",
    version: 1,
    bill: { roll: String(bill.roll), terms: String(bill.terms), commit: lower(bill.commit) },
    proof: proof.map(lower),
    ...(opening && {
      opening: {
        account: lower(opening.account),
        document: lower(opening.document),
        salt: lower(opening.salt),
      },
    }),
    payment: {
      header: lower(header),
      transactionIndex,
      receipt: lower(receipt),
      nodes: nodes.map(lower),
    },
  });
}
