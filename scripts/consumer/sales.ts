import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { alone } from "./alone.js";
import { runNode } from "./run.js";

/** What came out the same, and what the first sale costs its buyer. */
export interface SignedAgain {
  readonly statements: number;
  readonly others: number;
  readonly chain: string;
  readonly isLinked: boolean;
  /** All, what lenders pay of it, what the buyer pays, the rest after the deposit, and what may be forfeit. */
  readonly costs: readonly string[];
}

/**
 * Makes again what the parties of sales sign, and what a sale costs, in an empty folder that holds the installed package,
 * one program and the vectors.
 * @param root Folder of this project.
 * @param tarball The packed package.
 */
export async function signSalesAgain(root: string, tarball: string): Promise<SignedAgain> {
  const text = readFileSync(path.join(root, "test/vectors/sales.json"), "utf8");
  return alone(root, tarball, "sales", ["ethers"], async (folder) => {
    writeFileSync(path.join(folder, "sales.json"), text);
    return JSON.parse(await runNode(folder, "main.mjs")) as SignedAgain;
  });
}
