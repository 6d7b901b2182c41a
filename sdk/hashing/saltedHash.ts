import { concat, dataLength, isHexString, keccak256, toUtf8Bytes } from "ethers";

import { InputError } from "../errors.js";
import type { Hex } from "../signing/types.js";

/** 128 bits: below, a salt can be tried out. */
const SHORTEST_SALT = 16;

/**
 * The hash under which a document is named on the chain: the receipt of a mint, the instruction of a pay-out, an
 * order. Without the salt, who knows what such documents look like could try them out.
 *
 * keccak256(keccak256(salt) ‖ keccak256(document)), so that salt and document can have any length.
 * @param document Its bytes, or its text, which is hashed as UTF-8.
 * @param salt At least 16 bytes in hexadecimal, from {@link randomSalt} or another secret source, new for each document.
 * @throws InputError where the salt is short or plainly not random.
 */
export function saltedHash(document: string | Uint8Array, salt: string): Hex {
  requireSalt(salt);
  const bytes = typeof document === "string" ? toUtf8Bytes(document) : document;
  return keccak256(concat([keccak256(salt), keccak256(bytes)])) as Hex;
}

/** Refuses what was plainly not drawn at random. */
function requireSalt(salt: string): void {
  if (!isHexString(salt, true)) {
    throw new InputError(
      "salt",
      "(kept secret)",
      "is not bytes in hexadecimal",
      "take one from randomSalt()",
    );
  }
  const bits = dataLength(salt) * 8;
  if (dataLength(salt) < SHORTEST_SALT) {
    throw new InputError(
      "salt",
      "(kept secret)",
      `has ${bits} bits`,
      "give at least 128, as randomSalt() does",
    );
  }
  if (new Set(salt.slice(2).match(/../g)).size < 4) {
    throw new InputError("salt", "(kept secret)", "repeats itself", "take one from randomSalt()");
  }
}
