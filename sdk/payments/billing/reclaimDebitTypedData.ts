import { requireAddress } from "../../inputs/requireAddress.js";
import { requireBytes32 } from "../../inputs/requireBytes32.js";
import { requireUint } from "../../inputs/requireUint.js";
import type { Address, Domain, Hex, TypedData } from "../../signing/types.js";

const FIELDS = [
  { name: "payer", type: "address" },
  { name: "roll", type: "uint256" },
  { name: "index", type: "uint32" },
  { name: "batch", type: "bytes32" },
  { name: "deadline", type: "uint40" },
] as const;

/** What a payer signs to take a debit back. */
export type ReclaimDebitTypedData = TypedData<
  { ReclaimDebit: (typeof FIELDS)[number][] },
  "ReclaimDebit",
  {
    readonly payer: Address;
    readonly roll: bigint;
    readonly index: bigint;
    readonly batch: Hex;
    readonly deadline: bigint;
  }
>;

/**
 * What a payer signs to take a direct debit back without a reason (`Mandates.reclaimBySignature`).
 * @param domain That of `Mandates`, from {@link readDomain}.
 * @param terms Payer, roll and index of the bill, the batch that `Collected` names, and the last second in which this
 * works, at most 90 days off.
 * @throws InputError where a term is malformed.
 */
export function reclaimDebitTypedData(
  domain: Domain,
  terms: {
    readonly payer: string;
    readonly roll: bigint;
    readonly index: bigint;
    readonly batch: string;
    readonly deadline: bigint;
  },
): ReclaimDebitTypedData {
  return {
    domain,
    types: { ReclaimDebit: [...FIELDS] },
    primaryType: "ReclaimDebit",
    message: {
      payer: requireAddress("payer", terms.payer),
      roll: requireUint("roll", terms.roll, 256),
      index: requireUint("index", terms.index, 32),
      batch: requireBytes32("batch", terms.batch),
      deadline: requireUint("deadline", terms.deadline, 40),
    },
  };
}
