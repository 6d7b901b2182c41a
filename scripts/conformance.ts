import { writeFileSync } from "node:fs";

import hre from "hardhat";

import { runSuite } from "./conformance/runSuite.js";
import {
  hashPackage,
  lockedPackage,
  MANIFEST_FILE,
  type SuiteManifest,
  testsByFile,
} from "./conformance/suite.js";
import { registryUnderTest } from "./conformance/registry.js";

/**
 * Writes down what the suite of `ethr-did-resolver` is: the bytes of the installed package and the names of its tests.
 * Run it after the pinned version was raised on purpose, and read what has changed.
 */
const root = process.cwd();
const { version, integrity } = lockedPackage(root);
const run = await runSuite(await registryUnderTest(hre));
if (run.exitCode !== 0) throw new Error(`the suite is not green; nothing was written\n${run.log}`);
const manifest: SuiteManifest = {
  package: `ethr-did-resolver@${version}`,
  integrity,
  files: hashPackage(root),
  tests: testsByFile(run.tests),
};
writeFileSync(MANIFEST_FILE, `${JSON.stringify(manifest, undefined, 2)}\n`);
console.log(`${MANIFEST_FILE}: ${run.counts.passed} of ${run.counts.total} tests`);
