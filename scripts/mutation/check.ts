import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";

import { findContracts, targetOf, type Target } from "./contracts.js";
import { digestsOf, explanationsIn, faultsOf, readReport, reportPath, type Report } from "./report.js";
import { testFaults } from "./run.js";
import { drawn } from "./sample.js";
import { counts, Workshop, type Progress } from "./workshop.js";

/** How many mutants stand in for the full run that a changed contract is owed. */
export const FRESH_MUTANTS = 5;

/** The state of one contract's report. `stale`: the contract or its tests changed since. */
export interface Standing {
  readonly target: Target;
  readonly kind: "good" | "bad" | "stale" | "missing";
  readonly faults: readonly string[];
}

/** Compares every contract with its committed report; tries nothing. */
export function standings(root: string): Standing[] {
  return findContracts(root).map((path) => standingOf(root, targetOf(root, path)));
}

/**
 * The gate. A contract passes if its report passes and holds for the files as they are. A stale report is replaced by
 * five fresh mutants, drawn by the digests: all must be killed or have been explained, and a full run is owed. A missing
 * report fails, there is nothing to lean on.
 */
export async function check(
  root: string,
  jobs: number,
  say: (line: string) => void,
): Promise<{ passed: number; failed: number }> {
  const all = standings(root);
  for (const standing of all) say(describe(standing));
  const stale = all.filter(({ kind }) => kind === "stale").map(({ target }) => target);
  const good = all.filter(({ kind }) => kind === "good").length;
  const passed = good + (stale.length > 0 ? await countFreshPasses(root, jobs, stale, say) : 0);
  return { passed, failed: all.length - passed };
}

function standingOf(root: string, target: Target): Standing {
  const report = readReport(root, target.path);
  if (!report) return { target, kind: "missing", faults: [`no ${reportPath(target.path)}`] };
  const faults = [...testFaults(target), ...faultsOf(report)];
  if (faults.length > 0) return { target, kind: "bad", faults };
  if (isCurrent(root, target, report)) return { target, kind: "good", faults: [] };
  return { target, kind: "stale", faults: ["changed since its report, or its tests did"] };
}

function describe({ target: { path, name }, kind, faults }: Standing): string {
  const owed = kind === "good" ? "" : `\n  A FULL RUN IS OWED: npm run mutate -- --contract ${name}`;
  return [`${path}: report ${kind}`, ...faults.map((fault) => `  ${fault}`)].join("\n") + owed;
}

async function countFreshPasses(
  root: string,
  jobs: number,
  targets: readonly Target[],
  say: (line: string) => void,
): Promise<number> {
  const workshop = await Workshop.open(root, jobs);
  try {
    let passed = 0;
    for (const target of targets) if (await freshPass(root, workshop, target, say)) passed++;
    return passed;
  } finally {
    await workshop.close();
  }
}

async function freshPass(
  root: string,
  workshop: Workshop,
  target: Target,
  say: (line: string) => void,
): Promise<boolean> {
  const mutants = drawn(await workshop.take(target), seedOf(root, target));
  const explained = explanationsIn(readReport(root, target.path));
  const progress: Progress = ({ mutant, outcome }) =>
    say(`  ${outcome.padEnd(10)} ${mutant.id}, line ${mutant.line}`);
  say(`${target.path}: ${FRESH_MUTANTS} fresh mutants`);
  const trials = await workshop.try(mutants, FRESH_MUTANTS, progress);
  await workshop.putBack();
  return trials
    .filter(counts)
    .every(({ mutant, outcome }) => outcome !== "survived" || (explained.get(mutant.id) ?? "").trim() !== "");
}

/** Nobody chooses the mutants: every change of the contract or its tests draws others. */
function seedOf(root: string, target: Target): string {
  return createHash("sha256")
    .update(JSON.stringify(digestsOf(root, target)))
    .digest("hex");
}

/** True if the report was made on the files as they are. */
function isCurrent(root: string, target: Target, report: Report): boolean {
  const { sha256, tests } = digestsOf(root, target);
  return report.sha256 === sha256 && isDeepStrictEqual(report.tests, tests);
}
