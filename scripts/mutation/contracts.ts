import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { parse } from "./compiler.js";
import { hasCode } from "./mutants.js";
import { FURTHER_TESTS } from "./tests.js";

/** A contract to mutate and the tests that must notice. Paths run from the root of the project, with slashes. */
export interface Target {
  readonly path: string;
  readonly name: string;
  readonly solidityTests: readonly string[];
  readonly mochaTests: readonly string[];
}

/** Every file under `contracts/` that holds executable code, by path: no interfaces, no libraries of constants. */
export function findContracts(root: string): string[] {
  return filesBelow(root, "contracts").filter(
    (path) => path.endsWith(".sol") && hasCode(parse(path, readFileSync(join(root, path), "utf8"))),
  );
}

/**
 * The contract that a user names: `LandRegistry`, or its path.
 * @throws Error if no contract with code, or more than one, has the name.
 */
export function findContract(root: string, name: string): string {
  const found = findContracts(root).filter((path) => path === name || contractName(path) === name);
  if (found.length === 1) return found[0];
  const answer = found.length === 0 ? "no file of contracts/ with executable code" : found.join(" and ");
  throw new Error(`--contract ${name}: ${answer}; give the name of one contract, or its path`);
}

/** The contract with its tests. */
export function targetOf(root: string, path: string): Target {
  const tests = [...mirrorTests(root, path), ...(FURTHER_TESTS[path] ?? [])];
  const missing = tests.find((test) => !existsSync(join(root, test)));
  if (missing) throw new Error(`${missing}: named for ${path} in scripts/mutation/tests.ts, but not there`);
  return {
    path,
    name: contractName(path),
    solidityTests: tests.filter((test) => test.endsWith(".t.sol")),
    mochaTests: tests.filter((test) => test.endsWith(".ts")),
  };
}

/** The name of the contract in a file, which is the file's name. */
export function contractName(path: string): string {
  return basename(path, ".sol");
}

function mirrorTests(root: string, path: string): string[] {
  const folder = dirname(path).replace(/^contracts/, "test");
  const names = filesBelow(root, "contracts")
    .filter((file) => file.endsWith(".sol"))
    .map(contractName);
  const tests = filesBelow(root, folder).filter(
    (file) => dirname(file) === folder && /\.(t\.sol|ts)$/.test(file),
  );
  return tests.filter((test) => ownerOf(basename(test), names) === contractName(path));
}

/** Of all contracts, the one with the longest name that begins the test's name: `TitleCore.ts` is not of `Title`. */
function ownerOf(test: string, names: readonly string[]): string | undefined {
  return names.filter((name) => test.startsWith(name)).toSorted((a, b) => b.length - a.length)[0];
}

function filesBelow(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.map((file) => file.slice(root.length + 1).replaceAll("\\", "/")).toSorted();
}
