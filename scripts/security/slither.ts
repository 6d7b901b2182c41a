import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { environmentFor, makeCopies, removeCopies } from "../lib/projectCopy.js";
import { elementName, type Finding, type SlitherElement } from "./triage.js";

const run = promisify(execFile);

/** Pinned: another version of the analyser finds other things. */
const VERSION = "0.11.6";
const PACKAGES = [`slither-analyzer==${VERSION}`, "crytic-compile==0.4.2"];

/** Slither cannot be had on this machine. The message says why. */
export class SlitherMissing extends Error {}

/**
 * Slither's command, in a Python environment of its own under `cache/`, made at the first call.
 * @throws SlitherMissing if Python or the package cannot be had.
 */
export async function installSlither(root: string): Promise<string> {
  const environment = join(root, "cache", "slither-venv");
  const command = join(environment, "bin", "slither");
  if (await isInstalled(command)) return command;
  await rm(environment, { recursive: true, force: true });
  await need("python3 has no venv", "python3", ["-m", "venv", environment]);
  const pip = ["-m", "pip", "install", "--quiet", "--retries=1", "--disable-pip-version-check", ...PACKAGES];
  await need(`${PACKAGES[0]} cannot be installed`, join(environment, "bin", "python"), pip);
  if (!(await isInstalled(command))) throw new SlitherMissing(`${PACKAGES[0]} is installed and does not run`);
  return command;
}

/**
 * Everything slither says about our contracts. It reads Hardhat's build, so it needs no compiler; the build is a fresh
 * one of the contracts alone in a private copy, because it cannot read one that holds tests. Comments that silence
 * slither are not heard: the triage file is the one place for reasons.
 */
export async function runSlither(command: string, root: string): Promise<Finding[]> {
  const [copy] = await makeCopies(root, 1, ["--no-tests"]);
  const folder = await mkdtemp(join(tmpdir(), "civitas-slither-"));
  const report = join(folder, "report.json");
  const options = ["--hardhat-ignore-compile", "--exclude-dependencies", "--filter-paths", "node_modules"];
  const quiet = ["--show-ignored-findings", "--no-fail-pedantic", "--json", report];
  try {
    const { stderr } = await run(command, [".", ...options, ...quiet], {
      cwd: copy,
      env: environmentFor(),
      maxBuffer: 2 ** 26,
    });
    return await readFindings(report, stderr);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await removeCopies([copy]);
  }
}

interface SlitherReport {
  readonly success: boolean;
  readonly error: string | null;
  readonly results: {
    readonly detectors?: readonly {
      readonly check: string;
      readonly impact: string;
      readonly description: string;
      readonly elements: readonly SlitherElement[];
    }[];
  };
}

async function readFindings(report: string, stderr: string): Promise<Finding[]> {
  const { success, error, results } = JSON.parse(await readFile(report, "utf8")) as SlitherReport;
  if (!success) throw new Error(`slither failed: ${error ?? "no reason given"}`);
  requireAnalysis(stderr);
  return (results.detectors ?? []).map(({ check, impact, description, elements }) => ({
    detector: check,
    impact,
    description: description.trim(),
    element: elementName(elements),
  }));
}

/** "No finding" means nothing if nothing was read. */
function requireAnalysis(stderr: string): void {
  const contracts = Number(/analyzed \((\d+) contracts/.exec(stderr)?.[1] ?? 0);
  if (contracts === 0) throw new Error(`slither analysed no contract:\n${stderr.slice(-2000)}`);
}

async function isInstalled(command: string): Promise<boolean> {
  try {
    const { stdout } = await run(command, ["--version"]);
    return stdout.trim() === VERSION;
  } catch {
    return false;
  }
}

async function need(problem: string, command: string, words: string[]): Promise<void> {
  try {
    await run(command, words, { maxBuffer: 2 ** 24 });
  } catch (error) {
    const { code, stderr } = error as { code?: string | number; stderr?: string };
    if (code === "ENOENT") throw new SlitherMissing(`${command} is not installed`);
    const last = (stderr ?? "").trim().split("\n").at(-1);
    throw new SlitherMissing(`${problem}: ${last || `exit code ${code}`}`);
  }
}
