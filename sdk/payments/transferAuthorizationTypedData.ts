import type { Domain, TypedData } from "../signing/types.js";
import {
  AUTHORIZATION_FIELDS,
  authorizationMessage,
  type AuthorizationMessage,
  type AuthorizationTerms,
} from "./authorization.js";

/** What a holder signs to pay without ether. */
export type TransferAuthorizationTypedData = TypedData<
  { TransferWithAuthorization: (typeof AUTHORIZATION_FIELDS)[number][] },
  "TransferWithAuthorization",
  AuthorizationMessage
>;

/**
 * What a holder signs so that anyone may carry a payment to the token (ERC-3009, `transferWithAuthorization`).
 *
 * Anyone who sees the signature can send it. Where a contract acts on the payment in the same call, use
 * {@link receiveAuthorizationTypedData}: then only the receiver can.
 * @param domain The token's, from {@link readDomain}.
 * @throws InputError where the token would refuse the terms.
 */
export function transferAuthorizationTypedData(
  domain: Domain,
  terms: AuthorizationTerms,
): TransferAuthorizationTypedData {
  return {
    domain,
    types: { TransferWithAuthorization: [...AUTHORIZATION_FIELDS] },
    primaryType: "TransferWithAuthorization",
    message: authorizationMessage(domain, terms),
  };
}
