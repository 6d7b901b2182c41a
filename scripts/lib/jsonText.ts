/** A value as JSON text on lines of their own, a line break at its end; whole numbers beyond JSON's stand as texts. */
export function jsonText(value: object, indent: number): string {
  const asText = (_key: string, part: unknown): unknown => (typeof part === "bigint" ? String(part) : part);
  return `${JSON.stringify(value, asText, indent)}\n`;
}
