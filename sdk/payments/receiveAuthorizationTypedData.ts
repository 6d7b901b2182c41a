import type { Domain, TypedData } from "../signing/types.js";
import {
  AUTHORIZATION_FIELDS,
  authorizationMessage,
  type AuthorizationMessage,
  type AuthorizationTerms,
} from "./authorization.js";

/** What a holder signs to let the receiver fetch a payment. */
export type ReceiveAuthorizationTypedData = TypedData<
  { ReceiveWithAuthorization: (typeof AUTHORIZATION_FIELDS)[number][] },
  "ReceiveWithAuthorization",
  AuthorizationMessage
>;

/**
 * What a holder signs so that the receiver alone may fetch a payment (ERC-3009, `receiveWithAuthorization`).
 * @param domain The token's, from {@link readDomain}.
 * @throws InputError where the token would refuse the terms.
 */
export function receiveAuthorizationTypedData(
  domain: Domain,
  terms: AuthorizationTerms,
): ReceiveAuthorizationTypedData {
  return {
    domain,
    types: { ReceiveWithAuthorization: [...AUTHORIZATION_FIELDS] },
    primaryType: "ReceiveWithAuthorization",
    message: authorizationMessage(domain, terms),
  };
}
