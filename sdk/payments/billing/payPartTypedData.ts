import { InputError } from "../../errors.js";
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
  { name: "amount", type: "uint64" },
  { name: "settled", type: "uint64" },
  { name: "sequence", type: "uint32" },
  { name: "deadline", type: "uint40" },
] as const;

/** What a payer says besides the bill. */
export interface PayPartTerms {
  /** Who pays and signs. */
  readonly payer: string;
  /** How much, millionths. */
  readonly amount: bigint;
  /** `owedOf(bill).settled` when it is signed: a part works once. */
  readonly settled: bigint;
  /** `owedOf(bill).sequence`; 0 where the bill was never reopened. */
  readonly sequence?: bigint;
  /** Last second in which it works, Unix seconds; at most 90 days off. */
  readonly deadline: bigint;
}

/** What a payer signs to pay a part of a bill. */
export type PayPartTypedData = TypedData<
  { PayPart: (typeof FIELDS)[number][] },
  "PayPart",
  {
    readonly payer: Address;
    readonly payee: Address;
    readonly roll: bigint;
    readonly index: bigint;
    readonly bill: Hex;
    readonly amount: bigint;
    readonly settled: bigint;
    readonly sequence: bigint;
    readonly deadline: bigint;
  }
>;

/**
 * What a payer signs so that anyone may hand in a part payment (`Billing.payBySignature`).
 * @param domain That of `Billing`, from {@link readDomain}.
 * @throws InputError where a term is malformed.
 */
export function payPartTypedData(domain: Domain, bill: Bill, terms: PayPartTerms): PayPartTypedData {
  const amount = requireUint("amount", terms.amount, 64);
  if (amount === 0n) throw new InputError("amount", amount, "pays nothing", "give how much is paid");
  return {
    domain,
    types: { PayPart: [...FIELDS] },
    primaryType: "PayPart",
    message: {
      payer: requireAddress("payer", terms.payer),
      payee: readRollId(bill.roll).payee,
      roll: bill.roll,
      index: BigInt(indexOfTerms(bill.terms)),
      bill: billLeaf(bill),
      amount,
      settled: requireUint("settled", terms.settled, 64),
      sequence: requireUint("sequence", terms.sequence ?? 0n, 32),
      deadline: requireUint("deadline", terms.deadline, 40),
    },
  };
}
