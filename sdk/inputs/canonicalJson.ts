/**
 * A value as JSON in the one form that our records have: fields in alphabetical order, one space of indentation a
 * level, a line end behind it. Whoever changes a byte of such a text changes what it says or breaks the form.
 * @param value Strings, booleans, safe whole numbers, nulls, lists and plain objects.
 */
export function canonicalJson(value: unknown): string {
  return `${JSON.stringify(sorted(value), undefined, 1)}\n`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, inner]) => [name, sorted(inner)]));
}
