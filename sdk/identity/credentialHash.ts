import { keccak256, toUtf8Bytes } from "ethers";

import type { Hex } from "../signing/types.js";

/**
 * The hash by which something else than its issuer's key can date a credential: put it into any transaction, and the
 * chain says when. Nobody can try it out: the signature in the credential is not known before.
 * @param credential As it is handed over: a JWT, or the text of a signed document.
 * @returns keccak256 of its UTF-8
 */
export function credentialHash(credential: string): Hex {
  return keccak256(toUtf8Bytes(credential)) as Hex;
}
