import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { termsHash, termsOf } from "../../sdk/index.js";
import { readPlan } from "./files.js";
import { type OfficeArguments, runBallots } from "./office.js";

/** Arguments of `hardhat ballots create`. */
export interface CreateArguments extends OfficeArguments {
  readonly plan: string;
}

/** `hardhat ballots create`: creates an election; its terms are fixed from then on. */
export default async function create(args: CreateArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runBallots(hre, args, async ({ ballot, addresses, act }) => {
    const terms = termsOf(await readPlan(args.plan));
    console.log(`terms ${termsHash(terms)}`);
    const data = ballot.interface.encodeFunctionData("create", [terms]);
    const isDone = await act("create an election", addresses.ballot, data);
    if (isDone && !args.calldata) console.log(`election ${await ballot.electionCount()}`);
    return isDone;
  });
}
