import proj4 from "proj4";

import { InputError, type Projection, randomSalt, saltedHash } from "../../sdk/index.js";
import { requireBytes32 } from "../../sdk/inputs/requireBytes32.js";
import { oneLine } from "../lib/oneLine.js";
import { readInput } from "../lib/options.js";

/** Reads a JSON file that an option names. */
export async function readJson(option: string, path: string): Promise<unknown> {
  const text = (await readInput(option, path)).toString("utf8");
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new Error(`--${option}: ${path} is no JSON (${oneLine((error as Error).message)}); mend it`, {
      cause: error,
    });
  }
}

/** The projection that an option describes; none where positions are metres already. */
export function projectionOf(crs: string): Projection | undefined {
  if (crs === "") return undefined;
  try {
    return proj4(crs);
  } catch (error) {
    throw new InputError(
      "--crs",
      crs,
      // Texts are thrown here, too.
      `describes no reference system (${oneLine(error instanceof Error ? error.message : String(error))})`,
      "write it as proj4 does: +proj=utm +zone=32 +ellps=GRS80 +units=m +no_defs",
    );
  }
}

/** The hash of a document with its salt; a salt that is drawn is told, for nobody finds it again. */
export async function documentHashOf(document: string, salt: string): Promise<string> {
  const bytes = await readInput("document", document);
  const used = salt === "" ? randomSalt() : requireBytes32("--salt", salt);
  if (salt === "")
    console.log(`salt of the document ${used}: keep it with the file, and give it when you run again`);
  return saltedHash(bytes, used);
}
