import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { counted } from "../lib/table.js";
import { numberOf } from "../lib/options.js";
import type { FreezeArguments } from "./freeze.js";
import { readRoll } from "./files.js";
import { runBallots } from "./office.js";

/** Full pages that fit under the gas of a transaction. */
const PAGES_AT_ONCE = 2;

/** `hardhat ballots pages`: writes the pages of a roll that are not written yet; anyone may. */
export default async function pages(args: FreezeArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runBallots(hre, args, async ({ rolls, addresses, act }) => {
    const rollId = numberOf("roll-id", args.rollId);
    const all = (await readRoll(args.roll)).pages();
    const missing = [];
    for (const page of all) {
      const { isPublished } = await rolls.pageOf(rollId, page.number);
      if (!isPublished) missing.push(page);
    }
    console.log(`${counted(all.length, "page")}, ${missing.length} to write`);
    for (let start = 0; start < missing.length; start += PAGES_AT_ONCE) {
      const some = missing.slice(start, start + PAGES_AT_ONCE);
      const what = `[${start + some.length}/${missing.length}] write page ${some.map(({ number }) => number).join(", ")}`;
      const data = rolls.interface.encodeFunctionData("publishPages", [rollId, some]);
      if (!(await act(what, addresses.rolls, data))) return false;
    }
    return true;
  });
}
