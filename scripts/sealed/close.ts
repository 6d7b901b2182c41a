import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import type { StageArguments } from "../ballots/stage.js";
import { changeSealedStage } from "./stage.js";

/** `hardhat sealed close`: closes a sealed election after its closing second; anyone may. */
export default async function close(args: StageArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await changeSealedStage(args, hre, "close", (calls, id) => calls.encodeFunctionData("close", [id]), [
    "Closed",
    "Tallying",
    "Final",
  ]);
}
