import { readFiles } from "./files.js";
import { mochaTitles } from "./mochaTitles.js";
import { readSources, testFunctions } from "./solidity.js";

/** A test of the repository, in either language. */
export interface TestTitle {
  kind: "test" | "suite" | "function";
  /** The mocha title, or the name of the Solidity function. */
  title: string;
  /** Path and line. */
  place: string;
  skipped: boolean;
  only: boolean;
}

/** All tests under `folder`: mocha titles of its TypeScript, test functions of its Solidity. */
export function readTests(root: string, folder: string): TestTitle[] {
  const mocha = readFiles(root, folder, /(?<!\.d)\.ts$/).flatMap(({ path, text }) =>
    mochaTitles(text).map(({ line, ...title }): TestTitle => ({ ...title, place: `${path}:${line}` })),
  );
  const solidity = readSources(root, folder).flatMap(({ path, text }) =>
    testFunctions(text).map(({ name, line }): TestTitle => ({
      kind: "function",
      title: name,
      place: `${path}:${line}`,
      skipped: false,
      only: false,
    })),
  );
  return [...mocha, ...solidity];
}
