import { requireAddress } from "../../inputs/requireAddress.js";
import { requireUint } from "../../inputs/requireUint.js";
import type { Address, Domain, Field, TypedData } from "../../signing/types.js";
import { CLOSING_FIELDS, signedActMessage, type SignedActMessage, type SignedActTerms } from "./signedAct.js";

const FIELDS = [
  { name: "identity", type: "address" },
  { name: "newOwner", type: "address" },
  { name: "round", type: "uint256" },
  ...CLOSING_FIELDS,
] as const;

/** Terms of the form. */
export interface SupportRecoveryTerms extends SignedActTerms {
  /** Whom the guardian names. */
  readonly newOwner: string;
  /** The round of `recoveryOf` in which it counts. */
  readonly round: bigint;
}

/** The form `SupportRecovery`. */
export type SupportRecoveryTypedData = TypedData<
  { SupportRecovery: Field[] },
  "SupportRecovery",
  SignedActMessage & { readonly newOwner: Address; readonly round: bigint }
>;

/**
 * What a guardian signs to name the next owner (`supportRecoverySigned`).
 * @param domain The registry's, from `readDomain`.
 * @throws InputError where a term is malformed.
 */
export function supportRecoveryTypedData(
  domain: Domain,
  terms: SupportRecoveryTerms,
): SupportRecoveryTypedData {
  return {
    domain,
    types: { SupportRecovery: [...FIELDS] },
    primaryType: "SupportRecovery",
    message: {
      ...signedActMessage(terms),
      newOwner: requireAddress("newOwner", terms.newOwner),
      round: requireUint("round", terms.round, 256),
    },
  };
}
