import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import type { LandVectors } from "../vectors/land.js";
import { alone } from "./alone.js";
import { runNode } from "./run.js";

/** How many vectors of each kind came out the same. */
export interface MadeAgain {
  readonly rings: number;
  readonly replots: number;
  readonly references: number;
  readonly titles: number;
  readonly encumbrances: number;
  readonly consents: number;
}

/**
 * Makes the vectors of the land register again in an empty folder that holds the installed package, one program and the
 * vectors.
 * @param root Folder of this project.
 * @param tarball The packed package.
 * @returns how many came out the same, and how many there are
 */
export async function makeLandAgain(
  root: string,
  tarball: string,
): Promise<{ readonly made: MadeAgain; readonly all: MadeAgain }> {
  const text = readFileSync(path.join(root, "test/vectors/land.json"), "utf8");
  const { rings, replots, register } = JSON.parse(text) as LandVectors;
  const made = await alone(root, tarball, "land", ["ethers"], async (folder) => {
    writeFileSync(path.join(folder, "land.json"), text);
    return JSON.parse(await runNode(folder, "main.mjs")) as MadeAgain;
  });
  const all = {
    rings: rings.length,
    replots: replots.length,
    references: register.references.length,
    titles: register.titles.length,
    encumbrances: register.encumbrances.length,
    consents: register.consents.length,
  };
  return { made, all };
}
