import type { Shape } from "../inputs/requireShape.js";
import { FORMS, MEASURES } from "./terms.js";

/** Parts of the schemas of election records. */
export const HIGHEST = Number.MAX_SAFE_INTEGER;
export const BYTES: Shape = { type: "string", pattern: "^0x([0-9a-f]{2})*$" };
export const HASH: Shape = { type: "string", pattern: "^0x[0-9a-f]{64}$" };
export const ADDRESS: Shape = { type: "string", pattern: "^0x[0-9a-f]{40}$" };

export const number = (minimum: number, maximum: number): Shape => ({ type: "integer", minimum, maximum });
export const listOf = (items: Shape): Shape => ({ type: "array", items });

/** An object all of whose fields are required. */
export function object<Properties extends Readonly<Record<string, Shape>>>(
  properties: Properties,
  description?: string,
) {
  return {
    type: "object" as const,
    additionalProperties: false as const,
    required: Object.keys(properties),
    properties,
    ...(description === undefined ? {} : { description }),
  };
}

const TEXT: Shape = { type: "string", pattern: "^\\S(.*\\S)?$" };
const FRACTION = object({ numerator: number(0, 65_535), denominator: number(1, 65_535) });
const oneOfWords = (words: readonly string[]): Shape => ({
  type: "string",
  pattern: `^(${words.join("|")})$`,
});

export const TIME = number(0, 2 ** 40 - 1);

/** What every kind of election says in words. */
export const PLAN_PARTS = {
  rollId: number(1, HIGHEST),
  question: TEXT,
  options: listOf(TEXT),
  form: oneOfWords(FORMS),
  schedule: object({ opensAt: TIME, openUntil: TIME, closesAt: TIME, finalisesAt: TIME }),
  rules: object({
    quorum: FRACTION,
    threshold: FRACTION,
    measure: oneOfWords(MEASURES),
    isStrict: { type: "boolean" },
  }),
} as const satisfies Record<string, Shape>;
