import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { exportElection } from "../../sdk/index.js";
import { faint, good } from "../lib/cli.js";
import { thousands } from "../lib/table.js";
import { writeWhole } from "../lib/writeWhole.js";
import { numberOf } from "../lib/options.js";
import { readPlan, readRoll } from "./files.js";
import { type OfficeArguments, runBallots } from "./office.js";
import { printReport } from "./report.js";

/** Arguments of `hardhat ballots export`. */
export interface ExportArguments extends OfficeArguments {
  readonly election: string;
  readonly plan: string;
  readonly roll: string;
  readonly out: string;
  readonly block: string;
  readonly fromBlock: string;
  readonly headers: boolean;
}

/** `hardhat ballots export`: writes the record of a final election and verifies it. */
export default async function exportRecord(
  args: ExportArguments,
  hre: HardhatRuntimeEnvironment,
): Promise<void> {
  await runBallots(hre, args, async ({ rpc, addresses }) => {
    const { block } = args;
    const { text, report } = await exportElection(rpc, {
      contract: addresses.ballot,
      electionId: numberOf("election", args.election),
      plan: await readPlan(args.plan),
      accounts: (await readRoll(args.roll)).accounts,
      block: block === "finalized" || block === "latest" ? block : numberOf("block", block, 0),
      fromBlock: numberOf("from-block", args.fromBlock, 0),
      withHeaders: args.headers,
      onProgress: (what, done, count) => {
        if (done === count) console.log(faint(`${what}: ${thousands(count)}`));
      },
    });
    await writeWhole(args.out, text);
    printReport(report);
    console.log(good(`wrote ${args.out}: ${thousands(text.length)} bytes`));
    console.log(`publish it; who verifies it asks a node of their own for block ${report.block.number}`);
    return true;
  });
}
