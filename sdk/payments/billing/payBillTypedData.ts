import { requireAddress } from "../../inputs/requireAddress.js";
import { requireUint } from "../../inputs/requireUint.js";
import type { Address, Domain, Hex, TypedData } from "../../signing/types.js";
import { type Bill, billLeaf } from "./billLeaf.js";
import { indexOfTerms } from "./billTerms.js";
import { readRollId } from "./rollId.js";

const FIELDS = [
  { name: "payer", type: "address" },
  { name: "payee", type: "address" },
  { name: "roll", type: "uint256" },
  { name: "index", type: "uint32" },
  { name: "bill", type: "bytes32" },
  { name: "maxAmount", type: "uint64" },
  { name: "sequence", type: "uint32" },
  { name: "deadline", type: "uint40" },
] as const;

/** What a payer says besides the bill. */
export interface PayBillTerms {
  /** Who pays and signs. */
  readonly payer: string;
  /** Most to be paid, millionths: what is owed may grow between signing and handing in. */
  readonly maxAmount: bigint;
  /** `owedOf(bill).sequence`; 0 where the bill was never reopened. */
  readonly sequence?: bigint;
  /** Last second in which it works, Unix seconds; at most 90 days off. */
  readonly deadline: bigint;
}

/** What a payer signs to pay all that is owed for a bill. */
export type PayBillTypedData = TypedData<
  { PayBill: (typeof FIELDS)[number][] },
  "PayBill",
  {
    readonly payer: Address;
    readonly payee: Address;
    readonly roll: bigint;
    readonly index: bigint;
    readonly bill: Hex;
    readonly maxAmount: bigint;
    readonly sequence: bigint;
    readonly deadline: bigint;
  }
>;

/**
 * What a payer signs so that anyone may hand in the payment of a bill (`Billing.payBySignature`). It works once: the
 * bill's own state is its nonce.
 * @param domain That of `Billing`, from {@link readDomain}.
 * @throws InputError where a term is malformed.
 */
export function payBillTypedData(domain: Domain, bill: Bill, terms: PayBillTerms): PayBillTypedData {
  return {
    domain,
    types: { PayBill: [...FIELDS] },
    primaryType: "PayBill",
    message: {
      payer: requireAddress("payer", terms.payer),
      payee: readRollId(bill.roll).payee,
      roll: bill.roll,
      index: BigInt(indexOfTerms(bill.terms)),
      bill: billLeaf(bill),
      maxAmount: requireUint("maxAmount", terms.maxAmount, 64),
      sequence: requireUint("sequence", terms.sequence ?? 0n, 32),
      deadline: requireUint("deadline", terms.deadline, 40),
    },
  };
}
