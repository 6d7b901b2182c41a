import { toBeHex } from "ethers";

import { InputError } from "../errors.js";
import type { Hex } from "../signing/types.js";

/** P-256 (FIPS 186-5): the field, the curve y² = x³ - 3x + B, and the order of its group. */
const FIELD = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** A public key of P-256. */
export interface P256Key {
  readonly x: bigint;
  readonly y: bigint;
}

/** Whether a point is on the curve. */
export function isOnCurve({ x, y }: P256Key): boolean {
  const inField = (value: bigint): boolean => value >= 0n && value < FIELD;
  return inField(x) && inField(y) && (y * y - (x * x * x - 3n * x + B)) % FIELD === 0n;
}

/**
 * The form of a signature that contracts accept: of the two that are valid, the one with the smaller s.
 * @returns r and s, 32 bytes each
 * @throws InputError where a half is zero or not below the order.
 */
export function lowS(field: string, r: bigint, s: bigint): { readonly r: Hex; readonly s: Hex } {
  const isScalar = (value: bigint): boolean => value > 0n && value < ORDER;
  if (!isScalar(r) || !isScalar(s)) {
    throw new InputError(field, toBeHex(r), "is out of range for P-256", "take it as the device has made it");
  }
  return { r: toBeHex(r, 32) as Hex, s: toBeHex(s > ORDER / 2n ? ORDER - s : s, 32) as Hex };
}
