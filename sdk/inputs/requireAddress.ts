import { getAddress, ZeroAddress } from "ethers";

import { InputError } from "../errors.js";
import type { Address } from "../signing/types.js";

/**
 * An address as a message may hold it.
 * @returns the address in the mixed case of ERC-55
 * @throws InputError where it is none, its checksum is wrong, or it is zero.
 */
export function requireAddress(field: string, value: string): Address {
  let address: string;
  try {
    address = getAddress(value);
  } catch {
    throw new InputError(
      field,
      value,
      "is no address",
      "give 20 bytes in hexadecimal and check for typing errors",
    );
  }
  if (address === ZeroAddress) {
    throw new InputError(field, value, "is the zero address", "name an account; what goes there is lost");
  }
  return address as Address;
}
