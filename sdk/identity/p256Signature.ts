import { concat, dataSlice, isHexString } from "ethers";

import { InputError } from "../errors.js";
import type { Hex } from "../signing/types.js";
import { lowS } from "./p256.js";

/**
 * The signature that contracts check through the city's `CardVerifier`, from a card or a device that signs the
 * digest itself.
 * @param signature r and s, 32 bytes each (IEEE P1363), in hexadecimal.
 * @returns the same, or its other form where s is the greater one, which contracts refuse
 * @throws InputError where it is malformed.
 */
export function p256Signature(signature: string): Hex {
  if (!isHexString(signature, 64)) {
    throw new InputError("signature", signature, "is not r and s", "give 64 bytes in hexadecimal, not DER");
  }
  const { r, s } = lowS(
    "signature",
    BigInt(dataSlice(signature, 0, 32)),
    BigInt(dataSlice(signature, 32, 64)),
  );
  return concat([r, s]) as Hex;
}
