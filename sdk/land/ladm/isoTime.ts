/** Unix seconds as ISO 8601 in UTC, without fractions of a second. */
export function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}
