import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { lineAt, listFiles, readFile, type TextFile } from "./lib/files.js";
import { describeFindings, type Finding, type GateResult, resultOf } from "./lib/finding.js";
import { readSources } from "./lib/solidity.js";

/** A statement as Hardhat's coverage instruments it: its place in the source, and the tag that its run leaves. */
interface Statement {
  tag: string;
  start: number;
  end: number;
}

/** The part of Hardhat's engine that instruments sources for coverage. */
interface CoverageEngine {
  addStatementCoverageInstrumentation(
    text: string,
    sourceName: string,
    solidityVersion: string,
  ): { metadata: { kind: string; tag: Uint8Array; startUtf16: number; endUtf16: number }[] };
  latestSupportedSolidityVersion(): string;
}

const AGAIN = "run `npm run coverage`.";
const MEND = "test it, or remove what can never run; then run `npm run coverage`.";

/**
 * The last coverage run covered every line and every statement of the sources under `contracts/`, and its report
 * names every source that has statements.
 *
 * Lines come from `coverage/lcov.info`. Hardhat writes no statements there, only the tags of those that ran, under
 * `coverage/data/`: the gate instruments each source as Hardhat does and looks for the tag of each statement. A tag
 * comes from the source's name and text, so a run over other sources covers nothing.
 *
 * @param root folder of the project
 */
export function checkCoverage(root: string): GateResult {
  if (!existsSync(path.join(root, "coverage/lcov.info"))) {
    return resultOf([
      { file: "coverage/lcov.info", what: "there is no report of a coverage run", mend: AGAIN },
    ]);
  }
  const lines = uncoveredLines(readFile(root, "coverage/lcov.info").text);
  const tags = executedTags(root);
  const engine = coverageEngine();
  const withCode = readSources(root, "contracts")
    .map((source) => ({ source, statements: statementsOf(engine, source) }))
    .filter(({ statements }) => statements.length > 0);
  const findings = withCode.flatMap(({ source, statements }) => {
    const uncovered = lines.get(source.path);
    if (uncovered === undefined) {
      return [{ file: source.path, what: "has code and is missing from the report", mend: AGAIN }];
    }
    return [
      ...lineFindings(source.path, uncovered),
      ...statements
        .filter(({ tag, start }) => !tags.has(tag) && !uncovered.includes(lineAt(source.text, start)))
        .map((statement) => statementFinding(source, statement)),
    ];
  });
  const total = withCode.reduce((sum, { statements }) => sum + statements.length, 0);
  return resultOf(findings, [`${total} statements in ${withCode.length} sources`]);
}

/** The lines that did not run, of each source that the report names. */
function uncoveredLines(lcov: string): Map<string, number[]> {
  const lines = new Map<string, number[]>();
  for (const section of lcov.split("end_of_record")) {
    const file = /^SF:(.+)$/m.exec(section)?.[1];
    if (file === undefined) continue;
    const unexecuted = [...section.matchAll(/^DA:(\d+),0\b/gm)].map(([, line]) => Number(line));
    lines.set(
      file.replaceAll("\\", "/"),
      unexecuted.toSorted((a, b) => a - b),
    );
  }
  return lines;
}

function executedTags(root: string): Set<string> {
  return new Set(
    listFiles(root, "coverage/data").flatMap((file) =>
      Object.keys(JSON.parse(readFileSync(path.join(root, file), "utf8")) as Record<string, number>),
    ),
  );
}

/** Hardhat's own copy of its engine: another version might tag the statements otherwise. */
function coverageEngine(): CoverageEngine {
  const hardhat = createRequire(import.meta.url).resolve("hardhat");
  return createRequire(hardhat)("@nomicfoundation/edr") as CoverageEngine;
}

function statementsOf(engine: CoverageEngine, { path: file, text }: TextFile): Statement[] {
  const version = engine.latestSupportedSolidityVersion();
  return engine
    .addStatementCoverageInstrumentation(text, `project/${file}`, version)
    .metadata.filter(({ kind }) => kind === "statement")
    .map(({ tag, startUtf16, endUtf16 }) => {
      const leading = /^\s*/.exec(text.slice(startUtf16, endUtf16))?.[0].length ?? 0;
      return { tag: Buffer.from(tag).toString("hex"), start: startUtf16 + leading, end: endUtf16 };
    });
}

function lineFindings(file: string, lines: number[]): Finding[] {
  if (lines.length === 0) return [];
  const noun = lines.length === 1 ? "line" : "lines";
  return [
    { file: `${file}:${lines[0]}`, what: `${noun} ${rangesOf(lines)} did not run in any test`, mend: MEND },
  ];
}

/** Ascending numbers, with neighbours drawn together: `3-5, 9`. */
function rangesOf(numbers: number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(", ");
}

function statementFinding({ path: file, text }: TextFile, { start, end }: Statement): Finding {
  const words = text.slice(start, end).trim().replace(/\s+/g, " ").slice(0, 80);
  return {
    file: `${file}:${lineAt(text, start)}`,
    what: `the statement \`${words}\` did not run in any test`,
    mend: MEND,
  };
}

/** The command: prints what the last coverage run left out, and fails when that is anything. */
function main(): void {
  const { findings, notes } = checkCoverage(process.cwd());
  console.log(`${findings.length === 0 ? "ok    " : "FAILED"}  coverage of contracts/: ${notes.join("; ")}`);
  for (const line of describeFindings(findings)) console.log(line);
  process.exitCode = findings.length === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
