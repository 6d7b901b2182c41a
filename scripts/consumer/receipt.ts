import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import type { BillingVectors } from "../vectors/billing.js";
import { alone } from "./alone.js";
import { runNode } from "./run.js";

/** A receipt, checked as it is and with every byte changed. */
export interface CheckedReceipt {
  readonly payer: string;
  /** Millionths, decimal. */
  readonly amount: string;
  readonly due: string;
  readonly paidAt: string;
  /** Changed receipts that were refused: two of every byte. */
  readonly refused: number;
  readonly bytes: number;
}

/**
 * Checks the receipt of the vectors in an empty folder that holds the installed package, one program and the receipt: no
 * node is asked and no other bill is there.
 * @param root Folder of this project.
 * @param tarball The packed package.
 * @throws where a changed receipt is believed
 */
export async function checkReceipt(root: string, tarball: string): Promise<CheckedReceipt> {
  const vectors = JSON.parse(
    readFileSync(path.join(root, "test/vectors/billing.json"), "utf8"),
  ) as BillingVectors;
  const { anchors, file } = vectors.receipt;
  return alone(root, tarball, "receipt", ["ethers"], async (folder) => {
    writeFileSync(path.join(folder, "receipt.json"), file);
    const args = ["main.mjs", "receipt.json", anchors.billing, anchors.root, anchors.blockHash];
    return JSON.parse(await runNode(folder, ...args)) as CheckedReceipt;
  });
}
