import { hexlify } from "ethers";

import type { Hex } from "../signing/types.js";

/** 32 random bytes, from the platform's cryptographic generator. */
export function randomBytes32(): Hex {
  return hexlify(crypto.getRandomValues(new Uint8Array(32))) as Hex;
}
