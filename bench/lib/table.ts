import { withAuthorityCheck } from "./authorityCheck.js";
import { partGas } from "./bound.js";
import { columns, gasText } from "./format.js";
import { reachesGoal } from "./judge.js";
import type { Outcome } from "./measure.js";
import { accessGas } from "./trace.js";

const HEADING = ["operation", "gas", "goal", "bound", "access", "computation", "peers"];

/** A figure, or a dash. */
function orDash(gas: number | null | undefined): string {
  return gas === null || gas === undefined ? "–" : gasText(gas);
}

/** One line of the table. */
function line(outcome: Outcome, authorityGas: number | undefined): string[] {
  const { row, trace } = outcome;
  const name = `${row.operation}${row.addsAuthorityCheck === true ? " (+A)" : ""}`;
  const figure = withAuthorityCheck(outcome, authorityGas);
  if (figure === undefined) return [name, "failed", "–", "–", "–", "–", ""];
  const peers = Object.entries(figure.peers).map(([peer, gas]) => `${peer} ${gasText(gas)}`);
  return [
    name,
    gasText(figure.gas),
    orDash(figure.goal),
    orDash(figure.bound),
    orDash(trace && accessGas(trace)),
    orDash(trace?.computation),
    peers.join("; "),
  ];
}

/** How many goals the rows reach. */
function goalsReached(outcomes: readonly Outcome[], authorityGas: number | undefined): string {
  const answers = outcomes.map((outcome) => reachesGoal(outcome, authorityGas));
  const goals = answers.filter((reached) => reached !== undefined);
  return `${goals.filter(Boolean).length} of ${goals.length} goals reached (5 % allowed)`;
}

/** The last line of a domain. */
function totals(outcomes: readonly Outcome[], authorityGas: number | undefined): string {
  const sum = outcomes.reduce((gas, { figure }) => gas + (figure?.gas ?? 0), 0);
  return `${outcomes.length} rows, ${gasText(sum)} gas in all; ${goalsReached(outcomes, authorityGas)}`;
}

/** Why rows pass their goal, and what went wrong. */
function notes(outcomes: readonly Outcome[]): string[] {
  return outcomes.flatMap(({ row, error }) => [
    ...(row.reason === undefined ? [] : [`  ${row.operation}: ${row.reason}`]),
    ...(error === undefined ? [] : [`  failed: ${error}`]),
  ]);
}

/**
 * The table of one domain, in gas each.
 * @param authorityGas Gas of the authority's check; goal and bound of the rows marked +A are shown with it.
 */
export function domainTable(
  domain: string,
  outcomes: readonly Outcome[],
  authorityGas: number | undefined,
): string {
  const table = columns([HEADING, ...outcomes.map((outcome) => line(outcome, authorityGas))]);
  return [`\n${domain}`, table, totals(outcomes, authorityGas), ...notes(outcomes)].join("\n");
}

/** What a row is made of: its story, checks, bound and trace. */
export function rowDetails({ row, trace, data }: Outcome): string {
  const bound = (row.bound?.parts ?? []).map(
    (part) => `    ${gasText(partGas(part, data ?? "0x"))}  ${part.what}: ${part.why}`,
  );
  const spent = Object.entries(trace ?? {})
    .filter(([, gas]: [string, number]) => gas !== 0)
    .map(([purpose, gas]: [string, number]) => `${purpose} ${gasText(gas)}`);
  return [
    `\n${row.operation}: ${row.story}`,
    `  checks: ${row.checks.join("; ")}`,
    ...(bound.length > 0 ? ["  bound of the transaction:", ...bound] : []),
    ...(spent.length > 0 ? [`  spent: ${spent.join(", ")}`] : []),
    ...row.peers.map(({ name, source }) => `  peer ${name}: ${source}`),
  ].join("\n");
}

/** The line under all tables. */
export function grandTotal(outcomes: readonly Outcome[], authorityGas: number | undefined): string {
  const measured = outcomes.filter(({ figure }) => figure !== undefined);
  return `\n${measured.length} of ${outcomes.length} rows measured; ${goalsReached(outcomes, authorityGas)}`;
}
