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
export interface WithdrawSupportTerms extends SignedActTerms {
  /** Whom the guardian had named. */
  readonly newOwner: string;
  /** The round of `recoveryOf` in which it had. */
  readonly round: bigint;
}

/** The form `WithdrawSupport`. */
export type WithdrawSupportTypedData = TypedData<
  { WithdrawSupport: Field[] },
  "WithdrawSupport",
  SignedActMessage & { readonly newOwner: Address; readonly round: bigint }
>;

/**
 * What a guardian signs to take its support back (`withdrawSupportSigned`).
 * @param domain The registry's, from `readDomain`.
 * @throws InputError where a term is malformed.
 */
export function withdrawSupportTypedData(
  domain: Domain,
  terms: WithdrawSupportTerms,
): WithdrawSupportTypedData {
  return {
    domain,
    types: { WithdrawSupport: [...FIELDS] },
    primaryType: "WithdrawSupport",
    message: {
      ...signedActMessage(terms),
      newOwner: requireAddress("newOwner", terms.newOwner),
      round: requireUint("round", terms.round, 256),
    },
  };
}
