import { referenceOf } from "./referenceOf.js";

/** Arguments that are titles. */
const TITLES = new Set(["id", "tokenId", "otherId", "oldIds", "newIds"]);

/** What an event says, as text, without the title that it is told of. */
export function factsOf(
  id: bigint,
  args: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> {
  const facts = Object.entries(args).filter(([name, value]) => !TITLES.has(name) || value !== id);
  return Object.fromEntries(facts.map(([name, value]) => [name, textOf(value, TITLES.has(name))]));
}

function textOf(value: unknown, isTitle: boolean): string {
  if (Array.isArray(value)) return value.map((item) => textOf(item, isTitle)).join(", ");
  return isTitle ? referenceOf(value as bigint) : String(value);
}
