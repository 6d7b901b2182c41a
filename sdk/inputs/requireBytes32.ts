import { isHexString } from "ethers";

import { InputError } from "../errors.js";
import type { Hex } from "../signing/types.js";

/**
 * 32 bytes.
 * @returns them in lower case
 * @throws InputError where they are not.
 */
export function requireBytes32(field: string, value: string): Hex {
  if (!isHexString(value, 32)) {
    throw new InputError(field, value, "is not 32 bytes", "give 0x and 64 hexadecimal digits");
  }
  return value.toLowerCase() as Hex;
}
