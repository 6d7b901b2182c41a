import { concat, keccak256, toUtf8Bytes } from "ethers";

import { InputError } from "../errors.js";
import type { Hex } from "../signing/types.js";

/** Half a character of two halves: no text in UTF-8 has it. */
const HALF = /\p{Surrogate}/u;

/**
 * The hashes of an election's texts.
 * @throws InputError where a text is empty, in another form than voters read, or stands twice.
 */
export function textHashes(
  question: string,
  options: readonly string[],
): { questionHash: Hex; optionsHash: Hex } {
  requireText("question", question);
  for (const [place, text] of options.entries()) {
    requireText(`options[${place}]`, text);
    const first = options.indexOf(text);
    if (first !== place) {
      throw new InputError(`options[${place}]`, text, `is options[${first}] again`, "name each option once");
    }
  }
  return {
    questionHash: textHash(question),
    optionsHash: keccak256(concat(options.map(textHash))) as Hex,
  };
}

/** keccak256 of a text in UTF-8. */
const textHash = (text: string): Hex => keccak256(toUtf8Bytes(text)) as Hex;

function requireText(field: string, text: string): void {
  if (text.trim() === "" || text !== text.trim() || text !== text.normalize("NFC") || HALF.test(text)) {
    throw new InputError(
      field,
      text,
      "is empty, has blanks around it, or is not in the form NFC of Unicode",
      "give the text as voters read it, trimmed and normalised",
    );
  }
}
