import { parseArgs } from "node:util";

import { domains } from "./load.js";

/** What `npm run gas` was asked for. */
export interface Options {
  /** Compare with the committed figures and the goals. */
  readonly check: boolean;
  /** Rewrite the committed figures. */
  readonly update: boolean;
  /** Trace big transactions too. */
  readonly trace: boolean;
  /** Print story, checks, bound and trace of each row. */
  readonly detail: boolean;
  /** Measure the rows that state a `growth`, at each size. */
  readonly growth: boolean;
  /** Time the clients' work instead of measuring gas. */
  readonly time: boolean;
  /** Only this domain. */
  readonly domain?: string;
  /** Where to write the figures as JSON. */
  readonly json?: string;
}

/** The options in words. */
export const USAGE = `npm run gas -- [options]
  --check         compare with the committed figures and the goals
  --update        rewrite the committed figures in bench/figures
  --domain NAME   only bench/NAME.ts
  --json FILE     write operation, gas, bound, goal and peers
  --detail        story, checks, bound and trace of each row
  --trace         trace transactions of up to 2,000,000 gas
  --growth        the same rows with 10, 1,000 and 100,000 records
  --time          the clients' work: milliseconds and memory`;

const flag = { type: "boolean", default: false } as const;
const value = { type: "string" } as const;

/**
 * Reads the command line.
 * @param args The words after the script's name.
 * @throws On unknown options and on options that exclude each other.
 */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      check: flag,
      update: flag,
      trace: flag,
      detail: flag,
      growth: flag,
      time: flag,
      domain: value,
      json: value,
    },
  });
  if (values.domain !== undefined && !domains().includes(values.domain)) {
    throw new Error(`there is no bench/${values.domain}.ts: choose one of ${domains().join(", ")}`);
  }
  if (values.check && values.update) {
    throw new Error("--check and --update exclude each other: update, read the difference, then check");
  }
  if (values.time && (values.update || values.growth || values.json !== undefined)) {
    throw new Error("--time stands alone or with --check and --domain: its figures are never committed");
  }
  return values;
}
