import type { Outcome } from "./measure.js";
import type { Figure } from "./scenario.js";

/** The row that measures what the authority's check adds to an officer's act. */
export const AUTHORITY_ROW = { domain: "governance", operation: "authority check, cold" } as const;

/**
 * Adds the authority's check to goal and bound of an officer's act ("+A"), which are stated without it.
 * @param authorityGas Gas of the check, as measured in the same run.
 * @returns The figure with its goal and bound comparable to its gas; unchanged for all other rows.
 */
export function withAuthorityCheck(
  { row, figure }: Outcome,
  authorityGas: number | undefined,
): Figure | undefined {
  if (figure === undefined || row.addsAuthorityCheck !== true) return figure;
  const check = authorityCheckEach({ row }, authorityGas);
  return {
    ...figure,
    goal: figure.goal === null ? null : figure.goal + check,
    bound: figure.bound === null ? null : figure.bound + check,
  };
}

/**
 * What the authority's check adds to one act of the row: a batch is checked once.
 * @returns Gas each; zero for a row that does not add it.
 */
export function authorityCheckEach({ row }: Pick<Outcome, "row">, authorityGas: number | undefined): number {
  if (row.addsAuthorityCheck !== true) return 0;
  if (authorityGas === undefined) {
    throw new Error(
      `"${row.operation}" adds the authority's check, which was not measured: ` +
        `keep the row "${AUTHORITY_ROW.operation}" in bench/${AUTHORITY_ROW.domain}.ts working`,
    );
  }
  return Math.round(authorityGas / (row.per ?? 1));
}
