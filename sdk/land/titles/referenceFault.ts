import { toUtf8Bytes } from "ethers";

/** Characters of a reference; the last of the 32 bytes is empty. */
const LONGEST = 31;

/** What the characters are, by their place in ASCII. */
const [DIGIT, LETTER, SEPARATOR] = [/[0-9]/, /[A-Z]/, /[-./]/];

/**
 * The first character that does not belong where it stands in a cadastral reference, as the register counts: bytes of
 * UTF-8, from 0.
 * @returns undefined where the reference is spelt as it has to be
 */
export function referenceFault(reference: string): number | undefined {
  const bytes = toUtf8Bytes(reference);
  // No letter or digit came yet; a number is being read; it began with a zero; the colon came.
  let [isOpen, isNumber, isZero, hasColon] = [true, false, false, false];
  let position = 0;
  for (; position < Math.min(bytes.length, LONGEST) && bytes[position] !== 0; position += 1) {
    const character = String.fromCharCode(bytes[position]);
    if (DIGIT.test(character)) {
      if (isZero) return position;
      isZero = !isNumber && character === "0";
      [isOpen, isNumber] = [false, true];
    } else if (LETTER.test(character)) {
      [isOpen, isNumber, isZero] = [false, false, false];
    } else {
      const isColon = character === ":" && !hasColon;
      if (isOpen || !(isColon || SEPARATOR.test(character))) return position;
      hasColon ||= isColon;
      [isOpen, isNumber, isZero] = [true, false, false];
    }
  }
  return hasColon && !isOpen && position === bytes.length ? undefined : position;
}
