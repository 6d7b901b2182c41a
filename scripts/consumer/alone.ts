import { cpSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { installAlone } from "./workshop.js";

/**
 * Lays a program into an empty folder that holds nothing else but the installed package and what it is named beside it,
 * and removes the folder when the work is done.
 * @param root Folder of this project.
 * @param tarball The packed package.
 * @param program Name of the program's folder in `test/consumer`; it lies in the folder as `main.mjs`.
 */
export async function alone<T>(
  root: string,
  tarball: string,
  program: string,
  neighbours: readonly string[],
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), `civitas-${program}-`)));
  try {
    installAlone(root, folder, tarball, neighbours);
    cpSync(path.join(root, "test/consumer", program, "main.mjs.txt"), path.join(folder, "main.mjs"));
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
