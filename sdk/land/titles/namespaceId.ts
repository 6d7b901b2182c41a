import { encodeBytes32String } from "ethers";

import { InputError } from "../../errors.js";
import type { Hex } from "../../signing/types.js";
import { referenceFault } from "./referenceFault.js";

/** A namespace leaves room for a colon and one character. */
const LONGEST = 29;

/**
 * The namespace of references as the register takes it.
 * @param name The part before the colon, such as `ALTSTADT`.
 * @throws InputError where no reference begins like that.
 */
export function namespaceId(name: string): Hex {
  if (name.includes(":") || name.length > LONGEST || referenceFault(`${name}:1`) !== undefined) {
    throw new InputError(
      "namespace",
      name,
      "begins no cadastral reference",
      "give 1 to 29 capital letters and digits, single - . / between them",
    );
  }
  return encodeBytes32String(name) as Hex;
}
