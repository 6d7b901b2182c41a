import { readdirSync } from "node:fs";

import type { Scenario } from "./scenario.js";

const BENCH = new URL("../", import.meta.url);

/** The domains that have a scenario, in alphabetical order: one file each in bench/. */
export function domains(): string[] {
  return readdirSync(BENCH)
    .filter((name) => name.endsWith(".ts") && name !== "run.ts")
    .map((name) => name.slice(0, -".ts".length))
    .toSorted();
}

/** Whether a module exports the scenario of the domain. */
function hasScenario(module: unknown, domain: string): module is { scenario: Scenario<unknown> } {
  const { scenario } = module as { scenario?: Partial<Scenario<unknown>> };
  return scenario?.domain === domain && Array.isArray(scenario.rows) && typeof scenario.setUp === "function";
}

/**
 * Loads the scenario of a domain.
 * @throws When the file exports no `scenario` of this domain.
 */
export async function loadScenario(domain: string): Promise<Scenario<unknown>> {
  const module: unknown = await import(new URL(`${domain}.ts`, BENCH).href);
  if (!hasScenario(module, domain)) {
    throw new Error(
      `bench/${domain}.ts must export \`scenario\` with the domain "${domain}", \`setUp\` and \`rows\``,
    );
  }
  return module.scenario;
}
