import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import type { EnergyVectors } from "../vectors/energy.js";
import { alone } from "./alone.js";
import { runNode } from "./run.js";

/** How many vectors of each kind came out the same. */
export interface MadeAgain {
  readonly settlements: number;
  readonly corrections: number;
  readonly signatures: number;
}

/**
 * Makes the vectors of the energy market again in an empty folder that holds the installed package, one program and the
 * vectors.
 * @param root Folder of this project.
 * @param tarball The packed package.
 * @returns how many came out the same, and how many there are
 */
export async function makeEnergyAgain(
  root: string,
  tarball: string,
): Promise<{ readonly made: MadeAgain; readonly all: MadeAgain }> {
  const text = readFileSync(path.join(root, "test/vectors/energy.json"), "utf8");
  const { settlements, corrections, signatures } = JSON.parse(text) as EnergyVectors;
  const made = await alone(root, tarball, "energy", ["ethers"], async (folder) => {
    writeFileSync(path.join(folder, "energy.json"), text);
    return JSON.parse(await runNode(folder, "main.mjs")) as MadeAgain;
  });
  const all = {
    settlements: settlements.length,
    corrections: corrections.length,
    signatures: signatures.length,
  };
  return { made, all };
}
