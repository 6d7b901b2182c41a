import type { Target } from "./contracts.js";
import { digestsOf, readReport, reportPath, type Report } from "./report.js";
import type { Progress, Workshop } from "./workshop.js";

/**
 * The report of a contract whose survivors may be tried again: the contract and every test that the report names are as
 * they were, and tests were only added.
 * @throws Error where that is not so: a full run is owed.
 */
export function reportToImprove(root: string, target: Target): Report {
  const report = readReport(root, target.path);
  if (report === undefined) throw new Error(`${reportPath(target.path)}: not there; run without --survivors`);
  const changed = changesSince(report, digestsOf(root, target));
  if (changed.length === 0) return report;
  throw new Error(`${changed.join(", ")}: changed since the report; run without --survivors`);
}

/** Tries the survivors of a report again. What was killed stays killed: see {@link reportToImprove}. */
export async function retrySurvivors(
  root: string,
  workshop: Workshop,
  target: Target,
  progress: Progress,
): Promise<Report> {
  const report = reportToImprove(root, target);
  const ids = new Set(report.survivors.map(({ id }) => id));
  const mutants = (await workshop.take(target)).filter(({ id }) => ids.has(id));
  const trials = await workshop.try(mutants, mutants.length, progress);
  await workshop.putBack();

  const dead = trials.filter(({ outcome }) => outcome === "killed" || outcome === "timeout");
  const killed = new Set(dead.map(({ mutant }) => mutant.id));
  const scoreOf = (name: "check" | "rest") => ({
    ...report.scores[name],
    killed: report.scores[name].killed + dead.filter(({ mutant }) => mutant.class === name).length,
  });
  return {
    ...report,
    ...digestsOf(root, target),
    mutants: {
      ...report.mutants,
      killed: report.mutants.killed + dead.length,
      timeouts: report.mutants.timeouts + dead.filter(({ outcome }) => outcome === "timeout").length,
      survived: report.mutants.survived - dead.length,
    },
    scores: { check: scoreOf("check"), rest: scoreOf("rest") },
    survivors: report.survivors.filter(({ id }) => !killed.has(id)),
  };
}

/** The contract, and the tests of a report, that are no more what they were. */
function changesSince(report: Report, now: Pick<Report, "sha256" | "tests">): string[] {
  const tests = Object.entries(report.tests).filter(([test, digest]) => now.tests[test] !== digest);
  return [...(report.sha256 === now.sha256 ? [] : [report.contract]), ...tests.map(([test]) => test)];
}
