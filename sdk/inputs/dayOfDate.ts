/**
 * The day of a date.
 * @param text As 2031-12-31.
 * @returns days from 1970-01-01; undefined where there is no such date, or it is earlier
 */
export function dayOfDate(text: string): bigint | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const milliseconds = Date.parse(`${text}T00:00Z`);
  // 2031-02-30 is read as a day in March.
  if (Number.isNaN(milliseconds) || new Date(milliseconds).toISOString().slice(0, 10) !== text)
    return undefined;
  return milliseconds < 0 ? undefined : BigInt(milliseconds) / 86_400_000n;
}
