import { requireUint } from "../../inputs/requireUint.js";
import type { Domain, Field, TypedData } from "../../signing/types.js";
import { CLOSING_FIELDS, signedActMessage, type SignedActMessage, type SignedActTerms } from "./signedAct.js";

const FIELDS = [
  { name: "identity", type: "address" },
  { name: "round", type: "uint256" },
  ...CLOSING_FIELDS,
] as const;

/** Terms of the form. */
export interface VetoRecoveryTerms extends SignedActTerms {
  /** The round of `recoveryOf` that is meant. */
  readonly round: bigint;
}

/** The form `VetoRecovery`. */
export type VetoRecoveryTypedData = TypedData<
  { VetoRecovery: Field[] },
  "VetoRecovery",
  SignedActMessage & { readonly round: bigint }
>;

/**
 * What an owner, an objecting key or a guardian signs to stop a recovery (`vetoRecoverySigned`).
 * @param domain The registry's, from `readDomain`.
 * @throws InputError where a term is malformed.
 */
export function vetoRecoveryTypedData(domain: Domain, terms: VetoRecoveryTerms): VetoRecoveryTypedData {
  return {
    domain,
    types: { VetoRecovery: [...FIELDS] },
    primaryType: "VetoRecovery",
    message: {
      ...signedActMessage(terms),
      round: requireUint("round", terms.round, 256),
    },
  };
}
