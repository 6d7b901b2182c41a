import { ZeroAddress } from "ethers";

import { requireAddress } from "../../inputs/requireAddress.js";
import { requireUint } from "../../inputs/requireUint.js";
import type { Address, Domain, TypedData } from "../../signing/types.js";
import { type MandateScope, requireAccountOrZero, requireRollOrZero } from "./mandate.js";

const FIELDS = [
  { name: "payer", type: "address" },
  { name: "payee", type: "address" },
  { name: "roll", type: "uint256" },
  { name: "collector", type: "address" },
  { name: "ordinal", type: "uint24" },
  { name: "deadline", type: "uint40" },
] as const;

/** What a payer signs to revoke a mandate. */
export type RevokeMandateTypedData = TypedData<
  { RevokeMandate: (typeof FIELDS)[number][] },
  "RevokeMandate",
  {
    readonly payer: Address;
    readonly payee: Address;
    readonly roll: bigint;
    readonly collector: Address;
    readonly ordinal: bigint;
    readonly deadline: bigint;
  }
>;

/**
 * What a payer signs to revoke a mandate at once (`Mandates.revokeBySignature`).
 * @param domain That of `Mandates`, from {@link readDomain}.
 * @param terms The mandate's scope, what `mandateInfo` says of its ordinal, and the last second in which this works.
 * @throws InputError where a term is malformed.
 */
export function revokeMandateTypedData(
  domain: Domain,
  terms: MandateScope & { readonly ordinal: bigint; readonly deadline: bigint },
): RevokeMandateTypedData {
  return {
    domain,
    types: { RevokeMandate: [...FIELDS] },
    primaryType: "RevokeMandate",
    message: {
      payer: requireAddress("payer", terms.payer),
      payee: requireAddress("payee", terms.payee),
      roll: requireRollOrZero(terms.roll ?? 0n),
      collector: requireAccountOrZero("collector", terms.collector ?? ZeroAddress),
      ordinal: requireUint("ordinal", terms.ordinal, 24),
      deadline: requireUint("deadline", terms.deadline, 40),
    },
  };
}
