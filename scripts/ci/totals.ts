import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** What a gate has counted. */
export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Sums what the gates of continuous integration have counted. Coverage runs the tests of `npm test` a second time and
 * is counted as one gate; so is a gate that counts nothing itself.
 * @param outputs output of each gate by name
 * @param failedGates names of the gates that ended with an error
 */
export function sumTotals(outputs: Readonly<Record<string, string>>, failedGates: readonly string[]): Totals {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const [gate, output] of Object.entries(outputs)) {
    const counted = gate === "coverage" ? undefined : countedIn(output);
    const own = counted ?? { passed: 1, failed: 0, skipped: 0 };
    const isFailed = failedGates.includes(gate);
    // A gate can fail without a failed test: it is counted as one failure then.
    const hidden = isFailed && own.failed === 0 ? 1 : 0;
    sum.passed += counted === undefined && isFailed ? 0 : own.passed;
    sum.failed += own.failed + hidden;
    sum.skipped += own.skipped;
  }
  return sum;
}

/**
 * What an output says of passed, failed and skipped tests; undefined where it says nothing. Hardhat's closing summary
 * stands at the start of the line and holds mocha's and Solidity's tests.
 */
function countedIn(output: string): Totals | undefined {
  // Terminal colours; the pattern needs the control character.
  // oxlint-disable-next-line no-control-regex
  const text = output.replaceAll(/\u001b\[[0-9;]*m/g, "");
  const count = (words: string): number =>
    [...text.matchAll(new RegExp(String.raw`^(\d+) (?:${words})\b`, "gm"))].reduce(
      (total, [, number]) => total + Number(number),
      0,
    );
  const closing = /^(?:\w+: )?(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm;
  const lines = [...text.matchAll(closing)];
  if (lines.length > 0) {
    const [, passed, failed, skipped] = lines[lines.length - 1];
    return { passed: Number(passed), failed: Number(failed), skipped: Number(skipped ?? 0) };
  }
  const [passed, failed, skipped] = [count("passing"), count("failing"), count("pending|skipped")];
  return passed + failed + skipped === 0 ? undefined : { passed, failed, skipped };
}

if (process.argv[1] === import.meta.filename) {
  const [folder, ...failedGates] = process.argv.slice(2);
  const outputs = Object.fromEntries(
    readdirSync(folder).map((gate) => [gate, readFileSync(path.join(folder, gate), "utf8")]),
  );
  const { passed, failed, skipped } = sumTotals(outputs, failedGates);
  if (failedGates.length > 0) console.log(`failed gates: ${failedGates.join(", ")}`);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed > 0 || failedGates.length > 0 ? 1 : 0;
}
