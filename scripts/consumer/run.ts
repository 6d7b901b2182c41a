import { execFile } from "node:child_process";
import { promisify } from "node:util";

/**
 * Runs a Node program as a consumer would, outside this project's Hardhat: without its variables, which would lead a
 * Hardhat started inside to our configuration.
 * @returns what it printed
 * @throws where it fails, with its words
 */
export async function runNode(folder: string, ...args: readonly string[]): Promise<string> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(HARDHAT_|HH_|NODE_OPTIONS$)/.test(name)),
  );
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [...args], { cwd: folder, env });
    return stdout;
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`node ${args.join(" ")} failed:\n${stdout}${stderr}`, { cause: error });
  }
}
