import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { alone } from "./alone.js";
import { runNode } from "./run.js";

/** What a program makes of the vectors of the sealed ballots. */
export interface SealedAgain {
  readonly isContext: boolean;
  /** The choices of every ballot, opened. */
  readonly opened: readonly (readonly number[])[];
  /** How many ballots have the hints of the vectors. */
  readonly hints: number;
  readonly areSums: boolean;
  readonly counts: readonly number[];
  readonly isTally: boolean;
  /** What a ballot of its own holds. */
  readonly sealed: readonly number[];
  /** Whether that ballot is refused where it is another voter's. */
  readonly isCopyRefused: boolean;
}

/**
 * Opens, adds up and counts the ballots of the vectors in an empty folder that holds the installed package, one program
 * and the vectors, and seals a ballot there.
 * @param root Folder of this project.
 * @param tarball The packed package.
 */
export const countSealedAgain = (root: string, tarball: string): Promise<SealedAgain> =>
  alone(root, tarball, "sealed", ["ethers", "@noble/curves"], async (folder) => {
    writeFileSync(
      path.join(folder, "sealed.json"),
      readFileSync(path.join(root, "test/vectors/sealed.json"), "utf8"),
    );
    return JSON.parse(await runNode(folder, "main.mjs")) as SealedAgain;
  });
