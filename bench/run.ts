import { writeFileSync } from "node:fs";

import { AUTHORITY_ROW, withAuthorityCheck } from "./lib/authorityCheck.js";
import { readFigures, writeFigures } from "./lib/figures.js";
import { gasText } from "./lib/format.js";
import { growthProblems, measureGrowth } from "./lib/growth.js";
import { judge, type Verdict } from "./lib/judge.js";
import { domains, loadScenario } from "./lib/load.js";
import { measureScenario, messageOf, type Outcome } from "./lib/measure.js";
import { type Options, parseOptions, USAGE } from "./lib/options.js";
import type { Scenario } from "./lib/scenario.js";
import { domainTable, grandTotal, rowDetails } from "./lib/table.js";
import { timeScenario } from "./lib/time.js";

/** The authority's check where a chosen row adds it: from the run, or measured on its own. */
async function measureAuthorityCheck(outcomes: readonly Outcome[]): Promise<number | undefined> {
  const found = outcomes.find(({ row }) => row.operation === AUTHORITY_ROW.operation);
  if (found !== undefined) return found.figure?.gas;
  if (!outcomes.some(({ row }) => row.addsAuthorityCheck === true)) return undefined;
  const scenario = await loadScenario(AUTHORITY_ROW.domain);
  const rows = scenario.rows.filter(({ operation }) => operation === AUTHORITY_ROW.operation);
  const [outcome] = await measureScenario(scenario, {}, rows);
  return outcome?.figure?.gas;
}

/** Figures are kept by operation, so that two rows of one name would hide each other. */
function refuseTwins(scenarios: readonly Scenario<unknown>[]): void {
  const names = scenarios.flatMap(({ rows }) => rows.map(({ operation }) => operation));
  const twin = names.find((name, i) => names.indexOf(name) !== i);
  if (twin !== undefined) throw new Error(`two rows are called "${twin}": rename one of them`);
}

/** Measures all rows and prints the tables. */
async function measureAll(
  scenarios: readonly Scenario<unknown>[],
  options: Options,
): Promise<{ outcomes: Outcome[]; authorityGas: number | undefined }> {
  const outcomes: Outcome[] = [];
  for (const scenario of scenarios) {
    outcomes.push(...(await measureScenario(scenario, { traceAll: options.trace })));
  }
  const authorityGas = await measureAuthorityCheck(outcomes);
  for (const { domain } of scenarios) {
    const own = outcomes.filter((outcome) => outcome.domain === domain);
    console.log(domainTable(domain, own, authorityGas));
    if (options.detail) console.log(own.map(rowDetails).join("\n"));
  }
  console.log(grandTotal(outcomes, authorityGas));
  return { outcomes, authorityGas };
}

/** Measures the growth of all rows that state it, prints it and judges it. */
async function judgeGrowth(scenarios: readonly Scenario<unknown>[]): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const scenario of scenarios) {
    for (const row of scenario.rows) {
      if (row.growth === undefined) continue;
      const figure = await measureGrowth(scenario, row);
      const told = figure.sizes
        .map((size, i) => `${gasText(figure.gas[i])} with ${gasText(size)}`)
        .join(", ");
      console.log(`growth of ${row.operation}: ${told} ${figure.records}`);
      verdicts.push({ operation: row.operation, problems: growthProblems(figure, row.growth.law) });
    }
  }
  return verdicts;
}

/** Writes the figures for other programs, goal and bound with the authority's check where the row adds it. */
function writeJson(file: string, outcomes: readonly Outcome[], authorityGas: number | undefined): void {
  const figures = outcomes.flatMap((outcome) => withAuthorityCheck(outcome, authorityGas) ?? []);
  writeFileSync(file, `${JSON.stringify(figures, undefined, 2)}\n`);
}

/** What is wrong with the rows: everything in a check, else only what could not be measured. */
function judgeRows(
  scenarios: readonly Scenario<unknown>[],
  outcomes: readonly Outcome[],
  authorityGas: number | undefined,
  check: boolean,
): Verdict[] {
  if (!check) {
    return outcomes.map(({ row, error }) => ({
      operation: row.operation,
      problems: error === undefined ? [] : [error],
    }));
  }
  return scenarios.flatMap(({ domain }) => {
    const own = outcomes.filter((outcome) => outcome.domain === domain);
    return judge(domain, own, readFigures(domain), authorityGas);
  });
}

/** Prints what is wrong; in a check also the count. Sets the exit code. */
function conclude(verdicts: readonly Verdict[], check: boolean): void {
  const failed = verdicts.filter(({ problems }) => problems.length > 0);
  for (const { problems } of failed) {
    for (const problem of problems) console.error(`✗ ${problem}`);
  }
  if (check) console.log(`${verdicts.length - failed.length} passed, ${failed.length} failed`);
  if (failed.length > 0) process.exitCode = 1;
}

/** Measures, prints, writes and judges gas. */
async function runGas(scenarios: readonly Scenario<unknown>[], options: Options): Promise<void> {
  const { outcomes, authorityGas } = await measureAll(scenarios, options);
  const growth = options.growth ? await judgeGrowth(scenarios) : [];
  const verdicts = [...judgeRows(scenarios, outcomes, authorityGas, options.check), ...growth];
  if (options.json !== undefined) writeJson(options.json, outcomes, authorityGas);
  if (options.update) {
    if (verdicts.some(({ problems }) => problems.length > 0)) {
      console.error("The figures are not updated: a row could not be measured.");
    } else {
      for (const { domain } of scenarios) {
        writeFigures(
          domain,
          outcomes.filter((outcome) => outcome.domain === domain),
        );
      }
    }
  }
  conclude(verdicts, options.check);
}

/** Runs the bench as the command line asks. */
async function runBench(options: Options): Promise<void> {
  const chosen = options.domain === undefined ? domains() : [options.domain];
  const scenarios = await Promise.all(chosen.map(loadScenario));
  refuseTwins(scenarios);
  if (options.time) {
    conclude(await timeScenario(scenarios), options.check);
  } else {
    await runGas(scenarios, options);
  }
}

/** Reads the command line; on a wrong one, explains it and leaves with exit code 2. */
function readOptions(): Options {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${USAGE}`);
    return process.exit(2);
  }
}

await runBench(readOptions());
