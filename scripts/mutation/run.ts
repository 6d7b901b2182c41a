import type { Target } from "./contracts.js";
import { makeReport, type Report, type RunOptions } from "./report.js";
import { sampleOrder } from "./sample.js";
import { counts, type Progress, type Trial, type Workshop } from "./workshop.js";

/** Tries a sample of a contract's mutants and sums up. */
export async function runContract(
  root: string,
  workshop: Workshop,
  target: Target,
  options: RunOptions,
  progress: Progress,
): Promise<Report> {
  const mutants = await workshop.take(target);
  const order = sampleOrder(mutants, options.seed);
  const removals = order.filter(({ operator }) => operator.startsWith("remove-"));
  const quota = options.sample === "all" ? order.length : options.sample;
  const first = await workshop.try(removals, removals.length, progress);
  const room = Math.max(0, quota - first.filter(counts).length);
  const trials: Trial[] = [...first, ...(await workshop.try(order.slice(removals.length), room, progress))];
  await workshop.putBack();
  return makeReport(root, target, options, mutants.length, trials);
}

/** What keeps a contract from being tried, in words: nothing if a test holds it. */
export function testFaults({ path, name, solidityTests, mochaTests }: Target): string[] {
  if (solidityTests.length + mochaTests.length > 0) return [];
  const mirror = path.replace(/^contracts/, "test").replace(/[^/]+$/, name);
  return [`no tests; write ${mirror}.ts or ${mirror}.t.sol, or name others in scripts/mutation/tests.ts`];
}
