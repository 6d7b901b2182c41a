import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { ladmOf, readRings, readTitles } from "../../sdk/index.js";
import { good } from "../lib/cli.js";
import { numberOf } from "../lib/options.js";
import { counted } from "../lib/table.js";
import { writeWhole } from "../lib/writeWhole.js";
import { type LandArguments, runLand } from "./office.js";

/** Arguments of `hardhat land export`. */
export interface ExportArguments extends LandArguments {
  readonly atBlock: string;
  readonly fromBlock: string;
  readonly out: string;
}

/** `hardhat land export`: the whole register after a block, in LADM's classes. Sends nothing. */
export default async function exportRegister(
  args: ExportArguments,
  hre: HardhatRuntimeEnvironment,
): Promise<void> {
  await runLand(
    hre,
    args,
    async ({ rpc, address }) => {
      const reading = await readTitles(rpc, {
        register: address,
        block: args.atBlock === "" ? undefined : numberOf("at-block", args.atBlock, 0),
        fromBlock: numberOf("from-block", args.fromBlock, 0),
      });
      const rings = await readRings(rpc, reading.titles.values());
      await writeWhole(args.out, `${JSON.stringify(ladmOf(reading, rings), undefined, 1)}\n`);
      console.log(good(`${counted(reading.titles.size, "title")} after block ${reading.block}: ${args.out}`));
      return true;
    },
    true,
  );
}
