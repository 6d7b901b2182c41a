import { toBeHex } from "ethers";

import { requireUint } from "../inputs/requireUint.js";
import type { Hex } from "../signing/types.js";

/**
 * The nonce with a number (ERC-3009). 256 numbers share a slot of the token, so that authorisations numbered 0, 1, 2 …
 * cost less than those with random nonces.
 */
export function countedNonce(number: bigint): Hex {
  return toBeHex(requireUint("number", number, 256), 32) as Hex;
}
