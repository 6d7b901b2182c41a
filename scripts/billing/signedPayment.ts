import { type Bill, type PaymentFile, readTerms } from "../../sdk/index.js";

/** The bill that a payment is for. */
export const billOf = ({ roll, terms, commit }: PaymentFile): Bill => ({
  roll: BigInt(roll),
  terms: BigInt(terms),
  commit,
});

/** Number of that bill in its roll. */
export const indexOf = ({ terms }: PaymentFile): number => readTerms(BigInt(terms)).index;

/** A payment as the contract takes it. */
export const signedPayment = ({ payer, terms, commit, order, signature, proof }: PaymentFile) => ({
  payer,
  terms,
  commit,
  order,
  signature,
  proof: [...proof],
});
