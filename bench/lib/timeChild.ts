import { existsSync, readFileSync } from "node:fs";

import type { Scenario } from "./scenario.js";

/** How often a job runs unless its row says otherwise. */
const REPEAT = 5;

/** The middle one of some figures. */
function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)];
}

/**
 * The most memory that this process ever held, in MiB. Linux lets `maxRSS` start at the parent's peak, so that the
 * kernel's own mark of this process is read there.
 */
function peakMebibytes(): number {
  const status = "/proc/self/status";
  const mark = existsSync(status) ? /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(status, "utf8")) : null;
  return (mark === null ? process.resourceUsage().maxRSS : Number(mark[1])) / 1024;
}

const [module, operation, name] = process.argv.slice(2);
const { scenario } = (await import(module)) as { scenario: Pick<Scenario<unknown>, "times"> };
const row = scenario.times?.find((candidate) => candidate.operation === operation);
const subject = row?.subjects.find((candidate) => candidate.name === name);
if (row === undefined || subject === undefined) {
  throw new Error(`${module} has no time row "${operation}" with the subject "${name}"`);
}

const job = await subject.prepare();
const runs: number[] = [];
for (let i = 0; i < (row.repeat ?? REPEAT); ++i) {
  const start = performance.now();
  await job();
  runs.push(performance.now() - start);
}
console.log(JSON.stringify({ milliseconds: median(runs), mebibytes: peakMebibytes() }));
