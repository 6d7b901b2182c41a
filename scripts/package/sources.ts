import path from "node:path";

import { readFiles } from "../checks/lib/files.js";

/** A file of TypeScript that the package is compiled from. */
export interface SourceFile {
  /** Path from the folder that is compiled. */
  readonly path: string;
  readonly text: string;
}

/**
 * The SDK and the bindings it reaches.
 * @param root Folder of the project, which was built.
 */
export function sdkSources(root: string): SourceFile[] {
  const bindings = readFiles(root, "typechain-types", /\.ts$/)
    .filter(({ path: file }) => !isHardhatsOwn(file))
    .map(({ path: file, text }) => ({ path: file, text: isIndex(file) ? inOrder(text) : text }));
  return [...readFiles(root, "sdk", /\.ts$/), ...bindings];
}

/** Hardhat's own declarations would make every dApp need Hardhat. */
function isHardhatsOwn(file: string): boolean {
  return path.basename(file) === "hardhat.d.ts";
}

function isIndex(file: string): boolean {
  return path.basename(file) === "index.ts";
}

/**
 * The statements of an index, which stand one on a line, in alphabetical order: the generator writes them in the order
 * of the file system, which differs from machine to machine.
 */
function inOrder(text: string): string {
  return `${text
    .split("\n")
    .filter((line) => line !== "")
    .toSorted()
    .join("\n")}\n`;
}
