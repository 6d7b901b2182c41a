import { InputError } from "../../errors.js";
import { requireAddress } from "../../inputs/requireAddress.js";
import { requireUint } from "../../inputs/requireUint.js";
import type { Address, Domain, Hex, TypedData } from "../../signing/types.js";
import { type Bill, billLeaf } from "./billLeaf.js";
import { readTerms } from "./billTerms.js";
import { readRollId } from "./rollId.js";

const FIELDS = [
  { name: "officer", type: "address" },
  { name: "payee", type: "address" },
  { name: "roll", type: "uint256" },
  { name: "index", type: "uint32" },
  { name: "amount", type: "uint64" },
  { name: "dueAt", type: "uint40" },
  { name: "bill", type: "bytes32" },
  { name: "validUntil", type: "uint40" },
] as const;

/** What the billing office signs to issue a bill. */
export type IssueBillTypedData = TypedData<
  { IssueBill: (typeof FIELDS)[number][] },
  "IssueBill",
  {
    readonly officer: Address;
    readonly payee: Address;
    readonly roll: bigint;
    readonly index: bigint;
    readonly amount: bigint;
    readonly dueAt: bigint;
    readonly bill: Hex;
    readonly validUntil: bigint;
  }
>;

/**
 * What an officer signs to issue a single bill of a series, such as a fine (`Billing.paySigned`, `issueSigned`).
 * @param domain That of `Billing`, from {@link readDomain}.
 * @param bill The bill; its roll is a series.
 * @throws InputError where a term is malformed, or the roll has a tree.
 */
export function issueBillTypedData(
  domain: Domain,
  bill: Bill,
  terms: { readonly officer: string; readonly validUntil: bigint },
): IssueBillTypedData {
  const { payee, levels } = readRollId(bill.roll);
  if (levels !== 0) {
    throw new InputError("roll", bill.roll, "has a tree", "sign bills of a series, whose id says 0 levels");
  }
  const { amount, index, dueAt } = readTerms(bill.terms);
  return {
    domain,
    types: { IssueBill: [...FIELDS] },
    primaryType: "IssueBill",
    message: {
      officer: requireAddress("officer", terms.officer),
      payee,
      roll: bill.roll,
      index: BigInt(index),
      amount,
      dueAt,
      bill: billLeaf(bill),
      validUntil: requireUint("validUntil", terms.validUntil, 40),
    },
  };
}
