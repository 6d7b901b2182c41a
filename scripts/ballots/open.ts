import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { changeStage, type StageArguments } from "./stage.js";

/** `hardhat ballots open`: opens an election in its time. */
export default async function open(args: StageArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await changeStage(args, hre, "open", ["Open"]);
}
