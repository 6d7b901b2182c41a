import { writeFileSync } from "node:fs";

import { table, thousands } from "../../scripts/lib/table.js";
import { measureScale } from "./measure.js";

const FIGURES = new URL("../figures/billing-scale.json", import.meta.url);

/** Most memory that a roll of a million bills may take. */
const MEMORY_GOAL = 512;

const figures = await measureScale([10, 1_000, 100_000, 1_000_000], 10_000, console.log);

const rounded = (value: number): string => value.toFixed(value < 10 ? 2 : 0);
console.log(
  table(
    ["bills", "levels", "read s", "build s", "dataset s", "proof µs", "MiB", "post", "pay", "pay, forest"],
    figures.rolls.map((roll) => [
      thousands(roll.bills),
      String(roll.levels),
      rounded(roll.surveySeconds),
      rounded(roll.buildSeconds),
      rounded(roll.datasetSeconds),
      rounded(roll.proofMicroseconds),
      rounded(roll.peakMebibytes),
      thousands(roll.gas.post),
      thousands(roll.gas.pay),
      roll.gas.payInForest === undefined ? "" : thousands(roll.gas.payInForest),
    ]),
  ),
);
const { relay } = figures;
console.log(
  `${thousands(relay.payments)} signed payments of ${relay.payers} payers: ${relay.transactions} transactions, ` +
    `${thousands(relay.totalGas)} gas, ${thousands(relay.gasEach)} each, the largest ${thousands(relay.largestGas)} ` +
    `(${(100 * relay.largestShareOfCap).toFixed(1)} % of the cap)`,
);
if (process.argv.includes("--update")) {
  const text = JSON.stringify(
    figures,
    (_key, value: unknown) => (typeof value === "number" ? Math.round(value * 1000) / 1000 : value),
    2,
  );
  writeFileSync(FIGURES, `${text}\n`);
}
const worst = Math.max(...figures.rolls.map(({ peakMebibytes }) => peakMebibytes));
if (worst > MEMORY_GOAL) {
  console.error(`a roll took ${worst.toFixed(0)} MiB, more than ${MEMORY_GOAL}: profile it`);
  process.exitCode = 1;
}
