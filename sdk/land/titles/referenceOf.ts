import { decodeBytes32String, toBeHex } from "ethers";

import { InputError } from "../../errors.js";
import { referenceFault } from "./referenceFault.js";

/**
 * The cadastral reference of a parcel from the id of its title.
 * @throws InputError where the id is no reference.
 */
export function referenceOf(id: bigint): string {
  const reference = textOf(id);
  if (reference === undefined || referenceFault(reference) !== undefined) {
    throw new InputError(
      "id",
      id,
      "is no cadastral reference",
      "give the id of a title, as the register's events have it",
    );
  }
  return reference;
}

function textOf(id: bigint): string | undefined {
  try {
    return decodeBytes32String(toBeHex(id, 32));
  } catch {
    return undefined;
  }
}
