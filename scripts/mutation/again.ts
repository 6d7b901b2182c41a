import type { Target } from "./contracts.js";
import type { MutantClass } from "./mutants.js";
import { digestsOf, readReport, reportPath, type Report } from "./report.js";
import type { Progress, Workshop } from "./workshop.js";

/**
 * What keeps the survivors of a contract's report from being tried again, in words: nothing if the contract and every test
 * that the report names are as they were, and tests were only added.
 */
export function retryFaults(root: string, target: Target): string[] {
  const report = readReport(root, target.path);
  if (report === undefined) return [`no ${reportPath(target.path)}; run without --survivors`];
  const now = digestsOf(root, target);
  const tests = Object.entries(report.tests).filter(([test, digest]) => now.tests[test] !== digest);
  const changed = [
    ...(report.sha256 === now.sha256 ? [] : [report.contract]),
    ...tests.map(([test]) => test),
  ];
  return changed.map((file) => `${file} changed since the report; run without --survivors`);
}

/** Tries the survivors of a report again. What was killed stays killed, where {@link retryFaults} finds nothing. */
export async function retrySurvivors(
  root: string,
  workshop: Workshop,
  target: Target,
  progress: Progress,
): Promise<Report> {
  const report = readReport(root, target.path);
  if (report === undefined) throw new Error(`no ${reportPath(target.path)}`);
  const ids = new Set(report.survivors.map(({ id }) => id));
  const mutants = (await workshop.take(target)).filter(({ id }) => ids.has(id));
  const trials = await workshop.try(mutants, mutants.length, progress);
  await workshop.putBack();

  const dead = trials.filter(({ outcome }) => outcome === "killed" || outcome === "timeout");
  const killed = new Set(dead.map(({ mutant }) => mutant.id));
  const scoreOf = (name: MutantClass) => ({
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
