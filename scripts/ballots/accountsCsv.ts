import { getAddress, isAddress, ZeroAddress } from "ethers";

import { type CellProblem, type CsvRow, csvRows, type Delimiter, InputError } from "../../sdk/index.js";

/** What a file of accounts holds. */
export interface AccountsCsv {
  /** Accounts in the order of the file, each once, in the mixed case of ERC-55. */
  readonly accounts: readonly string[];
  /** Rows that make no voter, each with the line in which it starts. */
  readonly problems: readonly CellProblem[];
}

/** The one column that is read. */
const COLUMN = "account";

const DELIMITERS: readonly Delimiter[] = [",", ";", "\t"];

/**
 * Reads the accounts of a CSV file (RFC 4180; comma, semicolon or tab; with or without a byte order mark). The first
 * line names the columns; the one called `account` is read and no other is kept, quoted or printed: what a registrar
 * knows of a person stays in the registrar's file.
 * @param text The file.
 */
export async function parseAccountsCsv(text: string): Promise<AccountsCsv> {
  const lineOf = new Map<string, number>();
  const problems: CellProblem[] = [];
  let names: readonly string[] | undefined;
  try {
    for await (const row of csvRows([text], { delimiter: delimiterOf(text) })) {
      const { line, cells } = row;
      if (names === undefined) {
        names = cells.map((name) => name.trim().toLowerCase());
        const problem = row.problem === undefined ? headProblem(names, line) : brokenRow(line);
        if (problem !== undefined) return { accounts: [], problems: [problem] };
      } else if (row.problem !== undefined) {
        problems.push(brokenRow(line));
      } else {
        const value = cells[names.indexOf(COLUMN)]?.trim() ?? "";
        const problem = problemOf(value, row, names.length, lineOf);
        if (problem === undefined) lineOf.set(getAddress(value), line);
        else problems.push({ line, field: COLUMN, value, ...problem });
      }
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // A quotation runs to the end of a long file: the error quotes what follows it, which is not to be shown.
    return { accounts: [], problems: [...problems, brokenRow(Number(/\d+/.exec(error.field)?.[0] ?? 1))] };
  }
  if (names === undefined) return { accounts: [], problems: [wrongHead(1, "names no such column")] };
  return { accounts: [...lineOf.keys()], problems };
}

/** What stands between the cells: what the first line has most of. */
function delimiterOf(text: string): Delimiter {
  const [firstLine] = text.split(/\r?\n/, 1);
  return DELIMITERS.toSorted((a, b) => firstLine.split(b).length - firstLine.split(a).length)[0];
}

/** Why the first line does not say which column to read. */
function headProblem(names: readonly string[], line: number): CellProblem | undefined {
  const columns = names.filter((name) => name === COLUMN).length;
  if (columns === 1) return undefined;
  return wrongHead(line, columns === 0 ? "names no such column" : "names the column twice");
}

const wrongHead = (line: number, problem: string): CellProblem => ({
  line,
  field: COLUMN,
  value: "(the first line)",
  problem,
  mend: `let the first line name one column "${COLUMN}"`,
});

const brokenRow = (line: number): CellProblem => ({
  line,
  field: "row",
  value: "(not shown)",
  problem: "breaks the rules of CSV (a quotation mark does not close)",
  mend: "close it, and write quotation marks inside quotes twice",
});

/** Why a row makes no voter. */
function problemOf(
  value: string,
  { cells }: CsvRow,
  columns: number,
  lineOf: ReadonlyMap<string, number>,
): Pick<CellProblem, "problem" | "mend"> | undefined {
  if (cells.length !== columns) {
    return {
      problem: `stands in a row of ${cells.length} cells under ${columns} columns`,
      mend: "give the row as many cells as the first line, and quote what holds the separator",
    };
  }
  if (value === "") return { problem: "is empty", mend: "give the voter's account, or remove the row" };
  if (!isAddress(value) || !value.startsWith("0x")) {
    const isLong = /^0x[0-9a-f]{40}$/i.test(value);
    return isLong
      ? { problem: "has a wrong checksum", mend: "ask the voter for the account again: a digit is mistyped" }
      : { problem: "is no account", mend: "give 0x and 40 hexadecimal digits" };
  }
  if (getAddress(value) === ZeroAddress) {
    return { problem: "is the zero account", mend: "give the voter's account, or remove the row" };
  }
  const first = lineOf.get(getAddress(value));
  if (first !== undefined) {
    return { problem: `stands in line ${first} already`, mend: "remove one row: a voter has one vote" };
  }
  return undefined;
}
