import { type CellProblem, type CsvRecord, csvRecordsByPiece, type RecordOf } from "../../csv/csvRecords.js";
import type { CsvOptions } from "../../csv/csvRows.js";
import type { TextSource } from "../../csv/textSource.js";
import { InputError } from "../../errors.js";
import { kindOfTerms, packTerms } from "./billTerms.js";
import { GroupSizes } from "./GroupSizes.js";
import { LineIndex } from "./LineIndex.js";
import { MOST_LEVELS } from "./rollId.js";
import { ROLL_COLUMNS } from "./rollColumns.js";

/** A row of the file as it was read. */
export interface RollRow {
  readonly line: number;
  readonly document: string;
  /** Zero where the city knows none. */
  readonly account: string;
  /** Reference of the household's statement; empty where the bill stands alone. */
  readonly statement: string;
  /** Its packed terms, but for the index. */
  readonly terms: bigint;
  readonly amount: bigint;
}

/** What a file holds. */
export interface RollSurvey {
  /** Good rows. */
  readonly count: number;
  /** Sum of their amounts, millionths. */
  readonly total: bigint;
  /** Sum and number by kind. */
  readonly kinds: ReadonlyMap<number, { readonly count: number; readonly total: bigint }>;
  /** Bad rows; none of them is counted above. */
  readonly badRows: number;
  /** Rows of each group in the order of the file: 1, or those of a statement. */
  readonly groups: Uint8Array;
  /** Depth of the tree that holds them all. */
  readonly levels: number;
  /** Leaves that are used or left out between statements. */
  readonly places: number;
}

/** How a file is surveyed. */
export interface SurveyOptions extends CsvOptions {
  /** Hears each problem, row after row. */
  readonly onProblem?: (problem: CellProblem) => void;
}

/** Most bills of a statement: the status of 128 stands in one word. */
const LARGEST_STATEMENT = 128;

/**
 * Reads a roll's file through and tells what it holds and what is wrong with it: number and sum by kind, bad rows,
 * documents that stand there twice, statements that are torn apart. One row is in memory at a time, besides a fingerprint
 * of each document.
 * @throws InputError where the file as a whole cannot be read.
 */
export async function surveyRoll(source: TextSource, options: SurveyOptions = {}): Promise<RollSurvey> {
  const { onProblem } = options;
  const lineOf = new LineIndex();
  const kinds = new Map<number, { count: number; total: bigint }>();
  const groups = new GroupSizes();
  let [count, total, badRows] = [0, 0n, 0];
  let last: RollRow | undefined;

  const take = (record: CsvRecord<Cells>): void => {
    const row = toRow(record);
    const problems = "problems" in row ? row.problems : clashes(row, last, groups.last, lineOf);
    if ("problems" in row || problems.length > 0) {
      ++badRows;
      for (const problem of problems) onProblem?.(problem);
      return;
    }
    ++count;
    total += row.amount;
    const kind = kindOfTerms(row.terms);
    const ofKind = kinds.get(kind) ?? { count: 0, total: 0n };
    kinds.set(kind, { count: ofKind.count + 1, total: ofKind.total + row.amount });
    if (isContinued(row, last)) {
      groups.raiseLast();
    } else {
      groups.push(1);
      if (row.statement !== "") lineOf.set(row.statement, row.line);
    }
    lineOf.set(row.document, row.line);
    last = row;
  };
  for await (const records of csvRecordsByPiece(source, ROLL_COLUMNS, options)) {
    for (const record of records) take(record);
  }
  const sizes = groups.toArray();
  const places = sizes.reduce((sum, size) => sum + placesOf(size), 0);
  const levels = Math.max(1, Math.ceil(Math.log2(Math.max(places, 1))));
  if (levels > MOST_LEVELS) {
    throw new InputError("file", count, "bills are too many for one roll", "split the file");
  }
  return { count, total, kinds, badRows, groups: sizes, levels, places };
}

/** Leaves that a group takes: 2^k, so that one node stands above them. */
export const placesOf = (size: number): number => 2 ** Math.ceil(Math.log2(size));

/** Whether a row belongs to the statement of the one before. */
export const isContinued = (row: RollRow, last: RollRow | undefined): boolean =>
  row.statement !== "" && row.statement === last?.statement;

/** What a row of the file was read as. */
type Cells = RecordOf<typeof ROLL_COLUMNS>;

/** A row with its terms packed, or what is wrong with it. */
export function toRow(record: CsvRecord<Cells>): RollRow | { readonly problems: readonly CellProblem[] } {
  if (record.problems !== undefined) return record;
  const { line, value } = record;
  const { amount, document, account, statement } = value;
  try {
    const terms = packTerms({
      amount,
      index: 0,
      dueAt: value.due,
      kind: value.kind,
      late: {
        graceDays: value.grace_days,
        flatFee: value.late_flat,
        percentBps: value.late_percent,
        dailyPpm: value.late_daily_percent,
        capBps: value.late_cap_percent,
        isOnBalance: value.late_on,
      },
    });
    return { line, document, account, statement, terms, amount };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const field = error.field === "capBps" ? "late_cap_percent" : error.field;
    const { problem, mend } = error;
    return { problems: [{ line, field, value: String(error.value), problem, mend }] };
  }
}

/** What is wrong between a row and those before it. */
function clashes(row: RollRow, last: RollRow | undefined, size: number, lineOf: LineIndex): CellProblem[] {
  const { line } = row;
  const twice = (field: string, value: string, mend: string): CellProblem[] => {
    const earlier = lineOf.get(value);
    return earlier === undefined
      ? []
      : [{ line, field, value, problem: `stands in line ${earlier} already`, mend }];
  };
  const problems = twice("document", row.document, "bill each document once");
  if (row.statement === "") return problems;
  if (!isContinued(row, last)) {
    const mend = "put the rows of a statement one after the other, and name it otherwise than a document";
    return [...problems, ...twice("statement", row.statement, mend)];
  }
  if (row.account !== last?.account) {
    const problem = "is another account than that of the statement";
    problems.push({ line, field: "account", value: row.account, problem, mend: "give each account its own" });
  }
  if (size === LARGEST_STATEMENT) {
    const problem = `has more than ${LARGEST_STATEMENT} bills`;
    problems.push({ line, field: "statement", value: row.statement, problem, mend: "split it" });
  }
  return problems;
}
