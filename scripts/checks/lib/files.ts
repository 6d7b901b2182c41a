import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** A text file of the repository. */
export interface TextFile {
  /** Path from the root, with forward slashes. */
  path: string;
  text: string;
}

/** Paths of all files under `folder`, relative to `root`, sorted, with forward slashes. No folder, no files. */
export function listFiles(root: string, folder: string): string[] {
  const start = path.join(root, folder);
  if (!existsSync(start)) return [];
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, "/"))
    .toSorted();
}

/** Files under `folder` whose path matches `pattern`, with their text. */
export function readFiles(root: string, folder: string, pattern: RegExp): TextFile[] {
  return listFiles(root, folder)
    .filter((file) => pattern.test(file))
    .map((file) => readFile(root, file));
}

/** One file with its text. */
export function readFile(root: string, file: string): TextFile {
  return { path: file, text: readFileSync(path.join(root, file), "utf8") };
}

/** The line (from 1) on which the character at `index` stands. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}
