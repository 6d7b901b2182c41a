/**
 * Mutation testing: `npm run mutate -- [--contract X]... [--sample 60 | --all] [--seed 1] [--jobs 2]` changes contracts in
 * small ways and demands that their tests notice; `--survivors` tries again what had survived; `npm run mutate -- --check`
 * is the gate of continuous integration. See docs/mutation/README.md.
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";

import { retryFaults, retrySurvivors } from "./mutation/again.js";
import { check } from "./mutation/check.js";
import { findContract, findContracts, targetOf, type Target } from "./mutation/contracts.js";
import {
  faultsOf,
  LEAST_SAMPLE,
  reportPath,
  writeReport,
  type Report,
  type RunOptions,
} from "./mutation/report.js";
import { runContract, testFaults } from "./mutation/run.js";
import { Workshop, type Trial } from "./mutation/workshop.js";

const root = process.cwd();

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      contract: { type: "string", multiple: true, default: [] },
      sample: { type: "string", default: String(LEAST_SAMPLE) },
      seed: { type: "string", default: "1" },
      all: { type: "boolean", default: false },
      jobs: { type: "string", default: String(Math.min(2, availableParallelism())) },
      survivors: { type: "boolean", default: false },
      check: { type: "boolean", default: false },
    },
  });
  const jobs = wholeNumber("--jobs", values.jobs);
  if (values.check) return finish(await check(root, jobs, say));
  const named = values.contract.map((name) => findContract(root, name));
  const paths = named.length > 0 ? named : findContracts(root);
  const sample = values.all ? "all" : wholeNumber("--sample", values.sample);
  const job = values.survivors ? again : full({ seed: values.seed, sample });
  return finish(await mutate(paths, jobs, job));
}

/** What is done with each contract, and what keeps it from being begun, in words. */
interface Job {
  readonly faults: (target: Target) => string[];
  readonly run: (workshop: Workshop, target: Target) => Promise<Report>;
}

const full = (options: RunOptions): Job => ({
  faults: testFaults,
  run: (workshop, target) => runContract(root, workshop, target, options, progress()),
});

const again: Job = {
  faults: (target) => retryFaults(root, target),
  run: (workshop, target) => retrySurvivors(root, workshop, target, progress()),
};

async function mutate(
  paths: readonly string[],
  jobs: number,
  job: Job,
): Promise<{ passed: number; failed: number }> {
  const targets = paths.map((path) => targetOf(root, path));
  const faults = targets.flatMap((target) => job.faults(target).map((fault) => `${target.path}: ${fault}`));
  if (faults.length > 0) throw new Error(faults.join("\n"));
  const reports: Report[] = [];
  say("copying and building the project");
  const workshop = await Workshop.open(root, jobs);
  try {
    for (const target of targets) {
      say(`\n${target.path}`);
      const report = await job.run(workshop, target);
      keep(report);
      reports.push(report);
    }
  } finally {
    await workshop.close();
  }
  say(`\n${table(reports)}`);
  for (const report of reports) for (const fault of faultsOf(report)) say(`${report.contract}: ${fault}`);
  const failed = reports.filter((report) => faultsOf(report).length > 0).length;
  return { passed: reports.length - failed, failed };
}

/** A small sample is a trial and does not replace the report of a full run. */
function keep(report: Report): void {
  if (report.sample !== "all" && report.sample < LEAST_SAMPLE) return say("  a trial: no report is written");
  writeReport(root, report);
  say(`  written to ${reportPath(report.contract)}`);
}

function progress(): (trial: Trial) => void {
  let tried = 0;
  return ({ mutant, outcome, seconds }) => {
    const change = outcome === "survived" ? `  ${mutant.original} → ${mutant.mutated || "nothing"}` : "";
    const number = String(++tried).padStart(4);
    say(
      `${number} ${outcome.padEnd(10)} ${seconds.toFixed(1)} s  ${mutant.id}, line ${mutant.line}${change}`,
    );
  };
}

function table(reports: readonly Report[]): string {
  const head = ["contract", "mutants", "invalid", "equivalent", "killed", "survived", "check", "rest"];
  const rows = reports.map(({ contract, mutants, scores }) => [
    contract,
    mutants.generated,
    mutants.invalid,
    mutants.equivalent,
    mutants.killed,
    mutants.survived,
    `${scores.check.killed}/${scores.check.of}`,
    `${scores.rest.killed}/${scores.rest.of}`,
  ]);
  const lines = [head, ...rows].map((row) => row.map(String));
  const width = (column: number) => Math.max(...lines.map((line) => line[column].length));
  const cell = (text: string, column: number) =>
    column === 0 ? text.padEnd(width(0)) : text.padStart(width(column));
  return lines.map((line) => line.map(cell).join("  ")).join("\n");
}

function wholeNumber(option: string, text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new Error(`${option} ${text}: expected a whole number from 1`);
}

function finish({ passed, failed }: { passed: number; failed: number }): void {
  say(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

function say(line: string): void {
  console.log(line);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
