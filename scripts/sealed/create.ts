import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { sealedTermsHash, sealedTermsOf } from "../../sdk/ballots/sealed/index.js";
import { runSealed } from "./office.js";
import type { PlanArguments } from "./plan.js";
import { readSealedPlan } from "./plans.js";

/** `hardhat sealed create`: creates a sealed election; its terms are fixed from then on. */
export default async function create(args: PlanArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runSealed(hre, args, async ({ sealed, addresses, act }) => {
    const terms = sealedTermsOf(await readSealedPlan(args.plan));
    console.log(`terms ${sealedTermsHash(terms)}`);
    const data = sealed.interface.encodeFunctionData("create", [terms]);
    const isDone = await act("create a sealed election", addresses.sealed, data);
    if (isDone && !args.calldata) console.log(`election ${await sealed.electionCount()}`);
    return isDone;
  });
}
