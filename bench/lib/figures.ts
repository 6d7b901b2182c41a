import { existsSync, readFileSync, writeFileSync } from "node:fs";

import type { Outcome } from "./measure.js";

/** Committed figures of one domain: operation to gas each. */
export type Figures = Readonly<Record<string, number>>;

/** Where the figures of the domains are kept, one file each. */
const FIGURES = new URL("../figures/", import.meta.url);

/** The file of a domain's figures. */
function figuresFile(domain: string): URL {
  return new URL(`${domain}.json`, FIGURES);
}

/** Whether a parsed file is a table of figures. */
function isFigures(value: unknown): value is Figures {
  return (
    typeof value === "object" && value !== null && Object.values(value).every((gas) => Number.isInteger(gas))
  );
}

/**
 * Reads the committed figures of a domain.
 * @returns None where the domain has no file yet.
 */
export function readFigures(domain: string): Figures {
  const file = figuresFile(domain);
  if (!existsSync(file)) return {};
  const figures: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (!isFigures(figures)) {
    throw new Error(
      `bench/figures/${domain}.json must map operations to whole gas: write it with npm run gas -- --update`,
    );
  }
  return figures;
}

/** Writes the measured figures of a domain, in the order of its rows. */
export function writeFigures(domain: string, outcomes: readonly Outcome[]): void {
  const figures = Object.fromEntries(outcomes.map(({ row, figure }) => [row.operation, figure?.gas]));
  writeFileSync(figuresFile(domain), `${JSON.stringify(figures, undefined, 2)}\n`);
}
