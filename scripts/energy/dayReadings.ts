import { type CellProblem, INTERVALS_PER_DAY, surveyReadings } from "../../sdk/index.js";
import { faint } from "../lib/cli.js";
import { counted, table } from "../lib/table.js";
import { openInput, tellProblems, timeText } from "./inputs.js";
import { type EnergyOffice, timeOf } from "./office.js";
import { intervalsOver, type ZoneDay } from "./zone.js";

/** Missing readings that are printed; of more only the count is told. */
const MOST_MISSING = 20;

/**
 * Reads the readings of a zone and day from a file; tells what is wrong, and what is missing.
 * @returns One row a place, of the intervals that are over; undefined where a line is bad.
 */
export async function readDay(
  office: EnergyOffice,
  { meters }: ZoneDay,
  day: bigint,
  file: string,
): Promise<readonly (readonly (bigint | null)[])[] | undefined> {
  const now = await timeOf(office);
  const problems: CellProblem[] = [];
  const survey = await surveyReadings(await openInput("file", file), { day, meters, now }, (problem) =>
    problems.push(problem),
  );
  if (problems.length > 0) {
    tellProblems(problems);
    return undefined;
  }
  const over = intervalsOver(day, now);
  const missing = survey.missing.filter(({ interval }) => Number(interval % INTERVALS_PER_DAY) < over);
  if (missing.length > 0) {
    const shown = missing
      .slice(0, MOST_MISSING)
      .map(({ meter, interval }) => [`${meter}`, timeText(interval)]);
    console.log(table(["meter", "missing from"], shown));
    console.log(
      faint(
        `${counted(missing.length, "reading")} missing: settled as estimated, to be corrected within a week`,
      ),
    );
  }
  return survey.rows.map((row) => row.slice(0, over));
}
