import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { OUTCOMES } from "../../sdk/index.js";
import { type StageArguments, STAGES } from "../ballots/stage.js";
import { numberOf } from "../lib/options.js";
import { thousands } from "../lib/table.js";
import { runSealed } from "./office.js";

/** `hardhat sealed finalise`: makes the result of a tallied election final; anyone may. */
export default async function finalise(args: StageArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runSealed(hre, args, async ({ sealed, addresses, act }) => {
    const electionId = numberOf("election", args.election);
    if (STAGES[Number(await sealed.stageOf(electionId))] !== "Final") {
      const data = sealed.interface.encodeFunctionData("finalise", [electionId]);
      if (!(await act(`finalise election ${electionId}`, addresses.sealed, data))) return false;
    }
    if (args.calldata) return true;
    const { outcome, isAdvisory, winner, ballots, blank } = await sealed.resultOf(electionId);
    const told = winner === 0n ? "" : `, option ${winner}`;
    console.log(
      `election ${electionId}: ${OUTCOMES[Number(outcome)]}${told}${isAdvisory ? " (advice)" : ""}; ` +
        `${thousands(ballots)} ballots, ${thousands(blank)} blank`,
    );
    return true;
  });
}
