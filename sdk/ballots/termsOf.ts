import { concat, keccak256, toUtf8Bytes } from "ethers";

import { InputError } from "../errors.js";
import type { Hex } from "../signing/types.js";
import { FORMS, MEASURES, type ElectionPlan, type Terms } from "./terms.js";

/**
 * The terms of an election: its texts become hashes, so publish them with the terms.
 * @param plan The election in words.
 * @throws InputError where a text is empty or stands twice.
 */
export function termsOf(plan: ElectionPlan): Terms {
  const { rollId, question, options, form, maxApprovals, isRevotable, schedule, rules } = plan;
  requireText("question", question);
  for (const [place, text] of options.entries()) {
    requireText(`options[${place}]`, text);
    const first = options.indexOf(text);
    if (first !== place) {
      throw new InputError(`options[${place}]`, text, `is options[${first}] again`, "name each option once");
    }
  }
  return {
    rollId: BigInt(rollId),
    questionHash: textHash(question),
    optionsHash: keccak256(concat(options.map(textHash))) as Hex,
    form: FORMS.indexOf(form),
    optionCount: options.length,
    maxApprovals,
    isRevotable,
    schedule,
    rules: { ...rules, measure: MEASURES.indexOf(rules.measure) },
  };
}

/** Half a character of two halves: no text in UTF-8 has it. */
const HALF = /\p{Surrogate}/u;

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
