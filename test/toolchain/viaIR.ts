import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { expect } from "chai";

const ROOT = path.resolve(import.meta.dirname, "../..");
const SOLC = createRequire(import.meta.url).resolve("solc/soljson.js");

/** A project with two contracts of the same shape, of which one is compiled via IR, and one test for both. */
const PROJECT: Record<string, string> = {
  "package.json": JSON.stringify({ name: "via-ir", version: "0.0.0", private: true, type: "module" }),
  "hardhat.config.ts": `
    import toolbox from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
    import { defineConfig } from "hardhat/config";

    const solc = { version: "0.8.37", path: ${JSON.stringify(SOLC)} };
    const settings = { evmVersion: "cancun", optimizer: { enabled: true, runs: 200 } };
    const profile = {
      compilers: [{ ...solc, settings }],
      overrides: { "contracts/Heavy.sol": { ...solc, settings: { ...settings, viaIR: true } } },
    };

    export default defineConfig({
      plugins: [toolbox],
      solidity: { profiles: { default: profile, production: profile } },
      paths: { tests: { mocha: "test", solidity: "test" } },
    });`,
  "contracts/Light.sol": counter("Light"),
  "contracts/Heavy.sol": counter("Heavy"),
  "test/counters.ts": `
    import { network } from "hardhat";

    const { ethers } = await network.create();

    describe("counters", function () {
      for (const name of ["Light", "Heavy"]) {
        it(name + " counts", async function () {
          const counter = await ethers.deployContract(name);
          await counter.count(2n);
          if ((await counter.total()) !== 2n) throw new Error(name + " does not count");
        });
      }
    });`,
};

/** Line 8 runs in the test and line 7 does not. */
function counter(name: string): string {
  return [
    "// SPDX-License-Identifier: MIT",
    "pragma solidity 0.8.37;",
    `contract ${name} {`,
    "    uint256 public total;",
    "    error TooMany(uint256 step);",
    "    function count(uint256 step) external {",
    "        if (step > 9) revert TooMany(step);",
    "        total += step;",
    "    }",
    "}",
    "",
  ].join("\n");
}

/**
 * The override holds for the artifact of the file itself, which is what ships. A Solidity test that imports the file
 * compiles it with the settings of the test: give that test the same override, or let it deploy the artifact.
 */
describe("a per-file viaIR override", function () {
  let project: string;

  before(async function () {
    project = mkdtempSync(path.join(tmpdir(), "civitas-via-ir-"));
    for (const [file, text] of Object.entries(PROJECT)) {
      mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
      writeFileSync(path.join(project, file), text);
    }
    symlinkSync(path.join(ROOT, "node_modules"), path.join(project, "node_modules"), "junction");
    await testWithCoverage(project);
  });

  after(function () {
    rmSync(project, { recursive: true, force: true });
  });

  it("compiles exactly that file via IR, under coverage too", function () {
    expect(compiledViaIR(project, "Heavy")).to.equal(true);
    expect(compiledViaIR(project, "Light")).to.equal(false);
  });

  it("keeps the coverage of lines the same for both pipelines", function () {
    const lcov = readFileSync(path.join(project, "coverage/lcov.info"), "utf8");
    expect(coveredLines(lcov, "contracts/Light.sol")).to.deep.equal({ 7: 0, 8: 1 });
    expect(coveredLines(lcov, "contracts/Heavy.sol")).to.deep.equal({ 7: 0, 8: 1 });
  });
});

/**
 * Runs `hardhat test --coverage` in a project of its own. The Hardhat around this test names its configuration in the
 * environment (HARDHAT_CONFIG): inherited, it would make the inner Hardhat run this very test again, and again.
 */
async function testWithCoverage(project: string): Promise<void> {
  const hardhat = path.join(ROOT, "node_modules/hardhat/dist/src/cli.js");
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(HARDHAT_|HH_|NODE_OPTIONS$)/.test(name),
  );
  await promisify(execFile)(
    process.execPath,
    [hardhat, "--config", path.join(project, "hardhat.config.ts"), "test", "--coverage"],
    { cwd: project, env: Object.fromEntries(inherited), timeout: 540_000 },
  );
}

/** Whether the artifact of a contract was built via IR, as the build's own record says. */
function compiledViaIR(project: string, contract: string): boolean {
  const read = (file: string): unknown =>
    JSON.parse(readFileSync(path.join(project, "artifacts", file), "utf8"));
  const { buildInfoId } = read(`contracts/${contract}.sol/${contract}.json`) as { buildInfoId: string };
  const { input } = read(`build-info/${buildInfoId}.json`) as { input: { settings: { viaIR?: boolean } } };
  return input.settings.viaIR === true;
}

/** How often each line of a source ran, as the report says. */
function coveredLines(lcov: string, file: string): Record<string, number> {
  const section = lcov.split("end_of_record").find((part) => part.includes(`SF:${file}\n`)) ?? "";
  return Object.fromEntries(
    [...section.matchAll(/^DA:(\d+),(\d+)/gm)].map(([, line, runs]) => [line, Number(runs)]),
  );
}
