import type { Domain, Field, TypedData } from "../../signing/types.js";
import { CLOSING_FIELDS, signedActMessage, type SignedActMessage, type SignedActTerms } from "./signedAct.js";

const FIELDS = [{ name: "identity", type: "address" }, ...CLOSING_FIELDS] as const;

/** The form `Freeze`. */
export type FreezeTypedData = TypedData<{ Freeze: Field[] }, "Freeze", SignedActMessage>;

/**
 * What an owner, an objecting key or a guardian signs so that an identity does nothing (`freezeSigned`): the phone is stolen.
 * @param domain The registry's, from `readDomain`.
 * @throws InputError where a term is malformed.
 */
export function freezeIdentityTypedData(domain: Domain, terms: SignedActTerms): FreezeTypedData {
  return {
    domain,
    types: { Freeze: [...FIELDS] },
    primaryType: "Freeze",
    message: signedActMessage(terms),
  };
}
