import { isHexString, Signature } from "ethers";

import { InputError } from "../errors.js";
import type { Hex } from "../signing/types.js";

/**
 * A signature as a relayed ballot carries it.
 * @param signature 65 bytes of a wallet, which are shortened (ERC-2098), or 128 bytes `r ‖ s ‖ x ‖ y` of P-256.
 * @throws InputError where it is none of these.
 */
export function shortSignature(signature: string): Hex {
  if (isHexString(signature, 128)) return signature.toLowerCase() as Hex;
  try {
    return Signature.from(signature).compactSerialized as Hex;
  } catch {
    throw new InputError(
      "signature",
      signature,
      "is none that a relayed ballot can have",
      "give 64 or 65 bytes of a key of secp256k1, or 128 of P-256; a contract account casts directly",
    );
  }
}
