import { InputError } from "../../errors.js";

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/**
 * Reads a day or a second, in UTC.
 * @param timeOfDay What a day alone stands for: "00:00:00", or "23:59:59".
 * @returns Unix seconds
 * @throws InputError where the text is neither, there is no such day, or it lies before 1970.
 */
export function parseMoment(field: string, text: string, timeOfDay: string): bigint {
  const moment = DAY.test(text) ? `${text}T${timeOfDay}Z` : text;
  const milliseconds = MOMENT.test(moment) ? Date.parse(moment) : Number.NaN;
  // A day that does not exist rolls over into another month.
  if (Number.isNaN(milliseconds) || new Date(milliseconds).toISOString() !== moment.replace("Z", ".000Z")) {
    throw new InputError(field, text, "is no date", "write it as 2027-03-31, or 2027-03-31T12:00:00Z");
  }
  if (milliseconds < 0) throw new InputError(field, text, "lies before 1970", "check the year");
  return BigInt(milliseconds / 1000);
}
