import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Reads the files of a folder that end in `.json`, by name.
 * @throws where there is no such folder
 */
export async function readFolder(folder: string): Promise<{ file: string; text: string }[]> {
  const names = await readdir(folder).catch(() => {
    throw new Error(`--folder: ${folder} cannot be read; name the folder of the ballots`);
  });
  const files: { file: string; text: string }[] = [];
  for (const file of names.filter((name) => name.endsWith(".json")).toSorted()) {
    files.push({ file, text: await readFile(join(folder, file), "utf8") });
  }
  return files;
}
