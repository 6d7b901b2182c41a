import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { columns } from "./format.js";
import type { Verdict } from "./judge.js";
import type { Scenario, TimeRow } from "./scenario.js";

/** What one contender of a time row needs. */
export interface Timing {
  /** Median of its runs. */
  readonly milliseconds: number;
  /** The most memory that its process ever held, Node itself included. */
  readonly mebibytes: number;
}

const CHILD = new URL("./timeChild.ts", import.meta.url).pathname;

/**
 * Times one contender in a process of its own, so that no run warms up or fills the memory of another.
 * @param module The scenario's file, as a URL.
 */
export async function timeSubject(module: string, operation: string, subject: string): Promise<Timing> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--import",
    "tsx",
    CHILD,
    module,
    operation,
    subject,
  ]);
  return JSON.parse(stdout) as Timing;
}

/** What is wrong with our timing; nothing where the goal is held. */
export function timeProblems({ operation, goal = {} }: TimeRow, ours: Timing): string[] {
  const limits = [
    { unit: "ms", is: ours.milliseconds, limit: goal.milliseconds },
    { unit: "MiB", is: ours.mebibytes, limit: goal.mebibytes },
  ];
  return limits.flatMap(({ unit, is, limit }) =>
    limit === undefined || is <= limit
      ? []
      : [
          `"${operation}" takes ${is.toFixed(1)} ${unit} where ${limit} ${unit} is the goal: profile it on a quiet machine`,
        ],
  );
}

/** Times all contenders of one row and prints them beneath each other. */
async function timeRow(domain: string, row: TimeRow): Promise<Verdict> {
  const module = new URL(`../${domain}.ts`, import.meta.url).href;
  const timings: Timing[] = [];
  for (const { name } of row.subjects) timings.push(await timeSubject(module, row.operation, name));
  const lines = timings.map(({ milliseconds, mebibytes }, i) => [
    row.subjects[i].name,
    milliseconds.toFixed(1),
    mebibytes.toFixed(0),
    "",
  ]);
  console.log(`\n${row.operation}\n${columns([["subject", "ms", "MiB", ""], ...lines])}`);
  return { operation: row.operation, problems: timeProblems(row, timings[0]) };
}

/** Times the clients' work of the scenarios. Timings are printed and held against the goals, never committed. */
export async function timeScenario(scenarios: readonly Scenario<unknown>[]): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const { domain, times = [] } of scenarios) {
    for (const row of times) verdicts.push(await timeRow(domain, row));
  }
  return verdicts;
}
