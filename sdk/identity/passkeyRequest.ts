import { getBytes } from "ethers";

import { digestOf } from "../signing/digestOf.js";
import type { TypedData } from "../signing/types.js";

/** What a browser asks an authenticator, as `navigator.credentials.get({ publicKey })` takes it. */
export interface PasskeyRequest {
  readonly challenge: Uint8Array<ArrayBuffer>;
  readonly userVerification: "required";
  readonly allowCredentials: { readonly type: "public-key"; readonly id: Uint8Array<ArrayBuffer> }[];
}

/**
 * What to ask a passkey so that it signs typed data: the challenge is the digest. The authenticator must verify its
 * user, by finger, face or PIN, or the chain refuses its answer.
 *
 * The authenticator shows the name of the site, not what is signed: show that yourself, before.
 * @param typedData What shall be signed.
 * @param credentialIds Passkeys that may answer; any of the site's where empty.
 */
export function passkeyRequest(
  typedData: TypedData,
  credentialIds: readonly Uint8Array<ArrayBuffer>[] = [],
): PasskeyRequest {
  return {
    challenge: new Uint8Array(getBytes(digestOf(typedData))),
    userVerification: "required",
    allowCredentials: credentialIds.map((id) => ({ type: "public-key", id })),
  };
}
