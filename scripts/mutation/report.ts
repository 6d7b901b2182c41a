import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import type { Target } from "./contracts.js";
import type { MutantClass, Operator } from "./mutants.js";
import { counts, type Trial } from "./workshop.js";

/** Least share of killed mutants, in percent: of removed and negated checks, and of all others. */
export const LEAST_SCORE: Readonly<Record<MutantClass, number>> = { check: 100, rest: 95 };

/** Least number of mutants of a run that counts; a contract with fewer has them all tried. */
export const LEAST_SAMPLE = 60;

/** How the mutants of one class fared. */
export interface Score {
  readonly killed: number;
  readonly of: number;
}

/** A mutant that no test noticed. */
export interface Survivor {
  readonly id: string;
  readonly operator: Operator;
  readonly class: MutantClass;
  readonly line: number;
  readonly original: string;
  readonly mutated: string;
  /** Why no test can notice it, written by a person. */
  readonly explanation: string;
}

/** A full run on one contract, as committed under `docs/mutation/`. */
export interface Report {
  readonly contract: string;
  readonly sha256: string;
  /** Digests of the tests, by path. */
  readonly tests: Readonly<Record<string, string>>;
  readonly seed: string;
  /** How many mutants were to be tried: a number or all. */
  readonly sample: number | "all";
  readonly mutants: {
    readonly generated: number;
    readonly invalid: number;
    readonly equivalent: number;
    readonly killed: number;
    /** Among the killed: those whose tests did not end. */
    readonly timeouts: number;
    readonly survived: number;
  };
  readonly scores: Readonly<Record<MutantClass, Score>>;
  readonly survivors: readonly Survivor[];
}

/** What a run was asked to do. */
export interface RunOptions {
  readonly seed: string;
  readonly sample: number | "all";
}

/** Where the report of a contract lies: `contracts/land/X.sol` has `docs/mutation/land/X.json`. */
export function reportPath(contract: string): string {
  return contract.replace(/^contracts/, "docs/mutation").replace(/\.sol$/, ".json");
}

/** Sums up a run; explanations of mutants that had survived before are kept. */
export function makeReport(
  root: string,
  target: Target,
  options: RunOptions,
  generated: number,
  trials: readonly Trial[],
): Report {
  const number = (outcome: Trial["outcome"]) => trials.filter((trial) => trial.outcome === outcome).length;
  const explanations = explanationsIn(readReport(root, target.path));
  return {
    contract: target.path,
    ...digestsOf(root, target),
    ...options,
    mutants: {
      generated,
      invalid: number("invalid"),
      equivalent: number("equivalent"),
      killed: number("killed") + number("timeout"),
      timeouts: number("timeout"),
      survived: number("survived"),
    },
    scores: { check: scoreOf(trials, "check"), rest: scoreOf(trials, "rest") },
    survivors: survivorsOf(trials, explanations),
  };
}

/** Digests of the contract and of its tests: a report holds for these files only. */
export function digestsOf(root: string, target: Target): Pick<Report, "sha256" | "tests"> {
  const tests = [...target.solidityTests, ...target.mochaTests].toSorted();
  return {
    sha256: digest(join(root, target.path)),
    tests: Object.fromEntries(tests.map((test) => [test, digest(join(root, test))])),
  };
}

/** The committed report of a contract, or undefined. */
export function readReport(root: string, contract: string): Report | undefined {
  const file = join(root, reportPath(contract));
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Report) : undefined;
}

/** Writes a report where {readReport} finds it. */
export function writeReport(root: string, report: Report): void {
  const file = join(root, reportPath(report.contract));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}

/** The explanations that a report holds, by mutant. */
export function explanationsIn(report: Report | undefined): Map<string, string> {
  return new Map((report?.survivors ?? []).map(({ id, explanation }) => [id, explanation]));
}

/** What keeps a report from passing, in words; nothing if it passes. */
export function faultsOf(report: Report): string[] {
  return [...scoreFaults(report), ...sampleFaults(report), ...report.survivors.flatMap(survivorFaults)];
}

function scoreFaults({ scores }: Report): string[] {
  const classes = Object.keys(LEAST_SCORE) as MutantClass[];
  const failing = classes.filter((name) => scores[name].killed * 100 < scores[name].of * LEAST_SCORE[name]);
  return failing.map(
    (name) =>
      `${name}: ${scores[name].killed} of ${scores[name].of} mutants killed, ${LEAST_SCORE[name]} % are owed`,
  );
}

function sampleFaults({ sample }: Report): string[] {
  if (sample === "all" || sample >= LEAST_SAMPLE) return [];
  return [`sample: ${sample} mutants, at least ${LEAST_SAMPLE} are owed; run again without --sample`];
}

function survivorFaults({ id, line, explanation }: Survivor): string[] {
  if (explanation.trim() !== "") return [];
  return [
    `${id}, line ${line}: survived without an explanation; write a test that notices it, or say why none can`,
  ];
}

function survivorsOf(trials: readonly Trial[], explanations: ReadonlyMap<string, string>): Survivor[] {
  const mutants = trials.filter(({ outcome }) => outcome === "survived").map(({ mutant }) => mutant);
  return mutants
    .toSorted((a, b) => a.line - b.line)
    .map(({ id, operator, class: kind, line, original, mutated }) => ({
      id,
      operator,
      class: kind,
      line,
      original,
      mutated,
      explanation: explanations.get(id) ?? "",
    }));
}

function scoreOf(trials: readonly Trial[], name: MutantClass): Score {
  const counted = trials.filter((trial) => counts(trial) && trial.mutant.class === name);
  return { killed: counted.filter(({ outcome }) => outcome !== "survived").length, of: counted.length };
}

function digest(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}
