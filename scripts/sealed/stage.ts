import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import type { SealedBallot } from "../../typechain-types/index.js";
import { type StageArguments, STAGES } from "../ballots/stage.js";
import { numberOf } from "../lib/options.js";
import { runSealed } from "./office.js";

/** Brings a sealed election to another stage; says so where it is there already. */
export async function changeSealedStage(
  args: StageArguments,
  hre: HardhatRuntimeEnvironment,
  what: string,
  encode: (calls: SealedBallot["interface"], electionId: number) => string,
  done: readonly (typeof STAGES)[number][],
): Promise<void> {
  await runSealed(hre, args, async ({ sealed, addresses, act }) => {
    const electionId = numberOf("election", args.election);
    const stage = STAGES[Number(await sealed.stageOf(electionId))];
    if (done.includes(stage)) {
      console.log(`election ${electionId} is ${stage} already`);
      return true;
    }
    return act(`${what} election ${electionId}`, addresses.sealed, encode(sealed.interface, electionId));
  });
}
