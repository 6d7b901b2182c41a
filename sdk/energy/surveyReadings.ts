import { type CellProblem, csvRecords } from "../csv/csvRecords.js";
import type { CsvOptions } from "../csv/csvRows.js";
import type { TextSource } from "../csv/textSource.js";
import { InputError } from "../errors.js";
import { dayOfDate } from "../inputs/dayOfDate.js";
import { startOf } from "./intervals.js";
import { INTERVAL_SECONDS, INTERVALS_PER_DAY, LARGEST_READING } from "./units.js";

/** What a file of readings must be of. */
export interface ReadingsPlan {
  /** Number of the day in UTC, from 1970-01-01. */
  readonly day: bigint;
  /** Meters by their place; null where nobody is at it on that day. */
  readonly meters: readonly (bigint | null)[];
  /** Unix seconds: what begins or ends later cannot have been metered. */
  readonly now: bigint;
}

/** A reading that stands in no line. */
export interface MissingReading {
  readonly meter: bigint;
  readonly interval: bigint;
}

/** What a file says of a day. */
export interface ReadingsSurvey {
  /** One a place, one reading an interval: exported above zero; null where it is missing, 0 where nobody is. */
  readonly rows: readonly (readonly (bigint | null)[])[];
  /** In the order of places, then of intervals. */
  readonly missing: readonly MissingReading[];
  readonly badRows: number;
}

const COLUMNS = {
  meter: { parse: wholeNumber },
  start: { parse: intervalStart },
  import_wh: { parse: energy },
  export_wh: { parse: energy },
};

/**
 * Reads a day's readings of a zone (columns meter, start, import_wh, export_wh): every line that is a duplicate, negative,
 * out of range, of the future, of another day or of no meter of the zone is told; a reading that stands nowhere, or whose
 * cells are empty, is missing, and never zero.
 * @throws InputError where the file has not these columns.
 */
export async function surveyReadings(
  source: TextSource,
  plan: ReadingsPlan,
  onProblem: (problem: CellProblem) => void,
  options: CsvOptions = {},
): Promise<ReadingsSurvey> {
  const first = plan.day * INTERVALS_PER_DAY;
  const intervals = Number(INTERVALS_PER_DAY);
  const rows = plan.meters.map((meter) => Array<bigint | null>(intervals).fill(meter === null ? 0n : null));
  const placeOf = new Map(plan.meters.flatMap((meter, place) => (meter === null ? [] : [[meter, place]])));
  const lineOf = new Map<string, number>();
  let badRows = 0;
  for await (const record of csvRecords(source, COLUMNS, options)) {
    const problems = record.problems ?? clashes(record.line, record.value, plan, placeOf, lineOf);
    if (record.problems !== undefined || problems.length > 0) {
      ++badRows;
      problems.forEach(onProblem);
      continue;
    }
    const { meter, start, import_wh: imported, export_wh: exported } = record.value;
    lineOf.set(`${meter} ${start}`, record.line);
    const place = placeOf.get(meter);
    if (place === undefined || imported === null || exported === null) continue;
    rows[place][Number(start / INTERVAL_SECONDS - first)] = exported - imported;
  }
  const missing = plan.meters.flatMap((meter, place) =>
    meter === null
      ? []
      : rows[place].flatMap((reading, i) =>
          reading === null ? [{ meter, interval: first + BigInt(i) }] : [],
        ),
  );
  return { rows, missing, badRows };
}

interface Cells {
  readonly meter: bigint;
  readonly start: bigint;
  readonly import_wh: bigint | null;
  readonly export_wh: bigint | null;
}

/** What is wrong with a line beside the others, and in this zone, on this day. */
function clashes(
  line: number,
  { meter, start, import_wh: imported, export_wh: exported }: Cells,
  { day, now }: ReadingsPlan,
  placeOf: ReadonlyMap<bigint, number>,
  lineOf: ReadonlyMap<string, number>,
): CellProblem[] {
  const told = (field: string, value: string, problem: string, mend: string): CellProblem[] => [
    { line, field, value, problem, mend },
  ];
  const time = new Date(Number(start) * 1000).toISOString();
  if (!placeOf.has(meter)) {
    return told(
      "meter",
      String(meter),
      "has no place in the zone on that day",
      "leave it out, or give its zone",
    );
  }
  const interval = start / INTERVAL_SECONDS;
  if (interval / INTERVALS_PER_DAY !== day)
    return told("start", time, "is of another day", "settle each day by itself");
  if (startOf(interval + 1n) > now) {
    return told("start", time, "is of an interval that is not over", "wait until it is over");
  }
  const earlier = lineOf.get(`${meter} ${start}`);
  if (earlier !== undefined)
    return told("start", time, `stands in line ${earlier} already`, "keep one of them");
  if ((imported === null) !== (exported === null)) {
    return told(
      imported === null ? "import_wh" : "export_wh",
      "",
      "is empty, and the other is not",
      "give both, or neither",
    );
  }
  return [];
}

function wholeNumber(text: string): bigint {
  if (!/^\d+$/.test(text)) throw new InputError("meter", text, "is no number of a meter", "give it as 17");
  return BigInt(text);
}

function intervalStart(text: string): bigint {
  const [, date = "", hours = "", minutes = ""] =
    /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):([0-5]\d)(?::00)?Z$/.exec(text) ?? [];
  const day = dayOfDate(date);
  if (day === undefined) throw new InputError("start", text, "is no time in UTC", "write 2027-01-31T13:45Z");
  const seconds = startOf(day * INTERVALS_PER_DAY) + BigInt(hours) * 3_600n + BigInt(minutes) * 60n;
  if (seconds % INTERVAL_SECONDS !== 0n) {
    throw new InputError(
      "start",
      text,
      "begins no interval",
      "give the full or quarter hour at which it began",
    );
  }
  return seconds;
}

function energy(text: string): bigint | null {
  if (text === "") return null;
  if (/^-\d+$/.test(text)) {
    throw new InputError(
      "wh",
      text,
      "is negative",
      "give what was drawn as import_wh, and what was fed in as export_wh",
    );
  }
  if (!/^\d+$/.test(text)) throw new InputError("wh", text, "is no whole number of Wh", "give Wh, not kWh");
  const wattHours = BigInt(text);
  if (wattHours > LARGEST_READING) {
    throw new InputError(
      "wh",
      text,
      "is beyond what a meter counts in an interval",
      `give at most ${LARGEST_READING}`,
    );
  }
  return wattHours;
}
