import { randomBytes32 } from "../inputs/randomBytes32.js";
import type { Hex } from "../signing/types.js";

/**
 * A nonce that no other device of the holder draws (ERC-3009), where nobody keeps count. Its first use costs a slot.
 * @returns 32 random bytes
 */
export function randomNonce(): Hex {
  return randomBytes32();
}
