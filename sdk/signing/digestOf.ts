import { TypedDataEncoder } from "ethers";

import type { Hex, TypedData } from "./types.js";

/**
 * The digest that a signature is over (EIP-712), for wallets and devices that sign 32 bytes.
 * @returns keccak256("\x19\x01" ‖ domain separator ‖ hash of the message)
 */
export function digestOf({ domain, types, message }: TypedData): Hex {
  return TypedDataEncoder.hash(domain, types, message) as Hex;
}
