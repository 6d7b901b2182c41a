import { randomBytes32 } from "../inputs/randomBytes32.js";
import type { Hex } from "../signing/types.js";

/**
 * A new salt for {@link saltedHash}. Keep it with the document: without it nobody can show later what was hashed, and
 * once it is destroyed the hash says nothing any more.
 * @returns 32 random bytes
 */
export function randomSalt(): Hex {
  return randomBytes32();
}
