import { spawn, type ChildProcess } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** How a process ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Standard output and error, in the order of arrival. */
  readonly output: string;
}

/** A child process that never outlives the tests. */
export interface Running {
  /** What it has said so far. */
  readonly output: () => string;
  readonly hasEnded: () => boolean;
  readonly ended: Promise<Ended>;
  /** Ends it at once, with its children (SIGKILL), and waits until it is gone. */
  readonly kill: () => Promise<Ended>;
}

const hardhatPackage = createRequire(import.meta.url).resolve("hardhat/package.json");

/** Hardhat's command line, run by the same Node as the tests. */
export const hardhatCli = join(dirname(hardhatPackage), "dist", "src", "cli.js");

const running = new Set<ChildProcess>();

process.on("exit", () => running.forEach(killGroup));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => process.exit(1));
}

/** Starts a process in a group of its own, so that its children end with it. */
export function start(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Running {
  const child = spawn(file, args, {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    // The tester's own city must not be reached.
    env: { ...process.env, CITY_RPC_URL: undefined, CITY_DEPLOYER_KEY: undefined, NO_COLOR: "1", ...env },
  });
  running.add(child);
  let output = "";
  let hasEnded = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      running.delete(child);
      hasEnded = true;
      resolve({ code, signal, output });
    });
  });
  return {
    output: () => output,
    hasEnded: () => hasEnded,
    ended,
    kill: () => {
      if (!hasEnded) killGroup(child);
      return ended;
    },
  };
}

/** Starts the command line of the project: `startCli(["city", "deploy", ...])`. */
export const startCli = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Running =>
  start(process.execPath, [hardhatCli, ...args], env);

/** Runs the command line of the project to its end. */
export const runCli = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  startCli(args, env).ended;

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
