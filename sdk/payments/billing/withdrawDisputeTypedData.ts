import { requireAddress } from "../../inputs/requireAddress.js";
import { requireUint } from "../../inputs/requireUint.js";
import type { Address, Domain, TypedData } from "../../signing/types.js";

const FIELDS = [
  { name: "debtor", type: "address" },
  { name: "roll", type: "uint256" },
  { name: "index", type: "uint32" },
  { name: "openedAt", type: "uint40" },
  { name: "deadline", type: "uint40" },
] as const;

/** What a debtor signs to take a dispute back. */
export type WithdrawDisputeTypedData = TypedData<
  { WithdrawDispute: (typeof FIELDS)[number][] },
  "WithdrawDispute",
  {
    readonly debtor: Address;
    readonly roll: bigint;
    readonly index: bigint;
    readonly openedAt: bigint;
    readonly deadline: bigint;
  }
>;

/**
 * What a debtor signs to take a dispute back (`Disputes.withdrawBySignature`).
 * @param domain That of `Disputes`, from {@link readDomain}.
 * @param terms Who has opened it, roll and index of the bill, when it was opened (`disputeOf`), and the last second in
 * which this works, at most 90 days off.
 * @throws InputError where a term is malformed.
 */
export function withdrawDisputeTypedData(
  domain: Domain,
  terms: {
    readonly debtor: string;
    readonly roll: bigint;
    readonly index: bigint;
    readonly openedAt: bigint;
    readonly deadline: bigint;
  },
): WithdrawDisputeTypedData {
  return {
    domain,
    types: { WithdrawDispute: [...FIELDS] },
    primaryType: "WithdrawDispute",
    message: {
      debtor: requireAddress("debtor", terms.debtor),
      roll: requireUint("roll", terms.roll, 256),
      index: requireUint("index", terms.index, 32),
      openedAt: requireUint("openedAt", terms.openedAt, 40),
      deadline: requireUint("deadline", terms.deadline, 40),
    },
  };
}
