import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";

const PREFIX = "civitas-copy-";

/** Left behind: what is generated, what is large, and what no test reads. `node_modules` is linked instead. */
const LEFT_OUT = new Set([
  ".git",
  "artifacts",
  "cache",
  "coverage",
  "dist",
  "node_modules",
  "typechain-types",
]);

/**
 * Private copies of a project in the folder for temporary files, each with a fresh build. The project itself is never
 * written to, however the run ends.
 * @param buildOptions - further words for `hardhat build`
 */
export async function makeCopies(
  root: string,
  count: number,
  buildOptions: string[] = [],
): Promise<string[]> {
  await removeAbandoned();
  const first = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  const entries = (await readdir(root)).filter((name) => !LEFT_OUT.has(name));
  for (const name of entries) await cp(join(root, name), join(first, name), { recursive: true });
  await linkModules(root, first);
  await build(first, buildOptions);
  const copies = [first];
  while (copies.length < count) copies.push(await duplicate(first, root));
  return copies;
}

/** Removes copies that {makeCopies} made. */
export async function removeCopies(copies: readonly string[]): Promise<void> {
  for (const copy of copies) await rm(copy, { recursive: true, force: true });
}

async function duplicate(first: string, root: string): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  const isOwn = (file: string) => basename(file) !== "node_modules" || dirname(file) !== first;
  await cp(first, copy, { recursive: true, filter: isOwn });
  await linkModules(root, copy);
  return copy;
}

async function linkModules(root: string, copy: string): Promise<void> {
  await symlink(join(root, "node_modules"), join(copy, "node_modules"), "dir");
}

/** Hardhat's command line, as a project has it installed. */
export function hardhatOf(folder: string): string {
  const manifest = createRequire(join(folder, "package.json")).resolve("hardhat/package.json");
  return join(dirname(manifest), "dist", "src", "cli.js");
}

/** The environment for a Hardhat of another folder: an outer Hardhat hands its own options down, its config among them. */
export function environmentFor(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("HARDHAT_"));
  return { ...Object.fromEntries(own), NO_COLOR: "1", FORCE_COLOR: "0" };
}

async function build(folder: string, options: string[]): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, [hardhatOf(folder), "build", ...options], {
      cwd: folder,
      env: environmentFor(),
      maxBuffer: 2 ** 26,
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`the project does not build:\n${stdout ?? ""}${stderr ?? ""}`, { cause: error });
  }
}

/** A run that was killed could not remove its copies: the next one does. */
async function removeAbandoned(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(PREFIX));
  const abandoned = names.filter((name) => !isAlive(Number(name.slice(PREFIX.length).split("-")[0])));
  await removeCopies(abandoned.map((name) => join(tmpdir(), name)));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
