import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { numberOf } from "../lib/options.js";
import { readRoll } from "./files.js";
import { type OfficeArguments, runBallots } from "./office.js";

/** Arguments of `hardhat ballots freeze`. */
export interface FreezeArguments extends OfficeArguments {
  readonly rollId: string;
  readonly roll: string;
}

/** `hardhat ballots freeze`: freezes a roll whose objections are over, if it is the one in the file. */
export default async function freeze(args: FreezeArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runBallots(hre, args, async ({ rolls, addresses, act }) => {
    const rollId = numberOf("roll-id", args.rollId);
    const roll = await readRoll(args.roll);
    const { root, datasetHash } = await rolls.rollOf(rollId);
    if (root !== roll.root || datasetHash !== roll.datasetHash) {
      throw new Error(
        `--roll: the chain has the root ${root} for roll ${rollId}; name the file that was announced`,
      );
    }
    return act(
      `freeze roll ${rollId}`,
      addresses.rolls,
      rolls.interface.encodeFunctionData("freeze", [rollId]),
    );
  });
}
