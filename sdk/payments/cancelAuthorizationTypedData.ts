import { requireAddress } from "../inputs/requireAddress.js";
import { requireBytes32 } from "../inputs/requireBytes32.js";
import type { Address, Domain, Hex, TypedData } from "../signing/types.js";

const FIELDS = [
  { name: "authorizer", type: "address" },
  { name: "nonce", type: "bytes32" },
] as const;

/** What a holder signs to withdraw an authorisation. */
export type CancelAuthorizationTypedData = TypedData<
  { CancelAuthorization: (typeof FIELDS)[number][] },
  "CancelAuthorization",
  { readonly authorizer: Address; readonly nonce: Hex }
>;

/**
 * What a holder signs so that an authorisation never works (ERC-3009, `cancelAuthorization`). It must reach the token
 * before the authorisation does.
 * @param domain The token's, from {@link readDomain}.
 * @param terms Who has signed the authorisation, and its nonce.
 * @throws InputError where a term is malformed.
 */
export function cancelAuthorizationTypedData(
  domain: Domain,
  terms: { readonly authorizer: string; readonly nonce: string },
): CancelAuthorizationTypedData {
  return {
    domain,
    types: { CancelAuthorization: [...FIELDS] },
    primaryType: "CancelAuthorization",
    message: {
      authorizer: requireAddress("authorizer", terms.authorizer),
      nonce: requireBytes32("nonce", terms.nonce),
    },
  };
}
