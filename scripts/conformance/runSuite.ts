import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";

import type { InterfaceAbi } from "ethers";

/** A contract that the suite shall test. */
export interface ContractUnderTest {
  readonly abi: Extract<InterfaceAbi, readonly unknown[]>;
  readonly bytecode: string;
  /** Arguments of its constructor; a contract among them is deployed before, and stands for its address. */
  readonly args: readonly (string | boolean | ContractUnderTest)[];
}

/** What the suite's own report says of one test. */
export interface TestReport {
  /** File of the suite, without its folder. */
  readonly file: string;
  /** Names of its suites and its own, as the report joins them. */
  readonly name: string;
  /** "passed", or what the report says instead. */
  readonly status: string;
}

/** What a run of the suite has said. */
export interface SuiteRun {
  readonly exitCode: number | null;
  /** What it printed. */
  readonly log: string;
  /** Its own count. */
  readonly counts: { readonly total: number; readonly passed: number; readonly failed: number };
  readonly tests: readonly TestReport[];
}

/** The report of vitest, as far as it is read. */
interface JsonReport {
  readonly numTotalTests: number;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/**
 * Runs the suite that `ethr-did-resolver` ships against a contract, in a process of its own.
 * @param files Names of the files to run; all where empty.
 * @throws Error where it ends without a report.
 */
export async function runSuite(
  contract: ContractUnderTest,
  files: readonly string[] = [],
): Promise<SuiteRun> {
  const folder = mkdtempSync(path.join(tmpdir(), "civitas-conformance-"));
  const [input, output] = [path.join(folder, "contract.json"), path.join(folder, "report.json")];
  try {
    writeFileSync(input, JSON.stringify(contract));
    const { exitCode, log } = await runVitest(files, input, output);
    return { exitCode, log, ...readReport(output, log) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts vitest with this Node. */
async function runVitest(
  files: readonly string[],
  input: string,
  output: string,
): Promise<{ exitCode: number | null; log: string }> {
  const manifest = createRequire(import.meta.url).resolve("vitest/package.json");
  const config = path.join(import.meta.dirname, "vitest.config.ts");
  const child = spawn(
    process.execPath,
    [
      path.join(path.dirname(manifest), "vitest.mjs"),
      "run",
      ...files,
      "--config",
      config,
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${output}`,
    ],
    {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        NO_COLOR: "1",
        HARDHAT_CONFIG: path.join(import.meta.dirname, "hardhat.config.ts"),
        CONTRACT_UNDER_TEST: input,
      },
    },
  );
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (log += text));
  }
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return { exitCode, log };
}

/** The counts and the tests of a report. */
function readReport(file: string, log: string): Pick<SuiteRun, "counts" | "tests"> {
  let report: JsonReport;
  try {
    report = JSON.parse(readFileSync(file, "utf8")) as JsonReport;
  } catch (error) {
    throw new Error(`the suite of ethr-did-resolver ended without a report:\n${log}`, { cause: error });
  }
  return {
    counts: {
      total: report.numTotalTests,
      passed: report.numPassedTests,
      failed: report.numFailedTests,
    },
    tests: report.testResults.flatMap(({ name, assertionResults }) =>
      assertionResults.map(({ fullName, status }) => ({
        file: path.basename(name),
        name: fullName,
        status,
      })),
    ),
  };
}
