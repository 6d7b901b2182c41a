import type { Scenario } from "./scenario.js";

/** How often a job runs unless its row says otherwise. */
const REPEAT = 5;

/** The middle one of some figures. */
function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)];
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
const mebibytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ milliseconds: median(runs), mebibytes }));
