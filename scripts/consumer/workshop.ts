import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { listFiles } from "../checks/lib/files.js";
import { LIBRARIES } from "../package/manifest.js";

/** What the consumer has beside the package, in the versions of our lockfile. */
const NEIGHBOURS = [
  "@noble/curves",
  "@openzeppelin/contracts",
  "@types/node",
  "ethers",
  "hardhat",
  "solc",
  "typescript",
  "viem",
] as const;

/** Where the fixture lies; its files end in `.txt` so that this project leaves them alone. */
const FIXTURE = "test/consumer";

/**
 * Lays out a consumer's project: the fixture, the package installed from its tarball, and its neighbours linked.
 * Nothing is asked of a registry.
 * @param root Folder of this project.
 * @param tarball The packed package.
 * @returns the project's folder, to be removed when done
 */
export function layOut(root: string, tarball: string): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "civitas-consumer-")));
  for (const file of listFiles(root, FIXTURE).filter((name) => name.endsWith(".txt"))) {
    const name = path.relative(FIXTURE, file).slice(0, -".txt".length);
    mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
    cpSync(path.join(root, file), path.join(folder, name));
  }
  installAlone(root, folder, tarball, NEIGHBOURS);
  return folder;
}

/**
 * Installs the package from its tarball into a folder, and links its neighbours there.
 * @param root Folder of this project.
 * @param folder The consumer's.
 * @param tarball The packed package.
 * @param neighbours Packages of our lockfile.
 */
export function installAlone(
  root: string,
  folder: string,
  tarball: string,
  neighbours: readonly string[],
): void {
  writeManifest(folder, { civitas: `file:${path.resolve(tarball)}` }, localLibraries(root));
  npm(folder, "install", "--offline", "--legacy-peer-deps", "--ignore-scripts", "--no-package-lock");
  const versions = Object.fromEntries(neighbours.map((name) => [name, linkNeighbour(root, folder, name)]));
  writeManifest(folder, { civitas: "*", ...versions });
}

/**
 * Holds the peers that the package asks for against the neighbours.
 * @throws where one is missing or has another version, with npm's words
 */
export function checkPeers(folder: string): void {
  npm(
    folder,
    "ls",
    "civitas",
    "ethers",
    "@noble/curves",
    "@openzeppelin/contracts",
    ...Object.keys(LIBRARIES),
  );
}

/** The libraries of the package from this project's own folder, so that no registry is needed. */
function localLibraries(root: string): Record<string, string> {
  return Object.fromEntries(
    Object.keys(LIBRARIES).map((name) => [
      name,
      `file:${realpathSync(path.join(root, "node_modules", name))}`,
    ]),
  );
}

/** Links a package that this project has installed, and tells its version. */
function linkNeighbour(root: string, folder: string, name: string): string {
  const target = path.join(root, "node_modules", name);
  const link = path.join(folder, "node_modules", name);
  mkdirSync(path.dirname(link), { recursive: true });
  symlinkSync(realpathSync(target), link, "dir");
  const { version } = JSON.parse(readFileSync(path.join(target, "package.json"), "utf8")) as {
    version: string;
  };
  return version;
}

function writeManifest(
  folder: string,
  dependencies: Readonly<Record<string, string>>,
  overrides: Readonly<Record<string, string>> = {},
): void {
  const manifest = { name: "consumer", private: true, type: "module", dependencies, overrides };
  writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest, undefined, 2));
}

/** Runs npm in the consumer's project. */
function npm(folder: string, ...args: readonly string[]): void {
  execFileSync("npm", [...args], { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}
