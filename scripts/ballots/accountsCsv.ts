import { getAddress, isAddress, ZeroAddress } from "ethers";
import { CsvError, parse } from "csv-parse/sync";

/** A row that makes no voter, in words that mend it. */
export interface RowProblem {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly field: string;
  readonly value: string;
  readonly problem: string;
  readonly mend: string;
}

/** What a file of accounts holds. */
export interface AccountsCsv {
  /** Accounts in the order of the file, each once, in the mixed case of ERC-55. */
  readonly accounts: readonly string[];
  readonly problems: readonly RowProblem[];
}

/** The one column that is read. */
const COLUMN = "account";

interface Row {
  readonly info: { readonly lines: number };
  readonly record: readonly string[];
}

/**
 * Reads the accounts of a CSV file (RFC 4180; comma, semicolon or tab; with or without a byte order mark). The first
 * line names the columns; the one called `account` is read and no other is kept, quoted or printed: what a registrar
 * knows of a person stays in the registrar's file.
 * @param text The file.
 */
export function parseAccountsCsv(text: string): AccountsCsv {
  const rows = rowsOf(text);
  if ("problem" in rows) return { accounts: [], problems: [rows] };
  const [head, ...body] = rows;
  const names = head?.record.map((name) => name.trim().toLowerCase()) ?? [];
  const columns = names.filter((name) => name === COLUMN).length;
  if (columns !== 1) {
    const problem = columns === 0 ? "names no such column" : "names the column twice";
    return {
      accounts: [],
      problems: [
        {
          line: head?.info.lines ?? 1,
          field: COLUMN,
          value: "(the first line)",
          problem,
          mend: `let the first line name one column "${COLUMN}"`,
        },
      ],
    };
  }
  const lineOf = new Map<string, number>();
  const problems: RowProblem[] = [];
  for (const { info, record } of body) {
    const value = record[names.indexOf(COLUMN)]?.trim() ?? "";
    const problem = problemOf(value, record.length, names.length, lineOf);
    if (problem === undefined) lineOf.set(getAddress(value), info.lines);
    else problems.push({ line: info.lines, field: COLUMN, value, ...problem });
  }
  return { accounts: [...lineOf.keys()], problems };
}

/** Why a row makes no voter. */
function problemOf(
  value: string,
  cells: number,
  columns: number,
  lineOf: ReadonlyMap<string, number>,
): { problem: string; mend: string } | undefined {
  if (cells !== columns) {
    return {
      problem: `stands in a row of ${cells} cells under ${columns} columns`,
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

function rowsOf(text: string): Row[] | RowProblem {
  const firstLine = text.split(/\r?\n/, 1)[0];
  const delimiter = [",", ";", "\t"].toSorted(
    (a, b) => firstLine.split(b).length - firstLine.split(a).length,
  )[0];
  try {
    return parse(text, {
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as Row[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return {
      line: (error as unknown as { lines?: number }).lines ?? 1,
      field: "row",
      value: "(not shown)",
      problem: "breaks the rules of CSV (a quotation mark does not close)",
      mend: "close it, and write quotation marks inside quotes twice",
    };
  }
}
