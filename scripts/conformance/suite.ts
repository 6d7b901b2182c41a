import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import type { TestReport } from "./runSuite.js";

/** Where npm puts the package whose suite is run. */
export const PACKAGE_FOLDER = "node_modules/ethr-did-resolver";

/** Where the suite lies in it. */
export const SUITE_FOLDER = `${PACKAGE_FOLDER}/src/__tests__`;

/** Files of the suite that do not run: this one asks public networks through the internet. */
export const SUITE_LEFT_OUT = ["networks.integration.test.ts"] as const;

/** Where the project keeps what the suite must be. */
export const MANIFEST_FILE = "test/identity/clients/ethr-did-resolver.json";

/** What the suite must be: the same bytes as npm's, and these tests. */
export interface SuiteManifest {
  readonly package: string;
  /** npm's hash of the tarball, as the lockfile holds it. */
  readonly integrity: string;
  /** SHA-256 of every file of the package, by its path there. */
  readonly files: Readonly<Record<string, string>>;
  /** Tests of each file of the suite that runs, by name. */
  readonly tests: Readonly<Record<string, readonly string[]>>;
}

/**
 * SHA-256 of every file of the installed package, by its path there, sorted; without its own dependencies.
 * @param root Folder of the project.
 */
export function hashPackage(root: string): Record<string, string> {
  const folder = path.join(root, PACKAGE_FOLDER);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((file) => !file.startsWith("node_modules/"))
    .toSorted();
  return Object.fromEntries(
    files.map((file) => [
      file,
      createHash("sha256")
        .update(readFileSync(path.join(folder, file)))
        .digest("hex"),
    ]),
  );
}

/**
 * The package as the lockfile pins it.
 * @param root Folder of the project.
 */
export function lockedPackage(root: string): { readonly version: string; readonly integrity: string } {
  const { packages } = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, { version: string; integrity: string }>;
  };
  return packages[PACKAGE_FOLDER];
}

/** The tests of a run, sorted by file and name. */
export function testsByFile(tests: readonly TestReport[]): Record<string, string[]> {
  const files = [...new Set(tests.map(({ file }) => file))].toSorted();
  return Object.fromEntries(
    files.map((file) => [
      file,
      tests
        .filter((test) => test.file === file)
        .map(({ name }) => name)
        .toSorted(),
    ]),
  );
}
