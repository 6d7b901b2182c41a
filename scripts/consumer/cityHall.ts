import { existsSync } from "node:fs";
import path from "node:path";

import { runNode } from "./run.js";

/** Compiles, in a Hardhat project of its own, contracts that import ours. */
export async function compileCityHall(folder: string): Promise<void> {
  const project = path.join(folder, "cityhall");
  await runNode(project, path.join(folder, "node_modules/hardhat/dist/src/cli.js"), "build", "--quiet");
  for (const contract of ["Kiosk", "NeighbourToken"]) {
    const artifact = path.join(project, `artifacts/contracts/Kiosk.sol/${contract}.json`);
    if (!existsSync(artifact)) throw new Error(`the build of another project left no ${contract}`);
  }
}
