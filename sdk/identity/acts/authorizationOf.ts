import { isHexString } from "ethers";

import { InputError } from "../../errors.js";
import type { Hex, TypedData } from "../../signing/types.js";
import { requireSigner } from "../didChange.js";

/** Who signs, and what every signed act carries: the last argument of every `…Signed` function of the registry. */
export type Authorization = {
  readonly signer: Hex;
  readonly nonce: bigint;
  readonly deadline: bigint;
  readonly signature: Hex;
};

/**
 * What carries a signed act to the registry.
 * @param signer Who has signed: an account (20 bytes), or verifier and key, from `p256Signer`.
 * @param typedData What was signed.
 * @param signature 65 bytes of an account's key, what a contract wallet has made, `passkeySignature` or `p256Signature`.
 * @throws InputError where the signer or the signature is malformed.
 */
export function authorizationOf(
  signer: string,
  typedData: TypedData<
    TypedData["types"],
    string,
    Record<string, unknown> & { readonly nonce: bigint; readonly deadline: bigint }
  >,
  signature: string,
): Authorization {
  if (!isHexString(signature, true)) {
    throw new InputError("signature", signature, "is not bytes in hexadecimal", "give what the signer made");
  }
  const { nonce, deadline } = typedData.message;
  return { signer: requireSigner(signer), nonce, deadline, signature };
}
