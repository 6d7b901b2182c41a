import { getBytes, hexlify, toBeHex } from "ethers";

import { keccak, type Keccak256 } from "../../hashing/keccak.js";
import { requireBytes32 } from "../../inputs/requireBytes32.js";
import { requireUint } from "../../inputs/requireUint.js";
import type { Hex } from "../../signing/types.js";

/**
 * The salt of one bill, from the city's secret: keccak256(secret ‖ roll ‖ index), 32 bytes each. The city keeps one
 * secret instead of a million salts and can prepare a roll again; who is told the salt of one bill learns nothing of
 * another's.
 * @param secret 32 random bytes, known to the billing office alone.
 * @param roll Number of the roll.
 * @param index The bill's index in it.
 */
export function billSalt(secret: string, roll: bigint, index: bigint, keccak256: Keccak256 = keccak): Hex {
  const bytes = new Uint8Array(96);
  bytes.set(getBytes(requireBytes32("secret", secret)));
  bytes.set(getBytes(toBeHex(requireUint("roll", roll, 256), 32)), 32);
  bytes.set(getBytes(toBeHex(requireUint("index", index, 64), 32)), 64);
  return hexlify(keccak256(bytes)) as Hex;
}
