import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import type { StageArguments } from "../ballots/stage.js";
import { changeSealedStage } from "./stage.js";

/** `hardhat sealed adopt`: takes the key that the trustees have made; anyone may. */
export default async function adopt(args: StageArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await changeSealedStage(
    args,
    hre,
    "adopt the key of",
    (calls, id) => calls.encodeFunctionData("adoptKey", [id]),
    ["KeyReady", "Open", "Closed", "Tallying", "Final"],
  );
}
