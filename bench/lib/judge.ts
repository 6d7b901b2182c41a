import { authorityCheckEach } from "./authorityCheck.js";
import type { Figures } from "./figures.js";
import { gasText } from "./format.js";
import type { Outcome } from "./measure.js";

/** How far above its goal a row may lie without a reason. */
const ALLOWANCE = 1.05;

/** What is wrong with one row; nothing where it passes. */
export interface Verdict {
  readonly operation: string;
  readonly problems: readonly string[];
}

/** Compares the figure with the committed one. */
function driftProblem(
  operation: string,
  domain: string,
  gas: number,
  committed: number | undefined,
): string[] {
  if (committed === gas) return [];
  if (committed === undefined) {
    return [`"${operation}" has no committed figure: add it with npm run gas -- --domain ${domain} --update`];
  }
  const difference = `${gas > committed ? "+" : "-"}${gasText(Math.abs(gas - committed))}`;
  return [
    `"${operation}" was ${gasText(committed)} gas and is ${gasText(gas)} (${difference}): ` +
      `find out why, then commit the new figure with npm run gas -- --domain ${domain} --update`,
  ];
}

/**
 * Whether a row reaches its goal, 5 % allowed.
 * @returns Nothing where the row has no goal or was not measured.
 */
export function reachesGoal(outcome: Outcome, authorityGas: number | undefined): boolean | undefined {
  const { figure } = outcome;
  if (figure === undefined || figure.goal === null) return undefined;
  return figure.gas - authorityCheckEach(outcome, authorityGas) <= figure.goal * ALLOWANCE;
}

/** Compares the figure, without the authority's check, with the goal. */
function goalProblem({ domain, row, figure }: Outcome, own: number): string[] {
  const goal = figure?.goal ?? null;
  if (goal === null || own <= goal * ALLOWANCE || row.reason !== undefined) return [];
  const what = row.addsAuthorityCheck === true ? "gas without the authority's check" : "gas";
  return [
    `"${row.operation}" costs ${gasText(own)} ${what}, more than 5 % above its goal of ${gasText(goal)}: ` +
      `make it cheaper, or state the \`reason\` in bench/${domain}.ts`,
  ];
}

/** A figure below its bound proves the bound wrong. */
function boundProblem({ domain, row, figure }: Outcome, own: number): string[] {
  const bound = figure?.bound ?? null;
  if (bound === null || own >= bound) return [];
  return [
    `"${row.operation}" costs ${gasText(own)} gas, less than its bound of ${gasText(bound)}: ` +
      `take the part that is not necessary out of its bound in bench/${domain}.ts`,
  ];
}

/** Judges one measured row. */
function judgeRow(outcome: Outcome, committed: Figures, authorityGas: number | undefined): Verdict {
  const { domain, row, figure } = outcome;
  const { operation } = row;
  if (figure === undefined)
    return { operation, problems: [outcome.error ?? `"${operation}" was not measured`] };
  const own = figure.gas - authorityCheckEach(outcome, authorityGas);
  return {
    operation,
    problems: [
      ...driftProblem(operation, domain, figure.gas, committed[operation]),
      ...goalProblem(outcome, own),
      ...boundProblem(outcome, own),
    ],
  };
}

/**
 * Judges the rows of a domain: against the committed figures, exactly; against the goals, with 5 % allowed.
 * @param outcomes All rows of the domain.
 * @param committed The committed figures of the domain.
 * @param authorityGas Gas of the authority's check, measured in the same run; needed where a row adds it.
 * @returns One verdict a row, and one for each committed figure whose row is gone.
 */
export function judge(
  domain: string,
  outcomes: readonly Outcome[],
  committed: Figures,
  authorityGas: number | undefined,
): Verdict[] {
  const operations = new Set(outcomes.map(({ row }) => row.operation));
  const gone = Object.keys(committed).filter((operation) => !operations.has(operation));
  return [
    ...outcomes.map((outcome) => judgeRow(outcome, committed, authorityGas)),
    ...gone.map((operation) => ({
      operation,
      problems: [
        `"${operation}" has a committed figure and no row in bench/${domain}.ts: ` +
          `drop it with npm run gas -- --domain ${domain} --update`,
      ],
    })),
  ];
}
