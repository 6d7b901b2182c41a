/**
 * Static analysis: `npm run security` runs solhint and slither over the contracts. It fails on any finding of solhint, on
 * any finding of slither that `docs/security/slither.json` does not excuse, and on an excuse that nothing needs. Where
 * slither cannot be had it says so and goes on; `-- --require-slither` fails instead.
 */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { installSlither, runSlither, SlitherMissing } from "./security/slither.js";
import { faultsOf, readTriage } from "./security/triage.js";

const root = process.cwd();

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { "require-slither": { type: "boolean", default: false } } });
  const results = [checkSolhint(), await checkSlither(values["require-slither"])];
  process.exitCode = results.every(Boolean) ? 0 : 1;
}

function checkSolhint(): boolean {
  const solhint = createRequire(import.meta.url).resolve("solhint/solhint.js");
  const words = [solhint, "--max-warnings", "0", "contracts/**/*.sol"];
  const { status, error } = spawnSync(process.execPath, words, { cwd: root, stdio: "inherit" });
  if (error) throw error;
  console.log(`solhint: ${status === 0 ? "no finding" : "failed"}`);
  return status === 0;
}

async function checkSlither(isRequired: boolean): Promise<boolean> {
  try {
    const findings = await runSlither(await installSlither(root), root);
    const faults = faultsOf(findings, readTriage(join(root, "docs", "security", "slither.json")));
    for (const fault of faults) console.log(`slither: ${fault}`);
    console.log(`slither: ${findings.length} findings, ${faults.length} to mend`);
    return faults.length === 0;
  } catch (error) {
    if (!(error instanceof SlitherMissing)) throw error;
    console.log(`slither: skipped (${error.message})`);
    return !isRequired;
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
