import { readFileSync } from "node:fs";
import path from "node:path";

import { listFiles } from "./lib/files.js";
import { type Finding, type GateResult, resultOf } from "./lib/finding.js";

const MEND = "run `npm run build` and commit typechain-types/ as it then is.";

/**
 * The committed bindings are exactly what a clean build generates: nothing stale, missing or left over.
 *
 * @param committed folder of the bindings in the repository
 * @param generated folder of the bindings that a clean build has just made
 */
export function checkBindings(committed: string, generated: string): GateResult {
  const [have, want] = [committed, generated].map((folder) => new Set(listFiles(folder, ".")));
  const finding = (file: string, what: string): Finding => ({
    file: path.posix.join(path.basename(committed), file),
    what,
    mend: MEND,
  });
  const findings = [...new Set([...have, ...want])].toSorted().flatMap((file) => {
    if (!want.has(file)) return [finding(file, "no contract generates this file; it is a leftover")];
    if (!have.has(file)) return [finding(file, "a clean build generates this file and it is missing")];
    const same = comparable(committed, file) === comparable(generated, file);
    return same ? [] : [finding(file, "differs from what a clean build generates; it is stale")];
  });
  return resultOf(findings);
}

/**
 * The text that is compared. The generator lists contracts in the order in which the file system names them, which
 * differs from machine to machine: in the files that are such lists, lines are compared without their order.
 */
function comparable(folder: string, file: string): string {
  const text = readFileSync(path.join(folder, file), "utf8");
  if (!["index.ts", "hardhat.d.ts"].includes(path.basename(file))) return text;
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .toSorted()
    .join("\n");
}
