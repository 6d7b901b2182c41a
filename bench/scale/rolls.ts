import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { build } from "esbuild";

import type { RollFigures, RollOnPaper } from "./rollChild.js";

/** Where a roll is prepared, bundled as a client would be: without this project's tools in its memory. */
export interface RollWorks {
  readonly prepare: (
    bills: number,
    plan: { readonly payee: string; readonly opensAt: bigint; readonly serial: number },
  ) => Promise<{ figures: RollFigures; paper: RollOnPaper }>;
  readonly close: () => void;
}

/** ethers asks for Node's own modules by `require`. */
const BANNER = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

/** Bundles the program that prepares a roll in a process of its own. */
export async function openRollWorks(): Promise<RollWorks> {
  const folder = mkdtempSync(path.join(tmpdir(), "civitas-scale-"));
  const program = path.join(folder, "roll.mjs");
  await build({
    entryPoints: [new URL("./rollChild.ts", import.meta.url).pathname],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node22",
    banner: { js: BANNER },
    logLevel: "error",
  });
  return {
    async prepare(bills, { payee, opensAt, serial }) {
      const out = path.join(folder, `${bills}.json`);
      const args = [program, String(bills), payee, String(opensAt), String(serial), out];
      await promisify(execFile)(process.execPath, args);
      return JSON.parse(readFileSync(out, "utf8")) as { figures: RollFigures; paper: RollOnPaper };
    },
    close: () => rmSync(folder, { recursive: true }),
  };
}
