import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { changeStage, type StageArguments } from "./stage.js";

/** `hardhat ballots close`: closes an election after its closing second; anyone may. */
export default async function close(args: StageArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await changeStage(args, hre, "close", ["Closed", "Tallying", "Final"]);
}
