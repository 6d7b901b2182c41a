import { readFileSync } from "node:fs";

import { expect } from "chai";
import hre from "hardhat";

import { registryUnderTest } from "../../../scripts/conformance/registry.js";
import { runSuite, type SuiteRun } from "../../../scripts/conformance/runSuite.js";
import {
  hashPackage,
  lockedPackage,
  MANIFEST_FILE,
  SUITE_LEFT_OUT,
  type SuiteManifest,
  testsByFile,
} from "../../../scripts/conformance/suite.js";

/** How many tests npm's package holds, without the file that needs the internet. */
const TESTS = 99;
const FILES = 13;

const root = process.cwd();
const manifest = JSON.parse(readFileSync(MANIFEST_FILE, "utf8")) as SuiteManifest;

describe(`the suite of ${manifest.package}, run on our registry where npm has put it`, () => {
  let run: SuiteRun;
  before(async function () {
    run = await runSuite(await registryUnderTest(hre));
    console.log(run.log);
  });

  it("is npm's, byte by byte", () => {
    const { version, integrity } = lockedPackage(root);
    expect(`ethr-did-resolver@${version}`).to.equal(manifest.package);
    expect(integrity).to.equal(manifest.integrity);
    expect(hashPackage(root)).to.deep.equal(manifest.files);
  });

  it(`runs ${TESTS} tests in ${FILES} files, and passes them all`, () => {
    expect(run.counts).to.deep.equal({ total: TESTS, passed: TESTS, failed: 0 });
    expect(run.exitCode).to.equal(0);
    expect(run.log).to.match(new RegExp(String.raw`Tests +${TESTS} passed \(${TESTS}\)`));
    expect(testsByFile(run.tests)).to.deep.equal(manifest.tests);
    expect(Object.keys(manifest.tests)).to.have.lengthOf(FILES);
  });

  it("leaves out nothing but the file that asks public networks", () => {
    const files = Object.keys(manifest.files)
      .filter((file) => /^src\/__tests__\/[^/]+\.test\.ts$/.test(file))
      .map((file) => file.replace("src/__tests__/", ""));
    expect(files.filter((file) => !(file in manifest.tests))).to.deep.equal([...SUITE_LEFT_OUT]);
  });

  for (const [file, names] of Object.entries(manifest.tests)) {
    describe(file, () => {
      for (const [index, name] of names.entries()) {
        // Two of its tests may have one name.
        const nth = names.slice(0, index).filter((other) => other === name).length;
        it(nth === 0 ? name : `${name} (${nth + 1})`, () => {
          const reports = run.tests.filter((test) => test.file === file && test.name === name);
          expect(reports[nth]?.status).to.equal("passed");
        });
      }
    });
  }
});

describe("a run of the suite", () => {
  it("is red on a contract that is no registry", async function () {
    const { abi, bytecode } = await hre.artifacts.readArtifact("CityDirectory");
    const { args } = await registryUnderTest(hre);
    const run = await runSuite({ abi, bytecode, args: args.slice(0, 1) }, ["resolve.controller.test.ts"]);
    expect(run.exitCode).to.equal(1);
    expect(run.counts.failed).to.be.greaterThan(0);
    expect(run.counts.passed).to.equal(0);
    expect(run.tests.map(({ status }) => status)).to.not.include("passed");
  });
});
