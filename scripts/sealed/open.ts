import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import type { StageArguments } from "../ballots/stage.js";
import { changeSealedStage } from "./stage.js";

/** `hardhat sealed open`: opens a sealed election in its time. */
export default async function open(args: StageArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await changeSealedStage(args, hre, "open", (calls, id) => calls.encodeFunctionData("open", [id]), ["Open"]);
}
