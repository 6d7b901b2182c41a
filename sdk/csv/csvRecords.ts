import { InputError } from "../errors.js";
import { type CsvOptions, type CsvRow, csvRowsByPiece } from "./csvRows.js";
import type { TextSource } from "./textSource.js";

/** A column that a file may have. */
export interface Column<T> {
  /**
   * Reads a cell, spaces around it taken away; an empty one where the column is missing.
   * @throws InputError where it does not fit.
   */
  readonly parse: (text: string) => T;
  /** Whether the file may leave the column out. */
  readonly isOptional?: boolean;
}

/** What a row holds: the column's name and what its cell was read as. */
export type RecordOf<Columns> = {
  readonly [Name in keyof Columns]: Columns[Name] extends Column<infer T> ? T : never;
};

/** What is wrong with a cell, or with its row where no cell is named. */
export interface CellProblem {
  readonly line: number;
  readonly field: string;
  readonly value: string;
  readonly problem: string;
  readonly mend: string;
}

/** A row that was read, or all that is wrong with it. */
export type CsvRecord<T> =
  | { readonly line: number; readonly value: T; readonly problems?: undefined }
  | { readonly line: number; readonly problems: readonly CellProblem[] };

/**
 * Reads a CSV file whose first row names its columns. A bad row is told with all that is wrong in it, and reading goes
 * on, so that one run finds everything.
 * @throws InputError where the first row is missing, lacks a column, or has one twice or one too many.
 */
export async function* csvRecords<Columns extends Record<string, Column<unknown>>>(
  source: TextSource,
  columns: Columns,
  options: CsvOptions = {},
): AsyncGenerator<CsvRecord<RecordOf<Columns>>> {
  for await (const records of csvRecordsByPiece(source, columns, options)) yield* records;
}

/** The same, all records of a piece at once. */
export async function* csvRecordsByPiece<Columns extends Record<string, Column<unknown>>>(
  source: TextSource,
  columns: Columns,
  options: CsvOptions = {},
): AsyncGenerator<Iterable<CsvRecord<RecordOf<Columns>>>> {
  let reader: ((row: CsvRow) => CsvRecord<RecordOf<Columns>>) | undefined;
  function* recordsIn(rows: Iterable<CsvRow>): Generator<CsvRecord<RecordOf<Columns>>> {
    for (const row of rows) {
      if (reader === undefined) {
        reader = readerOf(requireHeader(row, columns, options), columns);
      } else {
        yield reader(row);
      }
    }
  }
  for await (const rows of csvRowsByPiece(source, options)) yield recordsIn(rows);
  if (reader === undefined) {
    throw new InputError(
      "file",
      "",
      "is empty",
      `start it with a row of names: ${Object.keys(columns).join()}`,
    );
  }
}

function requireHeader(
  { cells, line, problem }: CsvRow,
  columns: Record<string, Column<unknown>>,
  { delimiter = "," }: CsvOptions,
): readonly string[] {
  const names = cells.map((cell) => cell.trim());
  const where = `line ${line}`;
  const known = Object.keys(columns);
  if (problem !== undefined) throw new InputError(where, cells.join(delimiter), problem, "mend its quotes");
  if (names.length === 1 && known.length > 1 && /[,;\t|]/.test(names[0])) {
    throw new InputError(where, names[0], "is one single column", "name the delimiter that the file uses");
  }
  for (const [i, name] of names.entries()) {
    if (!(name in columns)) {
      throw new InputError(where, name, "is no known column", `remove it; known are ${known.join(", ")}`);
    }
    if (names.indexOf(name) !== i) {
      throw new InputError(where, name, "stands there twice", "keep one of them");
    }
  }
  for (const name of known) {
    if (!names.includes(name) && columns[name].isOptional !== true) {
      throw new InputError(where, names.join(), `lacks the column ${name}`, "add it");
    }
  }
  return names;
}

/** Reads the rows of a file whose header is known. */
function readerOf<Columns extends Record<string, Column<unknown>>>(
  names: readonly string[],
  columns: Columns,
): (row: CsvRow) => CsvRecord<RecordOf<Columns>> {
  const places = Object.entries(columns).map(([name, column]) => ({ name, column, at: names.indexOf(name) }));
  const whole = (line: number, cells: readonly string[], problem: string, mend: string) => ({
    line,
    problems: [{ line, field: "row", value: shortened(cells.join()), problem, mend }],
  });
  return ({ line, cells, problem }) => {
    if (problem !== undefined) return whole(line, cells, problem, "mend its quotes");
    if (cells.length !== names.length) {
      const mend = "give each column a cell, and quote cells that hold the delimiter";
      return whole(line, cells, `has ${cells.length} cells for ${names.length} columns`, mend);
    }
    const problems: CellProblem[] = [];
    const value: Record<string, unknown> = {};
    for (const { name, column, at } of places) {
      const text = at < 0 ? "" : cells[at].trim();
      try {
        value[name] = column.parse(text);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        problems.push({
          line,
          field: name,
          value: shortened(text),
          problem: error.problem,
          mend: error.mend,
        });
      }
    }
    return problems.length === 0 ? { line, value: value as RecordOf<Columns> } : { line, problems };
  };
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
