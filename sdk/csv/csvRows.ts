import Papa from "papaparse";

import { InputError } from "../errors.js";
import { piecesOf, type TextSource } from "./textSource.js";

/** One row as it stands in the file. */
export interface CsvRow {
  /** The line in which it starts, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
  /** What is wrong with its quotes; absent where nothing is. */
  readonly problem?: string;
}

/** What may stand between two cells. */
export type Delimiter = "," | ";" | "\t" | "|";

/** How a file is read. */
export interface CsvOptions {
  /** What stands between two cells; a comma where absent. */
  readonly delimiter?: Delimiter;
  /** Hears how many characters have been read, after each piece. */
  readonly onProgress?: (characters: number) => void;
}

/** A row longer than this has a quote that is never closed. */
const LONGEST_ROW = 1 << 20;

/**
 * Reads the rows of a CSV file (RFC 4180) piece by piece: however long it is, one piece is in memory. Empty lines are
 * skipped, a byte order mark too; line ends may be those of Unix or Windows.
 * @throws InputError where the text is not UTF-8, or a quote is never closed.
 */
export async function* csvRows(source: TextSource, options: CsvOptions = {}): AsyncGenerator<CsvRow> {
  for await (const rows of csvRowsByPiece(source, options)) yield* rows;
}

/** The same, all rows of a piece at once, so that a million rows need no million promises. */
export async function* csvRowsByPiece(
  source: TextSource,
  options: CsvOptions = {},
): AsyncGenerator<Iterable<CsvRow>> {
  const { delimiter = ",", onProgress } = options;
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let [rest, line, characters] = ["", 1, 0];

  function* rowsIn(text: string, firstLine: number): Generator<CsvRow> {
    for (const row of parse(text, delimiter, firstLine)) {
      if (row.cells.length > 1 || row.cells[0] !== "") yield row;
    }
  }

  for await (const piece of piecesOf(source)) {
    const text = typeof piece === "string" ? piece : decode(decoder, piece, line);
    characters += text.length;
    const joined = rest + text;
    // A line end of Windows may be cut in two.
    const end = joined.endsWith("\r") ? joined.length - 1 : joined.length;
    const known = joined.slice(0, end).replaceAll("\r\n", "\n");
    const cut = endOfRows(known);
    rest = known.slice(cut) + joined.slice(end);
    if (rest.length > LONGEST_ROW) throw unclosed(rest, line + occurrences(known.slice(0, cut), "\n"));
    if (cut > 0) yield rowsIn(known.slice(0, cut), line);
    line += occurrences(known.slice(0, cut), "\n");
    onProgress?.(characters);
  }
  rest += decode(decoder, undefined, line);
  if (rest !== "") yield rowsIn(rest.replaceAll("\r\n", "\n"), line);
}

/** Behind the last line end that stands outside quotes; 0 where there is none. */
function endOfRows(text: string): number {
  let end = 0;
  for (let from = 0; ;) {
    const open = text.indexOf('"', from);
    const outside = open < 0 ? text.length : open;
    const newline = text.lastIndexOf("\n", outside - 1);
    if (outside > from && newline >= from) end = newline + 1;
    if (open < 0) return end;
    const close = text.indexOf('"', open + 1);
    if (close < 0) return end;
    from = close + 1;
  }
}

/** Whole rows, with the line of each. */
function* parse(text: string, delimiter: Delimiter, firstLine: number): Generator<CsvRow> {
  const { data, errors } = Papa.parse<string[]>(text.endsWith("\n") ? text.slice(0, -1) : text, {
    delimiter,
    newline: "\n",
  });
  if (errors.length > 0) {
    yield* parseApart(text, delimiter, firstLine);
    return;
  }
  const mayWrap = text.includes('"');
  let line = firstLine;
  for (const cells of data) {
    yield { line, cells };
    line += 1 + (mayWrap ? cells.reduce((sum, cell) => sum + occurrences(cell, "\n"), 0) : 0);
  }
}

/** The same row by row: a broken quote would swallow the rows behind it. */
function* parseApart(text: string, delimiter: Delimiter, firstLine: number): Generator<CsvRow> {
  let line = firstLine;
  for (let from = 0; from < text.length;) {
    let to = text.indexOf("\n", from);
    while (to >= 0 && occurrences(text.slice(from, to), '"') % 2 === 1) to = text.indexOf("\n", to + 1);
    const row = text.slice(from, to < 0 ? text.length : to);
    const { data, errors } = Papa.parse<string[]>(row, { delimiter, newline: "\n" });
    const cells = data[0] ?? [""];
    yield errors.length === 0 ? { line, cells } : { line, cells, problem: errors[0].message };
    line += 1 + occurrences(row, "\n");
    from += row.length + 1;
  }
}

function decode(
  decoder: InstanceType<typeof TextDecoder>,
  bytes: Uint8Array | undefined,
  line: number,
): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch {
    throw new InputError("file", `line ${line} or later`, "is not UTF-8", 'save the file as "CSV UTF-8"');
  }
}

function unclosed(text: string, line: number): InputError {
  const start = text.slice(0, text.indexOf("\n")).slice(0, 60);
  return new InputError(`line ${line}`, start, "opens a quote that is not closed", "close or remove it");
}

function occurrences(text: string, character: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) ++count;
  return count;
}
