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
  requireTests(target);
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

/** @throws Error if nothing holds the contract. */
export function requireTests({ path, name, solidityTests, mochaTests }: Target): void {
  if (solidityTests.length + mochaTests.length > 0) return;
  const folder = path.replace(/^contracts/, "test").replace(/\/[^/]+$/, "");
  throw new Error(
    `${path}: no tests; write ${folder}/${name}.ts or ${folder}/${name}.t.sol, or name others in scripts/mutation/tests.ts`,
  );
}
