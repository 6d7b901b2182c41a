import { InputError } from "../../errors.js";
import type { Domain, Field, TypedData } from "../../signing/types.js";
import type { Change } from "../didChange.js";
import { CLOSING_FIELDS, signedActMessage, type SignedActMessage, type SignedActTerms } from "./signedAct.js";

const CHANGE_FIELDS = [
  { name: "kind", type: "uint8" },
  { name: "name", type: "bytes32" },
  { name: "account", type: "address" },
  { name: "time", type: "uint40" },
  { name: "value", type: "bytes" },
] as const;

const FIELDS = [
  { name: "identity", type: "address" },
  { name: "changes", type: "Change[]" },
  ...CLOSING_FIELDS,
] as const;

/** Terms of the form. */
export interface ApplyChangesTerms extends SignedActTerms {
  /** From `didChange`, in their order. */
  readonly changes: readonly Change[];
}

/** The form `ApplyChanges`. */
export type ApplyChangesTypedData = TypedData<
  { ApplyChanges: Field[]; Change: Field[] },
  "ApplyChanges",
  SignedActMessage & { readonly changes: Change[] }
>;

/**
 * What an owner, or a key enrolled to act, signs to change an identity without ether (`applySigned`): all changes in
 * order, or none.
 * @param domain The registry's, from `readDomain`.
 * @throws InputError where a term is malformed, or there is no change.
 */
export function applyChangesTypedData(domain: Domain, terms: ApplyChangesTerms): ApplyChangesTypedData {
  if (terms.changes.length === 0) {
    throw new InputError("changes", "[]", "is empty", "give at least one change, from didChange");
  }
  return {
    domain,
    types: { ApplyChanges: [...FIELDS], Change: [...CHANGE_FIELDS] },
    primaryType: "ApplyChanges",
    message: { ...signedActMessage(terms), changes: [...terms.changes] },
  };
}
