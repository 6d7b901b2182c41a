import { hexlify, toBigInt, toUtf8Bytes } from "ethers";

import { InputError } from "../../errors.js";
import { referenceFault } from "./referenceFault.js";

/**
 * The id of a title from its parcel's cadastral reference: the characters themselves, left aligned in 32 bytes.
 * @param reference Such as `ALTSTADT:17/3`.
 * @param field What errors call it.
 * @throws InputError where it is not spelt in its one way, with the place.
 */
export function parcelId(reference: string, field = "reference"): bigint {
  const fault = referenceFault(reference);
  if (fault !== undefined) {
    throw new InputError(
      field,
      reference,
      `is no cadastral reference from character ${fault + 1} on`,
      "write district, colon, parcel, as ALTSTADT:17/3: capital letters, digits, single - . / between them, no number " +
        "with a zero in front, at most 31 characters",
    );
  }
  return toBigInt(hexlify(toUtf8Bytes(reference)).padEnd(66, "0"));
}
