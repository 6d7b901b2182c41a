import { spawn, type ChildProcess } from "node:child_process";

import { environmentFor, hardhatOf } from "../lib/projectCopy.js";
import type { Target } from "./contracts.js";

/** One call of Hardhat's test runner. */
export interface Suite {
  readonly kind: "solidity" | "mocha";
  readonly files: readonly string[];
}

/** How a call of the test runner ended. */
export type TestResult =
  | { readonly kind: "passed"; readonly seconds: number }
  | { readonly kind: "failed" | "timeout"; readonly seconds: number; readonly output: string };

/** The runners that hold a contract's tests. */
export function suitesOf({ solidityTests, mochaTests }: Target): Suite[] {
  const suites: Suite[] = [
    { kind: "solidity", files: solidityTests },
    { kind: "mocha", files: mochaTests },
  ];
  return suites.filter(({ files }) => files.length > 0);
}

const running = new Set<ChildProcess>();

/** Ends every test run of this process, with all that it started. */
export function stopTests(): void {
  for (const child of running) stop(child);
}

/**
 * Runs a suite in a copy of the project on the artifacts that lie there, nothing is compiled.
 * @throws Error if the runner ends without saying how many tests passed or failed: that proves nothing.
 */
export async function runSuite(folder: string, suite: Suite, timeoutSeconds: number): Promise<TestResult> {
  const started = performance.now();
  const child = spawn(process.execPath, [hardhatOf(folder), ...argumentsOf(suite)], {
    cwd: folder,
    detached: true,
    env: { ...environmentFor(), CIVITAS_MUTATION: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text: Buffer) => (output += text.toString()));
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    stop(child);
  }, timeoutSeconds * 1000);
  const code = await new Promise<number | null>((done) => child.on("close", done));
  clearTimeout(timer);
  running.delete(child);
  const seconds = (performance.now() - started) / 1000;
  if (late) return { kind: "timeout", seconds, output };
  if (code === 0 && /\b[1-9]\d* passing\b/.test(output)) return { kind: "passed", seconds };
  if (code !== 0 && /\b[1-9]\d* failing\b/.test(output)) return { kind: "failed", seconds, output };
  const files = suite.files.join(" ");
  throw new Error(
    `${files}: the ${suite.kind} runner ended with ${code} and no result\n${output.slice(-2000)}`,
  );
}

function argumentsOf({ kind, files }: Suite): string[] {
  const options = kind === "solidity" ? ["--test-profile", "brief"] : ["--bail"];
  return ["--no-typechain", "test", kind, "--no-compile", ...options, ...files];
}

/** A test may have started a node of its own: the whole group goes. */
function stop(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}
