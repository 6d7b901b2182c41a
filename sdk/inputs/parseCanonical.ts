import { InputError } from "../errors.js";
import { canonicalJson } from "./canonicalJson.js";
import { parseShaped } from "./parseShaped.js";
import type { Shape } from "./requireShape.js";

/** How much of a text is shown from where it goes wrong. */
const SHOWN_LENGTH = 40;

/**
 * Reads a text in JSON that has one form alone: that of {@link canonicalJson}, to the last byte.
 * @param field What it is, for the error.
 * @param mend What to do where it is not.
 * @throws InputError where it is no JSON, does not have its shape, or is written otherwise.
 */
export function parseCanonical(text: string, shape: Shape, field: string, mend: string): unknown {
  const value = parseShaped(text, shape, field, mend);
  const canonical = canonicalJson(value);
  if (canonical === text) return value;
  let place = 0;
  while (place < text.length && text[place] === canonical[place]) place++;
  throw new InputError(
    field,
    text.slice(place, place + SHOWN_LENGTH),
    `is not in canonical form, from character ${place} on`,
    `${mend}, byte for byte`,
  );
}
