import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

import { hardhatOf } from "./lib/projectCopy.js";

/**
 * Runs under coverage the tests that mirror `contracts/`: `test/<domain>`, and the access tests of the whole city. Tests
 * that start processes of their own or measure gas (`*.sizes.ts`) have nothing to say there. Random campaigns are brief: a line is
 * reached in the first rounds or by a case of its own, and `npm test` runs them whole.
 */
const root = process.cwd();

const folders = readdirSync(path.join(root, "contracts"))
  .map((domain) => path.join("test", domain))
  .filter((folder) => existsSync(path.join(root, folder)));

const files = folders
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => path.join(folder, file)),
  )
  .filter((file) => /\.(ts|t\.sol)$/.test(file) && !file.endsWith(".sizes.ts"));

const { status } = spawnSync(
  process.execPath,
  [hardhatOf(root), "test", "--coverage", "--test-profile", "brief", ...files, "test/city/access.ts"],
  {
    stdio: "inherit",
  },
);
process.exitCode = status ?? 1;
