import { keccak256, toUtf8Bytes } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { numberOf } from "../lib/options.js";
import { readRoll, readText } from "./files.js";
import { type OfficeArguments, runBallots } from "./office.js";

/** Arguments of `hardhat ballots announce`. */
export interface AnnounceArguments extends OfficeArguments {
  readonly roll: string;
  readonly source: string;
  readonly days: string;
}

const DAY = 24 * 3600;

/** `hardhat ballots announce`: announces a roll, which is then open to objections. */
export default async function announce(
  args: AnnounceArguments,
  hre: HardhatRuntimeEnvironment,
): Promise<void> {
  await runBallots(hre, args, async ({ rolls, addresses, provider, act }) => {
    const roll = await readRoll(args.roll);
    const sourceHash = keccak256(toUtf8Bytes(await readText("source", args.source)));
    const block = await provider.getBlock("latest");
    // An hour more than the days: the transaction is mined a little later than now.
    const until = (block?.timestamp ?? 0) + numberOf("days", args.days) * DAY + 3600;
    const data = rolls.interface.encodeFunctionData("announce", [
      roll.root,
      roll.datasetHash,
      sourceHash,
      roll.size,
      until,
    ]);
    const isDone = await act(`announce a roll of ${roll.size} voters`, addresses.rolls, data);
    if (isDone && !args.calldata) console.log(`roll ${await rolls.rollCount()}`);
    return isDone;
  });
}
