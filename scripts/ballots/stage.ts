import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { numberOf } from "../lib/options.js";
import { type Office, type OfficeArguments, runBallots } from "./office.js";

/** Arguments of the commands that bring an election to another stage. */
export interface StageArguments extends OfficeArguments {
  readonly election: string;
}

/** Stages by number, as `IElections` has them. */
export const STAGES = [
  "None",
  "Draft",
  "Ceremony",
  "KeyReady",
  "Open",
  "Closed",
  "Tallying",
  "Final",
  "Void",
] as const;

/** The stage of an election. */
export async function stageOf({ ballot }: Office, electionId: number): Promise<(typeof STAGES)[number]> {
  return STAGES[Number(await ballot.stageOf(electionId))];
}

/** Brings an election to another stage; says so where it is there already. */
export async function changeStage(
  args: StageArguments,
  hre: HardhatRuntimeEnvironment,
  name: "open" | "close",
  done: readonly (typeof STAGES)[number][],
): Promise<void> {
  await runBallots(hre, args, async (office) => {
    const electionId = numberOf("election", args.election);
    const stage = await stageOf(office, electionId);
    if (done.includes(stage)) {
      console.log(`election ${electionId} is ${stage} already`);
      return true;
    }
    const { interface: calls } = office.ballot;
    const data =
      name === "open"
        ? calls.encodeFunctionData("open", [electionId])
        : calls.encodeFunctionData("close", [electionId]);
    return office.act(`${name} election ${electionId}`, office.addresses.ballot, data);
  });
}
