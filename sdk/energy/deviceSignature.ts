import { concat, keccak256, toBeHex } from "ethers";

import { InputError } from "../errors.js";
import { isOnCurve, type P256Key } from "../identity/p256.js";
import { p256Signature } from "../identity/p256Signature.js";
import type { Hex } from "../signing/types.js";

/**
 * The signature of a P-256 device or gateway as the register of meters reads it: r, s, x, y.
 * @param signature r and s, as the device has made them over the digest; s is brought into its lower form.
 * @throws InputError where signature or key are malformed.
 */
export function deviceSignature(signature: string, key: P256Key): Hex {
  return concat([p256Signature(signature), ...coordinates(key)]) as Hex;
}

/**
 * The hash by which the register knows a P-256 key: the last 20 bytes of keccak256(x ‖ y).
 * @throws InputError where the key is no point of the curve.
 */
export function deviceKeyHash(key: P256Key): bigint {
  return BigInt(keccak256(concat(coordinates(key)))) & ((1n << 160n) - 1n);
}

function coordinates(key: P256Key): [Hex, Hex] {
  if (!isOnCurve(key)) {
    throw new InputError(
      "key",
      `${key.x}, ${key.y}`,
      "is no key of P-256",
      "give x and y as the device tells them",
    );
  }
  return [toBeHex(key.x, 32) as Hex, toBeHex(key.y, 32) as Hex];
}
