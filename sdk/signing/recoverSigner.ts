import { verifyTypedData } from "ethers";

import { InputError } from "../errors.js";
import type { Address, TypedData } from "./types.js";

/**
 * Who has signed, by an ordinary key (ECDSA). A signature of a contract (ERC-1271) names nobody: only the contract
 * can judge it.
 *
 * Any well-formed signature has some signer: compare the answer with the account that should have signed.
 * @param typedData What should have been signed.
 * @param signature 65 bytes in hexadecimal.
 * @throws InputError where the signature is malformed.
 */
export function recoverSigner({ domain, types, message }: TypedData, signature: string): Address {
  try {
    return verifyTypedData(domain, types, message, signature) as Address;
  } catch {
    throw new InputError(
      "signature",
      signature,
      "is no ECDSA signature",
      "give 65 bytes (r, s, v) in hexadecimal; let a contract judge its own signatures by ERC-1271",
    );
  }
}
