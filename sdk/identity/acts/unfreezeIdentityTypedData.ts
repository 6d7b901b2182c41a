import { requireUint } from "../../inputs/requireUint.js";
import type { Domain, Field, TypedData } from "../../signing/types.js";
import { CLOSING_FIELDS, signedActMessage, type SignedActMessage, type SignedActTerms } from "./signedAct.js";

const FIELDS = [
  { name: "identity", type: "address" },
  { name: "until", type: "uint40" },
  ...CLOSING_FIELDS,
] as const;

/** Terms of the form. */
export interface UnfreezeTerms extends SignedActTerms {
  /** Which freeze: `frozenUntil` of the identity. */
  readonly until: bigint;
}

/** The form `Unfreeze`. */
export type UnfreezeTypedData = TypedData<
  { Unfreeze: Field[] },
  "Unfreeze",
  SignedActMessage & { readonly until: bigint }
>;

/**
 * What an objecting key or a guardian signs to lift a freeze (`unfreezeSigned`), that one and no later one.
 * @param domain The registry's, from `readDomain`.
 * @throws InputError where a term is malformed.
 */
export function unfreezeIdentityTypedData(domain: Domain, terms: UnfreezeTerms): UnfreezeTypedData {
  return {
    domain,
    types: { Unfreeze: [...FIELDS] },
    primaryType: "Unfreeze",
    message: { ...signedActMessage(terms), until: requireUint("until", terms.until, 40) },
  };
}
